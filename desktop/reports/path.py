"""The way of one report, step by step: written, read by the head, printed and signed, numbered, exported, with the Department (features 61).

What is done, by whom and when, what went wrong, and the one thing to do next. Read from the record, the log of exports,
receipts and the Department's words; computed each time, stored nowhere. A newer edition begins again at the head's reading.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.exchange import Assessment, Exchange, Receipt
from desktop.models.issued import PRINTED, RESTORED, REVIEWED, SIGNED, TAKEN_BACK
from desktop.models.report import Report, report_id
from desktop.reports.checklist import DEMANDED
from desktop.reports.editions import FrozenEdition, editions_in
from desktop.reports.sign_off import DECIDED, AnyIssued, decided, step_of, year_of
from desktop.text import format_date

BUNDLE, OUT = "bundle", "out"  # of `Exchange`
_WORDS = 3  # parts that nothing but the unit's own words can fill (IV.2 may come from the book of difficulties)


class State(StrEnum):
    """How a step stands."""

    DONE = "done"
    NEXT = "next"  # the one to do now
    LATER = "later"
    WRONG = "wrong"


@dataclass(frozen=True)
class Step:
    """One step. `at` is UTC text or "" where nobody noted it; `detail` the rest there is to say."""

    code: str  # draft, review, print, signed, export, department
    words: str
    state: State = State.LATER
    who: str = ""
    at: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Path:
    """The six steps and what to do next: `action` is a word (write, freeze, review, print, signed, export, correct, "" for waiting).

    `also` are the further words that make sense now: undo_review, print, signed, scan, take_back, undo_take_back, freeze.
    """

    year: int
    edition: int | None
    steps: tuple[Step, ...]
    action: str
    sentence: str
    also: tuple[str, ...] = ()
    taken_back: bool = False

    def step(self, code: str) -> Step:
        """One of the six."""
        return next(one for one in self.steps if one.code == code)

    def to_json(self) -> dict[str, Any]:
        """The answer of `nq71 steps`."""
        listed = [{**vars(one), "state": str(one.state), "step": one.code} for one in self.steps]
        for one in listed:
            del one["code"]
        return {
            "year": self.year,
            "version": self.edition,
            "steps": listed,
            "next": self.action,
            "sentence": self.sentence,
            "also": list(self.also),
            "taken_back": self.taken_back,
        }


@dataclass
class _Known:
    """What is known of the newest edition."""

    record: AnyIssued
    edition: FrozenEdition
    notes: dict[str, dict[str, Any]] = field(default_factory=dict)
    exported_at: str = ""  # the last bundle that holds everything said of the edition so far
    carried: bool = False  # some bundle held the edition
    receipt: Receipt | None = None
    word: Assessment | None = None  # the Department's newest line about this edition
    word_before: Assessment | None = None  # about an earlier one
    overruled: bool = False  # taken back, but the Department has decided
    too_late: bool = False  # and knew nothing of the take-back then

    def note(self, step: str) -> dict[str, Any]:
        return self.notes.get(step, {})

    @property
    def taken_back(self) -> bool:
        return TAKEN_BACK in self.notes and not self.overruled


def annual_path(session: Session, unit_id: str, year: int) -> Path:
    """The way of a unit's annual report of a year, whether it has been begun or not."""
    return path_of(session, session.get(Report, report_id(unit_id, year)), year)


def path_of(session: Session, record: AnyIssued | None, year: int) -> Path:
    """The way of an annual or ad-hoc report; `record` None: not begun."""
    if record is None or record.deleted or not record.editions:
        return _unfrozen(record, year)
    known = _read(session, record, editions_in(record, year_of(record))[-1])
    steps = [_draft(known), _review(known), _print(known), _signed(known), _export(known), _department(known)]
    action, sentence = _next(known, steps)
    return Path(
        year_of(record),
        known.edition.edition,
        tuple(_with_next(steps, action)),
        action,
        sentence,
        _also(known, action),
        known.taken_back,
    )


def missing_words(record: AnyIssued | None) -> list[str]:
    """The demanded parts of an annual report without the unit's words, as far as its blocks alone tell."""
    blocks = record.blocks if record is not None and not record.deleted else {}
    return [name for key, name in list(DEMANDED.items())[:_WORDS] if not str(blocks.get(key, "")).strip()]


# --- reading ---------------------------------------------------------------------------------------------------------------


def _read(session: Session, record: AnyIssued, edition: FrozenEdition) -> _Known:
    known = _Known(record, edition)
    for step in (REVIEWED, PRINTED, SIGNED, TAKEN_BACK, RESTORED):
        if (noted := step_of(record, step, edition.edition)) is not None:
            known.notes[step] = noted
    _read_exports(session, known)
    if isinstance(record, Report):
        _read_words(session, record, known)
    return known


def _read_exports(session: Session, known: _Known) -> None:
    """A bundle is the whole state: any written after the edition was frozen holds it."""
    rows = session.execute(
        select(Exchange.bundle_id, Exchange.at)
        .where(Exchange.direction == OUT, Exchange.kind == BUNDLE, Exchange.at >= known.edition.at)
        .order_by(Exchange.id)
    ).all()
    known.carried = bool(rows)
    said_last = max([known.edition.at, *(_instant(note.get("at")) for note in known.notes.values())])
    known.exported_at = max((at for _, at in rows if at >= said_last), default="")
    ids = [bundle_id for bundle_id, _ in rows][-200:]
    known.receipt = session.scalars(
        select(Receipt)
        .where(Receipt.bundle_id.in_(ids))
        .order_by(Receipt.arrived_at.desc(), Receipt.number.desc())
        .limit(1)
    ).first()


def _read_words(session: Session, record: Report, known: _Known) -> None:
    wanted = (
        select(Assessment)
        .where(Assessment.unit_id == record.unit_id, Assessment.year == record.year)
        .order_by(Assessment.sequence, Assessment.at)
    )
    asked = False
    for word in session.scalars(wanted):
        if word.edition in (None, known.edition.edition):
            known.word = word
            asked = asked or word.state == TAKEN_BACK
        elif word.state in DECIDED:
            known.word_before = word
    known.overruled = TAKEN_BACK in known.notes and decided(session, record, known.edition.edition) is not None
    known.too_late = known.overruled and not asked
    known.carried = known.carried or known.word is not None


# --- the six steps -----------------------------------------------------------------------------------------------------------


def _unfrozen(record: AnyIssued | None, year: int) -> Path:
    annual = record is None or isinstance(record, Report)
    missing = missing_words(record) if annual else []
    words = [words for _, words in STEPS]
    steps = [Step(code, text) for (code, _), text in zip(STEPS, words, strict=True)]
    detail = f"chưa viết: {', '.join(missing)}" if missing else "chưa chốt"
    steps[0] = Step("draft", words[0], State.NEXT, detail=detail)
    if missing:
        action, sentence = "write", f"Hãy viết phần {', '.join(missing)}, rồi chốt báo cáo."
    else:
        action, sentence = "freeze", "Đọc lại bản in bên phải; khi đã đúng thì chốt báo cáo thành bản số 1."
    return Path(year_of(record) if record is not None else year, None, tuple(steps), action, sentence)


STEPS = (
    ("draft", "Soạn thảo, chốt"),
    ("review", "Thủ trưởng xem"),
    ("print", "In, ký, đóng dấu"),
    ("signed", "Nhập số, ngày"),
    ("export", "Xuất gói"),
    ("department", "Sở tiếp nhận"),
)
"""The codes of the steps and what they are called as long as they are not done."""


def _draft(known: _Known) -> Step:
    one = known.edition
    return Step(
        "draft",
        f"Đã chốt bản số {one.edition}",
        State.DONE,
        one.who,
        _instant(one.at),
        f"mã {one.code}, {one.pages} trang",
    )


def _review(known: _Known) -> Step:
    if noted := known.note(REVIEWED):
        return _noted("review", "Thủ trưởng đã xem", noted)
    if _is_printed(known):
        return Step("review", "Thủ trưởng đã xem", State.DONE, detail="không ghi ai xem, lúc nào")
    return Step("review", "Thủ trưởng xem")


def _print(known: _Known) -> Step:
    words = "Đã in, ký, đóng dấu"
    if _is_signed(known):
        return _noted("print", words, known.note(PRINTED), "đã in" if PRINTED in known.notes else "")
    if noted := known.note(PRINTED):
        return _noted("print", "Đã in, trình ký", noted)
    return Step("print", "In, ký, đóng dấu")


def _noted(code: str, words: str, noted: dict[str, Any], detail: str = "") -> Step:
    return Step(code, words, State.DONE, str(noted.get("who") or ""), _instant(noted.get("at")), detail)


def _instant(noted: object) -> str:
    """UTC text as it was noted; "" for what is none, since a record can be written by other means."""
    try:
        return str(noted) if datetime.fromisoformat(str(noted)).tzinfo is not None else ""
    except ValueError:
        return ""


def _signed(known: _Known) -> Step:
    if not _is_signed(known):
        return Step("signed", "Nhập số, ngày")
    number, day, signer = _signed_values(known)
    scan = "có tệp ký số" if known.edition.signed_pdf else "có bản quét" if known.edition.scan else "chưa có bản quét"
    told = [f"ngày {day}" if day else "", f"{signer} ký" if signer else "", scan]
    noted = known.note(SIGNED)
    words = f"Số {number}" if number else "Đã ký"
    return _noted("signed", words, noted, ", ".join(filter(None, told)))


def _signed_values(known: _Known) -> tuple[str, str, str]:
    one, record = known.edition, known.record
    if one.signed_number or one.signed_by:
        return one.signed_number, _day_words(one.signed_date), one.signed_by
    day = format_date(record.signed_date) if record.signed_date else ""
    return record.signed_number, day, record.signed_by


def _day_words(iso: str) -> str:
    parts = iso.split("-")
    return "/".join(reversed(parts)) if len(parts) == 3 else iso


def _is_printed(known: _Known) -> bool:
    return PRINTED in known.notes or _is_signed(known)


def _is_signed(known: _Known) -> bool:
    """Signed electronically, or number and day were noted. Before they were kept with editions, the record's own count for its only one."""
    if known.edition.signed_pdf:
        return True
    if SIGNED in known.notes:
        return bool(known.record.signed_number or known.edition.signed_number)
    whole = bool(known.record.signed_number and known.record.signed_date)
    alone = len(known.record.editions) == 1 or bool(known.edition.scan)
    return whole and alone


def _export(known: _Known) -> Step:
    if known.exported_at:
        return Step("export", "Đã xuất gói", State.DONE, at=known.exported_at)
    if known.receipt is None and known.word is not None and not known.taken_back and not known.notes:
        return Step("export", "Đã xuất gói", State.DONE, detail="từ máy khác của đơn vị")
    return Step("export", "Xuất gói", detail="có thay đổi từ lần xuất trước" if known.carried else "")


def _department(known: _Known) -> Step:
    word = known.word
    if known.taken_back:
        noted = known.note(TAKEN_BACK)
        detail = "Sở đã biết" if word is not None and word.state == "taken_back" else ""
        return Step(
            "department", "Đã rút lại", State.WRONG, str(noted.get("who") or ""), _instant(noted.get("at")), detail
        )
    late = "đề nghị rút lại đến sau, không có hiệu lực" if known.too_late else ""
    if word is not None and word.state == "accepted":
        return Step("department", "Sở đã duyệt", State.DONE, at=word.at, detail=late)
    if word is not None and word.state == "returned":
        until = f"hạn nộp lại {format_date(word.deadline)}" if word.deadline else ""
        detail = "; ".join(filter(None, (word.reason.rstrip(" ."), until, late)))
        return Step("department", "Sở trả lại", State.WRONG, at=word.at, detail=detail)
    receipt = known.receipt
    if receipt is not None:
        return Step("department", f"Sở đã nhận (số {receipt.number})", State.DONE, at=receipt.given_at, detail="")
    if word is not None:
        return Step("department", "Sở đã nhận", State.DONE, at=word.at)
    return Step("department", "Sở tiếp nhận", detail=_before(known))


def _before(known: _Known) -> str:
    word = known.word_before
    if word is None:
        return ""
    said = "được duyệt" if word.state == "accepted" else "bị trả lại"
    return f"bản số {word.edition} {said}"


# --- what next ---------------------------------------------------------------------------------------------------------------


def _next(known: _Known, steps: Sequence[Step]) -> tuple[str, str]:
    """The action's word and what to do in one sentence."""
    number = known.edition.edition
    department = steps[-1]
    if known.taken_back:
        if not known.exported_at and known.carried:
            return "export", f"Đã rút lại bản số {number} ở máy này. Hãy xuất gói để Sở biết, rồi sửa và chốt bản mới."
        return "correct", f"Đã rút lại bản số {number}. Hãy sửa rồi chốt bản số {number + 1}."
    if department.state is State.WRONG:
        return "correct", f"Sở trả lại bản số {number}: {department.detail}. Hãy sửa rồi chốt bản số {number + 1}."
    if known.word is not None and known.word.state == "accepted":
        return "", f"Sở đã duyệt bản số {number}. Không còn việc phải làm."
    undone = next((one for one in steps if one.state is not State.DONE), None)
    if undone is None:
        return "", f"Sở đã nhận bản số {number}. Hãy chờ Sở duyệt."
    return {
        "review": ("review", f"Trình thủ trưởng xem bản số {number}; xem xong thì ghi lại ở đây."),
        "print": ("print", f"In bản số {number}, trình ký, đóng dấu."),
        "signed": ("signed", "Ký, đóng dấu xong thì nhập số, ngày, người ký và gắn bản quét."),
        "export": ("export", f"Xuất gói ra USB để nộp bản số {number} cho Sở."),
        "department": ("", f"Đã xuất bản số {number}. Hãy mang gói đến Sở và chờ biên nhận."),
    }[undone.code]


def _with_next(steps: Sequence[Step], action: str) -> list[Step]:
    """The first step that is not done is the next one, unless the whole way begins again."""
    if action == "correct":
        return list(steps)
    found, marked = list(steps), False
    for at, one in enumerate(found):
        if one.state is State.LATER and not marked:
            marked = True
            found[at] = Step(one.code, one.words, State.NEXT, one.who, one.at, one.detail)
    return found


def _also(known: _Known, action: str) -> tuple[str, ...]:
    """Further words that make sense, the likeliest first."""
    if known.taken_back:
        return ("undo_take_back",)
    signed, annual = _is_signed(known), isinstance(known.record, Report)
    wanted = [
        ("signed", not signed or not _signed_values(known)[0]),
        ("scan", signed and not (known.edition.scan or known.edition.signed_pdf)),
        ("print", True),
        ("undo_review", REVIEWED in known.notes and not signed),
        ("take_back", annual and known.carried and (known.word is None or known.word.state not in DECIDED)),
    ]
    return tuple(word for word, holds in wanted if holds and word != action)
