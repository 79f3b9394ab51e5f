"""Báo cáo đột xuất by hand and by keys: written, seen, frozen, saved, copied; the register of what went out."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import QItemSelectionModel, QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from desktop.models.activity import Activity
from desktop.models.adhoc_report import AdhocReport
from desktop.models.database import Database
from desktop.models.draft import Draft
from desktop.reports import adhoc
from desktop.views.adhoc_editions import EditionsField
from desktop.views.adhoc_fields import MomentField, OwnWordsField, PartsField, days_left
from desktop.views.adhoc_reports import SCREEN, AdhocPage, copied
from desktop.views.dispatch_dialog import DispatchDialog
from desktop.views.history_words import entries
from desktop.views.theme import palette
from desktop.views.window import MainWindow
from tests.reports.measuring import text_of
from tests.views.conftest import UNIT, YEAR, answer, control, focused, page_of, press, press_sequence, type_letters

Key = Qt.Key
TODAY = date.today()  # noqa: DTZ011


def stored(database: Database, **values: Any) -> str:
    usual: dict[str, Any] = {
        "type": "Công văn",
        "number": "1234/SGDĐT-VP",
        "date": TODAY,
        "issuer": "Sở Giáo dục và Đào tạo tỉnh Sơn La",
        "subject": "báo cáo tình hình truyền thông",
        "period_from": date(YEAR, 1, 1),
        "period_to": TODAY,
        "sections": ["II.2", "II.4"],
        "forms": ["Biểu 02"],
    }
    with database.transaction("Ghi") as session:
        record = AdhocReport(unit_id=UNIT, **{**usual, **values})
        session.add(record)
    return record.id


def only(database: Database) -> AdhocReport:
    with database.snapshot() as session:
        return session.scalars(select(AdhocReport).where(~AdhocReport.deleted)).one()


def adhoc_page(window: MainWindow) -> AdhocPage:
    page = page_of(window, "adhoc")
    assert isinstance(page, AdhocPage)
    return page


def choose(page: AdhocPage, record_id: str, qtbot: QtBot) -> None:
    """The record's line is current, once the list is read."""
    qtbot.waitUntil(lambda: page.table.rows.place_of(record_id) >= 0)
    index = page.table.rows.index(page.table.rows.place_of(record_id), 0)
    how = QItemSelectionModel.SelectionFlag
    page.table.selectionModel().setCurrentIndex(index, how.ClearAndSelect | how.Rows)
    assert page.list.chosen_ids() == [record_id]


def parts_of(page: AdhocPage) -> PartsField:
    field = page.form.field("parts")
    assert isinstance(field, PartsField)
    return field


def words_of(page: AdhocPage) -> OwnWordsField:
    field = page.form.field("blocks")
    assert isinstance(field, OwnWordsField)
    return field


def test_a_demand_is_typed_in_parts_are_ticked_by_keys_and_it_is_stored(
    window: MainWindow, database: Database, qtbot: QtBot
) -> None:
    page = adhoc_page(window)
    control(page.table, Key.Key_N)
    for key, typed in (
        ("number", "1234/SGDĐT-VP"),
        ("date", "12/5/2026"),
        ("deadline", "20/5/2026"),
        ("issuer", "Sở Giáo dục và Đào tạo tỉnh Sơn La"),
        ("subject", "Báo cáo tình hình truyền thông"),
        ("as_of", "16h30 31/12/2030"),
        ("addressees", "UBND xã Chiềng Khương"),
    ):
        page.form.go_to_field(key)
        type_letters(typed)
    page.form.go_to_field("parts")
    assert focused() is parts_of(page).tree
    press(focused(), Key.Key_Space)  # the first part whole
    press(focused(), Key.Key_Down)
    press(focused(), Key.Key_Space)  # and one of its own parts not
    words = words_of(page)
    assert [words.part.itemData(at) for at in range(words.part.count())] == ["I.2", "I.3"]
    words.choose("I.3")
    words.text.setFocus()
    type_letters("Đã phân công.")
    control(focused(), Key.Key_S)
    record = only(database)
    assert record.sections == ["I.2", "I.3"]
    assert record.blocks == {"I.3": "Đã phân công."}
    assert (record.as_of, record.addressees) == ("2030-12-31T16:30", ["UBND xã Chiềng Khương"])
    assert (record.type, record.deadline) == ("Công văn", date(2026, 5, 20))
    qtbot.waitUntil(lambda: "phân công" in words.generated.toPlainText() or "phối hợp" in words.generated.toPlainText())


def test_nothing_ticked_is_told_beside_the_parts(window: MainWindow, database: Database) -> None:
    page = adhoc_page(window)
    page.new()
    control(page.form, Key.Key_S)
    assert "Chưa ghi số" in page.form.problem_of("number")
    assert "Chưa chọn phần hay biểu nào" in page.form.problem_of("parts")
    with database.snapshot() as session:
        assert session.scalar(select(AdhocReport.id)) is None


def test_every_way_of_ticking_comes_back_as_it_was(window: MainWindow, database: Database) -> None:
    page = adhoc_page(window)
    field = parts_of(page)
    for value in (
        {"sections": ["II"], "forms": []},
        {"sections": ["I.1", "II.2", "III"], "forms": ["Biểu 04b"]},
        {"sections": ["II.2.ND3", "của phiên bản sau"], "forms": ["Biểu 02", "Biểu 99"]},
        {"sections": [], "forms": ["Biểu 08"]},
    ):
        field.set_value(value)
        assert field.value() == value


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("15/5/2026", "2026-05-15"),
        ("16:00 15/5/2026", "2026-05-15T16:00"),
        ("16h 15/5/2026", "2026-05-15T16:00"),
        ("7 giờ 30 ngày 15/5/2026", "2026-05-15T07:30"),
        ("16 giờ ngày 15/5/2026", "2026-05-15T16:00"),
    ],
)
def test_the_moment_is_typed_as_clerks_say_it(window: MainWindow, typed: str, kept: str) -> None:
    field = MomentField()
    field.line.setText(typed)
    assert field.value() == kept
    field.on_left()
    assert field.value() == kept
    for wrong in ("chiều nay", "25:00 15/5/2026"):
        field.line.setText(wrong)
        with pytest.raises(ValueError, match="Hãy ghi ngày"):
            field.value()


def test_the_preview_follows_what_is_typed_and_says_what_differs_from_the_frozen_edition(
    window: MainWindow, database: Database, qtbot: QtBot
) -> None:
    record_id = stored(database)
    adhoc.freeze(database, record_id)
    page = adhoc_page(window)
    choose(page, record_id, qtbot)
    press(page.table, Key.Key_F7)
    assert page.panel.isVisible()
    assert page.side is not None
    side = page.side
    qtbot.waitUntil(lambda: side.view.pages == 3)
    assert side.isVisible()
    assert not page.list.isVisible()
    assert "Đúng như bản đã chốt số 1" in side.words.text()
    words_of(page).choose("II.4")
    words_of(page).text.setFocus()
    type_letters("Lời của đơn vị.")
    qtbot.waitUntil(lambda: "Khác bản đã chốt số 1" in side.words.text())
    page.form.go_to_field("period_to")
    page.form.field("period_to").set_value(None)
    qtbot.waitUntil(lambda: side.view.pages == 0)
    control(focused(), Key.Key_Z)
    page.form.open_new()
    press(page, Key.Key_F7)
    assert not side.isVisible()


class Opener(QObject):
    opened: str = ""

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        self.opened = url.toLocalFile()


def test_freezing_makes_a_numbered_edition_that_opens_and_saves(
    window: MainWindow, database: Database, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record_id = stored(database)
    page = adhoc_page(window)
    page.open_record(record_id)
    page.form.go_to_field("about")
    type_letters("công tác truyền thông")
    said = answer("Chốt báo cáo")
    press_sequence(page, "Ctrl+Shift+K")  # what was typed is stored first
    qtbot.waitUntil(lambda: bool(only(database).editions))
    assert "Chốt báo cáo đột xuất này?" in said()[0]
    record = only(database)
    assert record.about == "công tác truyền thông"
    editions = page.form.field("editions_shown")
    assert isinstance(editions, EditionsField)
    qtbot.waitUntil(lambda: editions.list.count() == 1)
    assert record.editions[0]["code"] in editions.list.item(0).text()
    assert "Đã chốt bản số 1" in window.notice.text()
    opener = Opener()
    QDesktopServices.setUrlHandler("file", opener, "take")  # type: ignore[arg-type]  # PySide takes only str
    editions.list.setFocus()
    press(editions.list, Key.Key_Return)
    qtbot.waitUntil(lambda: bool(opener.opened))
    QDesktopServices.unsetUrlHandler("file")
    assert "bản số 1" in text_of(Path(opener.opened).read_bytes())
    qtbot.waitUntil(window.isEnabled)

    for keys, name, begin in (
        ("Ctrl+P", "a.pdf", b"%PDF"),
        ("Ctrl+Shift+W", "a.docx", b"PK"),
        ("Ctrl+Shift+B", "a.xlsx", b"PK"),
        ("Ctrl+Shift+A", "b.pdf", b"%PDF-1.4"),
    ):
        path = tmp_path / name
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, p=path: (str(p), ""))
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        press_sequence(page, keys)
        qtbot.waitUntil(path.exists)
        qtbot.waitUntil(window.isEnabled)
        assert path.read_bytes().startswith(begin)
    assert record.editions[0]["code"] in text_of((tmp_path / "a.pdf").read_bytes())


def test_pdfa_asks_for_freezing_first(window: MainWindow, database: Database, qtbot: QtBot) -> None:
    record_id = stored(database)
    page = adhoc_page(window)
    choose(page, record_id, qtbot)
    said = answer("Đóng")
    press_sequence(page, "Ctrl+Shift+A")
    assert "chưa chốt bản nào" in said()[0]


def test_the_list_marks_what_is_due_and_says_where_each_stands(window: MainWindow, database: Database) -> None:
    late = stored(database, number="1/A", deadline=TODAY - timedelta(days=2))
    soon = stored(database, number="2/A", deadline=TODAY + timedelta(days=3))
    done = stored(database, number="3/A", deadline=TODAY - timedelta(days=9), signed_number="12")
    adhoc.freeze(database, done)
    stored(database, number="4/A", deadline=TODAY + timedelta(days=40))
    page = adhoc_page(window)
    rows = page.table.rows
    place = [column.key for column in page.pattern.listing.columns].index
    seen = {}
    for number in range(rows.rowCount()):
        cell = rows.index(number, place("deadline"))
        colour = cell.data(Qt.ItemDataRole.ForegroundRole)
        state = rows.index(number, place("editions")).data()
        name = rows.index(number, place("number")).data().split(" ngày ")[0]
        seen[name.removeprefix("Công văn số ")] = (
            cell.data().partition(" ")[2],
            colour.name() if colour else "",
            state,
        )
    assert seen["1/A"] == ("(quá hạn 2 ngày)", palette()["danger"], "Đang soạn")
    assert seen["2/A"] == ("(còn 3 ngày)", palette()["warning"], "Đang soạn")
    assert seen["3/A"][0] == ""
    assert seen["3/A"][2] == "Đã ký số 12"
    assert seen["4/A"][0] == "(còn 40 ngày)"
    assert days_left(TODAY) == "hạn hôm nay"
    page.list.combos["state"].choose("open")
    page.list.show_records()
    assert page.table.rows.size() == 3
    assert page.table.select(late)
    assert page.table.select(soon)


def test_what_has_a_number_is_not_deleted_and_the_rest_goes_to_the_bin(
    window: MainWindow, database: Database, qtbot: QtBot
) -> None:
    record_id = stored(database, signed_number="12")
    adhoc.freeze(database, record_id)
    page = adhoc_page(window)
    choose(page, record_id, qtbot)
    press(page.table, Key.Key_Delete)
    assert not only(database).deleted
    assert "đã có số 12" in window.notice.text()
    other = stored(database, number="2/A")
    page.refresh()
    choose(page, other, qtbot)
    press(page.table, Key.Key_Delete)
    assert only(database).id == record_id
    control(window, Key.Key_Z)
    with database.snapshot() as session:
        assert session.query(AdhocReport).filter(~AdhocReport.deleted).count() == 2


def test_the_demand_that_comes_each_month_is_copied_without_what_was_issued(
    window: MainWindow, database: Database, qtbot: QtBot
) -> None:
    record_id = stored(
        database,
        period_from=date(2026, 1, 1),
        period_to=date(2026, 1, 31),
        deadline=date(2026, 2, 5),
        blocks={"II.4": "Lời tháng 1."},
        signed_number="12",
        dispatch={"copies": "3"},
    )
    adhoc.freeze(database, record_id)
    page = adhoc_page(window)
    choose(page, record_id, qtbot)
    control(page.table, Key.Key_D)
    values = page.form.values()
    assert (values["period_from"], values["period_to"]) == (date(2026, 2, 1), date(2026, 2, 28))
    assert (values["number"], values["deadline"], values["editions"], values["signed_number"]) == ("", None, [], "")
    assert (values["blocks"], values["dispatch"], values["forms"]) == ({}, {}, ["Biểu 02"])
    assert values["issuer"].startswith("Sở")
    page.form.open_new()
    assert copied({"period_from": date(2026, 1, 5), "period_to": date(2026, 1, 31)})["period_from"] is None


def test_hostile_words_are_shown_as_they_were_typed(window: MainWindow, database: Database, qtbot: QtBot) -> None:
    bad = '<img src="file:///etc/passwd"> & <b>x</b> ' + "dài " * 40
    with database.transaction("Ghi") as session:
        session.add(Activity(unit_id=UNIT, date=date(YEAR, 1, 5), title=bad, channel="K5"))
    record_id = stored(database, subject=bad, issuer=bad, blocks={"II.2": bad}, addressees=[bad, "Sở"])
    page = adhoc_page(window)
    choose(page, record_id, qtbot)
    press(page.table, Key.Key_F7)
    assert page.side is not None
    qtbot.waitUntil(lambda: page.side is not None and page.side.view.pages > 1)
    press(page, Key.Key_F7)


def test_the_history_tells_parts_words_and_editions_as_words(database: Database) -> None:
    record_id = stored(database)
    code = adhoc.freeze(database, record_id)[1].code
    with database.transaction("Sửa") as session:
        record = session.get(AdhocReport, record_id)
        assert record is not None
        record.sections, record.blocks = ["II.3"], {"II.3": "Loa xã."}
    with database.snapshot() as session:
        changed, frozen, _ = entries(session, SCREEN, record_id)
    told = [str(each) for each in changed.differences]
    assert told[0].endswith("→ Kết quả theo kênh, hình thức truyền thông")
    assert told[1].endswith("→ Kết quả theo kênh, hình thức truyền thông: Loa xã.")
    assert [str(each) for each in frozen.differences] == [f"Các bản đã chốt: (trống) → bản số 1, mã {code}"]


def test_a_half_written_demand_is_put_aside_and_comes_back_whole(
    window: MainWindow, database: Database, qtbot: QtBot
) -> None:
    page = adhoc_page(window)
    page.new()
    page.form.go_to_field("number")
    type_letters("77/UBND")
    parts_of(page).set_value({"sections": ["II.4"], "forms": ["Biểu 03"]})
    words_of(page).text.setFocus()
    type_letters("Lời dở dang.")
    page.form.go_to_field("as_of")
    type_letters("16h 40/13")
    assert page.keep_draft()
    with database.snapshot() as session:
        draft = session.scalars(select(Draft)).one().record_id
    assert page.open_draft(draft)
    assert parts_of(page).value() == {"sections": ["II.4"], "forms": ["Biểu 03"]}
    assert words_of(page).value() == {"II.4": "Lời dở dang."}
    assert page.form.field("as_of").state() == "16h 40/13"
    page.form.open_new()


# --- the register --------------------------------------------------------------------------------------------------------


def test_the_register_is_typed_in_line_by_line_and_goes_to_excel(
    window: MainWindow, database: Database, qtbot: QtBot, tmp_path: Path
) -> None:
    first, second = stored(database, number="1/A"), stored(database, number="2/A")
    for each in (first, second):
        adhoc.freeze(database, each)
    dialog = DispatchDialog(window.workspace, window)  # type: ignore[arg-type]
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: len(dialog.table.keys()) == 2)
    assert "2 chưa ghi số" in dialog.count.text()
    dialog.table.select(f"adhoc_report:{first}")
    dialog.fields["number"].setFocus()
    type_letters("12")
    dialog.fields["dated"].setFocus()
    type_letters(f"{TODAY:%d/%m/%Y}")
    dialog.fields["signer"].setFocus()
    type_letters("Lò Văn Hặc")
    dialog.table.select(f"adhoc_report:{second}")  # the line that is left is stored
    qtbot.waitUntil(lambda: "1 chưa ghi số" in dialog.count.text())
    with database.snapshot() as session:
        record = session.get(AdhocReport, first)
        assert record is not None
        assert (record.signed_number, record.signed_date, record.signed_by) == ("12", TODAY, "Lò Văn Hặc")
        assert record.dispatch == {"kept_by": "VT"}
    dialog.table.select(f"adhoc_report:{second}")
    dialog.fields["number"].setFocus()
    type_letters("12")
    dialog.fields["dated"].setFocus()
    type_letters("31/02/2026")
    control(focused(), Key.Key_S)
    assert "Không có ngày" in dialog.problem.text()
    dialog.fields["dated"].set_value(TODAY)
    control(focused(), Key.Key_S)
    qtbot.waitUntil(lambda: dialog.warnings.count() == 1)
    assert "Số 12 được ghi cho hai văn bản" in dialog.warnings.item(0).text()
    path = tmp_path / "sổ.xlsx"
    dialog.export_to(path)
    qtbot.waitUntil(path.exists)
    assert openpyxl.load_workbook(path).worksheets[0].cell(8, 1).value == "12/BC-THCSNL"
    qtbot.waitUntil(dialog.isEnabled)
    press(dialog, Key.Key_Escape)
    assert not dialog.isVisible()
    window.activateWindow()
    window.undo()
    with database.snapshot() as session:
        record = session.get(AdhocReport, second)
        assert record is not None
        assert record.signed_number == ""


def test_the_register_opens_from_the_page_by_its_key_and_an_empty_year_says_so(
    window: MainWindow, database: Database, qtbot: QtBot
) -> None:
    page = adhoc_page(window)
    said = answer("Đóng")
    press_sequence(page, "Ctrl+Shift+V")
    qtbot.waitUntil(lambda: len(said()) == 1)  # it was open and was closed
    dialog = DispatchDialog(window.workspace, window)  # type: ignore[arg-type]
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: dialog.shown is not None)
    assert "chưa có báo cáo nào được chốt" in dialog.table.empty_text
    assert not dialog.save_button.isEnabled()


def test_the_home_page_names_the_nearest_demand(window: MainWindow, database: Database, qtbot: QtBot) -> None:
    from PySide6.QtWidgets import QLabel, QPushButton

    stored(database, number="2/A", deadline=TODAY + timedelta(days=9))
    stored(database, number="1/A", deadline=TODAY + timedelta(days=2))
    assert window.go_to("home")

    def said() -> str:
        assert window.page is not None
        shown: list[Any] = [*window.page.findChildren(QLabel), *window.page.findChildren(QPushButton)]
        return " ".join(each.text() for each in shown)

    qtbot.waitUntil(lambda: "Báo cáo đột xuất theo Công văn số 1/A" in said() and "2/A" not in said())
    assert "(còn 2 ngày)" in said()
