"""Every number of the page: Decree 30/2020/NĐ-CP, Appendix I (domain A.1–A.9), in one table. Lengths in mm, type in pt.

Where the Decree gives a span, the value chosen stands here and the span beside it; `[P]` marks what the Decree leaves open.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

POINTS_PER_MM = 72 / 25.4


def points(millimetres: float) -> float:
    """Millimetres → points."""
    return millimetres * POINTS_PER_MM


class Face(StrEnum):
    """The four cuts of the one typeface (Times New Roman's metrics: Liberation Serif 2.1.5)."""

    REGULAR = "Regular"
    BOLD = "Bold"
    ITALIC = "Italic"
    BOLD_ITALIC = "BoldItalic"


@dataclass(frozen=True)
class Type:
    """How a text is set: cut, size in pt, and the distance between two of its lines in pt."""

    face: Face
    size: float
    leading: float


@dataclass(frozen=True)
class Sheet:
    """A page: size and margins in mm (A.1: top and bottom 20–25, left 30–35, right 15–20)."""

    width: float
    height: float
    top: float = 20
    bottom: float = 20
    left: float = 30
    right: float = 15

    @property
    def text_width(self) -> float:
        return self.width - self.left - self.right

    @property
    def text_height(self) -> float:
        return self.height - self.top - self.bottom


def single(face: Face, size: float) -> Type:
    """Single spacing: the natural line of Times, 1.15 of the size."""
    return Type(face, size, size * 1.15)


# A.1. The right margin is 15 mm: at 165 mm of text `TRƯỜNG THCS CHIỀNG KHƯƠNG` and `SỞ GIÁO DỤC VÀ ĐÀO TẠO SƠN LA` stand on
# one line beside Quốc hiệu; at 160 mm they would not. Landscape keeps the same four margins: the Decree names no others.
PORTRAIT = Sheet(210, 297)
LANDSCAPE = Sheet(297, 210)
PAGE_NUMBER = single(Face.REGULAR, 14)  # 13–14, upright, centred in the top margin
PAGE_NUMBER_BASELINE = 11.0  # from the top edge [P: 10–12]; not on the first page of the text nor of an appendix

# A.2, box 1 and 2; A.3: the right cell must hold Quốc hiệu (88.3 mm at 12 pt) on one line.
MOTTO_CELL = 93.0
GOVERNING_CELL = PORTRAIT.text_width - MOTTO_CELL  # 72 mm, 0.44 of the width (A.4)
CELL_GAP = 1.0  # kept free at the right of box 2 and 3, so that they never touch box 1 and 4
NATION = single(Face.BOLD, 12)  # 12–13
MOTTO = single(Face.BOLD, 13)  # 13–14
GOVERNING = single(Face.REGULAR, 12)  # 12–13, not bold
ISSUER = single(Face.BOLD, 12)  # 12–13
ISSUER_LINES = 3  # long names wrap to two or three lines
NATION_TEXT = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO_TEXT = "Độc lập - Tự do - Hạnh phúc"

# A.2, box 3 and 4; A.5: blanks to be filled by hand after signing, on the same line.
NUMBER = single(Face.REGULAR, 13)  # 13
PLACE_DATE = single(Face.ITALIC, 13)  # 13–14
NUMBER_BLANK = (14.0, 8.0)  # mm: wished, least
DATE_BLANK = (9.0, 5.0)  # mm, spaces at both sides included: wished, least
BEFORE_NUMBER = 8.0  # pt between the rules of box 1–2 and box 3–4 [P]

# A.2, box 5a and 9a.
TITLE = single(Face.BOLD, 14)  # 13–14
SUBJECT = single(Face.BOLD, 14)  # 13–14
SUBJECT_WIDTH = 132.0  # mm; longer subjects wrap, evenly
BEFORE_TITLE = 16.0  # pt [P]
LETTER_SUBJECT = single(Face.REGULAR, 12)  # box 5b: 12–13, upright, centred under the number
BEFORE_LETTER_SUBJECT = 6.0  # pt
ADDRESSEES = single(Face.REGULAR, 14)  # 13–14
AROUND_ADDRESSEES = 12.0  # pt [P]

# A.2, A.3, box 6.
BODY = Type(Face.REGULAR, 14, 18)  # 13–14; single to 1.5 lines
BODY_BOLD = Type(Face.BOLD, 14, 18)
FIRST_INDENT = 12.7  # 10 or 12.7 mm
BETWEEN_PARAGRAPHS = 6.0  # pt, at least 6
HAND_LINES = 3  # dotted lines for a part the unit has still to write

# A.2, A.7, A.8: boxes 7a, 7b, 9b.
SIGNATURE_LEFT = 82.0  # mm from the left of the text: 0.50 of the width (A.4); centred to the right end
POST = single(Face.BOLD, 14)  # 13–14
SIGNER = single(Face.BOLD, 14)  # 13–14
SIGNING_ROOM = 33.0  # mm for signature and seal [P: 30–35]
SIGNING_GAP = 1.5  # mm between an electronic signature and the lines above and below it [P]
SIGNATURE_MARK = single(Face.REGULAR, 10)  # what an electronic signature shows [P]
SIGNATURE_COLOUR = (0.0, 0.2, 0.6)  # blue, as ink is (A.7)
RECIPIENTS_HEAD = single(Face.BOLD_ITALIC, 12)
RECIPIENTS = single(Face.REGULAR, 11)
RECIPIENTS_WIDTH = 76.0  # mm
BEFORE_SIGNATURE = 12.0  # pt [P]
LINES_WITH_SIGNATURE = 2  # never split, never alone [P]

# A.3: drawn lines.
RULE_THICKNESS = 0.6  # pt [P: 0.5–0.75]
RULE_SHARE = 0.4  # of the last text line: 1/3–1/2
RULE_DROP = 5.0  # pt under the baseline: clear of hooks and dots below

# A.9: appendices and their tables.
APPENDIX_NUMBER = single(Face.BOLD, 14)
APPENDIX_TITLE = single(Face.BOLD, 14)  # 13–14, capitals
APPENDIX_ENCLOSED = single(Face.ITALIC, 14)  # 13–14
FORM_CODE = single(Face.BOLD, 12)
TABLE = Type(Face.REGULAR, 11, 12.6)  # 11–13 usual
TABLE_BOLD = Type(Face.BOLD, 11, 12.6)
TABLE_ITALIC = Type(Face.ITALIC, 11, 12.6)
TABLE_FOOT = Type(Face.REGULAR, 12, 14.5)
CELL_PADDING = 1.1  # mm, left and right
CELL_PADDING_VERTICAL = 2.0  # pt, above and below
GRID_THICKNESS = 0.5  # pt

# The line that ties paper to data: in the bottom margin, outside the Decree's boxes, inside what office printers reach (5 mm).
FOOTER = single(Face.REGULAR, 7.5)
FOOTER_BASELINE = 8.5  # mm from the bottom edge
QR_SIDE = 9.5  # mm
QR_BOTTOM = 6.5  # mm from the bottom edge

# A word processor rounds widths otherwise: a line that nearly fills its place is broken in the PDF as well.
ROUNDING = 6.0  # pt

# The Word copy says on every page what it is, above the page number.
NOTICE = single(Face.ITALIC, 9)
