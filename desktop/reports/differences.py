"""What differs between two bodies of a report: figures by name, sentences, the unit's own words, forms, letterhead.

Between two editions it is the list of a correction (features 49); between an edition and the records as they now stand it
says “khác bản đã in” (faults I2). Nothing is stored: both bodies are there, the list is computed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from desktop.errors import UserError
from desktop.models.database import Database
from desktop.models.installation import current
from desktop.models.report import Report, report_id
from desktop.reports.annual import gather
from desktop.reports.document import AnnualReport, Appendix, Figure, Paragraph, Section, Source
from desktop.reports.editions import FrozenEdition, body_of, editions_in
from desktop.reports.figure_names import is_money, name_of
from desktop.text import format_date, format_number

NONE = "không có"
HARD_SPACE = "\u00a0"


class Sort(StrEnum):
    """What kind of thing differs."""

    FIGURE = "figure"
    GENERATED = "generated"  # sentences the program made
    OWN = "own"  # the unit's words
    FORM = "form"  # rows of a Biểu
    FRAME = "frame"  # letterhead, signature, period


SORTS = {
    Sort.FIGURE: "Số liệu",
    Sort.GENERATED: "Lời tự sinh",
    Sort.OWN: "Lời của đơn vị",
    Sort.FORM: "Biểu",
    Sort.FRAME: "Thể thức",
}


@dataclass(frozen=True)
class Difference:
    """One thing that differs; `figures` holds the figure before and after (None: there was none) where it is one."""

    sort: Sort
    code: str  # a figure's code, a section's key, a form's number
    name: str
    before: str
    after: str
    figures: tuple[Figure | None, Figure | None] | None = None

    def to_json(self) -> dict[str, Any]:
        """The keys of `nq71 changes`: numbers where it is a figure, text elsewhere."""
        said: dict[str, Any] = {"code": self.code, "name": self.name, "before": self.before, "after": self.after}
        if self.figures is None:
            return {"sort": str(self.sort), **said}
        for key, one in zip(("before", "after"), self.figures, strict=True):
            said[key] = one.value if one else None
            if any(each is not None and each.out_of is not None for each in self.figures):
                said[f"{key}_out_of"] = one.out_of if one else None
        return said


@dataclass(frozen=True)
class Changes:
    """Two bodies compared; `later` is None for the records as they now stand."""

    earlier: FrozenEdition
    later: FrozenEdition | None
    found: tuple[Difference, ...]

    @property
    def figures(self) -> tuple[Difference, ...]:
        """The changed figures alone."""
        return tuple(one for one in self.found if one.sort is Sort.FIGURE)

    @property
    def others(self) -> tuple[Difference, ...]:
        """Everything else that changed."""
        return tuple(one for one in self.found if one.sort is not Sort.FIGURE)

    @property
    def title(self) -> str:
        """Bản số 2 so với bản số 1."""
        what = f"Bản số {self.later.edition}" if self.later else "Số liệu hiện nay"
        return f"{what} so với bản số {self.earlier.edition}"

    @property
    def words(self) -> str:
        """The outcome in one sentence."""
        return f"{self.title}: {how_much(self.found)}."


def how_much(found: Sequence[Difference]) -> str:
    """ "khác 03 số liệu, 02 chỗ khác"; "không có gì khác"."""
    figures = sum(one.sort is Sort.FIGURE for one in found)
    others = len(found) - figures
    parts = [f"{format_number(figures)} số liệu"] if figures else []
    parts += [f"{format_number(others)} chỗ về lời văn, biểu, thể thức"] if others else []
    return f"khác {' và '.join(parts)}" if parts else "không có gì khác"


def differences(before: AnnualReport, after: AnnualReport) -> tuple[Difference, ...]:
    """Everything that differs, figures first, in the order of the report."""
    return (
        *_figures(before.figures, after.figures),
        *_sections(before.sections, after.sections),
        *_forms(before.appendices, after.appendices),
        *_frame(before, after),
    )


# --- of a stored report ----------------------------------------------------------------------------------------------------


def changes(database: Database, year: int, earlier: int | None = None, later: int | None = None) -> Changes:
    """Compare editions of a year's report: `earlier` with `later`, or with the records as they stand where `later` is None.

    Without `earlier` it is the one before `later`, or the newest. UserError where there is no such edition or it cannot be read.
    """
    with database.snapshot() as session:
        unit_id = current(session).unit_id
        record = session.get(Report, report_id(unit_id, year))
        editions = editions_in(record, year) if record is not None and not record.deleted else ()
        first, second = _chosen(editions, year, earlier, later)
        standing = gather(session, unit_id, year) if second is None else None
    return compared(database, first, second or standing)


def compared(database: Database, earlier: FrozenEdition, later: FrozenEdition | AnnualReport | None) -> Changes:
    """An edition against another, or against a report made from the records as they stand."""
    assert later is not None
    before = body_of(database.files, earlier)
    if isinstance(later, FrozenEdition):
        return Changes(earlier, later, differences(before, body_of(database.files, later)))
    return Changes(earlier, None, differences(before, numbered_as(later, before)))


def numbered_as(standing: AnnualReport, frozen: AnnualReport) -> AnnualReport:
    """`standing` with the number and date typed in at freezing: records know nothing of them, so they are no difference."""
    head = replace(standing.letterhead, number=frozen.letterhead.number, dated=frozen.letterhead.dated)
    return replace(standing, letterhead=head)


def standing_of(session: Session, record: Report) -> AnnualReport:
    """The annual report as its records now stand."""
    return gather(session, record.unit_id, record.year)


def _chosen(
    editions: Sequence[FrozenEdition], year: int, earlier: int | None, later: int | None
) -> tuple[FrozenEdition, FrozenEdition | None]:
    numbers = {one.edition: one for one in editions}
    if not numbers:
        raise UserError(f"Báo cáo năm {year} chưa chốt bản nào nên chưa có gì để so. Hãy chốt trước.")
    if earlier is None:
        below = [number for number in numbers if later is None or number < later]
        earlier = max(below, default=0)
    for wanted in (earlier, later):
        if wanted is not None and wanted not in numbers:
            shown = ", ".join(str(number) for number in sorted(numbers))
            raise UserError(
                f"Báo cáo năm {year} không có bản số {wanted} để so. Các bản đã chốt: {shown}; hãy chọn trong đó."
            )
    return numbers[earlier], numbers[later] if later is not None else None


# --- figures ---------------------------------------------------------------------------------------------------------------


def _figures(before: Sequence[Figure], after: Sequence[Figure]) -> Iterator[Difference]:
    old, new = ({one.code: one for one in side} for side in (before, after))
    for code in {**new, **old}:
        was, now = old.get(code), new.get(code)
        if was != now:
            yield Difference(Sort.FIGURE, code, name_of(code), _value(was), _value(now), (was, now))


def _value(one: Figure | None) -> str:
    if one is None:
        return NONE
    value = format_number(one.value)
    if one.out_of is not None:
        return f"{value}/{format_number(one.out_of)}"
    return f"{value} đồng" if is_money(one.code) else value


# --- sentences -------------------------------------------------------------------------------------------------------------


def _sections(before: Sequence[Section], after: Sequence[Section]) -> Iterator[Difference]:
    old, new = _named(before), _named(after)
    for place in {**new, **old}:
        was, now, name = old.get(place), new.get(place), place[0]
        key = next((one.key for one in (now, was) if one is not None and one.key), "")
        for sort, judge in ((Sort.GENERATED, _is_generated), (Sort.OWN, _is_own)):
            said, says = _texts(was, judge), _texts(now, judge)
            if said != says:
                gone = [text for text in said if text not in says] or said
                come = [text for text in says if text not in said] or says
                yield Difference(sort, key, name, "\n".join(gone) or NONE, "\n".join(come) or NONE)
        if (was is None) != (now is None) and not _texts(was, _any) and not _texts(now, _any):
            yield Difference(Sort.GENERATED, key, name, NONE if was is None else "có", NONE if now is None else "có")


def _named(sections: Sequence[Section]) -> dict[tuple[str, int], Section]:
    """Sections by what a person calls them, and which of that name it is."""
    found: dict[tuple[str, int], Section] = {}
    names: Counter[str] = Counter()
    for at, section in enumerate(sections):
        name = _plain(section.heading) or ("Phần mở đầu" if at == 0 else "Phần kết")
        found[name, names[name]] = section
        names[name] += 1
    return found


def _is_own(paragraph: Paragraph) -> bool:
    return paragraph.source is Source.USER


def _is_generated(paragraph: Paragraph) -> bool:
    return paragraph.source is Source.GENERATED


def _any(_: Paragraph) -> bool:
    return True


def _texts(section: Section | None, judge: Callable[[Paragraph], bool]) -> list[str]:
    if section is None:
        return []
    return [_plain(each.text) for each in section.paragraphs if judge(each) and each.text]


def _plain(text: str) -> str:
    return text.replace(HARD_SPACE, " ").strip()


# --- forms, letterhead, signature --------------------------------------------------------------------------------------------


def _forms(before: Sequence[Appendix], after: Sequence[Appendix]) -> Iterator[Difference]:
    old, new = ({one.form: one for one in side} for side in (before, after))
    for form in {**new, **old}:
        was, now = old.get(form), new.get(form)
        if was is None or now is None:
            yield Difference(Sort.FORM, form, _form_name(now or was), _size(was), _size(now))
            continue
        counts = [Counter(row.cells for row in each.table.rows) for each in (was, now)]
        gone, come = counts[0] - counts[1], counts[1] - counts[0]
        if gone or come:
            yield Difference(
                Sort.FORM,
                form,
                _form_name(now),
                f"{_size(was)}, {format_number(gone.total())} dòng không còn như vậy",
                f"{_size(now)}, {format_number(come.total())} dòng mới hoặc đã đổi",
            )
        elif (was.table.foot, was.title, was.number) != (now.table.foot, now.title, now.number):
            yield Difference(Sort.FORM, form, _form_name(now), _around(was), _around(now))


def _around(one: Appendix) -> str:
    """What stands above and below the rows."""
    return "\n".join((f"Phụ lục {one.number}", _plain(one.title), *one.table.foot))


def _form_name(appendix: Appendix | None) -> str:
    return f"{appendix.form} – {_plain(appendix.title).capitalize()}" if appendix is not None else ""


def _size(appendix: Appendix | None) -> str:
    return f"{format_number(len(appendix.table.rows))} dòng" if appendix is not None else NONE


def _frame(before: AnnualReport, after: AnnualReport) -> Iterator[Difference]:
    for (name, was), (_, now) in zip(_frame_of(before), _frame_of(after), strict=True):
        if was != now:
            yield Difference(Sort.FRAME, "", name, was or NONE, now or NONE)


def _frame_of(report: AnnualReport) -> Iterator[tuple[str, str]]:
    head, signature, period = report.letterhead, report.signature, report.period
    yield "Kỳ báo cáo", f"{format_date(period.start)} – {format_date(period.end)}"
    yield "Cơ quan chủ quản", head.governing or ""
    yield "Tên cơ quan ban hành", _plain(" ".join(head.issuer))
    yield "Tên đơn vị trong lời văn", head.issued_by
    yield "Số", head.number or ""
    yield "Ký hiệu", head.sign
    yield "Địa danh", head.place
    yield "Ngày", format_date(head.dated) if head.dated else ""
    yield "Tên loại, trích yếu", _plain(f"{head.title} {head.subject}")
    yield "Nơi gửi (Kính gửi)", "\n".join(head.addressees)
    yield "Quyền hạn, chức vụ người ký", "\n".join(signature.lines)
    yield "Họ tên người ký", signature.name
    yield "Nơi nhận", "\n".join(signature.recipients)
