"""A report as pages: boxes 1–9 of Decree 30, the sections, the appendices. Knows the Decree's layout, no PDF."""

from __future__ import annotations

from desktop.reports import layout
from desktop.reports.document import AnnualReport, Appendix, Letterhead, Section, Signature, Source
from desktop.reports.front import enclosed_line, letterhead_boxes
from desktop.reports.layout import LANDSCAPE, PORTRAIT, points
from desktop.reports.paper import (
    Area,
    Bookmark,
    Box,
    Page,
    Text,
    baseline,
    centred,
    divide,
    paragraph,
    rule_under,
    text_of,
)
from desktop.reports.tables import TableSetter
from desktop.reports.typesetting import Line, Typesetter


def pages_of(report: AnnualReport, setter: Typesetter) -> list[Page]:
    """The whole report: its text, then each appendix with page numbers of its own (domain A.1)."""
    pages = _text_pages(report, setter)
    for appendix in report.appendices:
        pages += appendix_pages(appendix, report.letterhead, setter)
    return pages


def _text_pages(report: AnnualReport, setter: Typesetter) -> list[Page]:
    boxes = letterhead_boxes(report.letterhead, setter)
    for section in report.sections:
        boxes += section_boxes(section, setter)
    for box in boxes[-layout.LINES_WITH_SIGNATURE :]:
        box.keep = True
    boxes.append(signature_box(report.signature, setter))
    pages: list[Page] = []
    for at, filled in enumerate(divide(boxes, PORTRAIT), 1):
        page = Page(PORTRAIT, at if at > 1 else None)
        for top, box in filled:
            page.place(box, top)
        pages.append(page)
    return pages


# --- the sections ------------------------------------------------------------------------------------------------------


def section_boxes(section: Section, setter: Typesetter) -> list[Box]:
    """Heading and paragraphs; a heading stays with at least two lines of what follows."""
    width, _ = text_of(PORTRAIT)
    indent = points(layout.FIRST_INDENT)
    between = layout.BETWEEN_PARAGRAPHS
    boxes: list[Box] = []
    if section.level:
        kind = layout.BODY_BOLD if section.level < 3 else layout.BODY
        boxes = paragraph(setter, section.heading, kind, width, indent, between)
        for box in boxes:
            box.keep = True
        boxes[0].bookmark = Bookmark(section.level - 1, section.heading)
    for each in section.paragraphs:
        if each.source is Source.BLANK:
            boxes += _hand_lines(setter, width, indent)
            continue
        for line in setter.printable(each.text).split("\n"):
            if line.strip():
                boxes += paragraph(setter, line.strip(), layout.BODY, width, indent, between)
                boxes[-1].keep = line.rstrip().endswith(":")  # what it announces follows on the same page
    return boxes


def _hand_lines(setter: Typesetter, width: float, indent: float) -> list[Box]:
    """Dotted lines over the full width, to be filled by hand."""
    kind = layout.BODY
    dot = setter.width(".", kind)
    boxes = []
    for at in range(layout.HAND_LINES):
        left = 0.0 if at else indent
        text = "." * int((width - left) / dot)
        boxes.append(
            Box(
                kind.leading,
                [Text(left, baseline(kind), text, kind.face, kind.size)],
                before=layout.BETWEEN_PARAGRAPHS,
                keep=at < layout.HAND_LINES - 1,
            )
        )
    return boxes


# --- boxes 7 and 9b ----------------------------------------------------------------------------------------------------


def signature_box(signature: Signature, setter: Typesetter) -> Box:
    """Recipients at the left, level with the powers and post at the right; room for signature and seal; the name."""
    width, _ = text_of(PORTRAIT)
    box = Box(0.0, before=layout.BEFORE_SIGNATURE)
    right = _signing_side(box, signature, setter, points(layout.SIGNATURE_LEFT), width)
    left = _recipients_side(box, signature, setter, points(layout.RECIPIENTS_WIDTH))
    box.height = max(left, right)
    return box


def _signing_side(box: Box, signature: Signature, setter: Typesetter, left: float, right: float) -> float:
    y = 0.0
    for text in signature.lines:
        for line in setter.balanced(text, layout.POST, right - left):
            box.texts.append(centred(line, layout.POST, left, right, y + baseline(layout.POST)))
            y += layout.POST.leading
    gap = points(layout.SIGNING_GAP)
    box.signing = Area(left, y + gap, right, y + points(layout.SIGNING_ROOM) - gap)
    y += points(layout.SIGNING_ROOM)
    for line in setter.balanced(signature.name, layout.SIGNER, right - left):
        box.texts.append(centred(line, layout.SIGNER, left, right, y + baseline(layout.SIGNER)))
        y += layout.SIGNER.leading
    return y


def _recipients_side(box: Box, signature: Signature, setter: Typesetter, width: float) -> float:
    head, kind = layout.RECIPIENTS_HEAD, layout.RECIPIENTS
    # Level with line 7a: the same baseline, though the type is smaller.
    y = baseline(layout.POST) - baseline(head)
    box.texts.append(Text(0.0, y + baseline(head), "Nơi nhận:", head.face, head.size))
    y += head.leading
    for item in signature.recipients:
        for line in setter.wrap(item, kind, width):
            box.texts.append(Text(0.0, y + baseline(kind), line.text, kind.face, kind.size))
            y += kind.leading
    return y


# --- appendices --------------------------------------------------------------------------------------------------------


def appendix_pages(appendix: Appendix, letterhead: Letterhead, setter: Typesetter) -> list[Page]:
    """One appendix (domain A.9): head, form code over the right corner of the table, table, foot; numbered from 1."""
    sheet = LANDSCAPE if appendix.landscape else PORTRAIT
    width, height = text_of(sheet)
    head = _appendix_head(appendix, letterhead, setter, width)
    pages = [Page(sheet, None)]
    top = 0.0
    for box in head:
        top += box.before
        pages[0].place(box, top)
        top += box.height
    foot = [
        box for text in appendix.table.foot for box in paragraph(setter, text, layout.TABLE_FOOT, width, before=3.0)
    ]
    under = sum(box.before + box.height for box in foot) + (layout.BETWEEN_PARAGRAPHS if foot else 0.0)
    for at, box in enumerate(TableSetter(setter, appendix.table, width).boxes(height - top, height, under)):
        if at:
            pages.append(Page(sheet, len(pages) + 1))
            top = 0.0
        pages[-1].place(box, top)
        top += box.height
    _table_foot(foot, pages, top)
    return pages


def _table_foot(boxes: list[Box], pages: list[Page], top: float) -> None:
    sheet = pages[0].sheet
    for at, filled in enumerate(divide(boxes, sheet, top + layout.BETWEEN_PARAGRAPHS)):
        if at:
            pages.append(Page(sheet, len(pages) + 1))
        for y, box in filled:
            pages[-1].place(box, y)


def _appendix_head(appendix: Appendix, letterhead: Letterhead, setter: Typesetter, width: float) -> list[Box]:
    number, title = layout.APPENDIX_NUMBER, layout.APPENDIX_TITLE
    enclosed = layout.APPENDIX_ENCLOSED
    name = setter.printable(f"Phụ lục {appendix.number}")
    line = Line(name, setter.width(name, number))
    boxes = [Box(number.leading, [centred(line, number, 0.0, width, baseline(number))])]
    boxes[0].bookmark = Bookmark(0, f"{name}. {appendix.title}")
    for line in setter.balanced(appendix.title, title, width * 0.9):
        boxes.append(Box(title.leading, [centred(line, title, 0.0, width, baseline(title))]))
    lines = enclosed_line(letterhead, setter, width)
    for line in lines:
        boxes.append(Box(enclosed.leading, [centred(line, enclosed, 0.0, width, baseline(enclosed))]))
    last = boxes[-1].texts[0]
    boxes[-1].rules.append(rule_under(last, lines[-1].width))
    form = layout.FORM_CODE
    words = setter.printable(appendix.form)
    code = Text(width - setter.width(words, form), baseline(form), words, form.face, form.size)
    boxes.append(Box(form.leading + 3.0, [code], before=8.0))
    return boxes
