"""The head of the first page: boxes 1–5 and 9a of Decree 30 (domain A.2–A.5, A.8), and the blanks to be filled by hand."""

from __future__ import annotations

from collections.abc import Sequence

from desktop import text as words_of
from desktop.reports import layout
from desktop.reports.document import Letterhead
from desktop.reports.layout import PORTRAIT, Type, points
from desktop.reports.paper import Box, Rule, Text, baseline, centred, rule_under, text_of
from desktop.reports.typesetting import HARD_SPACE, Line, Typesetter


def letterhead_boxes(letterhead: Letterhead, setter: Typesetter) -> list[Box]:
    """Everything above the text; it stays together and with the text's first lines."""
    boxes = [
        _names(letterhead, setter),
        _number_and_date(letterhead, setter),
        *_title(letterhead, setter),
        *_addressees(letterhead.addressees, setter),
    ]
    for box in boxes:
        box.keep = True
    return boxes


# --- boxes 1 and 2 -----------------------------------------------------------------------------------------------------


def _names(letterhead: Letterhead, setter: Typesetter) -> Box:
    width, _ = text_of(PORTRAIT)
    middle = points(layout.GOVERNING_CELL)
    box = Box(0.0)
    left = _left_cell(box, letterhead, setter, middle - points(layout.CELL_GAP))
    right = _right_cell(box, setter, middle, width)
    box.height = max(left, right)
    return box


def _left_cell(box: Box, letterhead: Letterhead, setter: Typesetter, right: float) -> float:
    """Governing body and issuer, a rule of 1/3–1/2 of the last line under them; the height used."""
    return _stack(box, name_lines(letterhead, setter, right), 0.0, right, layout.RULE_SHARE)


def name_lines(letterhead: Letterhead, setter: Typesetter, width: float) -> list[tuple[Line, Type]]:
    """Box 2, at most `width` points wide: governing body plain, issuer bold."""
    lines: list[tuple[Line, Type]] = []
    if letterhead.governing:
        lines += [(line, layout.GOVERNING) for line in setter.balanced(letterhead.governing, layout.GOVERNING, width)]
    for name in letterhead.issuer:
        lines += [(line, layout.ISSUER) for line in setter.balanced(name, layout.ISSUER, width)]
    return lines


def _right_cell(box: Box, setter: Typesetter, left: float, right: float) -> float:
    """Quốc hiệu and Tiêu ngữ; the line under Tiêu ngữ is exactly as long as its text (A.3)."""
    return _stack(box, nation_lines(setter), left, right, 1.0)


def nation_lines(setter: Typesetter) -> list[tuple[Line, Type]]:
    """Box 1."""
    texts = ((layout.NATION_TEXT, layout.NATION), (layout.MOTTO_TEXT, layout.MOTTO))
    return [(Line(text, setter.width(text, kind)), kind) for text, kind in texts]


def _stack(box: Box, lines: Sequence[tuple[Line, Type]], left: float, right: float, share: float) -> float:
    y = 0.0
    for line, kind in lines:
        box.texts.append(centred(line, kind, left, right, y + baseline(kind)))
        y += kind.leading
    box.rules.append(rule_under(box.texts[-1], lines[-1][0].width, share))
    return box.rules[-1].y0


# --- boxes 3 and 4 -----------------------------------------------------------------------------------------------------


def _number_and_date(letterhead: Letterhead, setter: Typesetter) -> Box:
    """`Số:        /BC-…` and `…, ngày      tháng      năm 2026` on one line, with room to write by hand (A.5)."""
    width, _ = text_of(PORTRAIT)
    kind, dated = layout.NUMBER, layout.PLACE_DATE
    number, lines, left = number_and_date(letterhead, setter)
    y = (len(lines) - 1) * dated.leading
    box = Box(y + dated.leading, before=layout.BEFORE_NUMBER)
    for at, line in enumerate(lines):
        box.texts.append(centred(line, dated, left, width, at * dated.leading + baseline(dated)))
    number_right = max(points(layout.GOVERNING_CELL - layout.CELL_GAP), number.width)
    box.texts.insert(0, centred(number, kind, 0.0, number_right, y + baseline(dated)))
    return box


def number_and_date(
    letterhead: Letterhead, setter: Typesetter, slack: float = 0.0
) -> tuple[Line, tuple[Line, ...], float]:
    """The line of box 3, the lines of box 4, and where box 4 begins, in points from the left of the text.

    `slack` points stay free beside box 4, for a word processor that rounds otherwise.
    """
    width = text_of(PORTRAIT)[0] - slack
    gap = points(layout.CELL_GAP)
    middle = points(layout.GOVERNING_CELL)
    kind, dated = layout.NUMBER, layout.PLACE_DATE
    number = _fitting(setter, kind, middle - gap, layout.NUMBER_BLANK, lambda blank: _number_text(letterhead, blank))
    # A sign too long for its cell reaches to the right; place and date are then centred in what is left.
    left = max(middle, number.width + 3 * gap)
    date = _fitting(setter, dated, width - left, layout.DATE_BLANK, lambda blank: _date_text(letterhead, blank))
    if date.width <= width - left:
        return number, (date,), left
    return number, setter.balanced(_date_text(letterhead, 6), dated, width - left), left


def _fitting(setter: Typesetter, kind: Type, room: float, blank: tuple[float, float], text_with) -> Line:  # type: ignore[no-untyped-def]
    """The text with blanks as wide as `room` allows, between the wished and the least width in mm."""
    space = setter.width(" ", kind)
    wished, least = (round(points(millimetres) / space) for millimetres in blank)
    for count in range(wished, least - 1, -1):
        text = setter.printable(text_with(count)).replace("\n", " ")
        line = Line(text, setter.width(text, kind))
        if line.width <= room:
            break
    return line


def _number_text(letterhead: Letterhead, blank: int) -> str:
    number = letterhead.number or ""
    return f"Số: {number}/{letterhead.sign}" if number else f"Số:{' ' * blank}/{letterhead.sign}"


def _date_text(letterhead: Letterhead, blank: int) -> str:
    return f"{letterhead.place}, {_date_or_blanks(letterhead, ' ' * blank)}"


def _date_or_blanks(letterhead: Letterhead, blank: str) -> str:
    if letterhead.dated:
        return words_of.long_date(letterhead.dated)
    return f"ngày{blank}tháng{blank}năm {letterhead.year}"


def enclosed_line(letterhead: Letterhead, setter: Typesetter, width: float) -> tuple[Line, ...]:
    """`(Kèm theo Báo cáo số      /BC-… ngày     tháng     năm 2026 của …)`; the blanks are never broken (A.9)."""
    blank = HARD_SPACE * 6
    number = f" {letterhead.number}" if letterhead.number else HARD_SPACE * 9
    dated = _date_or_blanks(letterhead, blank).replace(" ", HARD_SPACE)
    issuer = letterhead.issued_by
    name = "Công văn" if letterhead.is_letter else "Báo cáo"
    text = f"(Kèm theo {name} số{number}/{letterhead.sign} {dated} của {issuer})"
    return setter.balanced(text, layout.APPENDIX_ENCLOSED, width - layout.ROUNDING)


# --- boxes 5a and 9a ---------------------------------------------------------------------------------------------------


def _title(letterhead: Letterhead, setter: Typesetter) -> list[Box]:
    """Box 5a; of a letter box 5b, which stands under the number (A.2)."""
    if letterhead.is_letter:
        return _letter_subject(letterhead, setter)
    width, _ = text_of(PORTRAIT)
    kind = layout.TITLE
    lines = setter.balanced(letterhead.title, kind, width)
    boxes = [Box(kind.leading, [centred(line, kind, 0.0, width, baseline(kind))]) for line in lines]
    boxes[0].before = layout.BEFORE_TITLE
    kind = layout.SUBJECT
    for line in subject_lines(letterhead, setter):
        boxes.append(Box(kind.leading, [centred(line, kind, 0.0, width, baseline(kind))]))
        last = line.width
    rule = rule_under(boxes[-1].texts[0], last)
    boxes[-1].rules.append(Rule(*rule))
    return boxes


def _letter_subject(letterhead: Letterhead, setter: Typesetter) -> list[Box]:
    kind, right = layout.LETTER_SUBJECT, points(layout.GOVERNING_CELL - layout.CELL_GAP)
    lines = setter.balanced(letterhead.subject, kind, right)
    boxes = [Box(kind.leading, [centred(line, kind, 0.0, right, baseline(kind))]) for line in lines]
    boxes[0].before = layout.BEFORE_LETTER_SUBJECT
    return boxes


def subject_lines(letterhead: Letterhead, setter: Typesetter) -> tuple[Line, ...]:
    """Box 5b. A citation in brackets that does not fit beside the subject begins a line of its own (domain E.3)."""
    whole = setter.balanced(letterhead.subject, layout.SUBJECT, points(layout.SUBJECT_WIDTH))
    about, bracket, cited = letterhead.subject.partition(" (theo ")
    if len(whole) == 1 or not bracket:
        return whole
    parts = (about, f"{bracket.strip()} {cited}")
    return tuple(line for part in parts for line in setter.balanced(part, layout.SUBJECT, points(layout.SUBJECT_WIDTH)))


def _addressees(addressees: Sequence[str], setter: Typesetter) -> list[Box]:
    """One on the line of `Kính gửi:`; several below it, their dashes under the colon (A.8)."""
    if not addressees:
        return []
    width, _ = text_of(PORTRAIT)
    kind, head = layout.ADDRESSEES, "Kính gửi:"
    around = layout.AROUND_ADDRESSEES
    colon = setter.width("Kính gửi", kind)
    if len(addressees) == 1:
        lines = setter.wrap(f"{head} {addressees[0].rstrip(' .;')}.", kind, width * 0.85)
        boxes = [Box(kind.leading, [centred(line, kind, 0.0, width, baseline(kind))]) for line in lines]
    else:
        dash = setter.width("- ", kind)
        items = [setter.wrap(item.rstrip(" .;"), kind, width - colon - dash - 20) for item in addressees]
        widest = max(line.width for lines in items for line in lines) + setter.width(";", kind)
        left = max(0.0, (width - colon - dash - widest) / 2)
        boxes = [Box(kind.leading, [Text(left, baseline(kind), head, kind.face, kind.size)])]
        for at, lines in enumerate(items, 1):
            end = "." if at == len(items) else ";"
            boxes += [_item(line, lines, end, left + colon, dash, kind) for line in lines]
    boxes[0].before = around
    boxes[-1].height += around - layout.BETWEEN_PARAGRAPHS
    return boxes


def _item(line: Line, lines: Sequence[Line], end: str, left: float, dash: float, kind: Type) -> Box:
    first, last = line is lines[0], line is lines[-1]
    text = f"{'- ' if first else ''}{line.text}{end if last else ''}"
    return Box(kind.leading, [Text(left if first else left + dash, baseline(kind), text, kind.face, kind.size)])
