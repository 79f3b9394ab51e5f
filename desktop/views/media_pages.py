"""Chuyên trang, chuyên mục: kept up to date or stale, own or integrated (MT30.2, MT30.4; Plan II.1)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton
from sqlalchemy import func

from desktop.errors import UserError
from desktop.models.media_page import STALE_AFTER, MediaPage
from desktop.text import format_date, format_number
from desktop.views.filters import by_entry, choice_of
from desktop.views.page import Page, Workspace
from desktop.views.record_page import RecordPage, Screen
from desktop.views.theme import icon
from desktop.views.widgets import columns
from desktop.views.widgets.columns import Column, Filter, Listing, Row
from desktop.views.widgets.date_field import DateField
from desktop.views.widgets.evidence_field import evidence_spec
from desktop.views.widgets.fields import CheckField, LongTextField, TextField
from desktop.views.widgets.form import FieldSpec

KEPT, STALE, CLOSED = "kept", "stale", "closed"


def _today() -> date:
    return date.today()  # noqa: DTZ011  the clerk's own day


def is_stale(row: Row) -> bool:
    """Whether a page that is still kept was not updated for too long."""
    kept = MediaPage(since=row["since"], updated=row["updated"], closed=row["closed"])
    return kept.is_kept(_today()) and kept.is_stale(_today())


def freshness(row: Row) -> str:
    """When it was last updated, or how long it has not been."""
    if row["closed"] is not None and row["closed"] <= _today():
        return f"Đã ngừng {format_date(row['closed'])}"
    last = row["updated"] or row["since"]
    if last is None:
        return "Chưa ghi ngày cập nhật"
    if is_stale(row):
        return f"Chưa cập nhật {format_number((_today() - last).days)} ngày"
    return format_date(row["updated"]) if row["updated"] else ""


def _in_state(state: str) -> Any:
    open_ended = MediaPage.closed.is_(None) | (MediaPage.closed > _today())
    last = func.coalesce(MediaPage.updated, MediaPage.since)
    fresh = last >= _today() - timedelta(days=STALE_AFTER)
    return {
        KEPT: open_ended & fresh,
        STALE: open_ended & (last.is_(None) | ~fresh),
        CLOSED: MediaPage.closed <= _today(),
    }[state]


LISTING = Listing(
    kind=MediaPage,
    columns=(
        Column("name", "Tên chuyên trang, chuyên mục", width=0),
        Column("type", "Loại", columns.as_label, 110, hidden=True),
        Column("platform", "Nền tảng", columns.as_label, 150),
        Column(
            "updated",
            "Cập nhật gần nhất",
            width=176,
            with_row=freshness,
            colour=lambda row: "warning" if is_stale(row) else "",
        ),
        Column("integrated", "Lồng ghép", columns.as_mark, 84),
        Column("address", "Địa chỉ", width=180, hidden=True),
        Column("since", "Từ ngày", columns.as_date, 92, hidden=True),
        Column("closed", "Ngừng từ", columns.as_date, 92, hidden=True),
        Column("evidence", "Ảnh, tệp", columns.as_size, 70, right=True, sortable=False, hidden=True),
    ),
    sort=("name", False),
    count=lambda n: f"{format_number(n)} chuyên trang, chuyên mục",
    filters=(
        Filter(
            "state",
            "Mọi tình trạng",
            lambda _: [(KEPT, "Cập nhật thường xuyên"), (STALE, "Lâu chưa cập nhật"), (CLOSED, "Đã ngừng")],
            _in_state,
        ),
        by_entry(MediaPage.platform, "Mọi nền tảng", "nen_tang"),
    ),
)

FIELDS = (
    FieldSpec("name", "&Tên chuyên trang, chuyên mục", lambda _: TextField(), needed=True),
    FieldSpec("type", "L&oại", choice_of("loai_trang"), half=True, needed=True),
    FieldSpec("platform", "&Nền tảng", choice_of("nen_tang"), half=True, needed=True),
    FieldSpec("address", "Đị&a chỉ", lambda _: TextField("https://… hoặc tên kênh"), hint="Là minh chứng của MT30.2."),
    FieldSpec(
        "integrated",
        "Lồng ghép",
        lambda _: CheckField("Lồng ghép trong chuyên trang, chuyên mục &khác"),
        hint="Bỏ trống nếu là trang, mục riêng của Nghị quyết 71.",
    ),
    FieldSpec("since", "Từ n&gày", lambda _: DateField(any_year=True), half=True),
    FieldSpec(
        "updated",
        "&Cập nhật gần nhất",
        lambda _: DateField(),
        half=True,
        hint=f"Quá {STALE_AFTER} ngày thì được nhắc.",
    ),
    FieldSpec("closed", "Ngừn&g từ ngày", lambda _: DateField(any_year=True), half=True),
    evidence_spec(),
    FieldSpec("note", "Ghi ch&ú", lambda _: LongTextField(2)),
)

SCREEN = Screen(
    title="Chuyên trang, chuyên mục",
    subtitle="Nơi đăng tải thường xuyên về Nghị quyết 71: trang, mục, tuyến nội dung (chỉ tiêu MT30.2, MT30.4).",
    one="chuyên trang, chuyên mục",
    listing=LISTING,
    fields=FIELDS,
    name_of=lambda record: record.name,
    empty="Chưa có chuyên trang, chuyên mục nào.\nNhấn Ctrl+N để ghi nơi đơn vị đăng tải về Nghị quyết 71 "
    "(trang thông tin điện tử, fanpage, loa xã …).",
    help="Mỗi trang, mục, tuyến nội dung một dòng, riêng hoặc lồng ghép. Mỗi lần có tin, bài mới chỉ cần chọn dòng đó rồi nhấn "
    f"Ctrl+U (Vừa cập nhật hôm nay). Trang quá {STALE_AFTER} ngày không cập nhật được tô màu nhắc.",
    new_values=lambda _: {"updated": _today()},
    copied=lambda values: {**values, "name": "", "address": "", "since": None, "closed": None, "evidence": []},
)


class MediaPagesPage(RecordPage):
    """The list, and one key that says that the current page was updated today."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace, SCREEN)
        self.today_button = QPushButton(icon("refresh-cw"), " Vừa cập nhật hôm nay")
        self.today_button.setToolTip("Ghi hôm nay là ngày cập nhật của dòng đang chọn (Ctrl+U)")
        self.today_button.clicked.connect(self.mark_updated)
        self.header.insertWidget(self.header.indexOf(self.new_button), self.today_button)
        context = Qt.ShortcutContext.WidgetWithChildrenShortcut
        QShortcut(QKeySequence("Ctrl+U"), self, self.mark_updated, context=context)

    def mark_updated(self) -> None:
        """Today into the open form, or straight into the current record of the list; Ctrl+Z takes it back."""
        if self.in_bin:
            return
        if self.panel.isVisibleTo(self):
            self.form.field("updated").set_value(_today())
            self.form.field("updated").edited.emit()
            if not self.form.is_new:
                self.save()
            return
        try:
            with self.workspace.database.transaction("Cập nhật hôm nay") as session:
                page = session.get(MediaPage, self.table.current_id())
                if page is None:
                    return
                page.updated, name = _today(), page.name
                session.info["title"] = f"Ghi “{name}” cập nhật hôm nay"
        except UserError as error:
            self.workspace.refuse(error)
            return
        self.workspace.notify(
            f"Đã ghi “{name}” cập nhật hôm nay – Ctrl+Z để hoàn tác", "Hoàn tác", self.workspace.shell.undo
        )


def make(workspace: Workspace) -> Page:
    """The page."""
    return MediaPagesPage(workspace)
