"""What does not fit: words that are cut, dialogs larger than the screen, inputs the Tab key never reaches, keys given twice."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QMenuBar,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QWidget,
)

import desktop.views

# What is left of 1366×768 under a task bar and a title bar, and the same divided by 1.25 and 1.5; the per cent of the letters.
SCREENS = (((1366, 698), 100), ((1366, 698), 125), ((1093, 544), 100), ((911, 442), 100))
INPUTS = (QLineEdit, QPlainTextEdit, QComboBox, QAbstractSpinBox, QAbstractItemView, QAbstractButton)
SLACK = 1  # px


def cut(root: QWidget) -> list[str]:
    """The labels and buttons in sight whose words have less room than they need."""
    return [words for widget in root.findChildren(QWidget) if widget.isVisible() and (words := _cut(widget))]


def _cut(widget: QWidget) -> str:
    if isinstance(widget.parent(), QLineEdit) or widget.objectName() == "chip":
        return ""  # signs inside a line; chips end in "…" by themselves
    wanted, size = widget.sizeHint(), widget.size()
    if isinstance(widget, QLabel) and _shows_an_ampersand(widget):
        return f"{widget.text()[:60]!r} has no field to go to: its & is seen"
    if isinstance(widget, QLabel) and widget.text():
        if widget.wordWrap():
            short = widget.heightForWidth(size.width()) > size.height() + SLACK
        else:
            short = wanted.width() > size.width() + SLACK or wanted.height() > size.height() + SLACK
        return f"{widget.text()[:60]!r}: {size.toTuple()} of {wanted.toTuple()}" if short else ""
    if isinstance(widget, QPushButton | QCheckBox | QRadioButton):
        short = wanted.width() > size.width() + SLACK or wanted.height() > size.height() + SLACK
        return f"{widget.text()[:60]!r}: {size.toTuple()} of {wanted.toTuple()}" if short else ""
    return ""


def _shows_an_ampersand(label: QLabel) -> bool:
    plain = label.textFormat() == Qt.TextFormat.PlainText
    return label.buddy() is None and not plain and re.search(r"&\w", label.text()) is not None


def inputs(root: QWidget) -> list[QWidget]:
    """Everything in sight that a person fills in, chooses from or presses, and that Tab should reach."""
    return [
        widget
        for widget in root.findChildren(QWidget)
        if isinstance(widget, INPUTS)
        and widget.isVisible()
        and widget.isEnabled()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
        and not isinstance(widget.parent(), QComboBox | QAbstractSpinBox)
        and not _one_of_a_group(widget)
    ]


def _one_of_a_group(widget: QWidget) -> bool:
    """Arrows go through a group; Tab comes to the button that is pressed."""
    if not isinstance(widget, QAbstractButton) or widget.isChecked():
        return False
    group = widget.group()
    return isinstance(widget, QRadioButton) or (group is not None and group.exclusive())


def never_reached(root: QWidget) -> list[str]:
    """The inputs that pressing Tab, as often as there are widgets, does not come to."""
    wanted, seen = inputs(root), set()
    for _ in range(2 * len(wanted) + 10):
        focused = QApplication.focusWidget()
        if focused is None:
            break
        while focused is not None:
            seen.add(focused)
            focused = focused.parentWidget()
        now = QApplication.focusWidget()
        assert now is not None
        QTest.keyClick(now, Qt.Key.Key_Tab)
    return [f"{type(w).__name__} {w.accessibleName() or getattr(w, 'text', str)()!r}" for w in wanted if w not in seen]


def unkeyed(bar: QMenuBar) -> list[str]:
    """Menu entries without a key of their own, whose underlined letter is missing or another entry's as well."""
    wrong = _doubtful("the bar", [action.text() for action in bar.actions()])
    for top in bar.actions():
        menu = top.menu()
        assert isinstance(menu, QMenu)
        wrong += _doubtful(top.text(), [a.text() for a in menu.actions() if not a.isSeparator()])
        for action in menu.actions():
            if not action.isSeparator() and not action.shortcuts() and QKeySequence.mnemonic(action.text()).isEmpty():
                wrong.append(f"{top.text()}: {action.text()} has no key")
    return wrong


def _doubtful(place: str, texts: list[str]) -> list[str]:
    letters = [QKeySequence.mnemonic(text).toString() for text in texts]
    return [f"{place}: {letter} twice" for letter in set(letters) if letter and letters.count(letter) > 1]


def dialog_classes() -> Iterator[type[QDialog]]:
    """Every dialog that a module under desktop.views defines."""
    for module in pkgutil.walk_packages(desktop.views.__path__, "desktop.views."):
        for _, found in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
            if issubclass(found, QDialog) and found.__module__ == module.name:
                yield found


def make_by_names(kind: type[QDialog], known: dict[str, object]) -> QDialog | None:
    """A dialog whose parameters are all of names we have something for; None where they are not."""
    wanted = list(inspect.signature(kind.__init__).parameters.values())[1:]
    if any(p.default is p.empty and p.name not in known for p in wanted):
        return None
    make: Callable[..., QDialog] = kind
    return make(**{p.name: known[p.name] for p in wanted if p.default is p.empty})
