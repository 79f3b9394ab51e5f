"""The electronic signature on the command line: an edition signed here, or a signed file taken back in."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.commands.opening import Answer, opened
from desktop.errors import UserError
from desktop.models.report import Report, report_id
from desktop.paths import sentence_for, write_atomically

if TYPE_CHECKING:
    from desktop.reports.e_signature import SignedFile
    from desktop.reports.e_signers import Key

MOST_SECRET = 1024  # bytes of a passphrase's file


def sign(folder: Path, chosen: Namespace) -> Answer:
    """Sign a frozen edition with a key file or a token; the signed PDF is kept, travels in the bundle, and is written to --pdf."""
    from desktop.reports.e_signature import sign_edition
    from desktop.reports.e_signers import KeyFile, TokenKey

    key: Key = KeyFile(chosen.p12) if chosen.p12 else TokenKey(chosen.token_library, chosen.token)
    with opened(folder, chosen.author) as (database, installation):
        record_id = report_id(installation.unit_id, chosen.year)
        secret = _secret(chosen.passphrase_file, "Mật khẩu của tệp chứng thư: " if chosen.p12 else "Mã PIN: ")
        made = sign_edition(database, Report.KIND, record_id, key, secret, chosen.edition)
        if chosen.pdf:
            write_atomically(chosen.pdf, database.files.get(made.sha256))
    values, lines = _said(chosen.year, made)
    if chosen.pdf:
        values["pdf"] = str(chosen.pdf)
        lines.insert(0, f"Đã ghi báo cáo đã ký số: {chosen.pdf}")
    return Answer(values, lines)


def signed_pdf(folder: Path, chosen: Namespace) -> Answer:
    """Take in a PDF of the year's report that was signed with other software."""
    from desktop.evidence.signed_pdf import take_signed_pdf

    with opened(folder, chosen.author) as (database, installation):
        wanted = (Report.KIND, report_id(installation.unit_id, chosen.year))
        _, made = take_signed_pdf(database, chosen.file, wanted)
    values, lines = _said(chosen.year, made)
    return Answer(values, [f"Đã nhận tệp đã ký số của bản số {made.edition}.", *lines])


def _said(year: int, made: SignedFile) -> tuple[dict[str, Any], list[str]]:
    from desktop.reports.e_signature import UNTRUSTED

    values = {
        "year": year,
        "version": made.edition,
        "sha256": made.sha256,
        "bytes": made.size,
        "signatures": [
            {
                "name": one.certificate.name,
                "organisation": one.certificate.organisation,
                "issuer": one.certificate.issuer,
                "signed_at": one.at,
                "intact": one.intact,
                "expired": one.expired,
                "trusted": None,
            }
            for one in made.signatures
        ],
        "warnings": [*made.warnings, UNTRUSTED],
    }
    lines = [f"Bản số {made.edition}: {one.words}." for one in made.signatures]
    return values, [*lines, *(f"Lưu ý: {warning}" for warning in (*made.warnings, UNTRUSTED))]


def _secret(file: Path | None, prompt: str) -> str:
    """The passphrase or PIN: the first line of a file, else typed unseen."""
    if file is None:
        if not sys.stdin.isatty():
            raise UserError(
                "Chưa có mật khẩu hoặc mã PIN. Hãy thêm --passphrase-file TỆP, hoặc chạy lệnh trong cửa sổ lệnh."
            )
        import getpass

        return getpass.getpass(prompt)
    try:
        with file.open("rb") as opened_file:
            return opened_file.read(MOST_SECRET).decode("utf-8-sig").split("\n")[0].rstrip("\r")
    except OSError as error:
        raise UserError(sentence_for(error, file)) from error
    except UnicodeDecodeError:
        raise UserError(f"“{file}” không phải tệp chữ UTF-8. Hãy ghi mật khẩu vào dòng đầu của một tệp chữ.") from None
