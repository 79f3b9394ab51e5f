"""The data folder on the command line: copies made and put back, who works with it, whether it is whole."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict
from pathlib import Path
from typing import Any

from desktop.commands.opening import Answer, opened
from desktop.errors import UserError
from desktop.models.kinds import KINDS
from desktop.text import format_number


def backup(folder: Path, chosen: Namespace) -> Answer:
    """A verified copy of the database; with --to the attached files too."""
    from desktop.models.backups import back_up

    with opened(folder) as (database, _):
        target = back_up(database, to=chosen.to)
    return Answer({"file": str(target)}, [f"Đã sao lưu: {target}"])


def list_accounts(folder: Path, chosen: Namespace) -> Answer:
    """Who works at this PC; with --clear-pin, a forgotten PIN is taken away so that its owner can set another."""
    from desktop.models.account import account_named, accounts, change_pin

    with opened(folder) as (database, _), database.transaction() as session:
        if chosen.clear_pin:
            person = account_named(session, chosen.clear_pin)
            if person is None:
                raise UserError(f"Không có người dùng “{chosen.clear_pin}”. Gõ nq71 accounts để xem các tên.")
            change_pin(session, person, "")
        people = accounts(session, resting=True)
        listed = [{"name": p.name, "pin": bool(p.pin), "active": p.active} for p in people]
    lines = [
        f"{p['name']} – {'có' if p['pin'] else 'không'} mã PIN{'' if p['active'] else ', tạm nghỉ'}" for p in listed
    ]
    return Answer({"accounts": listed}, lines or ["Chưa có người dùng nào."])


def erase_person(folder: Path, chosen: Namespace) -> Answer:
    """A person's data are taken away on request."""
    from desktop.models.erasing import erase_person_in

    with opened(folder, chosen.author) as (database, installation):
        erase_person_in(database, installation.unit_id, chosen.person, chosen.why)
    return Answer(
        {"id": chosen.person, "erased": True},
        [
            "Đã xóa dữ liệu của người này trong danh sách cán bộ và trong lịch sử. Gói xuất lần tới xóa ở Sở và ở máy khác của đơn vị.",
            "Các bản sao lưu cũ, gói đã xuất và tờ giấy đã in vẫn còn; khôi phục bản sao lưu thì chương trình tự xóa lại. "
            "Tên viết trong lời văn của bản ghi khác, hãy tìm và tự sửa.",
        ],
    )


def restore(folder: Path, chosen: Namespace) -> Answer:
    """A copy is put back; first it is said what that undoes."""
    from desktop.models.backups import preview
    from desktop.models.backups import restore as run

    done = (preview if chosen.dry_run else run)(folder, chosen.file)
    new = sum(one.new for one in done.lost)
    would = "Sẽ mất" if chosen.dry_run else "Không có trong bản đã khôi phục"
    lines = [f"Bản sao lưu có {done.records} bản ghi. {would}: {new} bản ghi mới, {len(done.lost) - new} lần sửa."]
    lines += [f"  {KINDS[one.kind].NAME if one.kind in KINDS else one.kind}: {one.title}" for one in done.lost[:20]]
    if done.kept_as is not None:
        lines.append(f"Dữ liệu trước khi khôi phục được giữ ở {done.kept_as}")
    found = {
        "file": str(chosen.file),
        "dry_run": chosen.dry_run,
        "records": done.records,
        "lost": [asdict(one) for one in done.lost],
        "kept_as": str(done.kept_as) if done.kept_as else None,
    }
    return Answer(found, lines)


def check(folder: Path, chosen: Namespace) -> Answer:
    """Whether the file and every version in it are whole; with --deep the attached files too."""
    from desktop.models.checking import check_data, check_files

    with opened(folder) as (database, installation), database.snapshot() as session:
        found = check_data(session, deep=chosen.deep)
        attached = check_files(session, database.files, installation.unit_id) if chosen.deep else None
    wrong = attached.damaged if attached else []
    values: dict[str, Any] = {"ok": not (found.damaged or wrong), "records": found.records}
    values["damaged"] = [*found.damaged, *wrong]
    lines = [f"Đã kiểm tra {format_number(found.records)} bản ghi: không thấy hỏng."]
    if attached is not None:
        values |= {"awaited": attached.awaited, "unreferenced": attached.unreferenced}
        lines += (
            [f"{len(attached.awaited)} ảnh, tệp minh chứng của đơn vị khác còn chờ gửi đến."]
            if attached.awaited
            else []
        )
        lines += [f"{len(attached.unreferenced)} tệp không còn bản ghi nào dùng tới."] if attached.unreferenced else []
    return Answer(values, lines if values["ok"] else [], _what_is_damaged(len(found.damaged), wrong))


def _what_is_damaged(records: int, files: list[dict[str, str]]) -> str:
    said = []
    if records:
        said.append(f"{records} bản ghi bị hỏng. Hãy giữ nguyên thư mục dữ liệu và khôi phục từ bản sao lưu.")
    if files:
        said.append(
            f"{len(files)} tệp đính kèm bị thiếu hoặc hỏng. Hãy chép lại thư mục files từ bản sao lưu, hoặc mở bản ghi và đính kèm lại:"
        )
        said += [f"- {one['what']}" for one in files]
    return "\n".join(said)
