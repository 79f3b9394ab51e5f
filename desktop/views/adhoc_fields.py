"""Fields of the ad-hoc report's form: parts and Biểu to tick, the moment of counting, the deadline, addressees, own words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QPlainTextEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.errors import UserError
from desktop.text import clean, format_date, one_line
from desktop.views.scaling import OWN_SIZE
from desktop.views.theme import palette, scaled
from desktop.views.widgets.date_field import DateField
from desktop.views.widgets.fields import Field, LongTextField, TextField

_KEY = Qt.ItemDataRole.UserRole
_CHECKED, _PARTLY, _NOT = Qt.CheckState.Checked, Qt.CheckState.PartiallyChecked, Qt.CheckState.Unchecked
_HOUR = re.compile(r"(\d{1,2})\s*(?:giờ|h|g)\s*(\d{2}(?=\s|$))?", re.IGNORECASE)  # 16h, 16h30, 16 giờ 30
SOON = 3
"""Days before a deadline from which it is marked."""


def today() -> date:
    """The clerk's own day."""
    return date.today()  # noqa: DTZ011


def days_left(deadline: date) -> str:
    """còn 3 ngày; hôm nay; quá hạn 2 ngày."""
    left = (deadline - today()).days
    if left == 0:
        return "hạn hôm nay"
    return f"còn {left} ngày" if left > 0 else f"quá hạn {-left} ngày"


class DeadlineField(DateField):
    """A day with how many are left beside it."""

    def _show_weekday(self) -> None:
        try:
            day = self.value()
        except ValueError:
            day = None
        self.weekday.setText(f" {days_left(day)}" if day else "")


class MomentField(TextField):
    """The moment that figures are counted to: a day, maybe with an hour before it; empty for the period's last day."""

    def __init__(self) -> None:
        super().__init__("Ví dụ: 16:00 15/5/2026; để trống: ngày cuối kỳ")

    def set_value(self, value: str | None) -> None:
        """Show 16:00 15/05/2026."""
        super().set_value(_moment_words(value or ""))

    def value(self) -> str:
        """As the record keeps it. ValueError with a sentence where it cannot be read."""
        from desktop.reports.demand import as_stored, read_moment

        typed = _HOUR.sub(
            lambda found: f"{found[1]}:{found[2] or '00'} ", one_line(self.line.text()).replace("ngày", "")
        )
        if not typed.strip():
            return ""
        try:
            return as_stored(read_moment(typed, date.min))
        except UserError:
            raise ValueError("Hãy ghi ngày, hoặc giờ rồi ngày, ví dụ 15/5/2026 hoặc 16:00 15/5/2026.") from None

    def on_left(self) -> None:
        """Write it out."""
        try:
            words = _moment_words(self.value())
        except ValueError:
            return
        if words != self.line.text():
            self.line.setText(words)


def _moment_words(stored: str) -> str:
    try:
        moment = datetime.fromisoformat(stored)
    except ValueError:
        return stored
    day = format_date(moment.date())
    return f"{moment:%H:%M} {day}" if "T" in stored else day


class LinesField(LongTextField):
    """A list, one entry a line."""

    def set_value(self, value: Sequence[str] | str | None) -> None:
        """Show the entries under each other; text as it was typed."""
        super().set_value(value if isinstance(value, str) else "\n".join(value or ()))

    def value(self) -> Any:
        """The entries."""
        lines = (one_line(line) for line in self.text.toPlainText().split("\n"))
        return list(dict.fromkeys(line for line in lines if line))


class PartsField(Field):
    """Parts of the report and Biểu as a tree with boxes; a part takes those under it along.

    The value is {"sections": […], "forms": […]}; what this version does not know stays.
    """

    def __init__(self) -> None:
        super().__init__()
        from desktop.reports.appendices import TITLES
        from desktop.reports.demand import parts

        self.tree = QTreeWidget()
        self.tree.setHeaderHidden(True)
        self.tree.setAccessibleName("Phần và biểu cần báo cáo")
        self.tree.setFixedHeight(scaled(232))
        self.tree.setIndentation(18)
        self._filling = False
        self._unknown: dict[str, list[str]] = {"sections": [], "forms": []}
        above: list[QTreeWidgetItem] = []
        for part in parts():
            del above[part.level - 1 :]
            above.append(_item(above[-1] if above else self.tree.invisibleRootItem(), part.words, part.key))
        self._forms = _item(self.tree.invisibleRootItem(), "Các biểu kèm theo", "")
        for form, title in TITLES.items():
            _item(self._forms, f"{form}. {title.capitalize()}", form)
        self._parts = [
            self._root(at) for at in range(self.tree.topLevelItemCount()) if self._root(at) is not self._forms
        ]
        self.tree.expandToDepth(0)
        self.tree.itemChanged.connect(lambda *_: None if self._filling else self._changed())
        self.tree.setCurrentItem(self._parts[0])
        self._take(self.tree)

    def _root(self, at: int) -> QTreeWidgetItem:
        found = self.tree.topLevelItem(at)
        assert found is not None
        return found

    def _changed(self) -> None:
        self.edited.emit()

    def set_value(self, value: Mapping[str, Sequence[str]] | None) -> None:
        """Tick these; their branches are opened."""
        from desktop.reports.demand import is_within, parts

        sections, chosen = list((value or {}).get("sections") or ()), list((value or {}).get("forms") or ())
        known = {part.key for part in parts()}
        forms = {_key(each).casefold(): each for each in _children(self._forms)}
        self._unknown = {
            "sections": [each for each in sections if each not in known],
            "forms": [each for each in chosen if each.casefold() not in forms],
        }
        self._filling = True
        for leaf in self._leaves():
            ticked = any(is_within(_key(leaf), each) for each in sections)
            leaf.setCheckState(0, _CHECKED if ticked else _NOT)
            if ticked and (parent := leaf.parent()) is not None:
                parent.setExpanded(True)
        wanted = {each.casefold() for each in chosen}
        for name, each in forms.items():
            each.setCheckState(0, _CHECKED if name in wanted else _NOT)
        self._filling = False
        self.edited.emit()

    def _leaves(self) -> list[QTreeWidgetItem]:
        return [leaf for part in self._parts for leaf in _leaves(part)]

    def value(self) -> dict[str, list[str]]:
        """What is ticked; a part that is ticked whole by its own key."""
        return {
            "sections": [*(key for part in self._parts for key in _ticked(part)), *self._unknown["sections"]],
            "forms": [
                *(_key(each) for each in _children(self._forms) if each.checkState(0) == _CHECKED),
                *self._unknown["forms"],
            ],
        }

    def state(self) -> dict[str, list[str]]:
        """What is ticked."""
        return self.value()


def _item(above: QTreeWidgetItem, words: str, key: str) -> QTreeWidgetItem:
    made = QTreeWidgetItem(above, [words])
    made.setData(0, _KEY, key)
    made.setToolTip(0, words)
    made.setSizeHint(0, QSize(0, scaled(24)))
    made.setFlags(made.flags() | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsAutoTristate)
    made.setCheckState(0, _NOT)
    return made


def _key(item: QTreeWidgetItem) -> str:
    return str(item.data(0, _KEY))


def _children(item: QTreeWidgetItem) -> list[QTreeWidgetItem]:
    return [child for at in range(item.childCount()) if (child := item.child(at)) is not None]


def _leaves(item: QTreeWidgetItem) -> list[QTreeWidgetItem]:
    children = _children(item)
    return [leaf for child in children for leaf in _leaves(child)] if children else [item]


def _ticked(item: QTreeWidgetItem) -> list[str]:
    if item.checkState(0) == _CHECKED:
        return [_key(item)]
    return [key for child in _children(item) for key in _ticked(child)] if item.checkState(0) == _PARTLY else []


class OwnWordsField(Field):
    """The unit's own words by part: choose a part, see what the program writes there, add to it. The value is {key: text}."""

    def __init__(self) -> None:
        super().__init__()
        self._texts: dict[str, str] = {}
        self._generated: dict[str, str] = {}
        self._filling = False
        self.part = QComboBox()
        self.part.setAccessibleName("Phần để viết thêm")
        self.part.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.part.setMinimumContentsLength(20)
        self.generated = QPlainTextEdit()
        self.generated.setReadOnly(True)
        self.generated.setTabChangesFocus(True)
        self.generated.setAccessibleName("Lời văn chương trình tự viết, không sửa được")
        colours = palette()
        self.generated.setStyleSheet(
            f"QPlainTextEdit {{ background: {colours['side']}; color: {colours['text']}; border: none; "
            f"border-left: 3px solid {colours['primary']}; border-radius: 0; }}"
        )
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName("Phần đơn vị tự viết")
        self.text.setPlaceholderText("Viết thêm vào phần đang chọn, nếu có.")
        for edit in (self.generated, self.text):
            edit.setProperty(OWN_SIZE, True)
            edit.setFixedHeight(edit.fontMetrics().lineSpacing() * 4 + 18)
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        said = QLabel("Chương trình tự viết từ số liệu")
        said.setObjectName("hint")
        for widget in (self.part, said, self.generated, self.text):
            column.addWidget(widget)
        self._take(box)
        self.setFocusProxy(self.part)
        self.part.currentIndexChanged.connect(lambda _: self._show_part())
        self.text.textChanged.connect(self._typed)

    def follow(self, leading: Any, offered: Sequence[tuple[str, str]]) -> None:
        """Offer the parts that are ticked, and those that have words already."""
        del leading
        names = dict(offered)
        keys = [*names, *(key for key in self._texts if key not in names)]
        if keys == [self.part.itemData(at) for at in range(self.part.count())]:
            return
        chosen = self.part.currentData()
        self._filling = True
        self.part.clear()
        for key in keys:
            self.part.addItem(names.get(key) or f"{_words_of(key)} (chưa chọn)", key)
        self.part.setCurrentIndex(max(0, self.part.findData(chosen)))
        self._filling = False
        self._show_part()

    def show_generated(self, texts: Mapping[str, str]) -> None:
        """What the program writes, by part."""
        self._generated = dict(texts)
        self._show_generated()

    def choose(self, key: str) -> None:
        """Go to a part."""
        if (at := self.part.findData(key)) >= 0:
            self.part.setCurrentIndex(at)

    def _show_part(self) -> None:
        if self._filling:
            return
        self._filling = True
        key = self.part.currentData()
        self.text.setEnabled(key is not None)
        if self.text.toPlainText() != self._texts.get(key, ""):
            self.text.setPlainText(self._texts.get(key, ""))
        self._filling = False
        self._show_generated()

    def _show_generated(self) -> None:
        key = self.part.currentData()
        words = "Hãy chọn phần cần báo cáo ở trên." if key is None else self._generated.get(key, "")
        if self.generated.toPlainText() != words:
            self.generated.setPlainText(words)

    def _typed(self) -> None:
        key = self.part.currentData()
        if self._filling or key is None:
            return
        if words := clean(self.text.toPlainText()):
            self._texts[key] = words
        else:
            self._texts.pop(key, None)
        self.edited.emit()

    def set_value(self, value: Mapping[str, str] | None) -> None:
        """Show these words."""
        self._texts = {key: text for key, text in (value or {}).items() if text.strip()}
        for key in self._texts:
            if self.part.findData(key) < 0:
                self._filling = True
                self.part.addItem(f"{_words_of(key)} (chưa chọn)", key)
                self._filling = False
        self._show_part()
        self.edited.emit()

    def value(self) -> dict[str, str]:
        """The words by part."""
        return dict(self._texts)

    def state(self) -> dict[str, str]:
        """The words by part."""
        return dict(self._texts)

    def set_read_only(self, read_only: bool) -> None:
        """The parts can still be walked through."""
        self.text.setReadOnly(read_only)


def _words_of(key: str) -> str:
    from desktop.reports.demand import parts

    return next((part.words for part in parts() if part.key == key), key)


def writable_parts(chosen: Mapping[str, Sequence[str]] | None) -> list[tuple[str, str]]:
    """The parts that words can be written into, of those ticked."""
    from desktop.reports.demand import is_within, parts

    sections = (chosen or {}).get("sections") or ()
    return [
        (part.key, part.words)
        for part in parts()
        if part.level > 1 and any(is_within(part.key, each) for each in sections)
    ]
