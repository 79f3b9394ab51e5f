"""What a page of records does with several of them, or with one like another: bin, workbook, "như lần trước"."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from desktop.errors import UserError
from desktop.models.latest import carried_over, latest_like
from desktop.models.several import Outcome, Told, put_into_bin, take_out_of_bin
from desktop.text import shortened
from desktop.views.page import Workspace
from desktop.views.widgets.background import Progress
from desktop.views.widgets.choice_field import ChoiceField
from desktop.views.widgets.row_source import records_of

FEW = 20  # records that are done at once, within the tenth of a second that nobody notices

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget
    from sqlalchemy.orm import Session

    from desktop.models.base import Record
    from desktop.views.record_page import RecordPage


def in_one_step(
    owner: QWidget,
    workspace: Workspace,
    title: str,
    step: Callable[[Session, Told], Outcome],
    count: int,
    done: Callable[[Outcome], None],
) -> None:
    """Do a step over `count` records as one transaction that Ctrl+Z takes back; many in the background, with progress and
    cancel (nothing is then done)."""

    def work(told: Told) -> Outcome:
        with workspace.database.transaction(title) as session:
            return step(session, told)

    if count > FEW:
        workspace.background.run(owner, lambda p: work(p.report), done, f"{title}…", workspace.refuse)
        return
    try:
        outcome = work(lambda *_: None)
    except UserError as error:
        workspace.refuse(error)
    else:
        done(outcome)


def delete_several(page: RecordPage, ids: Sequence[str]) -> None:
    """Into the bin, without a question: Ctrl+Z takes all of them back."""
    kind, listing = page.pattern.listing.kind, page.pattern.listing

    def done(outcome: Outcome) -> None:
        words = listing.count(outcome.changed)
        page.workspace.notify(
            f"Đã đưa {words} vào thùng rác – Ctrl+Z để hoàn tác", "Hoàn tác", page.workspace.shell.undo
        )
        page.table.setFocus()

    in_one_step(
        page,
        page.workspace,
        f"Xóa {listing.count(len(ids))}",
        lambda session, told: put_into_bin(session, kind, ids, told),
        len(ids),
        done,
    )


def restore_several(page: RecordPage, ids: Sequence[str]) -> None:
    """Out of the bin."""
    kind, listing = page.pattern.listing.kind, page.pattern.listing

    def done(outcome: Outcome) -> None:
        page.workspace.notify(f"Đã lấy {listing.count(outcome.changed)} ra khỏi thùng rác.")
        page.table.setFocus()

    in_one_step(
        page,
        page.workspace,
        f"Khôi phục {listing.count(len(ids))}",
        lambda session, told: take_out_of_bin(session, kind, ids, told),
        len(ids),
        done,
    )


# --- workbook ----------------------------------------------------------------------------------------------------------


def export_list(page: RecordPage) -> None:
    """Ask where, then write the chosen records (more than one), else all that are shown."""
    today = date.today()  # noqa: DTZ011  the clerk's own day
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    proposed = str(Path(folder) / f"{page.title} {today:%Y-%m-%d}.xlsx")
    chosen, _ = QFileDialog.getSaveFileName(page, "Xuất danh sách ra Excel", proposed, "Tệp Excel (*.xlsx)")
    if chosen:
        path = Path(chosen)
        export_list_to(page, path if path.suffix.lower() == ".xlsx" else path.with_name(path.name + ".xlsx"))


def export_list_to(page: RecordPage, path: Path) -> None:
    """Write the workbook in the background."""
    listing, database = page.pattern.listing, page.workspace.database
    numbers = page.table.chosen_numbers()
    if len(numbers) <= 1:
        numbers = page.table.rows.numbers

    def work(progress: Progress) -> int:
        from desktop.excel.listing import write_records

        with database.snapshot() as session:
            records = records_of(session, listing, numbers)
            write_records(path, listing.kind, _told(records, progress, len(numbers)))
        return len(numbers)

    def done(count: int) -> None:
        page.workspace.notify(
            f"Đã xuất {listing.count(count)} ra “{path.name}”.",
            "Mở tệp",
            lambda: _open(path),
        )

    page.workspace.background.run(page, work, done, "Đang xuất ra Excel…", page.workspace.refuse)


def _open(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def _told(records: Iterator[Record], progress: Progress, total: int) -> Iterator[Record]:
    """The records, with word of how far they are."""
    for done, record in enumerate(records):
        if done % 100 == 0:
            progress.report(done, total)
        yield record


# --- như lần trước -----------------------------------------------------------------------------------------------------


def fill_like_last(page: RecordPage) -> None:
    """Fill a new form with what the last record of the same name, else of the same choice, else of the kind had."""
    form, pattern, workspace = page.form, page.pattern, page.workspace
    draft = form.draft()
    choices = [spec.key for spec in pattern.fields if spec.needed and isinstance(form.field(spec.key), ChoiceField)]
    same = {key: value for key in choices if (value := getattr(draft, key))}
    with workspace.database.snapshot() as session:
        last = latest_like(session, pattern.listing.kind, workspace.unit_id, pattern.name_of(draft), same)
        if last is None:
            workspace.notify(f"Chưa có {pattern.one} nào để lấy theo. Ghi xong bản ghi này, lần sau sẽ dùng được.")
            return
        values, name = pattern.copied(carried_over(last)), pattern.name_of(last)
    form.fill_untouched({key: value for key, value in values.items() if value not in (None, "", [])})
    page.panel.show_state()
    workspace.notify(f"Đã điền như “{shortened(name)}”; chữ đã gõ giữ nguyên, ngày và số liệu để trống.")
