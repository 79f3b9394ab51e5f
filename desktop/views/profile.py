"""Hồ sơ đơn vị: the names, head and staff of the current year, and the number and date of the provincial Plan."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from desktop.errors import UserError
from desktop.models import history
from desktop.models.base import Record
from desktop.models.database import Database
from desktop.models.draft import Draft, drafts, drop
from desktop.models.installation import current
from desktop.models.unit import UnitProfile, profile_for, profile_id
from desktop.views import unit_words
from desktop.views.conflict_dialog import ConflictsBar
from desktop.views.drafts_bar import DraftsBar
from desktop.views.page import Command, Page, Workspace
from desktop.views.reopening import show_draft
from desktop.views.theme import GRID, icon
from desktop.views.widgets import messages
from desktop.views.widgets.choice_field import ChoiceField
from desktop.views.widgets.date_field import DateField
from desktop.views.widgets.fields import NumberField, OptionalTextField, TextField
from desktop.views.widgets.form import FieldSpec, RecordForm
from desktop.views.widgets.journal import FormJournal

FIELDS = (
    FieldSpec("name", "&Tên đơn vị (đầy đủ, chính thức)", lambda _: TextField(), needed=True, section="Đơn vị"),
    FieldSpec("kind", "&Loại đơn vị", lambda _: ChoiceField(unit_words.kinds()), half=True, needed=True),
    FieldSpec("commune", "&Xã, phường", lambda _: ChoiceField(unit_words.communes()), half=True),
    FieldSpec(
        "governing_body",
        "Cơ &quan chủ quản",
        lambda _: OptionalTextField(),
        half=True,
        hint="Dòng trên tên đơn vị, góc trái báo cáo. UBND xã, phường để trống.",
        section="Trên văn bản",
    ),
    FieldSpec("place", "&Địa danh", lambda _: TextField(), half=True, needed=True, hint="Ghi trước ngày, tháng, năm."),
    FieldSpec(
        "sign",
        "Chữ &viết tắt tên đơn vị",
        lambda _: TextField(),
        half=True,
        needed=True,
        hint="Trong số, ký hiệu: 12/BC-THCSCK. Do thủ trưởng đơn vị quy định.",
    ),
    FieldSpec("head_post", "&Chức vụ người ký", lambda _: TextField(), half=True, needed=True, section="Người ký"),
    FieldSpec("head_name", "&Họ và tên người ký", lambda _: TextField(), half=True, hint="Không ghi học hàm, học vị."),
    FieldSpec(
        "head_power",
        "Quyền hạ&n ký",
        lambda _: ChoiceField(unit_words.powers(), hint="Người đứng đầu ký (để trống)"),
        half=True,
    ),
    FieldSpec(
        "staff",
        "Tổng &số cán bộ, viên chức, người lao động",
        lambda _: NumberField(),
        half=True,
        section="Quy mô",
        hint="Mẫu số của chỉ tiêu MT30.3.",
    ),
    FieldSpec(
        "officers",
        "Số cán &bộ truyền thông",
        lambda _: NumberField(),
        half=True,
        hint="Mẫu số của chỉ tiêu MT30.5.",
    ),
    FieldSpec("classes", "Số lớp", lambda _: NumberField(), half=True),
    FieldSpec("pupils", "Số học sinh", lambda _: NumberField(), half=True),
    FieldSpec("villages", "Số bản, tiểu khu, tổ dân phố", lambda _: NumberField(), half=True),
)


def unit_name(database: Database, unit_id: str) -> str:
    """The unit's name this year; empty before there is a profile."""
    with database.snapshot() as session:
        profile = _profile(session, unit_id, _this_year())
        return profile.name if profile else ""


def _this_year() -> int:
    return date.today().year  # noqa: DTZ011  the clerk's own year


def _profile(session: Session, unit_id: str, year: int) -> UnitProfile | None:
    try:
        return profile_for(session, unit_id, year)
    except UserError:
        return None


class ProfilePage(Page):
    """One form. A year without a profile of its own starts from the newest before it and gets its own on saving."""

    TITLE = "Hồ sơ đơn vị"
    KINDS = frozenset({"profile"})
    HELP = (
        "Tên, địa danh, người ký ở đây được in trên báo cáo; tổng số cán bộ và số cán bộ truyền thông là mẫu số của các chỉ "
        "tiêu. Mỗi năm một hồ sơ: sửa năm nay không làm đổi báo cáo của năm trước."
    )

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace, subtitle=f"Năm {_this_year()}. Tên, địa danh, người ký được in trên báo cáo.")
        self.form = RecordForm(workspace, UnitProfile, FIELDS)
        self.journal = FormJournal(workspace, self.form, lambda profile: profile.name)
        self.plan_number = TextField("Ví dụ: 123/KH-UBND")
        self.plan_date = DateField()
        self.plan_problem = QLabel()
        self.plan_problem.setObjectName("problem")
        self.plan_problem.hide()
        self._plan_opened: tuple[Any, Any] = ("", "")
        self.save_button = QPushButton(icon("save", "surface"), " &Lưu hồ sơ")
        self.save_button.setProperty("primary", True)
        self.save_button.setToolTip("Lưu (Ctrl+S)")
        self.save_button.clicked.connect(self.save)
        self.header.addWidget(self.save_button)
        self.commands = {Command.SAVE: self.save}
        self.body.addWidget(
            DraftsBar(workspace, UnitProfile.KIND, "hồ sơ đơn vị", lambda record_id: self.open(draft=record_id))
        )
        self.conflicts_bar = ConflictsBar(workspace, UnitProfile.KIND, "hồ sơ đơn vị", FIELDS)
        self.body.addWidget(self.conflicts_bar)
        row = QHBoxLayout()
        row.setSpacing(2 * GRID)
        card = QFrame()
        card.setObjectName("card")
        inner = QVBoxLayout(card)
        inner.setContentsMargins(4, 4, 4, 4)
        inner.addWidget(self.form)
        card.setMaximumWidth(820)
        row.addWidget(card, 3)
        row.addWidget(self._plan_card(), 1, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(row, 1)
        for signal in (self.form.edited, self.plan_number.edited, self.plan_date.edited):
            signal.connect(self._show_state)

    def _plan_card(self) -> QWidget:
        card = QFrame()
        card.setObjectName("card")
        card.setMinimumWidth(250)
        card.setMaximumWidth(340)
        layout = QVBoxLayout(card)
        layout.setContentsMargins(16, 8, 16, 16)
        layout.setSpacing(GRID)
        heading = QLabel("Kế hoạch của UBND tỉnh")
        heading.setObjectName("section")
        hint = QLabel("Số và ngày của Kế hoạch truyền thông thực hiện Nghị quyết 71-NQ/TW, được dẫn trong báo cáo.")
        hint.setObjectName("hint")
        hint.setWordWrap(True)
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        form.addRow("Số, &ký hiệu kế hoạch", self.plan_number)
        form.addRow("N&gày ban hành", self.plan_date)
        layout.addWidget(heading)
        layout.addWidget(hint)
        layout.addLayout(form)
        layout.addWidget(self.plan_problem)
        return card

    def refresh(self) -> None:
        """Show the stored profile with the draft it has, unless something typed would be lost."""
        self.conflicts_bar.refresh()
        if self.is_dirty:
            return
        with self.workspace.database.snapshot() as session:
            year = _this_year()
            profile = _profile(session, self.workspace.unit_id, year)
            if profile is not None and profile.year == year:
                self.form.open_record(profile)
            else:
                values = {n: getattr(profile, n) for n in UnitProfile.wire_columns()} if profile else {}
                self.form.open_as(profile_id(self.workspace.unit_id, year), {**values, "year": year})
            settings = current(session).settings or {}
            put_aside = session.scalar(drafts().where(Draft.record_id == self.form.record_id))
        self.plan_number.set_value(settings.get("plan_number"))
        day = settings.get("plan_date")
        self.plan_date.set_value(date.fromisoformat(day) if day else None)
        self._plan_opened = self._plan_state()
        self._show_state()
        if put_aside is not None:  # else typing anew would be written over it
            self.open(draft=put_aside.record_id)

    def _plan_state(self) -> tuple[Any, Any]:
        return (self.plan_number.state(), self.plan_date.state())

    @property
    def is_dirty(self) -> bool:
        """Whether anything typed is not saved."""
        return bool(self.form.record_id) and (self.form.is_dirty or self._plan_state() != self._plan_opened)

    def _show_state(self) -> None:
        self.save_button.setEnabled(self.is_dirty or self.form.is_new)

    def save(self) -> bool:
        """Store the profile of this year and the Plan's number and date, in one transaction."""
        if not self.form.check() or not self._plan_is_right():
            return False
        draft: Record = self.form.draft()
        day = self.plan_date.value()
        self.journal.let_go()
        try:
            with self.workspace.database.transaction(f"Sửa hồ sơ đơn vị năm {_this_year()}") as session:
                stored = history.save(session, draft)
                drop(session, stored.id)
                installation = current(session)
                installation.settings = {
                    **(installation.settings or {}),
                    "plan_number": self.plan_number.value(),
                    "plan_date": day.isoformat() if day else "",
                }
        except UserError as error:
            self.journal.note()
            self.workspace.refuse(error)
            return False
        self.form.open_record(stored)
        self.journal.saved()
        self._plan_opened = self._plan_state()
        self._show_state()
        self.workspace.notify("Đã lưu hồ sơ đơn vị.")
        return True

    def _plan_is_right(self) -> bool:
        try:
            self.plan_date.value()
        except ValueError as error:
            self.plan_problem.setText(str(error))
            self.plan_problem.setWordWrap(True)
            self.plan_problem.show()
            self.plan_date.set_wrong(True)
            self.plan_date.setFocus(Qt.FocusReason.OtherFocusReason)
            return False
        self.plan_problem.hide()
        self.plan_date.set_wrong(False)
        return True

    def may_leave(self) -> bool:
        """Ask about text that is not saved."""
        if not self.is_dirty:
            return True
        if self.journal.is_untouched and self._plan_state() == self._plan_opened:
            self.journal.take_back()
            return True
        answer = messages.ask_unsaved(self.window(), "Hồ sơ đơn vị")
        if answer == messages.SAVE:
            return self.save()
        if answer == messages.DROP:
            self.form.record_id = ""
            self.refresh()
            return True
        return False

    def open(self, draft: str = "", **_: Any) -> None:
        """Show again what was being typed when the program was ended by force; of another year, it stays a draft."""
        if not draft or draft != self.form.record_id or not self.may_leave():
            return
        with self.workspace.database.snapshot() as session:
            found = session.get(Draft, draft)
            if found is None:
                return
            sentence = show_draft(session, self.form, UnitProfile, found)
        self.journal.took_over(found)
        if sentence:
            self.workspace.notify(sentence)

    def focus_first(self) -> None:
        """The name."""
        self.form.focus_first()


def make(workspace: Workspace) -> Page:
    """The page."""
    return ProfilePage(workspace)
