"""Cán bộ: who works here and who of them is in charge of communication (MT30.5); nothing sensitive (domain F.4)."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QInputDialog, QPushButton

from desktop.errors import UserError
from desktop.models.erasing import erase_person_in
from desktop.models.person import Person
from desktop.text import format_number, person_sort_key, shortened
from desktop.views.page import Page, Workspace
from desktop.views.record_page import RecordPage, Screen
from desktop.views.theme import icon
from desktop.views.widgets import columns
from desktop.views.widgets.columns import Column, Filter, Listing
from desktop.views.widgets.date_field import DateField
from desktop.views.widgets.fields import CheckField, LongTextField, TextField
from desktop.views.widgets.form import FieldSpec
from desktop.views.widgets.messages import ask

OFFICERS, HERE, GONE = "officers", "here", "gone"


def _today() -> date:
    return date.today()  # noqa: DTZ011  the clerk's own day


LISTING = Listing(
    kind=Person,
    columns=(
        Column("name", "Họ và tên", width=0, order=person_sort_key),
        Column("post", "Chức vụ", width=200),
        Column("officer", "Cán bộ truyền thông", columns.as_mark, 150),
        Column("since", "Từ ngày", columns.as_date, 92, hidden=True),
        Column("until", "Đến ngày", columns.as_date, 92, hidden=True),
        Column("note", "Ghi chú", width=160, hidden=True),
    ),
    sort=("name", False),
    count=lambda n: f"{format_number(n)} người",
    filters=(
        Filter(
            "who",
            "Mọi người",
            lambda _: [
                (OFFICERS, "Cán bộ truyền thông"),
                (HERE, "Đang làm việc"),
                (GONE, "Đã thôi, chuyển đi"),
            ],
            lambda who: {
                OFFICERS: Person.officer,
                HERE: Person.until.is_(None) | (Person.until >= _today()),
                GONE: Person.until < _today(),
            }[who],
        ),
    ),
)

FIELDS = (
    FieldSpec("name", "&Họ và tên", lambda _: TextField(), needed=True),
    FieldSpec("post", "&Chức vụ, công việc", lambda _: TextField("Ví dụ: Phó Hiệu trưởng, Giáo viên")),
    FieldSpec(
        "officer",
        "Cán bộ truyền thông",
        lambda _: CheckField("Là cán bộ làm công tác &truyền thông"),
        hint="Người được giao làm truyền thông của đơn vị, kể cả kiêm nhiệm; là mẫu số của chỉ tiêu MT30.5.",
    ),
    FieldSpec("since", "&Từ ngày", lambda _: DateField(any_year=True), half=True),
    FieldSpec(
        "until",
        "Đế&n ngày",
        lambda _: DateField(any_year=True),
        half=True,
        hint="Ghi khi người này thôi việc, chuyển đi.",
    ),
    FieldSpec("note", "Ghi ch&ú", lambda _: LongTextField(3)),
)

SCREEN = Screen(
    title="Cán bộ",
    subtitle="Cán bộ, giáo viên, nhân viên; đánh dấu người làm công tác truyền thông.",
    one="cán bộ",
    listing=LISTING,
    fields=FIELDS,
    name_of=lambda record: record.name,
    empty="Chưa có ai trong danh sách.\nNhấn Ctrl+N để ghi người làm công tác truyền thông trước tiên.",
    help="Chỉ cần ghi tên những người làm công tác truyền thông và những người dự lớp mà đơn vị muốn theo dõi theo tên. "
    "Không ghi dân tộc, đảng tịch, số giấy tờ của ai.",
)


class PeoplePage(RecordPage):
    """With the one thing that only a person's record has: taking the data away for good, on request (domain F.4)."""

    KEYS: ClassVar[tuple[tuple[str, str], ...]] = (
        *RecordPage.KEYS,
        ("Ctrl+Shift+X", "Xóa dữ liệu cá nhân theo yêu cầu của người đó, không lấy lại được"),
    )

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace, SCREEN)
        self.erase_button = QPushButton(icon("trash-2"), " Xóa dữ liệu cá nhân…")
        self.erase_button.setToolTip("Xóa hẳn, cả trong lịch sử, khi người đó yêu cầu (Ctrl+Shift+X)")
        self.erase_button.clicked.connect(self.erase)
        self.header.addWidget(self.erase_button)
        QShortcut("Ctrl+Shift+X", self, self.erase, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def erase(self) -> None:
        """Ask why, ask once more, then take the data of the person in the form, else of the current one of the list, away."""
        open_one = self.form.record_id if self.panel.isVisibleTo(self) and not self.form.is_new else ""
        record_id = open_one or self.table.current_id()
        if not record_id or not self.close_form():
            self.workspace.notify("Hãy chọn một người trong danh sách trước.")
            return
        database, unit_id = self.workspace.database, self.workspace.unit_id
        with database.snapshot() as session:
            person = session.get(Person, record_id)
            name = shortened(person.name) if person else ""
        why, told = QInputDialog.getText(
            self, "Xóa dữ liệu cá nhân", f"Lý do xóa dữ liệu của “{name}” (ví dụ: theo đơn đề nghị ngày 12/5/2026):"
        )
        if not told or not ask(
            self,
            f"Xóa hẳn dữ liệu của “{name}”?",
            "&Xóa hẳn",
            detail="Họ tên, chức vụ, ghi chú mất cả trong lịch sử, không lấy lại được; gói xuất lần tới xóa cả ở Sở. "
            "Bản sao lưu cũ, giấy đã in và tên viết trong lời văn của bản ghi khác thì không tự mất.",
            danger=True,
        ):
            return
        try:
            erase_person_in(database, unit_id, record_id, why)
        except UserError as error:
            self.workspace.refuse(error)
            return
        self.workspace.notify("Đã xóa dữ liệu cá nhân. Hãy xuất gói để Sở cũng xóa.")


def make(workspace: Workspace) -> Page:
    """The page."""
    return PeoplePage(workspace)
