"""What each kind of record accepts, and what it says of the rest."""

from __future__ import annotations

from datetime import date

import pytest

from desktop.models import history
from desktop.models.base import Record, derived_id, new_id
from desktop.models.budget import BudgetLine
from desktop.models.catalogue import load_catalogue
from desktop.models.commendation import Commendation
from desktop.models.database import Database
from desktop.models.difficulty import Difficulty
from desktop.models.duty import DONE, Duty, duties_of, duty_id
from desktop.models.kinds import KINDS, foretold_of
from desktop.models.media_page import MediaPage
from desktop.models.opinion import Opinion
from desktop.models.product import Product
from desktop.models.report import report_id
from desktop.models.self_assessment import SelfAssessment
from sync import wire

UNIT = new_id()
DAY = date(2026, 9, 14)
PHOTO = {"sha256": "ab" * 32, "name": "lễ khai giảng.jpg", "type": "image/jpeg", "size": 1234, "consent": True}


def good_records() -> list[Record]:
    return [
        Product(
            unit_id=UNIT, date=DAY, type="SP_PHAT_THANH", title="Bản tin", quantity=3, minutes="1.5", broadcasts=10,
            language="NN_THAI", evidence=[PHOTO], not_applicable=["views"],
        ),
        MediaPage(unit_id=UNIT, name="Chuyên mục Nghị quyết 71", type="MUC", platform="NT_WEB", address="nalieu.edu.vn"),
        Commendation(unit_id=UNIT, date=DAY, type="G_CA_NHAN", who="Lò Thị Ánh", award="HK_GIAY_KHEN", level="CAP_XA",
                     decision="12/QĐ-UBND", decided=DAY),
        Opinion(unit_id=UNIT, date=DAY, summary="Tin sai về sáp nhập trường", measures=["BP_DINH_CHINH"], closed=DAY),
        BudgetLine(unit_id=UNIT, year=2026, content="In tờ rơi", source="KP2", purpose="CH1", estimate=2_000_000, spent=0),
        Duty(id=duty_id(UNIT, 2026, "CQ_CSGD.1"), unit_id=UNIT, year=2026, duty="CQ_CSGD.1", state=DONE, result="Đã ban hành"),
        Difficulty(unit_id=UNIT, date=DAY, type="KK_KIEN_NGHI", content="Thiếu loa", proposal="Cấp loa", addressee="KN_UBND_XA"),
        SelfAssessment(unit_id=UNIT, year=2026, criterion="TC1", grade="DG_KHA", proof="Sổ theo dõi"),
    ]  # fmt: skip


@pytest.mark.parametrize("record", good_records(), ids=lambda r: r.KIND)
def test_a_good_record_has_no_problems_and_comes_back_from_the_wire_as_it_was(
    record: Record, database: Database
) -> None:
    assert record.problems() == []
    with database.transaction("Ghi") as session:
        history.save(session, record)
    again = type(record).from_wire(record.wire(), unit_id=UNIT)
    assert again.wire() == record.wire()
    assert {column.name for column in wire.columns_of(type(record))} == set(type(record).wire_columns())


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda k: k.KIND)
def test_an_empty_record_says_what_is_missing(kind: type[Record]) -> None:
    assert any(problem.blocking for problem in kind(unit_id=UNIT).problems()) or kind.KIND == "report"


def test_not_applicable_is_neither_zero_nor_empty() -> None:
    empty, zero = Product(unit_id=UNIT), Product(unit_id=UNIT, views=0)
    aside = Product(unit_id=UNIT, not_applicable=["views"])
    assert len({str(record.stated()) for record in (empty, zero, aside)}) == 3
    assert aside.wrong_counts() == []
    both = Product(unit_id=UNIT, views=3, not_applicable=["views"])
    assert [problem.field for problem in both.wrong_counts()] == ["views"]
    assert [problem.field for problem in Product(unit_id=UNIT, not_applicable=["title"]).wrong_counts()] == [
        "not_applicable"
    ]


@pytest.mark.parametrize(
    "reference",
    [
        {},
        {**PHOTO, "sha256": "../../etc/passwd"},
        {**PHOTO, "type": "text/html"},
        {**PHOTO, "size": 0},
        {**PHOTO, "size": True},
        {**PHOTO, "size": 10**9},
        {**PHOTO, "name": "x" * 300},
        {**PHOTO, "consent": "yes"},
    ],
)
def test_a_wrong_reference_to_evidence_is_refused(reference: dict[str, object]) -> None:
    record = MediaPage(unit_id=UNIT, evidence=[reference])
    assert [problem.field for problem in record.wrong_evidence()] == ["evidence"]


def test_dates_out_of_order_and_odd_numbers_are_told() -> None:
    fields = {
        problem.field
        for record in (
            Opinion(unit_id=UNIT, date=DAY, closed=date(2026, 1, 1)),
            Difficulty(unit_id=UNIT, date=DAY, resolved=date(2026, 1, 1)),
            MediaPage(unit_id=UNIT, since=DAY, updated=date(2026, 1, 1)),
            Product(unit_id=UNIT, minutes="abc", quantity=-1),
            BudgetLine(unit_id=UNIT, year=1999, spent=10**18),
        )
        for problem in record.problems()
    }
    assert {"closed", "resolved", "updated", "minutes", "quantity", "year", "spent"} <= fields


def test_minutes_on_air_are_the_length_times_the_broadcasts() -> None:
    assert str(Product(unit_id=UNIT, minutes="1.5", broadcasts=10).minutes_on_air) == "15.0"
    assert Product(unit_id=UNIT, minutes="1.5").minutes_on_air is None


def test_a_page_is_stale_after_a_month_without_an_update() -> None:
    page = MediaPage(unit_id=UNIT, since=date(2026, 1, 1), updated=date(2026, 9, 1))
    assert not page.is_stale(date(2026, 10, 1))
    assert page.is_stale(date(2026, 10, 2))
    assert MediaPage(unit_id=UNIT).is_stale(DAY)


def test_ids_that_anyone_can_compute_are_known_as_their_units() -> None:
    mine = {report_id(UNIT, 2026), *(duty_id(UNIT, 2027, duty.code) for duty in duties_of("THCS"))}
    assert foretold_of(UNIT, mine | {new_id()}) == mine
    assert foretold_of(new_id(), mine) == set()


def test_a_foretold_id_is_known_among_others_that_begin_like_it() -> None:
    mine = derived_id(UNIT, "duty", 2027, load_catalogue().entries("nhiem_vu")[0].code)
    decoys = {f"{mine[:14]}5{number:03x}-8000-000000000000" for number in range(64)}
    assert foretold_of(UNIT, decoys | {mine}) == {mine}
