"""Random reports of text that wants to break a page: from a seed, so that a failing one is made again."""

from __future__ import annotations

import dataclasses
import random
import unicodedata
from datetime import date, timedelta

from desktop.reports.document import (
    Align,
    AnnualReport,
    Appendix,
    Column,
    Figure,
    Letterhead,
    Paragraph,
    Period,
    Row,
    Section,
    Signature,
    Source,
    Table,
)

_PIECES = (
    "", " ", "\n", "\n\n\n", "\t", "\u00a0", "\u200b", "\u200d", "\ufeff", "\u2028", "\x00", "\x07", "\x1b[31m", "\ud800", "\udfff\ud800",
    "\u202eđảo ngược\u202c", "\u200f\u200e", "\u2067 א ב \u2069", "<img src='file:///etc/passwd'/>", '<img src="http://127.0.0.1:9/x.png">',
    "<para>", "</para>", "<br/>", "&", "&amp;", "&#0;", "&nbsp;", "<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/hostname'>]>&y;",
    "]]>", "<![CDATA[", "${jndi:ldap://127.0.0.1/a}", "{{7*7}}", "%s%n%x", "=1+1", "=HYPERLINK(\"http://127.0.0.1\")", "+1", "-1", "@SUM(A1)",
    "../../etc/passwd", "C:\\Windows\\win.ini", "\\\\127.0.0.1\\c$", "file:///etc/passwd", "https://sonla.edu.vn/" + "a/" * 200,
    "x" * 500, "ằ" * 500, "_" * 500, "W" * 3000, "a\u0301" * 300, "\u0301\u0323\u0302", "ﷺ", "漢字かな", "עברית", "हिन्दी", "🎉👩🏽‍🏫🇻🇳",
    "\U0010ffff", "\ue000\uf0b7", "☑✓➢", "₫", "\u00ad", "_x0041_", "Phụ lục I", "Nơi nhận:", "1.234.567", "85,7", "05/03/2026", "30/02/2026",
    "Đẩy mạnh công tác truyền thông tại bản Hin Pẻn", unicodedata.normalize("NFD", "Phường Tô Hiệu đổi mới"),
)  # fmt: skip


class Hostile:
    """Everything random comes from one seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def text(self, most: int = 6) -> str:
        pick = self._random
        if pick.random() < 0.15:
            return ""
        words = [
            chr(pick.randrange(0x110000)) * pick.randint(1, 9) if pick.random() < 0.1 else pick.choice(_PIECES)
            for _ in range(pick.randint(1, most))
        ]
        return pick.choice(("", " ")).join(words)

    def texts(self, least: int, most: int) -> tuple[str, ...]:
        return tuple(self.text() for _ in range(self._random.randint(least, most)))

    def table(self) -> Table:
        pick = self._random
        columns = tuple(
            Column(
                self.text(2), pick.randint(6, 90), pick.choice(list(Align)), pick.choice(("", "", "Nhóm", self.text(1)))
            )
            for _ in range(pick.randint(1, 9))
        )
        rows = tuple(
            Row(tuple(self.text(4) for _ in columns), pick.random() < 0.2) for _ in range(pick.choice((0, 1, 3, 9)))
        )
        return Table(columns, rows, self.texts(0, 2))

    def letterhead(self) -> Letterhead:
        pick = self._random
        return Letterhead(
            governing=pick.choice((None, self.text(3))),
            issuer=self.texts(1, 2),
            issued_by=self.text(),
            sign=self.text(2),
            place=self.text(2),
            year=2026,
            title=self.text(2),
            subject=self.text(),
            addressees=self.texts(0, 4),
            number=pick.choice((None, self.text(1))),
            dated=pick.choice((None, date(2026, 11, 5))),
        )

    def report(self) -> AnnualReport:
        pick = self._random
        sections = tuple(
            Section(
                self.text(1) or None,
                pick.randint(0, 3),
                self.text(3),
                tuple(Paragraph(self.text(9), pick.choice(list(Source))) for _ in range(pick.randint(0, 3))),
                pick.random() < 0.2,
            )
            for _ in range(pick.choice((0, 1, 5, 12)))
        )
        start = date(2026, 1, 1) + timedelta(days=pick.randrange(300))
        return AnnualReport(
            unit=self.text(),
            year=2026,
            period=Period(start, start + timedelta(days=pick.randrange(300))),
            letterhead=self.letterhead(),
            sections=sections,
            signature=Signature(self.texts(1, 3), self.text(3), self.texts(0, 4)),
            appendices=tuple(
                Appendix(self.text(1), self.text(3), self.text(1), pick.random() < 0.5, self.table())
                for _ in range(pick.choice((0, 1, 2)))
            ),
            figures=(Figure(self.text(1), pick.randrange(10**6)),),
        )


def hostile_report(seed: int) -> AnnualReport:
    """The report of a seed; seed 0 is empty everywhere."""
    if seed:
        return Hostile(seed).report()
    made = Hostile(1).report()
    blank = Letterhead(None, ("",), "", "", "", 2026, "", "", ())
    table = Table((Column("", 1),), ())
    return dataclasses.replace(
        made,
        unit="",
        letterhead=blank,
        sections=(Section(None, 0, ""), Section("", 1, "", (Paragraph(""),))),
        signature=Signature(("",), "", ()),
        appendices=(
            Appendix("", "", "", False, table),
            Appendix("", "", "", True, Table((Column("", 1),), (Row(("",)),))),
        ),
        figures=(),
    )
