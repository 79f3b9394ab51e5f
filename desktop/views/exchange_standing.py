"""How far a unit's report has come, what was exported and received: read in the worker, worded for the page (sync.md 2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from desktop.models.attached import coming, missing
from desktop.models.exchange import Assessment, Exchange, Receipt
from desktop.models.report import Report
from desktop.text import format_date, format_number
from desktop.views.answering import reporting_year
from desktop.views.exchange_words import (
    FILE_KINDS,
    VERDICT_COLOURS,
    VERDICTS,
    day,
    moment,
)
from desktop.views.page import Workspace
from desktop.views.widgets.drives import size_words
from desktop.views.widgets.lines_table import Line

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from sync.packets import ExchangeState

LOG_LINES = 500
PATIENCE = 7  # days without a receipt after which the state line warns


@dataclass(frozen=True)
class Standing:
    """What the page shows, read in the worker."""

    year: int
    state: ExchangeState
    unsaved_changes: bool  # something was saved after the last export
    fingerprint: str
    log: list[Line]
    receipts: list[Line]
    received_again: bool = False  # the Department took in a bundle after its last word on the report
    coming: int = 0  # bytes of the next bundle, roughly
    attached: int = 0  # photos and documents in it
    lost: int = 0  # files that records refer to and that are not in the data folder
    lacking: int = 0  # files that the Department still waited for when it gave its last receipt


def read_standing(workspace: Workspace) -> Standing:
    """Everything the page shows; touches no widget."""
    from sync import trust
    from sync.packets import exchange_state

    fingerprint = trust.device_keys(workspace.folder).fingerprint()
    with workspace.database.snapshot() as session:
        year = session.scalar(select(func.max(Report.year)).where(~Report.deleted)) or reporting_year()
        state = exchange_state(session, year)
        receipts = session.scalars(select(Receipt).order_by(Receipt.number.desc())).all()
        next_bundle = coming(session, workspace.database.files, workspace.unit_id)
        return Standing(
            year,
            state,
            _changed_since_export(session, workspace.unit_id),
            fingerprint,
            [_log_line(row) for row in session.scalars(select(Exchange).order_by(Exchange.id.desc()).limit(LOG_LINES))],
            [_receipt_line(row) for row in receipts],
            _received_again(session, year, state.received_at),
            next_bundle.size(),
            len(next_bundle.evidence),
            len(missing(session, workspace.database.files, workspace.unit_id)),
            int(receipts[0].counts.get("missing", 0)) if receipts else 0,
        )


def _received_again(session: Session, year: int, received_at: str | None) -> bool:
    said_at = session.scalars(
        select(Assessment.at).where(Assessment.year == year).order_by(Assessment.sequence.desc()).limit(1)
    ).first()
    return said_at is not None and received_at is not None and received_at > said_at


def _changed_since_export(session: Session, unit_id: str) -> bool:
    from sync.bundle import state_digest
    from sync.merge import digest_source

    last = session.scalars(
        select(Exchange.state_digest).where(Exchange.direction == "out").order_by(Exchange.id.desc()).limit(1)
    ).first()
    return last is not None and last != state_digest(digest_source(session, unit_id))


def _log_line(row: Exchange) -> Line:
    way = "Xuất ra" if row.direction == "out" else "Nhận vào"
    records = sum(row.counts.values()) if row.counts else 0
    cells = (
        moment(row.at),
        way,
        FILE_KINDS.get(row.kind, row.kind),
        row.file_name,
        format_number(records) if records else "",
        size_words(row.size),
        VERDICTS.get(row.verdict, row.verdict),
    )
    orders = (row.at, way, cells[2], row.file_name, records, row.size, cells[6])
    return Line(str(row.id), cells, orders, VERDICT_COLOURS.get(row.verdict, ""))


def _receipt_line(row: Receipt) -> Line:
    counts = row.counts
    cells = (
        f"Số {row.number}",
        moment(row.given_at),
        moment(row.arrived_at),
        *(format_number(int(counts.get(key, 0))) for key in ("new", "updated", "unchanged", "conflicts")),
    )
    orders = (
        row.number,
        row.given_at,
        row.arrived_at or "",
        *(int(counts.get(key, 0)) for key in ("new", "updated", "unchanged", "conflicts")),
    )
    return Line(str(row.number), cells, orders)


def steps_of(standing: Standing) -> list[tuple[str, str, str]]:
    """The four steps (sync.md 2) as (words, detail, mood); mood: done, next, wrong."""
    state = standing.state
    receipt = f"Sở đã nhận (biên nhận số {state.receipt})" if state.receipt else "Sở nhận, có biên nhận"
    verdict = {
        "accepted": ("Được duyệt", "done"),
        "returned": ("Bị trả lại", "wrong"),
        "taken_back": ("Đơn vị đã rút lại", "wrong"),
    }.get(state.verdict or "", ("Được duyệt", "next"))
    return [
        ("Đã lưu", "có thay đổi chưa xuất" if standing.unsaved_changes else "", "done"),
        (
            "Đã xuất ra USB" if state.exported_at else "Xuất ra USB",
            day(state.exported_at),
            "done" if state.exported_at else "next",
        ),
        (receipt, day(state.received_at), "done" if state.receipt else "next"),
        (verdict[0], f"báo cáo năm {standing.year}", verdict[1]),
    ]


def coming_words(standing: Standing) -> str:
    """How large the next bundle will be, and which photos it will lack."""
    said = [f"Gói sắp xuất khoảng {size_words(standing.coming)}"]
    if standing.attached:
        said[0] += f", có {format_number(standing.attached)} ảnh, tệp minh chứng"
    if standing.lost:
        said.append(f"{format_number(standing.lost)} ảnh, tệp không còn trong máy: hãy mở bản ghi và đính kèm lại")
    elif standing.lacking:
        said.append(f"Sở còn thiếu {format_number(standing.lacking)} ảnh, tệp: xuất gói mới sẽ gửi kèm")
    return ". ".join(said) + "."


def _returned(standing: Standing) -> tuple[str, str]:
    state = standing.state
    until = f" Hạn nộp lại: {format_date(state.deadline)}." if state.deadline else ""
    text = f"Báo cáo năm {standing.year} bị trả lại. Lý do: {state.reason.rstrip('.')}.{until}"
    if state.days_without_receipt is not None:
        return f"{text} Gói xuất ngày {day(state.exported_at)} chưa có biên nhận.", "warning"
    if standing.received_again:
        return f"{text} Sở đã nhận gói xuất sau đó (biên nhận số {state.receipt}), đang chờ duyệt lại.", "info"
    return f"{text} Hãy sửa, chốt bản mới rồi xuất gói.", "danger"


def sentence_of(standing: Standing) -> tuple[str, str]:
    """What to know or do now, and its mood for the banner."""
    state = standing.state
    if state.verdict == "returned":
        return _returned(standing)
    if state.exported_at is None:
        return "Dữ liệu đã lưu trong máy, chưa xuất gói nào. Hãy cắm USB và bấm “Xuất gói ra USB…”.", "info"
    if state.days_without_receipt is not None:
        days = state.days_without_receipt
        text = f"Đã xuất {days} ngày, chưa có biên nhận." if days else "Đã xuất hôm nay, chưa có biên nhận."
        if days >= PATIENCE:
            return f"{text} Hãy hỏi Sở đã nhận được tệp chưa; xuất lại lần nữa cũng không sao.", "warning"
        return f"{text} Biên nhận đến theo gói trả lời của Sở.", "info"
    if standing.unsaved_changes:
        return "Có thay đổi từ lần xuất trước. Hãy xuất gói mới để Sở có số liệu mới nhất.", "warning"
    if state.verdict == "taken_back":
        return f"Sở đã biết đơn vị rút lại báo cáo năm {standing.year}. Hãy sửa, chốt bản mới rồi xuất gói.", "warning"
    if state.verdict == "accepted":
        return f"Báo cáo năm {standing.year} đã được duyệt.", "success"
    return f"Sở đã nhận (biên nhận số {state.receipt}). Không còn gì phải làm lúc này.", "success"
