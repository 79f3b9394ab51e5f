"""The report as a Word file for its last wording: the layout of the PDF, and on every page that it is not the frozen version.

What stands where follows `front` and `compose`; the same lines break at the same places as long as nobody edits them.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from desktop.reports import layout
from desktop.reports.column_widths import column_widths
from desktop.reports.document import Align, AnnualReport, Appendix, Letterhead, Row, Section, Signature, Source, Table
from desktop.reports.docx import (
    JUSTIFIED,
    Cell,
    Element,
    Line,
    Setting,
    WordFile,
    gap,
    keep_with_next,
    paragraph,
    rule,
    table,
)
from desktop.reports.front import enclosed_line, name_lines, nation_lines, number_and_date, subject_lines
from desktop.reports.layout import LANDSCAPE, PORTRAIT, Type, points
from desktop.reports.paper import baseline, text_of
from desktop.reports.pdf import FontMetrics
from desktop.reports.typesetting import HARD_SPACE, Typesetter
from desktop.reports.typesetting import Line as SetLine

NOTICE = "Bản để sửa câu chữ – không phải bản đã chốt"
_CENTRED = Setting(Align.CENTRE)
_ROUNDING = 2.0  # pt that a word processor's own widths may differ on a line
_LONG_ROW = 700  # characters in a cell; such a row may be divided over pages
_STYLES = {1: "Heading1", 2: "Heading2", 3: "Heading3"}


def write(report: AnnualReport, path: Path) -> None:
    """Write the Word file of `report`, whole or not at all. UserError where it cannot be written."""
    setter = Typesetter(FontMetrics())
    head = report.letterhead
    title = " ".join(setter.printable(f"{head.title} {head.subject}").split())
    file = WordFile(title, setter.printable(head.issued_by), head.dated or report.period.end)
    file.begin(PORTRAIT)
    file.add(*_letterhead(head, setter))
    texts = [each for section in report.sections for each in _section(section, setter)]
    keep_with_next(*texts[-layout.LINES_WITH_SIGNATURE :])
    file.add(*texts, _signature(report.signature, setter))
    for appendix in report.appendices:
        file.begin(LANDSCAPE if appendix.landscape else PORTRAIT)
        file.add(*_appendix(appendix, head, setter))
    file.save(path, NOTICE)


# --- boxes 1–5 and 9a ----------------------------------------------------------------------------------------------------


def _letterhead(head: Letterhead, setter: Typesetter) -> Iterator[Element]:
    width, _ = text_of(PORTRAIT)
    middle, space = points(layout.GOVERNING_CELL), points(layout.CELL_GAP)
    left = _stacked(name_lines(head, setter, middle - space), middle - space, layout.RULE_SHARE, space)
    right = _stacked(nation_lines(setter), width - middle, 1.0)
    yield table((middle, width - middle), [Line((Cell(tuple(left)), Cell(tuple(right))))])
    yield gap(layout.BEFORE_NUMBER)
    number, dates, begin = number_and_date(head, setter, slack=_ROUNDING)
    room = max(middle - space, number.width)
    boxes = [paragraph("", layout.PLACE_DATE) for _ in dates[1:]]
    boxes.append(paragraph(number.text, layout.NUMBER, Setting(Align.CENTRE, right=begin - room - 0.5)))
    dated = tuple(paragraph(line.text, layout.PLACE_DATE, _CENTRED) for line in dates)
    yield table((begin, width - begin), [Line((Cell(tuple(boxes)), Cell(dated)))])
    yield gap(layout.BEFORE_TITLE)
    yield paragraph(setter.printable(head.title), layout.TITLE, _CENTRED)
    lines = subject_lines(head, setter)
    yield paragraph(_broken(lines), layout.SUBJECT, _CENTRED)
    yield _rule(lines[-1], layout.SUBJECT, width, layout.RULE_SHARE)
    yield from _addressees(head.addressees, setter, width)


def _stacked(lines: list[tuple[SetLine, Type]], width: float, share: float, right: float = 0.0) -> Iterator[Element]:
    """Centred lines of a cell and the rule under the last."""
    for line, kind in lines:
        yield paragraph(_broken((line,)), kind, Setting(Align.CENTRE, right=right))
    yield _rule(lines[-1][0], lines[-1][1], width, share, right)


def _rule(line: SetLine, kind: Type, width: float, share: float, right: float = 0.0) -> Element:
    """A line `share` of the text above it long, centred in `width` points."""
    inset = (width - line.width * share) / 2
    return rule(kind, inset, inset + right)


def _broken(lines: tuple[SetLine, ...]) -> str:
    """Lines broken already: no hard space is needed in them, and a person who edits would stumble over it."""
    return "\n".join(line.text for line in lines).replace(HARD_SPACE, " ")


def _addressees(addressees: tuple[str, ...], setter: Typesetter, width: float) -> Iterator[Element]:
    """One on the line of `Kính gửi:`; several below it, their dashes under the colon (A.8)."""
    kind, around = layout.ADDRESSEES, layout.AROUND_ADDRESSEES
    items = [setter.printable(item.rstrip(" .;")) for item in addressees]
    if len(items) == 1:
        yield paragraph(f"Kính gửi: {items[0]}.", kind, Setting(Align.CENTRE, before=around))
    elif items:
        colon, dash = setter.width("Kính gửi", kind), setter.width("- ", kind)
        room = width - colon - dash - 20
        widest = max(line.width for item in items for line in setter.wrap(item, kind, room)) + setter.width(";", kind)
        left = max(0.0, (width - colon - dash - widest) / 2)
        yield paragraph("Kính gửi:", kind, Setting(left=left, before=around))
        hanging = Setting(left=left + colon + dash, first=-dash)
        for at, item in enumerate(items, 1):
            yield paragraph(f"- {item}{'.' if at == len(items) else ';'}", kind, hanging)
    if items:
        yield gap(around - layout.BETWEEN_PARAGRAPHS)


# --- the text ------------------------------------------------------------------------------------------------------------


def _section(section: Section, setter: Typesetter) -> Iterator[Element]:
    if section.level:
        yield paragraph(setter.printable(section.heading), layout.BODY_BOLD, Setting(style=_STYLES[section.level]))
    for each in section.paragraphs:
        if each.source is Source.BLANK:
            yield from _hand_lines()
            continue
        for line in setter.printable(each.text).split("\n"):
            if line.strip():
                yield paragraph(line.strip(), layout.BODY, Setting(style="BodyText", keep=line.rstrip().endswith(":")))


def _hand_lines() -> Iterator[Element]:
    """Dotted lines over the full width, to be filled by hand."""
    width, _ = text_of(PORTRAIT)
    for at in range(layout.HAND_LINES):
        first = 0.0 if at else points(layout.FIRST_INDENT)
        setting = Setting(
            first=first, before=layout.BETWEEN_PARAGRAPHS, exact=True, dotted=width, keep=at < layout.HAND_LINES - 1
        )
        yield paragraph("\t", layout.BODY, setting)


# --- boxes 7 and 9b ------------------------------------------------------------------------------------------------------


def _signature(signature: Signature, setter: Typesetter) -> Element:
    """Recipients at the left, powers and post at the right, room to sign, the name; one row, never divided."""
    width, _ = text_of(PORTRAIT)
    left = points(layout.SIGNATURE_LEFT)
    before = layout.BEFORE_SIGNATURE
    # Level with line 7a: the same baseline, though the type is smaller.
    lower = before + baseline(layout.POST) - baseline(layout.RECIPIENTS_HEAD)
    beside = left - points(layout.RECIPIENTS_WIDTH)
    recipients = [paragraph("Nơi nhận:", layout.RECIPIENTS_HEAD, Setting(before=lower))]
    for item in signature.recipients:
        recipients.append(paragraph(setter.printable(item), layout.RECIPIENTS, Setting(right=beside)))
    lines = [line for text in signature.lines for line in setter.balanced(text, layout.POST, width - left)]
    signing = [
        paragraph(_broken((line,)), layout.POST, Setting(Align.CENTRE, before=0.0 if at else before))
        for at, line in enumerate(lines)
    ]
    name = _broken(setter.balanced(signature.name, layout.SIGNER, width - left))
    signing.append(paragraph(name, layout.SIGNER, Setting(Align.CENTRE, before=points(layout.SIGNING_ROOM))))
    return table((left, width - left), [Line((Cell(tuple(recipients)), Cell(tuple(signing))))])


# --- appendices ----------------------------------------------------------------------------------------------------------


def _appendix(appendix: Appendix, head: Letterhead, setter: Typesetter) -> Iterator[Element]:
    width, _ = text_of(LANDSCAPE if appendix.landscape else PORTRAIT)
    yield paragraph(setter.printable(f"Phụ lục {appendix.number}"), layout.APPENDIX_NUMBER, _CENTRED)
    title = setter.balanced(appendix.title, layout.APPENDIX_TITLE, width * 0.9)
    yield paragraph(_broken(title), layout.APPENDIX_TITLE, _CENTRED)
    enclosed = enclosed_line(head, setter, width)
    yield paragraph(_broken(enclosed), layout.APPENDIX_ENCLOSED, _CENTRED)
    yield _rule(enclosed[-1], layout.APPENDIX_ENCLOSED, width, layout.RULE_SHARE)
    yield paragraph(setter.printable(appendix.form), layout.FORM_CODE, Setting(Align.RIGHT, before=8.0, keep=True))
    yield gap(3.0)
    yield _table(appendix.table, width, setter)
    for text in appendix.table.foot:
        setting = Setting(JUSTIFIED, before=3.0, exact=True)
        yield paragraph(setter.printable(text), layout.TABLE_FOOT, setting)


def _table(form: Table, width: float, setter: Typesetter) -> Element:
    widths = column_widths(form, width, setter)
    return table(widths, [*_heads(form, setter), *(_row(row, form, setter) for row in form.rows)], grid=True)


def _heads(form: Table, setter: Typesetter) -> Iterator[Line]:
    """Heads, with a shared one over columns of one group, and the row (1) (2) (3) …"""

    def cell(text: str, across: int = 1, down: str = "", kind: Type = layout.TABLE_BOLD) -> Cell:
        words = paragraph(setter.printable(text), kind, Setting(Align.CENTRE, exact=True))
        return Cell((words,), across, down)

    groups = [(name, list(span)) for name, span in groupby(form.columns, lambda column: column.group)]
    grouped = any(name for name, _ in groups)
    upper, lower = [], []
    for name, columns in groups:
        if name:
            upper.append(cell(name, len(columns)))
            lower += [cell(column.head) for column in columns]
        else:
            upper += [cell(column.head, down="restart" if grouped else "") for column in columns]
            lower += [cell("", down="continue") for _ in columns]
    yield Line(tuple(upper), head=True)
    if grouped:
        yield Line(tuple(lower), head=True)
    numbers = (cell(f"({at})", kind=layout.TABLE_ITALIC) for at in range(1, len(form.columns) + 1))
    yield Line(tuple(numbers), head=True)


def _row(row: Row, form: Table, setter: Typesetter) -> Line:
    kind = layout.TABLE_BOLD if row.bold else layout.TABLE
    cells = tuple(
        Cell((paragraph(setter.printable(text), kind, Setting(column.align, exact=True)),))
        for text, column in zip(row.cells, form.columns, strict=False)
    )
    return Line(cells, whole=max(map(len, row.cells), default=0) < _LONG_ROW)
