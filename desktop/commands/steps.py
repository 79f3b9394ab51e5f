"""The way of a report on the command line: who has read it, taking it back, what changed, where it stands."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from desktop.commands.opening import Answer, opened
from desktop.errors import UserError


def steps(folder: Path, chosen: Namespace) -> Answer:
    """Every step with who and when, and what to do next."""
    from desktop.models.installation import Role
    from desktop.reports.path import State, annual_path
    from desktop.text import format_moment

    marks = {State.DONE: "✓", State.NEXT: "→", State.WRONG: "✗", State.LATER: "·"}
    with opened(folder) as (database, installation), database.snapshot() as session:
        if installation.role == Role.DEPARTMENT:
            raise UserError("Ở Sở, hãy xem các đơn vị đã nộp đến đâu bằng lệnh nq71 status.")
        path = annual_path(session, installation.unit_id, chosen.year)
    lines = []
    for one in path.steps:
        told = ", ".join(filter(None, (one.who, format_moment(one.at) if one.at else "", one.detail)))
        lines.append(f"{marks[one.state]} {one.words}{f' ({told})' if told else ''}")
    return Answer(path.to_json(), [*lines, path.sentence])


def reviewed(folder: Path, chosen: Namespace) -> Answer:
    """The head has read the newest edition, or has not after all."""
    from desktop.models.report import Report, report_id
    from desktop.reports.sign_off import review, undo_review

    with opened(folder, chosen.author) as (database, installation):
        record = report_id(installation.unit_id, chosen.year)
        if chosen.undo:
            edition = undo_review(database, Report.KIND, record)
            said = f"Đã bỏ ghi thủ trưởng đã xem bản số {edition}."
        else:
            edition = review(database, Report.KIND, record, chosen.by)
            said = f"Đã ghi thủ trưởng đã xem bản số {edition}."
    return Answer({"year": chosen.year, "version": edition, "reviewed": not chosen.undo}, [said])


def take_back(folder: Path, chosen: Namespace) -> Answer:
    """The unit takes back what it has sent, or lets it stand again."""
    from desktop.models.report import Report, report_id
    from desktop.reports.sign_off import take_back as run
    from desktop.reports.sign_off import undo_take_back

    with opened(folder, chosen.author) as (database, installation):
        record = report_id(installation.unit_id, chosen.year)
        if chosen.undo:
            edition = undo_take_back(database, Report.KIND, record)
            said = f"Bản số {edition} không rút lại nữa. Hãy xuất gói để Sở biết."
        else:
            edition = run(database, Report.KIND, record)
            said = f"Đã rút lại bản số {edition}. Hãy xuất gói để Sở biết, rồi sửa và chốt bản mới."
    return Answer({"year": chosen.year, "version": edition, "taken_back": not chosen.undo}, [said])


def changes(folder: Path, chosen: Namespace) -> Answer:
    """What differs between two editions, or between an edition and the records as they stand."""
    from desktop.reports.differences import SORTS
    from desktop.reports.differences import changes as run

    with opened(folder) as (database, _):
        made = run(database, chosen.year, chosen.earlier, chosen.later)
    values = {
        "year": chosen.year,
        "from": made.earlier.edition,
        "to": made.later.edition if made.later else None,
        "changes": [one.to_json() for one in made.figures],
        "other": [one.to_json() for one in made.others],
    }
    lines = [made.words, *(f"{one.name}: {one.before} → {one.after}" for one in made.figures)]
    lines += [f"{SORTS[one.sort]} – {one.name}:\n  trước: {one.before}\n  sau: {one.after}" for one in made.others]
    return Answer(values, lines)
