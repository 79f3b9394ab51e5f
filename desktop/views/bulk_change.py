"""One field of several records changed in one go: choose the field, give the value, one undo step; who is refused is named."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout
from sqlalchemy import select

from desktop.models.several import Outcome, change_fields
from desktop.text import format_number, shortened
from desktop.views.several import in_one_step
from desktop.views.theme import GRID
from desktop.views.widgets import messages
from desktop.views.widgets.fields import Field, LongTextField, TextField
from desktop.views.widgets.form import FieldSpec

if TYPE_CHECKING:
    from desktop.views.record_page import RecordPage, Screen

NAMED = 12  # refused records that are named; of the others the number is said
_OF_ONE_ALONE = frozenset({"evidence", "attendees", "blocks", "signed_number"})


class BulkChangeDialog(QDialog):
    """Changes one field of the records `ids` of a page."""

    def __init__(self, page: RecordPage, screen: Screen, ids: Sequence[str]) -> None:
        super().__init__(page.window())
        self._page, self._screen, self._ids = page, screen, list(ids)
        self._words = screen.listing.count(len(ids))
        self.setWindowTitle(f"Đổi một ô của {self._words}")
        self.setMinimumWidth(520)
        self.choice = QComboBox()
        self.choice.setAccessibleName("Ô cần đổi")
        self.choice.setMaxVisibleItems(16)
        self.values = QVBoxLayout()
        self._specs: list[FieldSpec] = []
        self.fields: list[Field] = []
        self._offer_fields()
        self.problem = QLabel()
        self.problem.setObjectName("problem")
        self.problem.setWordWrap(True)
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.accept_button = QPushButton(f"&Đổi {self._words}")
        self.accept_button.setProperty("primary", True)
        self.accept_button.setDefault(True)
        self.accept_button.clicked.connect(self.change)
        self._lay_out()
        self.choice.currentIndexChanged.connect(self._chosen)
        self._chosen(0)

    def _lay_out(self) -> None:
        which, value = QLabel("Ô &cần đổi"), QLabel("Giá trị &mới")
        which.setBuddy(self.choice)
        self._value_label = value
        hint = QLabel(
            "Mọi bản ghi đang chọn nhận cùng một giá trị; để trống là xóa giá trị đang có. Ctrl+Z trả lại tất cả."
        )
        hint.setObjectName("hint")
        hint.setWordWrap(True)
        cancel = QPushButton("&Hủy")
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.accept_button)
        buttons.addWidget(cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        layout.setSpacing(GRID)
        for widget in (which, self.choice, value):
            layout.addWidget(widget)
        layout.addLayout(self.values)
        for widget in (self.problem, hint):
            layout.addWidget(widget)
        layout.addStretch(1)
        layout.addSpacing(GRID)
        layout.addLayout(buttons)

    def _offer_fields(self) -> None:
        for spec in self._screen.fields:
            if spec.keys or spec.aside or spec.key in _OF_ONE_ALONE:
                continue
            field = spec.make(self._page.workspace)
            if not _suits_several(spec, field) or not self._offer_followers(spec, field):
                field.deleteLater()
                continue
            field.input.setAccessibleName("Giá trị mới")
            self._specs.append(spec)
            self.fields.append(field)
            self.choice.addItem(spec.label.replace("&", ""), spec.key)
            self.values.addWidget(field)

    def _offer_followers(self, spec: FieldSpec, field: Any) -> bool:
        """The choices of a field that follows another are known where all records agree on that other one."""
        if not spec.follows:
            return True
        leading = self._values_of(spec.follows)
        if len(leading) != 1 or leading[0] is None or spec.offer is None:
            return False
        field.set_choices(spec.offer(leading[0]))
        return True

    def _values_of(self, key: str) -> list[Any]:
        kind = self._screen.listing.kind
        found: set[Any] = set()
        with self._page.workspace.database.snapshot() as session:
            for start in range(0, len(self._ids), 500):
                part = self._ids[start : start + 500]
                found.update(session.scalars(select(getattr(kind, key)).where(kind.id.in_(part)).distinct()))
        return list(found)

    def _chosen(self, place: int) -> None:
        self.problem.clear()
        self._value_label.setBuddy(self.fields[place])
        for number, field in enumerate(self.fields):
            field.setVisible(number == place)
            field.set_wrong(False)
        QTimer.singleShot(0, self, self.adjustSize)

    # --- changing ------------------------------------------------------------------------------------------------------

    def change(self) -> None:
        """Read the value, say what is wrong with it, else give it to all."""
        place = self.choice.currentIndex()
        spec, field = self._specs[place], self.fields[place]
        try:
            value = field.value()
        except ValueError as error:
            self._refuse(field, str(error))
            return
        if sentence := self._problem(spec, value):
            self._refuse(field, sentence)
            return
        values = {spec.key: value, **self._emptied(spec)}
        kind, label = self._screen.listing.kind, spec.label.replace("&", "")
        in_one_step(
            self,
            self._page.workspace,
            f"Đổi “{label}” của {self._words}",
            lambda session, told: change_fields(session, kind, self._ids, values, told),
            len(self._ids),
            self._done,
        )

    def _refuse(self, field: Field, sentence: str) -> None:
        self.problem.setText(sentence)
        field.set_wrong(True)
        field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _problem(self, spec: FieldSpec, value: Any) -> str:
        """What is wrong with the value whatever record gets it; what depends on the record is judged there."""
        if spec.follows:
            return ""
        judged = self._screen.listing.kind(**{spec.key: value}).problems()
        return next((p.sentence for p in judged if p.field == spec.key and p.blocking), "")

    def _emptied(self, spec: FieldSpec) -> dict[str, Any]:
        """The fields whose choices follow this one lose their value: it belongs to the old choice."""
        return {each.key: None for each in self._screen.fields if each.follows == spec.key and each.offer}

    def _done(self, outcome: Outcome) -> None:
        self.accept()
        listing, workspace = self._screen.listing, self._page.workspace
        words = f"Đã đổi {listing.count(outcome.changed)}" if outcome.changed else "Không có bản ghi nào phải đổi"
        if outcome.refused:
            messages.inform(self._page.window(), f"{words}. {self._refused(outcome)}", self._names(outcome))
        elif outcome.changed:
            workspace.notify(f"{words} – Ctrl+Z để hoàn tác", "Hoàn tác", workspace.shell.undo)
        else:
            workspace.notify(f"{words}: tất cả đã có giá trị này.")
        self._page.table.setFocus()

    def _refused(self, outcome: Outcome) -> str:
        return f"{format_number(len(outcome.refused))} bản ghi giữ nguyên vì không nhận được giá trị mới:"

    def _names(self, outcome: Outcome) -> str:
        kind = self._screen.listing.kind
        lines = []
        with self._page.workspace.database.snapshot() as session:
            for refused in outcome.refused[:NAMED]:
                record = session.get(kind, refused.record_id)
                name = shortened(self._screen.name_of(record)) if record else ""
                lines.append(f"• {name}: {refused.sentence}")
        if len(outcome.refused) > NAMED:
            lines.append(f"… và {format_number(len(outcome.refused) - NAMED)} bản ghi khác.")
        return "\n".join(lines)


def _suits_several(spec: FieldSpec, field: Field) -> bool:
    """Long texts and the text that names a record are its own."""
    return not isinstance(field, LongTextField) and not (spec.needed and type(field) is TextField)
