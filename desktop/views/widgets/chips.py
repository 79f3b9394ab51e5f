"""Several codes at once: buttons that stay pressed. One Tab stop; arrows go from one to the next, Space chooses."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLayout, QLayoutItem, QPushButton, QSizePolicy, QWidget

from desktop.models.catalogue import load_catalogue
from desktop.views.widgets.choice_field import Choice
from desktop.views.widgets.fields import Field
from desktop.views.widgets.tips import as_tip


class FlowLayout(QLayout):
    """Things side by side, going on in the next line where the width ends."""

    def __init__(self, parent: QWidget | None = None, gap: int = 6) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        """Qt's way of adding."""
        self._items.append(item)

    def count(self) -> int:
        """How many things there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """The thing at that place."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Take it out."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def hasHeightForWidth(self) -> bool:
        """The narrower the higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height at that width."""
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        """Put everything in its place."""
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        """As small as can be: the width decides."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """As high as one line, narrower than any window: a thing too long is cut, not the form."""
        heights = [item.minimumSize().height() for item in self._items if not item.isEmpty()]
        return QSize(160, max(heights, default=0))

    def _arrange(self, rect: QRect, move: bool) -> int:
        x, y, line = rect.x(), rect.y(), 0
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint()
            size.setWidth(min(size.width(), rect.width()))
            if x + size.width() > rect.right() + 1 and line > 0:
                x, y, line = rect.x(), y + line + self._gap, 0
            if move:
                item.setGeometry(QRect(QPoint(x, y), size))
            x += size.width() + self._gap
            line = max(line, size.height())
        return y + line - rect.y()


class _Chip(QPushButton):
    """A button that stays pressed; words too long for the form end in "…", whole in the tool tip."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words
        self.setObjectName("chip")
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def sizeHint(self) -> QSize:
        """Wide enough for all its words."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.words) + 26, metrics.height() + 12)

    def minimumSizeHint(self) -> QSize:
        """Narrow, so that a form never grows wider than its place."""
        return QSize(60, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut what does not fit."""
        super().resizeEvent(event)
        room = self.width() - 24
        shown = self.fontMetrics().elidedText(self.words, Qt.TextElideMode.ElideRight, room)
        if shown != self.text():
            self.setText(shown)
            self.setAccessibleName(self.words)
            self.setToolTip(as_tip(self.words) if shown != self.words else "")


class ChipsField(Field):
    """`value()` is the list of codes chosen, in the catalogue's order; retired and unknown codes of a record stay."""

    def __init__(self, choices: Sequence[Choice], more: Sequence[Choice] = ()) -> None:
        """`more` are rarer choices, shown after "Thêm…"."""
        super().__init__()
        self._order = [code for code, _ in [*choices, *more]]
        self._others: list[str] = []
        self._retired: set[str] = set()
        self._chips: dict[str, QPushButton] = {}
        self._more = {code for code, _ in more}
        self.input = box = QWidget()
        self._flow = FlowLayout(box)
        for code, words in [*choices, *more]:
            self._add(code, words)
        self._show_more: QPushButton | None = None
        if more:
            self._show_more = self._button("Thêm…")
            self._show_more.setCheckable(False)
            self._show_more.clicked.connect(self._reveal)
            self._flow.addWidget(self._show_more)
            for code in self._more:
                self._chips[code].hide()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        box.setSizePolicy(policy)
        self._take(box)
        self.setFocusProxy(self._buttons()[0])
        self._let_tab_stop_at(self._buttons()[0])

    def _button(self, words: str) -> QPushButton:
        chip = _Chip(words)
        chip.installEventFilter(self)
        return chip

    def _add(self, code: str, words: str) -> None:
        chip = self._button(words)
        chip.toggled.connect(lambda _: self.edited.emit())
        self._chips[code] = chip
        self._flow.addWidget(chip)

    def _buttons(self) -> list[QPushButton]:
        shown = [chip for chip in self._chips.values() if not chip.isHidden()]
        return [*shown, self._show_more] if self._show_more and not self._show_more.isHidden() else shown

    def _reveal(self) -> None:
        hidden = [self._chips[code] for code in self._order if code in self._more and self._chips[code].isHidden()]
        for chip in hidden:
            chip.show()
        if self._show_more:
            self._show_more.hide()
        if hidden:
            hidden[0].setFocus(Qt.FocusReason.OtherFocusReason)
        self._flow.invalidate()
        self.updateGeometry()

    def set_value(self, value: Sequence[str] | None) -> None:
        """Press the buttons of these codes."""
        codes = list(value or [])
        for code in codes:
            if code not in self._chips and load_catalogue().entry(code) is not None:
                self._order.append(code)
                self._retired.add(code)
                self._add(code, load_catalogue().standing(code))
        for code in self._retired:  # of this record, not of the next one
            self._chips[code].setVisible(code in codes)
        self._others = [code for code in codes if code not in self._chips]
        for code, chip in self._chips.items():
            chip.setChecked(code in codes)
            if code in codes and chip.isHidden():
                self._reveal()

    def value(self) -> list[str]:
        """The codes chosen."""
        return [*(code for code in self._order if self._chips[code].isChecked()), *self._others]

    def state(self) -> list[str]:
        """The codes chosen."""
        return self.value()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows walk, and the one Tab stop goes along."""
        if isinstance(watched, QPushButton):
            if (
                isinstance(event, QKeyEvent)
                and event.type() == QEvent.Type.KeyPress
                and self._walk(watched, event.key())
            ):
                return True
            if isinstance(event, QFocusEvent) and event.type() == QEvent.Type.FocusIn:
                self._let_tab_stop_at(watched)
            elif isinstance(event, QFocusEvent) and event.type() == QEvent.Type.FocusOut:
                self.left.emit()
        return super().eventFilter(watched, event)

    def _walk(self, chip: QPushButton, key: int) -> bool:
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}
        if key not in steps:
            return False
        buttons = self._buttons()
        buttons[(buttons.index(chip) + steps[Qt.Key(key)]) % len(buttons)].setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def _let_tab_stop_at(self, chip: QPushButton) -> None:
        for other in [*self._chips.values(), *([self._show_more] if self._show_more else [])]:
            other.setFocusPolicy(Qt.FocusPolicy.StrongFocus if other is chip else Qt.FocusPolicy.ClickFocus)
        self.setFocusProxy(chip)

    def set_wrong(self, wrong: bool) -> None:
        """The sentence beside the field says it; buttons keep their colours."""
