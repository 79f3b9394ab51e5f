"""What each word of the command line does: open the data folder, call the action that the window's button calls, say the answer."""

from __future__ import annotations

from desktop.commands import (
    conflicts,
    department,
    dispatch,
    e_signing,
    exchange,
    figures,
    materials,
    records,
    remarks,
    steps,
    upkeep,
)
from desktop.commands.opening import Answer, Command

__all__ = ["COMMANDS", "Answer"]

COMMANDS: dict[str, Command] = {
    "demo": exchange.demo,
    "setup": exchange.setup,
    "import": records.import_workbook,
    "add": records.add,
    "list": records.list_records,
    "template": records.template,
    "conflicts": conflicts.conflicts,
    "decide": conflicts.decide,
    "backup": upkeep.backup,
    "restore": upkeep.restore,
    "accounts": upkeep.list_accounts,
    "erase-person": upkeep.erase_person,
    "check": upkeep.check,
    "indicators": figures.indicators,
    "report": figures.report,
    "signed": figures.signed,
    "register": dispatch.register,
    "sign": e_signing.sign,
    "signed-pdf": e_signing.signed_pdf,
    "steps": steps.steps,
    "reviewed": steps.reviewed,
    "take-back": steps.take_back,
    "changes": steps.changes,
    "export": exchange.export,
    "receive": exchange.receive,
    "inspect": exchange.inspect,
    "units": department.units,
    "slips": department.slips,
    "approve": department.approve,
    "publish": department.publish,
    "status": department.status,
    "answer": department.answer,
    "reply": department.reply,
    "rebuild": department.rebuild,
    "revoke": department.revoke,
    "remind": department.remind,
    "remark": remarks.remark,
    "materials": materials.materials,
    "remarks": remarks.remarks,
    "answer-remark": remarks.answer_remark,
}
