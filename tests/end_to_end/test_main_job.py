"""A school logs, prints its annual report, and its bundle reaches the Department; the receipt comes back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pdfplumber

from tests.end_to_end.conftest import PARTS, SAMPLES, Nq71, Province, write


def test_the_main_job_end_to_end(nq71: Nq71, province: Province) -> None:
    school, department, folder = province.school, province.department, province.folder

    read = nq71(school, "import", "activities", SAMPLES / "so-theo-doi-2026.xlsx")
    assert (read.code, read.values["read"], read.values["added"], len(read.values["refused"])) == (1, 86, 83, 3)
    again = nq71(school, "import", "activities", SAMPLES / "so-theo-doi-2026.xlsx")
    assert (again.values["added"], again.values["unchanged"]) == (0, 83)
    assert nq71(school, "import", "training", SAMPLES / "boi-duong-2026.xlsx").code == 0
    assert nq71(school, "add", "reports", write(folder / "b.json", {"year": 2026, "blocks": PARTS})).code == 0
    plan = {"year": 2026, "type": "LONG_GHEP", "number": "5/KH", "date": "05/3/2026", "subject": "Kế hoạch năm"}
    assert nq71(school, "add", "plans", write(folder / "k.json", plan)).code == 0

    pdf = folder / "báo cáo.pdf"
    report = nq71(school, "report", "annual", 2026, "--pdf", pdf, "--freeze")
    assert (report.code, report.values["frozen"], report.values["version"]) == (0, True, 1)
    with pdfplumber.open(pdf) as pages:
        assert len(pages.pages) == report.values["pages"]
        assert "Còn ít video <b>&</b>." in "\n".join(page.extract_text() for page in pages.pages)
    assert nq71(school, "signed", 2026, "--number", "12", "--date", "10/11/2026", "--signer", "Lò Văn Thoản").code == 0

    exported = nq71(school, "export", "--to", folder / "usb")
    assert exported.code == 0, exported.error
    bundle = Path(exported.values["files"][0])
    assert exported.values["bytes"] == bundle.stat().st_size
    assert nq71(department, "inspect", bundle).values["trusted"] is True

    received = nq71(department, "receive", folder / "usb")
    [verdict] = received.values["files"]
    assert (received.code, verdict["verdict"], verdict["new"]) == (0, "accepted", exported.values["records"])
    for _ in range(2):
        [known] = nq71(department, "receive", bundle).values["files"]
        assert (known["verdict"], known["new"], known["updated"]) == ("already_known", 0, 0)

    own = nq71(school, "indicators", 2026).values
    assert own == nq71(department, "indicators", 2026, "--unit", "14-0001").values
    assert [(i["code"], i["numerator"], i["denominator"]) for i in own["indicators"]] == [
        ("MT30.1", 1, 1),
        ("MT30.2", 0, None),
        ("MT30.3", 0, 47),
        ("MT30.4", 0, None),
        ("MT30.5", 5, 5),
        ("MT30.6", 0, None),
        ("MT35.1", 5, 5),
        ("MT35.2", None, None),
    ]
    for kind in ("activities", "training", "people", "plans", "reports"):
        here = {r["id"]: r for r in nq71(school, "list", kind).values["records"]}
        there = {r["id"]: r for r in nq71(department, "list", kind, "--unit", "14-0001").values["records"]}
        assert here == there

    status = nq71(department, "status", 2026).values
    assert {k: status[k] for k in ("expected", "received", "missing")} == {"expected": 3, "received": 1, "missing": 2}
    assert (
        nq71(department, "answer", "14-0001", 2026, "--return", "Thiếu Biểu 03", "--deadline", "30/11/2026").code == 0
    )
    assert nq71(department, "status", 2026).values["returned"] == 1

    replied = nq71(department, "reply", "--to", folder / "trả lời")
    assert len(replied.values["files"]) == 1
    [taken] = nq71(school, "receive", folder / "trả lời").values["files"]
    assert taken["verdict"] == "accepted"
    assert taken["new"] >= 2  # receipt and verdict
    [twice] = nq71(school, "receive", folder / "trả lời").values["files"]
    assert twice["verdict"] == "already_known"

    assert nq71(school, "check", "--deep").values["ok"] is True
    assert nq71(department, "check", "--deep").values["ok"] is True


def test_a_change_after_the_first_bundle_arrives_with_the_next(nq71: Nq71, province: Province) -> None:
    one = {"date": "2026-05-04", "content": "Họp bản Pá Hốc", "channel": "K2", "form": "K2.3", "people": 0}
    added = nq71(province.school, "add", "activities", write(province.folder / "a.json", one))
    assert added.code == 0, added.error
    stick = province.folder / "usb 2"
    assert nq71(province.school, "export", "--to", stick).code == 0
    [first] = nq71(province.department, "receive", stick).values["files"]
    assert first["new"] >= 1
    changed = {"id": added.values["id"], "people": 96}
    assert nq71(province.school, "add", "activities", write(province.folder / "a.json", changed)).code == 0
    shutil.rmtree(stick)
    assert nq71(province.school, "export", "--to", stick).code == 0
    [second] = nq71(province.department, "receive", stick).values["files"]
    assert (second["new"], second["updated"], second["conflicts"]) == (0, 1, 0)
    [record] = nq71(province.department, "list", "activities", "--search", "hop ban pa hoc").values["records"][-1:]
    assert record["people"] == 96


def test_the_demonstration_does_all_of_it_and_says_what_it_made(nq71: Nq71, tmp_path: Path) -> None:
    made = nq71(None, "demo", tmp_path / "mẫu").values
    assert len(made["reports"]) == 3
    assert all(Path(report["pdf"]).stat().st_size > 10_000 for report in made["reports"])
    assert len(made["bundles"]) == 3
    assert (made["status"]["expected"], made["status"]["received"]) == (4, 3)
    assert (Path(made["open"]) / "nq71.db").is_file()
    refused = nq71(None, "demo", tmp_path / "mẫu")
    assert refused.code == 1
    assert "không trống" in refused.error
