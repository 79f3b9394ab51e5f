"""Pages of a file against the edition that their code leads to: the same, an older one, altered; which pages and words differ.

The pages were read by `desktop.evidence.papers`; what they say is a stranger's and only shown.
"""

from __future__ import annotations

import difflib
import io
import re
import unicodedata
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from desktop.models.database import Database
from desktop.reports.code import read_code
from desktop.reports.editions import body_of
from desktop.reports.paper_check import Difference, Held, PaperAnswer, Verdict, of_code, said_of
from desktop.text import one_line, shortened

MOST_TOLD = 60  # differences in one answer
_MOST_WORDS = 4000  # of a page that are compared
_AROUND = 4  # words shown beside those that differ
_DARK = 90  # of 255: how far a point of the picture may lie from the frozen page's
_POINTS = 6  # so many points may lie further: roundings of another program
_FOOTER = re.compile(
    r"(?P<unit>[^\n]*?) · năm (?P<year>\S+) · bản số (?P<edition>\S+) · mã (?P<code>\S+) · trang (?P<at>\d{1,4})/(?P<of>\d{1,4})"
)
_NAMES = {"unit": "đơn vị", "year": "năm", "edition": "bản số", "code": "mã", "at": "số trang", "of": "tổng số trang"}


@dataclass(frozen=True)
class PaperPage:
    """A page as it was read. `symbols`: what QR symbols say; `scanned`: it is a picture, its text is no proof;
    `look`: gray points, zlib; `covered`: notes laid over it."""

    text: str = ""
    symbols: tuple[str, ...] = ()
    scanned: bool = False
    look: bytes = b""
    covered: int = 0

    @property
    def footer(self) -> dict[str, str] | None:
        """The fields of the line at the foot; None where there is none."""
        if self.scanned:
            return None
        found = list(_FOOTER.finditer(normal(self.text)))
        return found[-1].groupdict() if found else None

    @property
    def codes(self) -> tuple[str, ...]:
        """The well-formed codes of the foot and of the symbols."""
        foot = self.footer
        said = [foot["code"]] if foot else []
        said += [each for each in self.symbols if each.upper().startswith("NQ71:")]
        return tuple(dict.fromkeys(code for each in said if (code := read_code(each))))


Reader = Callable[[bytes], Sequence[PaperPage]]
"""Pages of a PDF's bytes, read as those in the hand were."""


def judge(database: Database, pages: Sequence[PaperPage], read: Reader) -> PaperAnswer:
    """What the pages of a file are."""
    code = _main_code(database, pages)
    if code is None:
        return PaperAnswer(
            Verdict.UNKNOWN,
            "Không thấy mã",
            "Không tìm thấy mã báo cáo ở trang nào. Nếu là bản quét, hãy quét lại rõ hơn (200 dpi, thấy cả ô vuông ở góc dưới), "
            "hoặc gõ mã in ở chân trang.",
            pages=len(pages),
        )
    foot = next((page.footer for page in pages if page.footer and code in page.codes), None)
    said = int(foot["edition"]) if foot and foot["edition"].isdecimal() and len(foot["edition"]) < 6 else None
    answer = replace(of_code(database, code, said), pages=len(pages))
    if answer.held is None or not answer.figures:
        return answer
    if all(page.scanned for page in pages):
        wrong = [*islice(_foreign(database, pages, code), MOST_TOLD), *_scan_count(pages, answer.held)]
    else:
        wrong = list(_compared(database, pages, answer.held, read))
    if wrong:
        return _altered(answer, wrong)
    return _by_eye(answer, pages) if any(page.scanned for page in pages) else _same(answer)


def _same(answer: PaperAnswer) -> PaperAnswer:
    assert answer.held is not None
    if answer.verdict is Verdict.MATCH:
        said = f"{answer.unit}, {said_of(answer.held)}: mọi trang giống bản đã chốt, là bản mới nhất."
        return replace(answer, sentence=said)
    return replace(answer, sentence=f"Mọi trang giống bản đã chốt. {answer.sentence}")


def _by_eye(answer: PaperAnswer, pages: Sequence[PaperPage]) -> PaperAnswer:
    without = [str(at) for at, page in enumerate(pages, 1) if not page.codes]
    more = f" Không đọc được mã ở trang {', '.join(without)} của tệp; hãy xem các trang đó." if without else ""
    said = f"{answer.sentence} Bản quét không có chữ để máy so: hãy so từng số liệu dưới đây bằng mắt.{more}"
    return replace(answer, sentence=said, by_eye=True)


def _altered(answer: PaperAnswer, wrong: list[Difference]) -> PaperAnswer:
    assert answer.held is not None
    places = list(dict.fromkeys(str(one.page) for one in wrong if one.page))
    where = f" ở trang {', '.join(places[:12])}{'…' if len(places) > 12 else ''}" if places else ""
    said = f"Mã dẫn tới {answer.unit}, {said_of(answer.held)}, nhưng tệp này khác bản đã chốt{where}. Hãy yêu cầu đơn vị nộp lại bản in từ chương trình."
    return replace(
        answer, verdict=Verdict.ALTERED, headline="Bị sửa khác", sentence=said, differences=tuple(wrong[:MOST_TOLD])
    )


def _main_code(database: Database, pages: Sequence[PaperPage]) -> str | None:
    """The code of most pages, one that leads somewhere before one that does not."""
    counted = Counter(code for page in pages for code in page.codes)
    ranked = [code for code, _ in counted.most_common(20)]
    held = (code for code in ranked if of_code(database, code).held is not None)
    return next(held, ranked[0] if ranked else None)


# --- page by page ----------------------------------------------------------------------------------------------------------


def _compared(database: Database, pages: Sequence[PaperPage], held: Held, read: Reader) -> Iterator[Difference]:
    expected = read(_remade(database, held))
    yield from islice(_foreign(database, pages, held.frozen.code), MOST_TOLD)
    places = [_place(page, at, len(expected)) for at, page in enumerate(pages)]
    yield from _order(places, len(expected), pages)
    for at, (page, place) in enumerate(zip(pages, places, strict=True), 1):
        if page.scanned:
            continue
        if place is None:
            yield Difference(at, "foreign", f"Trang {at} của tệp không phải trang nào của bản đã chốt.")
            continue
        yield from _page(at, page, expected[place])


def _remade(database: Database, held: Held) -> bytes:
    from desktop.reports import pdf

    file = io.BytesIO()
    pdf.write(body_of(database.files, held.frozen), file, held.frozen.edition, held.frozen.code)
    return file.getvalue()


def _place(page: PaperPage, at: int, count: int) -> int | None:
    """Which page of the edition it says it is; by its place where it says nothing."""
    foot = page.footer
    place = int(foot["at"]) - 1 if foot else at
    return place if 0 <= place < count else None


def _order(places: Sequence[int | None], count: int, pages: Sequence[PaperPage]) -> Iterator[Difference]:
    known = [place for place in places if place is not None]
    for place in range(count):
        times = known.count(place)
        if times == 0:
            yield Difference(None, "missing", f"Thiếu trang {place + 1}/{count} của bản đã chốt.")
        elif times > 1:
            yield Difference(None, "twice", f"Trang {place + 1}/{count} có {times} lần trong tệp.")
    if known != sorted(known) and len(set(known)) == len(known):
        yield Difference(None, "order", f"Các trang không theo thứ tự ({len(pages)} trang).")


def _page(at: int, page: PaperPage, frozen: PaperPage) -> Iterator[Difference]:
    told = [*_foot(at, page, frozen), *_words(at, page, frozen), *_symbol(at, page, frozen)]
    yield from told
    if page.covered > frozen.covered:
        yield Difference(at, "covered", f"Trang {at}: có ghi chú hoặc hình dán đè lên trang.")
    elif not told and page.look != frozen.look and not _alike(page.look, frozen.look):
        yield Difference(
            at, "picture", f"Trang {at}: chữ giống nhưng hình trang khác bản đã chốt (có phần bị che hoặc vẽ thêm)."
        )


def _foot(at: int, page: PaperPage, frozen: PaperPage) -> Iterator[Difference]:
    found, wanted = page.footer, frozen.footer
    if wanted is None:
        return
    if found is None:
        yield Difference(at, "footer", f"Trang {at}: không đọc được dòng đơn vị, năm, bản, mã ở chân trang.")
        return
    for key, name in _NAMES.items():
        if found[key].strip() != wanted[key].strip():
            said, meant = shortened(one_line(found[key]), 80), wanted[key]
            yield Difference(
                at, "footer", f"Trang {at}: chân trang ghi {name} “{said}”, bản đã chốt là “{meant}”.", meant, said
            )


def _words(at: int, page: PaperPage, frozen: PaperPage) -> Iterator[Difference]:
    wanted, found = _body_words(frozen), _body_words(page)
    if wanted == found:
        return
    for tag, a, b, c, d in difflib.SequenceMatcher(None, wanted, found, autojunk=False).get_opcodes():
        if tag != "equal":
            was, now = _said(wanted[a:b]), _said(found[c:d])
            near = _said([*wanted[max(a - _AROUND, 0) : a], "[…]", *wanted[b : b + _AROUND]])
            yield Difference(at, "text", f"Trang {at}: “{was}” thành “{now}” (chỗ “{near}”).", was, now)


def _said(words: Sequence[str]) -> str:
    return shortened(" ".join(words), 120) if words else "không có"


def _symbol(at: int, page: PaperPage, frozen: PaperPage) -> Iterator[Difference]:
    if set(page.symbols) != set(frozen.symbols):
        said = shortened(one_line(", ".join(page.symbols)), 60) or "không đọc được"
        yield Difference(
            at, "code", f"Trang {at}: ô vuông (QR) ở chân trang không phải của bản đã chốt ({said}).", "", said
        )


def _body_words(page: PaperPage) -> list[str]:
    return _FOOTER.sub(" ", normal(page.text)).split()[:_MOST_WORDS]


def normal(text: str) -> str:
    """NFC, lines kept, spaces of every sort made one."""
    lines = unicodedata.normalize("NFC", text).replace("\r", "\n").replace("\ufffe", "-").split("\n")
    return "\n".join(" ".join(line.split()) for line in lines)


def _alike(one: bytes, other: bytes) -> bool:
    try:
        a, b = _points(one), _points(other)
    except zlib.error:
        return False
    return len(a) == len(b) and sum(abs(x - y) > _DARK for x, y in zip(a, b, strict=True)) <= _POINTS


def _points(look: bytes) -> bytes:
    return zlib.decompressobj().decompress(look, 4_000_000)


# --- pages of elsewhere ------------------------------------------------------------------------------------------------------


def _foreign(database: Database, pages: Sequence[PaperPage], code: str) -> Iterator[Difference]:
    for at, page in enumerate(pages, 1):
        for other in page.codes:
            if other != code:
                found = of_code(database, other)
                whose = f"{found.unit}, {said_of(found.held)}" if found.held else "một báo cáo không có ở đây"
                yield Difference(at, "foreign", f"Trang {at} của tệp mang mã {other}: của {whose}.", code, other)


def _scan_count(pages: Sequence[PaperPage], held: Held) -> Iterator[Difference]:
    """A scan may hold more (a cover letter on top), not less."""
    if len(pages) < held.frozen.pages:
        yield Difference(None, "missing", f"Bản quét có {len(pages)} trang, bản đã chốt có {held.frozen.pages} trang.")
