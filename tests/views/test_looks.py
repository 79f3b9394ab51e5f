"""What is seen: contrast, the focus ring, icons on selected rows, and no English where Qt itself speaks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QColor, QIcon, QImage
from PySide6.QtWidgets import (
    QApplication,
    QCalendarWidget,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QListWidget,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QScrollBar,
    QSpinBox,
    QTabBar,
    QTableWidget,
    QToolButton,
    QTreeWidget,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.paths import resource
from desktop.views import theme
from desktop.views.widgets.date_field import _Calendar

# Words and what they stand on, by the names of palette.json.
TEXT = [
    *(
        (text, ground)
        for text in ("text", "muted")
        for ground in ("window", "surface", "side", "row_hover", "selected")
    ),
    ("text", "primary_tint"),
    ("text", "line"),
    ("placeholder", "surface"),
    ("surface", "primary"),
    ("surface", "primary_hover"),
    ("surface", "text"),
    ("primary", "surface"),
    ("primary", "window"),
    ("primary_hover", "primary_tint"),
    *((mood, ground) for mood in ("danger", "warning", "success") for ground in ("surface", "window", f"{mood}_tint")),
]
# Frames and handles need less: WCAG 1.4.11.
FRAMES = [*(("focus", ground) for ground in ("surface", "window", "side")), ("focus_dark", "surface")]


def luminance(name: str) -> float:
    """WCAG 2.1 relative luminance of a colour of the palette."""
    colour = QColor(theme.palette()[name])
    shares = (colour.redF(), colour.greenF(), colour.blueF())
    parts = [c / 12.92 if c <= 0.04045 else float(((c + 0.055) / 1.055) ** 2.4) for c in shares]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_words_stand_out_from_their_ground() -> None:
    assert {pair: round(found, 2) for pair in TEXT if (found := contrast(*pair)) < 4.5} == {}
    assert {pair: round(found, 2) for pair in FRAMES if (found := contrast(*pair)) < 3} == {}


def test_the_style_sheet_uses_no_colour_that_the_palette_does_not_know() -> None:
    names = set(re.findall(r"@(\w+)", resource("style/style.qss").read_text("utf-8"))) - {"style"}
    assert names <= set(theme.palette())


def focusable() -> Iterator[QWidget]:
    """One of each kind of widget that takes the keyboard."""
    primary, flat, link = QPushButton("Lưu"), QPushButton("Sửa"), QPushButton("Xem thêm")
    primary.setProperty("primary", True)
    flat.setProperty("flat", True)
    for looks in ("flat", "link"):
        link.setProperty(looks, True)
    chip, author = QPushButton("Học sinh"), QPushButton("Đang ghi: Lò Thị Ánh")
    chip.setObjectName("chip")
    author.setObjectName("author")
    combo, editable = QComboBox(), QComboBox()
    editable.setEditable(True)
    tabs = QTabBar()
    tabs.addTab("Nhật ký")
    places = QListWidget()
    places.setObjectName("places")
    yield from (QPushButton("Hủy"), primary, flat, link, chip, author, QLineEdit(), QPlainTextEdit(), combo, editable)
    yield from (QCheckBox("Có"), QRadioButton("Có"), QSpinBox(), QToolButton(), QListWidget(), places)
    yield from (QTableWidget(2, 2), QTreeWidget(), tabs)


def edge(widget: QWidget) -> QImage:
    """The left edge, where the ring is and the caret is not."""
    return widget.grab().toImage().copy(0, 0, 3, widget.height())


def test_every_kind_of_widget_shows_where_the_keyboard_is(dressed: QApplication, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    other = QPushButton("khác")
    layout.addWidget(other)
    kinds = list(focusable())
    for widget in kinds:
        layout.addWidget(widget)
        widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    window.show()
    qtbot.waitUntil(window.isActiveWindow)
    same = []
    for widget in kinds:
        other.setFocus()
        before, size = edge(widget), widget.size()
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        assert widget.hasFocus()
        name = f"{type(widget).__name__} {widget.objectName()}"
        if edge(widget) == before:
            same.append(name)
        assert widget.size() == size, f"{name} changes its size"
    assert same == []


def test_an_icon_stays_dark_on_a_selected_row_and_turns_white_on_the_dark_one() -> None:
    def ink(icon: QIcon, mode: QIcon.Mode) -> str:
        image = icon.pixmap(18, 18, mode).toImage()
        points = (QPoint(x, y) for x in range(image.width()) for y in range(image.height()))
        solid = next(c for point in points if (c := image.pixelColor(point)).alpha() == 255)
        return solid.name()

    palette = theme.palette()
    assert ink(theme.icon("circle-check", "success"), QIcon.Mode.Selected) == palette["success"]
    assert ink(theme.icon("house"), QIcon.Mode.Selected) == palette["text"]
    assert ink(theme.icon("house", selected="surface"), QIcon.Mode.Selected) == palette["surface"]


# --- words -------------------------------------------------------------------------------------------------------------


def english() -> set[str]:
    """The words of Qt's own texts that no Vietnamese text has."""
    table: dict[str, str] = json.loads(resource("words/qt.json").read_text("utf-8"))
    spell = re.compile(r"[A-Za-zÀ-ỹ]{3,}")

    def words(texts: list[str]) -> set[str]:
        return {word.lower() for text in texts for word in spell.findall(text.replace("&", ""))}

    return words(list(table)) - words(list(table.values()))


def texts_of(root: QWidget) -> set[str]:
    """Everything that root and its parts say."""
    found: set[str] = set()
    for widget in (root, *root.findChildren(QWidget)):
        found |= {widget.windowTitle(), widget.toolTip(), widget.accessibleName()}
        for name in ("text", "title", "placeholderText"):
            said = getattr(widget, name, str)
            found.add(said() if callable(said) else "")
    found |= {text for action in root.findChildren(QAction) for text in (action.text(), action.toolTip())}
    return found


def test_a_missing_word_would_be_seen() -> None:
    assert {"copy", "file", "replace", "cancel", "hidden"} <= english()


def spoken(qtbot: QtBot) -> Iterator[QWidget]:
    line, text, number = QLineEdit("chữ"), QPlainTextEdit("chữ"), QSpinBox()
    bar = QScrollBar()
    for widget in (line, text, number, bar):
        qtbot.addWidget(widget)
    yield line.createStandardContextMenu()
    yield text.createStandardContextMenu()
    for accept in QFileDialog.AcceptMode:
        for mode in (QFileDialog.FileMode.AnyFile, QFileDialog.FileMode.Directory):
            dialog = QFileDialog()
            dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
            dialog.setAcceptMode(accept)
            dialog.setFileMode(mode)
            dialog.show()
            yield dialog
    box = QMessageBox()
    for button in QMessageBox.StandardButton:
        if button.value and button.value & (button.value - 1) == 0 and button.value >= 0x400:
            box.addButton(button)
    box.setDetailedText("chi tiết")
    box.show()
    yield box


def test_qt_itself_speaks_vietnamese(dressed: QApplication, qtbot: QtBot) -> None:
    unwanted = english()
    found = []
    for widget in spoken(qtbot):
        qtbot.addWidget(widget)
        # File names and paths of the machine are no words of ours.
        said = {text for text in texts_of(widget) if "/" not in text}
        found += [
            text
            for text in said
            for word in re.findall(r"[A-Za-z]{3,}", text.replace("&", ""))
            if word.lower() in unwanted
        ]
    assert found == []


def test_the_names_of_keys_stay_as_they_stand_on_the_keyboard(dressed: QApplication) -> None:
    from PySide6.QtGui import QKeySequence

    sequence = QKeySequence("Ctrl+Shift+Print")
    assert sequence.toString(QKeySequence.SequenceFormat.NativeText) == "Ctrl+Shift+Print"


@pytest.mark.parametrize("month", [1, 4, 12])
def test_the_calendar_names_days_and_months_in_vietnamese(dressed: QApplication, qtbot: QtBot, month: int) -> None:
    from datetime import date

    parent = QWidget()
    qtbot.addWidget(parent)
    calendar = _Calendar(parent, date(2026, month, 5)).calendar
    said = texts_of(calendar) | {
        calendar.locale().dayName(day, calendar.locale().FormatType.ShortFormat) for day in range(1, 8)
    }
    button = calendar.findChild(QToolButton, "qt_calendar_monthbutton")
    assert isinstance(button, QToolButton)
    assert button.text().lower() == f"tháng {month}"
    assert "CN" in said
    assert isinstance(calendar, QCalendarWidget)
