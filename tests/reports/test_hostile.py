"""Reports of hostile text in every field: each is printed, in all shapes, with every letter found and nothing else read."""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import docx
import pypdfium2
import pytest

from desktop import paths
from desktop.excel.appendices import write_appendices
from desktop.reports import editable, pdf
from desktop.reports.document import from_json, to_json
from tests.reports.hostile import hostile_report

CODE = "1SCF-3WXX-HKGX"
ORDINARY, MANY = 60, 3000
_watched: list[list[str]] = []


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if _watched and (event == "open" or event.startswith(("socket.", "subprocess.", "urllib.", "os.system"))):
        _watched[-1].append(f"{event} {arguments[0]!r}")


sys.addaudithook(_hook)


@contextmanager
def nothing_read_but(*allowed: Path) -> Iterator[None]:
    """Fail where a file outside of `allowed`, a socket or a process is opened."""
    seen: list[str] = []
    _watched.append(seen)
    try:
        yield
    finally:
        _watched.remove(seen)
    outside = [each for each in seen if not any(str(path) in each for path in allowed)]
    assert not outside


def check(seed: int, folder: Path) -> None:
    """One report: drawn, whole, harmless."""
    made = hostile_report(seed)
    metrics = pdf.FontMetrics()
    edition = {"edition": 1, "code": CODE} if seed % 2 else {}
    file = io.BytesIO()
    with nothing_read_but():
        pages, _ = pdf.compose(made)
        pdf.draw(pages, made, file, **edition)  # type: ignore[arg-type]
    if seed % 5 == 0:
        with nothing_read_but(folder, Path(docx.__file__).parent, Path(tempfile.gettempdir())):
            editable.write(made, folder / "a.docx")
            write_appendices(folder / "a.xlsx", made)
    letters = {letter for page in pages for text in page.texts for letter in text.text}
    assert all(letter in " \u00a0" or metrics.has(letter) for letter in letters)
    document = file.getvalue()
    assert not any(word in document for word in (b"/JavaScript", b"/URI", b"/Launch", b"/GoToR", b"/EmbeddedFile"))
    with pypdfium2.PdfDocument(document) as opened:
        assert len(opened) == len(pages)
        assert "\ufffd" not in "".join(page.get_textpage().get_text_range() for page in opened)
    body = to_json(made)
    assert to_json(from_json(body)) == body


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where shapes go; all that is read once is read before."""
    made = tmp_path_factory.mktemp("hình dạng")
    report = hostile_report(1)
    pdf.write(report, io.BytesIO())
    editable.write(report, made / "a.docx")
    write_appendices(made / "a.xlsx", report)
    assert paths.resource("fonts").is_dir()
    return made


@pytest.mark.parametrize("seed", range(ORDINARY))
def test_hostile_text_is_printed_with_every_letter_and_nothing_else_is_read(seed: int, folder: Path) -> None:
    check(seed, folder)


@pytest.mark.slow
def test_three_thousand_hostile_reports_are_printed(folder: Path) -> None:
    for seed in range(ORDINARY, MANY):
        check(seed, folder)
