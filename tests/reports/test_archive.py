"""The archive's PDF: valid PDF/A-1b by a validator of others, the same bytes twice, the same words."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import ImageCms

from desktop.reports import archive
from desktop.reports.colour import srgb
from desktop.reports.document import AnnualReport
from tests.reports.measuring import make, text_of
from tests.reports.samples import profile, report

CODE = "1SCF-3WXX-HKGX"
JARS = [
    Path("/usr/share/java") / f"{name}.jar"
    for name in (
        "preflight", "pdfbox2", "fontbox2", "xmpbox", "commons-io", "commons-logging", "javax.activation", "jaxb-api",
    )
]  # fmt: skip
VALIDATOR = shutil.which("java") is not None and all(jar.exists() for jar in JARS)


def written(tmp_path: Path, made: AnnualReport, **edition: Any) -> Path:
    path = tmp_path / "lưu trữ.pdf"
    archive.write(made, path, **edition)
    return path


@pytest.mark.skipif(not VALIDATOR, reason="PDFBox Preflight is not installed (libpdfbox2-java, Java)")
def test_a_validator_finds_it_whole(tmp_path: Path) -> None:
    for made, edition in (
        (report(body=30, rows=40), {"edition": 2, "code": CODE}),
        (report(profile("Phường Tô Hiệu", head_name='<a> & "b"'), texts=("🎉 \u202e ₫",)), {}),
    ):
        path = written(tmp_path, made, **edition)
        jars = ":".join(map(str, JARS))
        plain = path.rename(tmp_path / "archive.pdf")
        command = ["java", "-cp", jars, "org.apache.pdfbox.preflight.Validator_A1b", str(plain)]
        said = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False).stdout
        assert "is a valid PDF/A-1b file" in said, said


def test_it_says_what_it_is_and_carries_its_colours(tmp_path: Path) -> None:
    path = written(tmp_path, report(), edition=1, code=CODE)
    assert path.read_bytes().startswith(b"%PDF-1.4\n")
    with pikepdf.open(path) as opened:
        described = opened.Root.Metadata.read_bytes().decode()
        assert "<pdfaid:part>1</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>" in described
        assert str(opened.docinfo["/Title"]) in described
        assert "2026-10-31T12:00:00+00:00" in described
        [intent] = list(opened.Root.OutputIntents)
        assert intent.S == "/GTS_PDFA1"
        assert intent.DestOutputProfile.read_bytes() == srgb()


def test_the_profile_is_srgb() -> None:
    profile_read = ImageCms.ImageCmsProfile(io.BytesIO(srgb())).profile
    assert profile_read.version == pytest.approx(2.1)
    red, green, blue = (getattr(profile_read, f"{name}_primary")[1][:2] for name in ("red", "green", "blue"))
    assert [*red, *green, *blue] == pytest.approx([0.648, 0.331, 0.321, 0.598, 0.156, 0.066], abs=0.002)


def test_the_same_report_gives_the_same_bytes_and_the_words_of_the_pdf(tmp_path: Path) -> None:
    made = report(texts=("Đạt 85,7% <&>",))
    first = written(tmp_path, made, edition=1, code=CODE).read_bytes()
    assert written(tmp_path, made, edition=1, code=CODE).read_bytes() == first
    assert text_of(first) == text_of(make(made, edition=1, code=CODE))
