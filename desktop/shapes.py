"""The shapes a report is written in beside its PDF: workbook, Word file, PDF for the archive. Each library is loaded only when asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from desktop.reports.document import AnnualReport
from desktop.reports.editions import FrozenEdition

Write = Callable[[AnnualReport, FrozenEdition | None, str, Path], None]


@dataclass(frozen=True)
class Shape:
    """A shape: its word on the command line, the ending of its files, what a person calls it."""

    word: str
    suffix: str
    name: str
    write: Write


def write_shapes(
    report: AnnualReport, edition: FrozenEdition | None, wanted: Mapping[str, Path | None], standing: str = ""
) -> dict[str, str]:
    """Write `report` in every shape that `wanted` gives a place for; the paths by word. UserError where one cannot be written.

    `standing` is what its pages say where it is neither a frozen edition nor a draft.
    """
    made = {}
    for word, path in wanted.items():
        if path is not None:
            SHAPES[word].write(report, edition, standing, path)
            made[word] = str(path)
    return made


def _workbook(report: AnnualReport, _edition: FrozenEdition | None, _standing: str, path: Path) -> None:
    from desktop.excel.appendices import write_appendices

    write_appendices(path, report)


def _word(report: AnnualReport, _edition: FrozenEdition | None, _standing: str, path: Path) -> None:
    from desktop.reports import editable

    editable.write(report, path)


def _archive(report: AnnualReport, edition: FrozenEdition | None, standing: str, path: Path) -> None:
    from desktop.reports import archive, pdf

    number, code = (edition.edition, edition.code) if edition else (None, None)
    archive.write(report, path, number, code, standing or pdf.DRAFT)


SHAPES = {
    shape.word: shape
    for shape in (
        Shape("docx", ".docx", "Tệp Word để sửa câu chữ", _word),
        Shape("xlsx", ".xlsx", "Tệp Excel các biểu", _workbook),
        Shape("pdfa", ".pdf", "Tệp PDF/A để lưu trữ", _archive),
    )
}
