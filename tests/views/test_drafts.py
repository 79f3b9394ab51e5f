"""What is typed is journalled, offered back after a kill, put aside on purpose, dropped only when a person says so."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from desktop.models.activity import Activity
from desktop.models.base import utc_now
from desktop.models.course import Course
from desktop.models.database import FILE_NAME, Database
from desktop.models.draft import Draft, count_drafts
from desktop.models.person import Person
from desktop.models.several import change_fields
from desktop.views.drafts_bar import DraftsDialog
from desktop.views.page import Workspace
from desktop.views.profile import ProfilePage
from desktop.views.record_page import RecordPage
from desktop.views.recovery import Offer
from desktop.views.widgets.background import Background
from desktop.views.window import MainWindow
from tests.views.conftest import (
    UNIT,
    YEAR,
    answer,
    commit_text,
    control,
    drop_what_is_typed,
    focused,
    page_of,
    press,
    type_letters,
)

Key = Qt.Key


def stored_drafts(database: Database) -> list[Draft]:
    with database.snapshot() as session:
        return list(session.scalars(select(Draft)))


def written(qtbot: QtBot, database: Database, count: int = 1) -> list[Draft]:
    """The journal, once it holds so many rows."""
    qtbot.waitUntil(lambda: len(stored_drafts(database)) == count, timeout=3_000)
    return stored_drafts(database)


def activity(database: Database, **values: Any) -> str:
    with database.transaction("Ghi") as session:
        session.add(
            record := Activity(
                unit_id=UNIT, **{"date": date(YEAR, 3, 5), "title": "Hội thi", "channel": "K3", "people": 45, **values}
            )
        )
    return record.id


def fail(error: BaseException) -> None:
    """No fault is expected in the background."""
    raise error


def killed_and_started_again(window: MainWindow, database: Database, qtbot: QtBot) -> tuple[MainWindow, Background]:
    """A second window on the same data, as the next start finds them."""
    workspace = window.workspace
    assert workspace is not None
    background = Background(fail)
    again = MainWindow()
    qtbot.addWidget(again, before_close_func=drop_what_is_typed)
    again.resize(1366, 720)
    again.show()
    again.attach(Workspace(database, background, "unit", UNIT, again), lambda: "")
    return again, background


def offer_of(window: MainWindow) -> Offer:
    [offer] = [each for each in window.findChildren(Offer) if each.isVisible()]
    return offer


@pytest.fixture
def typing(window: MainWindow) -> RecordPage:
    """An activity being written: a date that cannot be read yet, a title, no channel."""
    page = page_of(window, "activities")
    control(window, Key.Key_N)
    type_letters("31/2")
    page.form.go_to_field("title")
    commit_text("Phát thanh măng non")
    return page


def test_typed_text_lies_in_the_journal_within_a_second_and_goes_with_saving(
    window: MainWindow, database: Database, typing: RecordPage, qtbot: QtBot
) -> None:
    [draft] = written(qtbot, database)
    assert (draft.states["date"], draft.states["title"]) == ("31/2", "Phát thanh măng non")
    assert (draft.title, draft.kept, draft.open, draft.opened_at) == ("Phát thanh măng non", False, True, "")
    typing.form.field("date").set_value(date(YEAR, 3, 5))
    typing.form.field("channel").set_value("K3")
    control(window, Key.Key_S)
    assert stored_drafts(database) == []
    qtbot.wait(600)
    assert stored_drafts(database) == []  # a late write brings nothing back


def test_saving_at_once_after_typing_leaves_no_draft_behind(
    window: MainWindow, database: Database, qtbot: QtBot
) -> None:
    page = page_of(window, "people")
    for number in range(15):
        control(window, Key.Key_N)
        type_letters(f"Lò Thị {number}")
        page.journal.write_now()  # on its way to the disk while it is saved
        assert page.save()
    qtbot.wait(300)
    assert stored_drafts(database) == []
    with database.snapshot() as session:
        assert len(session.scalars(select(Person)).all()) == 15


def test_text_that_was_dropped_does_not_rise_again(
    window: MainWindow, database: Database, typing: RecordPage, qtbot: QtBot
) -> None:
    written(qtbot, database)
    typing.journal.note()
    answer("Bỏ")
    assert typing.close_form()
    written(qtbot, database, 0)
    qtbot.wait(600)
    assert stored_drafts(database) == []


def test_text_typed_back_to_what_it_was_leaves_the_journal(
    window: MainWindow, database: Database, qtbot: QtBot
) -> None:
    record_id = activity(database)
    page = page_of(window, "activities")
    page.open_record(record_id)
    page.form.go_to_field("title")
    press(focused(), Key.Key_End)
    type_letters("!")
    written(qtbot, database)
    press(focused(), Key.Key_Backspace)
    written(qtbot, database, 0)


def test_leaving_the_program_writes_at_once(window: MainWindow, database: Database, typing: RecordPage) -> None:
    typing.journal._left(Qt.ApplicationState.ApplicationInactive)
    workspace = window.workspace
    assert workspace is not None
    workspace.background.wait()
    assert [draft.title for draft in stored_drafts(database)] == ["Phát thanh măng non"]
    typing.panel.hide()


def test_closing_the_program_by_force_of_the_system_writes_what_waits(
    window: MainWindow, database: Database, typing: RecordPage
) -> None:
    workspace = window.workspace
    assert workspace is not None
    workspace.background.wait()  # without any question before: the system ends the session
    assert [draft.states["date"] for draft in stored_drafts(database)] == ["31/2"]


def test_after_a_kill_the_form_comes_back_as_it_was_typed(
    window: MainWindow, database: Database, typing: RecordPage, qtbot: QtBot
) -> None:
    [draft] = written(qtbot, database)
    again, background = killed_and_started_again(window, database, qtbot)
    offer = offer_of(again)
    assert offer.text().startswith(
        "Lần trước chương trình bị tắt khi đang ghi hoạt động “Phát thanh măng non” (gõ lần cuối "
    )
    assert "chưa chọn kênh truyền thông" in offer.informativeText()
    offer.reopened.click()
    page = again.page
    assert isinstance(page, RecordPage)
    assert page.form.states() == draft.states
    assert page.form.record_id == draft.record_id
    assert page.form.is_dirty
    page.form.field("date").set_value(date(YEAR, 2, 28))
    page.form.field("channel").set_value("K3")
    assert page.save()
    assert stored_drafts(database) == []
    background.wait()


@pytest.mark.parametrize("button, rows", [("kept", 1), ("dropped", 0)])
def test_what_is_offered_back_can_be_put_aside_or_dropped(
    window: MainWindow, database: Database, typing: RecordPage, qtbot: QtBot, button: str, rows: int
) -> None:
    written(qtbot, database)
    again, background = killed_and_started_again(window, database, qtbot)
    getattr(offer_of(again), button).click()
    assert [draft.kept for draft in stored_drafts(database)] == [True] * rows
    if not rows:
        assert again.notice.text() == "Đã bỏ chữ đang ghi dở."
        again.notice._act()  # a slip: it comes back among the drafts
        assert [draft.kept for draft in stored_drafts(database)] == [True]
    background.wait()
    again, background = killed_and_started_again(window, database, qtbot)
    assert not [each for each in again.findChildren(Offer) if each.isVisible()]  # asked once
    background.wait()


def test_a_draft_says_what_it_lacks_and_is_opened_again_and_saved(
    window: MainWindow, database: Database, typing: RecordPage
) -> None:
    press(window, Key.Key_S, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert not typing.panel.isVisible()
    assert typing.drafts_bar.isVisible()
    assert typing.drafts_bar.label.text() == "1 bản nháp hoạt động chưa lưu thành bản ghi."
    assert window.workspace is not None
    dialog = DraftsDialog(window.workspace, "activity", "hoạt động", window)
    assert dialog.list.item(0).text().splitlines()[2].startswith("Chưa lưu được vì: ")
    assert "chưa chọn kênh truyền thông" in dialog.list.item(0).text()
    dialog._open()
    assert typing.open_draft(dialog.chosen)
    assert typing.form.field("date").state() == "31/2"
    typing.form.field("date").set_value(date(YEAR, 2, 28))
    typing.form.field("channel").set_value("K3")
    assert typing.save()
    assert stored_drafts(database) == []
    assert not typing.drafts_bar.isVisible()


def test_a_draft_just_looked_at_stays_without_a_question(
    window: MainWindow, database: Database, typing: RecordPage, qtbot: QtBot
) -> None:
    typing.keep_draft()
    [before] = stored_drafts(database)
    assert typing.open_draft(before.record_id)
    typing.journal.write_now()
    press(focused(), Key.Key_Escape)
    assert not typing.panel.isVisible()
    qtbot.waitUntil(lambda: not stored_drafts(database)[0].open)
    [after] = stored_drafts(database)
    assert (after.states, after.kept) == (before.states, True)


def test_changes_to_a_draft_that_are_dropped_leave_the_draft_as_it_was(
    window: MainWindow, database: Database, typing: RecordPage, qtbot: QtBot
) -> None:
    typing.keep_draft()
    [before] = stored_drafts(database)
    typing.open_draft(before.record_id)
    typing.form.field("title").set_state("Khác hẳn")
    qtbot.waitUntil(lambda: stored_drafts(database)[0].title == "Khác hẳn")
    answer("Bỏ")
    assert typing.close_form()
    qtbot.waitUntil(lambda: stored_drafts(database)[0].title == "Phát thanh măng non")
    with database.snapshot() as session:
        assert count_drafts(session, "activity") == 1


def test_the_question_offers_to_put_aside(window: MainWindow, database: Database, typing: RecordPage) -> None:
    answer("Cất nháp")
    assert window.go_to("people")
    assert [draft.kept for draft in stored_drafts(database)] == [True]
    assert not typing.form.is_dirty


def test_a_dropped_draft_comes_back_by_one_click(window: MainWindow, database: Database, typing: RecordPage) -> None:
    typing.keep_draft()
    assert window.workspace is not None
    dialog = DraftsDialog(window.workspace, "activity", "hoạt động", window)
    dialog.drop()
    assert stored_drafts(database) == []
    dialog._bring_back()
    assert [draft.title for draft in stored_drafts(database)] == ["Phát thanh măng non"]


def test_a_record_with_a_draft_opens_with_its_draft(window: MainWindow, database: Database) -> None:
    record_id = activity(database)
    page = page_of(window, "activities")
    page.open_record(record_id)
    page.form.field("people").set_state("khoảng sáu mươi")
    page.keep_draft()
    page.open_record(record_id)
    assert page.form.field("people").state() == "khoảng sáu mươi"
    assert not page.form.is_new


def test_a_draft_outlives_a_change_of_its_record_that_has_not_read_it(window: MainWindow, database: Database) -> None:
    record_id = activity(database)
    page = page_of(window, "activities")
    page.open_record(record_id)
    page.form.field("result").set_state("Viết dở")
    page.keep_draft()
    with database.transaction("Đổi một ô") as session:
        assert change_fields(session, Activity, [record_id], {"place": "Nhà văn hóa"}, lambda *_: None).changed == 1
    page.open_record(record_id)
    assert page.form.field("result").state() == "Viết dở"
    assert page.form.field("place").state() == "Nhà văn hóa"


def test_typed_text_goes_over_a_newer_version_and_what_both_changed_is_named(
    window: MainWindow, database: Database
) -> None:
    record_id = activity(database)
    page = page_of(window, "activities")
    page.open_record(record_id)
    page.form.field("people").set_state("54")
    page.form.field("place").set_state("Sân trường")
    page.keep_draft()
    with database.transaction("Sửa", "Quàng Văn Hoa") as session:
        record = session.get_one(Activity, record_id)
        record.people, record.note = 60, "ghi ở máy khác"
    page.open_record(record_id)
    said = page.panel.banner.text()
    assert said.startswith("Bản ghi đã được sửa ở nơi khác (Quàng Văn Hoa, ")
    assert "Hai bên cùng sửa: Số lượt người." in said
    assert page.form.field("note").state() == "ghi ở máy khác"
    assert page.save()
    with database.snapshot() as session:
        record = session.get_one(Activity, record_id)
        assert (record.people, record.place, record.note) == (54, "Sân trường", "ghi ở máy khác")


def test_a_draft_of_a_record_deleted_meanwhile_brings_it_back_when_saved(
    window: MainWindow, database: Database
) -> None:
    record_id = activity(database)
    page = page_of(window, "activities")
    page.open_record(record_id)
    page.form.field("place").set_state("Sân trường")
    page.keep_draft()
    page.delete(record_id)
    assert page.open_draft(record_id)
    assert "thùng rác" in page.panel.banner.text()
    assert page.save()
    with database.snapshot() as session:
        record = session.get_one(Activity, record_id)
        assert (record.deleted, record.place) == (False, "Sân trường")


def test_after_a_refused_save_the_text_lies_over_the_newer_version_and_can_be_saved(
    window: MainWindow, database: Database
) -> None:
    record_id = activity(database)
    page = page_of(window, "activities")
    page.open_record(record_id)
    page.form.field("place").set_state("Sân trường")
    with database.transaction() as session:
        session.get_one(Activity, record_id).title = "Sửa ở nơi khác"
    answer("Đóng")
    assert not page.save()
    assert page.save()
    with database.snapshot() as session:
        record = session.get_one(Activity, record_id)
        assert (record.title, record.place) == ("Sửa ở nơi khác", "Sân trường")


def test_every_field_shows_again_what_it_showed(window: MainWindow, database: Database) -> None:
    with database.transaction() as session:
        session.add_all([Person(unit_id=UNIT, name="Lò Thị Ánh"), Person(unit_id=UNIT, name="Quàng Thị Hoa")])
    page = page_of(window, "courses")
    page.new()
    attendance = page.form.field("attendees")
    attendance.rows.toggle(1, 3)  # type: ignore[attr-defined]
    page.form.field("mode").line.setText("không có trong danh sách")  # type: ignore[attr-defined]
    page.form.field("people").set_state("khoảng 20")
    page.form.field("date").set_state("5/3")
    page.form.field("hours").set_state("7,,5")
    page.form.field("note").set_state("một\nhai")
    typed = page.form.states()
    page.keep_draft()
    [draft] = stored_drafts(database)
    assert page.open_draft(draft.record_id)
    assert page.form.states() == typed
    page.form.open_new()


def test_fields_the_form_does_not_show_come_back_with_a_draft(window: MainWindow, database: Database) -> None:
    page = page_of(window, "courses")
    page.form.open_new({"extra": {"tương_lai": [1]}, "not_applicable": ["people"]})
    page._show_form()
    page.form.field("date").set_value(date(YEAR, 3, 5))
    page.form.field("name").set_value("Tập huấn")
    page.keep_draft()
    [draft] = stored_drafts(database)
    page.open_draft(draft.record_id)
    assert page.save()
    with database.snapshot() as session:
        course = session.scalars(select(Course)).one()
    assert (course.extra, course.not_applicable) == ({"tương_lai": [1]}, ["people"])


def test_the_profile_is_offered_back_too(window: MainWindow, database: Database, qtbot: QtBot) -> None:
    assert window.go_to("profile")
    page = window.page
    assert isinstance(page, ProfilePage)
    page.form.field("staff").set_state("bốn mươi")
    written(qtbot, database)
    again, background = killed_and_started_again(window, database, qtbot)
    offer_of(again).reopened.click()
    reopened = again.page
    assert isinstance(reopened, ProfilePage)
    assert reopened.form.field("staff").state() == "bốn mươi"
    reopened.form.field("staff").set_state("48")
    assert reopened.save()
    assert stored_drafts(database) == []
    background.wait()
    page.form.record_id = ""
    page.refresh()


def test_a_profile_with_a_draft_opens_with_it_and_is_left_without_a_question(
    window: MainWindow, database: Database, qtbot: QtBot
) -> None:
    window.go_to("profile")
    page = window.page
    assert isinstance(page, ProfilePage)
    form = page.form
    with database.transaction() as session:
        kept = Draft(record_id=form.record_id, kind="profile", opened_at=form.version_id, values={}, typed_at=utc_now())
        kept.states, kept.kept = {**form.states(), "staff": "bốn mươi"}, True
        session.add(kept)
    page.refresh()
    assert form.field("staff").state() == "bốn mươi"
    assert window.go_to("activities")
    qtbot.waitUntil(lambda: not stored_drafts(database)[0].open)
    [after] = stored_drafts(database)
    assert (after.states["staff"], after.kept) == ("bốn mươi", True)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 8 MB; skipped where this account may not mount one."""
    place = tmp_path / "đĩa nhỏ"
    place.mkdir()
    mounted = hasattr(os, "geteuid") and os.geteuid() == 0
    mounted = (
        mounted
        and not subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(place)], capture_output=True, check=False
        ).returncode
    )
    if not mounted:
        pytest.skip("no small disk can be mounted here")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_is_said_and_the_text_stays_until_there_is_room(
    small_disk: Path, template: Path, dressed: QApplication, qtbot: QtBot
) -> None:
    shutil.copy(template / FILE_NAME, small_disk / FILE_NAME)
    with Database.open(small_disk) as database:
        background = Background(fail)
        window = MainWindow()
        qtbot.addWidget(window, before_close_func=drop_what_is_typed)
        window.show()
        window.attach(Workspace(database, background, "unit", UNIT, window), lambda: "")
        page = page_of(window, "activities")
        page.new()
        page.form.field("date").set_value(date(YEAR, 3, 5))
        page.form.field("channel").set_value("K3")
        page.form.field("title").set_state("Ghi lúc đĩa đầy")
        filler = small_disk / "đầy"
        with filler.open("wb", buffering=0) as file, suppress(OSError):
            while True:
                file.write(b"x" * 4096)
        page.form.field("content").set_state("chữ " * 2_000)
        qtbot.waitUntil(lambda: page.panel.banner.text().startswith("Chữ đang gõ chưa được ghi tạm."), timeout=5_000)
        said = answer("Đóng")
        assert not page.save()
        assert said()[0].startswith("Ổ đĩa đã đầy: CHƯA lưu được.")
        assert page.form.field("title").state() == "Ghi lúc đĩa đầy"
        assert page.form.is_dirty
        with database.snapshot() as session:
            assert session.scalars(select(Activity)).all() == []
        filler.unlink()
        assert page.save()
        with database.snapshot() as session:
            assert session.scalars(select(Activity.title)).all() == ["Ghi lúc đĩa đầy"]
        background.wait()
        window.hide()
