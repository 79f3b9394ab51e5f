"""The command line: words, options and answers; each command calls the same action as a button of the window (cli.md).

Needs no display and imports no Qt. Exit codes: 0 all done, 1 refused or fell short, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from desktop.errors import UserError
from desktop.paths import data_folder

PROGRAM = "nq71"
_IMPORTED = "activities, training, people, products, pages, plans, commendations, opinions, budget, duties, difficulties, assessments"
_KINDS = f"{_IMPORTED}, profiles, reports, adhoc"


class Parser(argparse.ArgumentParser):
    """argparse whose words are Vietnamese."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "add_help": False})
        self._positionals.title = "tham số"
        self._optionals.title = "tùy chọn"
        self.add_argument("-h", "--help", action="help", help="in hướng dẫn này rồi thoát")

    def error(self, message: str) -> NoReturn:
        """Say how the command is written and end with 2."""
        logging.getLogger(PROGRAM).debug(message)  # argparse's own words are English
        sys.stderr.write(f"Sai cú pháp lệnh. {self.format_usage()}Gõ “{self.prog} --help” để xem hướng dẫn.\n")
        raise SystemExit(2)

    def format_usage(self) -> str:
        """The usage line, in Vietnamese."""
        return super().format_usage().replace("usage:", "Cách viết:", 1)

    def format_help(self) -> str:
        """The help, in Vietnamese."""
        return super().format_help().replace("usage:", "Cách viết:", 1)


def _whole_parser() -> Parser:
    parser = Parser(prog=PROGRAM, description="Sổ truyền thông NQ71: không kèm lệnh thì mở cửa sổ.")
    _common(parser, argparse.SUPPRESS)
    commands = parser.add_subparsers(title="lệnh", metavar="LỆNH", dest="command", required=True, parser_class=Parser)

    def command(name: str, help_text: str) -> Parser:
        made: Parser = commands.add_parser(name, help=help_text, description=help_text)
        _common(made, argparse.SUPPRESS)
        return made

    _unit_commands(command)
    _report_commands(command)
    _department_commands(command)
    return parser


def _common(parser: Parser, default: Any) -> None:
    parser.add_argument("--data", metavar="THƯ_MỤC", default=default, help="thư mục dữ liệu (hoặc biến NQ71_DATA)")
    parser.add_argument("--json", action="store_true", default=default, help="in một đối tượng JSON duy nhất")


def _author(*parsers: Parser) -> None:
    for parser in parsers:
        parser.add_argument("--author", metavar="HỌ_TÊN", default="", help="tên người ghi, lưu vào lịch sử bản ghi")


def _unit_commands(command: Callable[[str, str], Parser]) -> None:
    demo = command("demo", "chạy toàn bộ việc chính trên dữ liệu mẫu")
    demo.add_argument("folder", metavar="THƯ_MỤC", nargs="?", type=Path, default=Path("demo"))
    setup = command("setup", "lập thư mục dữ liệu từ tệp hồ sơ")
    setup.add_argument("profile", metavar="HỒ_SƠ.json", type=Path)
    setup.add_argument("--packet", metavar="TỆP", type=Path, help="gói của Sở hoặc gói khởi đầu của đơn vị")
    setup.add_argument("--code", metavar="MÃ", help="mã trên phiếu cấp cho đơn vị")
    importing = command("import", "nhập bản ghi từ bảng tính")
    importing.add_argument("kind", metavar="LOẠI", help=_IMPORTED)
    importing.add_argument("file", metavar="TỆP.xlsx", type=Path)
    importing.add_argument("--sheet", metavar="TÊN", help="tên trang tính")
    importing.add_argument("--dry-run", action="store_true", help="chỉ xem trước, không ghi gì")
    importing.add_argument("--errors-to", metavar="TỆP.xlsx", type=Path, help="ghi các dòng chưa nhận ra tệp để sửa")
    importing.add_argument(
        "--convert-fonts", action="store_true", help="chuyển chữ gõ bằng phông cũ (TCVN3, VNI) sang Unicode"
    )
    add = command("add", "thêm hoặc sửa một bản ghi từ tệp JSON")
    add.add_argument("kind", metavar="LOẠI", help=_KINDS)
    add.add_argument("record", metavar="BẢN_GHI.json", type=Path)
    _author(importing, add)
    listing = command("list", "liệt kê bản ghi")
    listing.add_argument("kind", metavar="LOẠI", help=_KINDS)
    listing.add_argument("--year", metavar="NĂM", type=int)
    listing.add_argument("--search", metavar="TỪ", default="", help="tìm không cần dấu")
    listing.add_argument("--to", metavar="TỆP.xlsx", type=Path, help="ghi danh sách ra bảng tính")
    listing.add_argument("--unit", metavar="MÃ", help="chỉ của một đơn vị (ở Sở)")
    template = command("template", "ghi mẫu Excel để nhập")
    template.add_argument("kind", metavar="LOẠI", help=_IMPORTED)
    template.add_argument("file", metavar="TỆP.xlsx", type=Path)
    command("conflicts", "những bản ghi được sửa khác nhau ở hai máy")
    decide = command("decide", "chọn bản đúng của một bản ghi được sửa khác nhau")
    decide.add_argument("record", metavar="MÃ_BẢN_GHI")
    taken = decide.add_mutually_exclusive_group(required=True)
    taken.add_argument("--take", metavar="MÃ_BẢN", help="lấy cả một bản")
    taken.add_argument("--content", metavar="NỘI_DUNG.json", type=Path, help="nội dung đã ghép từ các bản")
    _author(decide)
    erase = command(
        "erase-person", "xóa dữ liệu của một cán bộ theo yêu cầu, cả trong lịch sử và ở Sở; không hoàn tác được"
    )
    erase.add_argument("person", metavar="MÃ_CÁN_BỘ")
    erase.add_argument("--why", metavar="LÝ_DO", required=True)
    _author(erase)
    people = command("accounts", "những người dùng chung máy này")
    people.add_argument("--clear-pin", metavar="HỌ_TÊN", help="gỡ mã PIN đã quên của một người")
    backup = command("backup", "sao lưu tệp dữ liệu")
    backup.add_argument("--to", metavar="THƯ_MỤC", type=Path)
    restore = command("restore", "khôi phục từ một bản sao lưu, dữ liệu đang có được giữ lại")
    restore.add_argument("file", metavar="TỆP", type=Path)
    restore.add_argument("--dry-run", action="store_true", help="chỉ cho biết sẽ mất gì")
    command("check", "kiểm tra dữ liệu có bị hỏng không").add_argument(
        "--deep", action="store_true", help="kiểm tra cả lịch sử"
    )


def _report_commands(command: Callable[[str, str], Parser]) -> None:
    indicators = command("indicators", "tính các chỉ tiêu của năm")
    indicators.add_argument("year", metavar="NĂM", type=int)
    indicators.add_argument("--unit", metavar="MÃ", help="của một đơn vị (ở Sở)")
    report = command("report", "làm báo cáo")
    which = report.add_subparsers(title="báo cáo", metavar="BÁO_CÁO", dest="which", required=True, parser_class=Parser)
    annual = which.add_parser("annual", help="báo cáo năm")
    annual.add_argument("year", metavar="NĂM", type=int)
    annual.add_argument("--from", dest="start", metavar="NGÀY", help="ngày đầu kỳ, dd/mm/yyyy")
    annual.add_argument("--to", dest="end", metavar="NGÀY", help="ngày cuối kỳ, dd/mm/yyyy")
    annual.add_argument("--freeze", action="store_true", help="chốt số liệu thành một bản có số thứ tự")
    annual.add_argument("--number", metavar="SỐ", default="", help="ghi sẵn số khi chốt để ký điện tử")
    annual.add_argument("--date", metavar="NGÀY", help="ghi sẵn ngày khi chốt để ký điện tử")
    adhoc = which.add_parser("adhoc", help="báo cáo đột xuất theo văn bản yêu cầu")
    adhoc.add_argument("request", metavar="YÊU_CẦU.json", type=Path)
    province = which.add_parser("province", help="báo cáo tổng hợp của tỉnh (Sở)")
    province.add_argument("year", metavar="NĂM", type=int)
    province.add_argument(
        "--to",
        choices=("province", "government", "ministry"),
        default="province",
        help="gửi UBND tỉnh, hoặc dự thảo báo cáo của UBND tỉnh gửi Chính phủ, gửi Bộ",
    )
    province.add_argument("--freeze", action="store_true", help="chốt số liệu thành một bản có số thứ tự")
    adhoc.add_argument(
        "--save", action="store_true", help="giữ lại để sửa tiếp; cùng văn bản yêu cầu thì sửa bản đã giữ"
    )
    adhoc.add_argument("--freeze", action="store_true", help="giữ lại và chốt thành một bản có số thứ tự")
    for each in (annual, adhoc, province):
        _common(each, argparse.SUPPRESS)
        each.add_argument("--pdf", metavar="TỆP.pdf", type=Path, required=True)
        each.add_argument("--xlsx", metavar="TỆP.xlsx", type=Path, help="các biểu, tổng số là công thức")
        each.add_argument("--docx", metavar="TỆP.docx", type=Path, help="bản để sửa câu chữ, không phải bản đã chốt")
        each.add_argument("--pdfa", metavar="TỆP.pdf", type=Path, help="bản PDF/A-1b để lưu trữ")
    signed = command("signed", "ghi số, ngày, người ký sau khi ký")
    paper = signed.add_mutually_exclusive_group(required=True)
    paper.add_argument("year", metavar="NĂM", type=int, nargs="?")
    paper.add_argument("--adhoc", metavar="ID", help="báo cáo đột xuất, thay cho năm")
    signed.add_argument("--number", metavar="SỐ", required=True)
    signed.add_argument("--date", metavar="NGÀY", required=True)
    signed.add_argument("--signer", metavar="HỌ_TÊN", required=True)
    signed.add_argument(
        "--scan", metavar="TỆP", type=Path, nargs="+", help="bản quét đã ký, đóng dấu: một tệp PDF, hoặc các ảnh chụp"
    )
    signed.add_argument(
        "--version", dest="edition", metavar="BẢN", type=int, help="bản đã ký, nếu không phải bản mới nhất"
    )
    _author(annual, adhoc, province, signed)
    register = command("register", "sổ đăng ký văn bản đi: các báo cáo của năm ra bảng tính")
    register.add_argument("year", metavar="NĂM", type=int)
    register.add_argument("--to", metavar="TỆP.xlsx", type=Path, required=True)
    _signing_commands(command)


def _signing_commands(command: Callable[[str, str], Parser]) -> None:
    sign = command("sign", "ký số một bản đã chốt bằng tệp chứng thư hoặc USB ký số")
    sign.add_argument("year", metavar="NĂM", type=int)
    sign.add_argument("--edition", metavar="BẢN", type=int, help="bản cần ký, nếu không phải bản mới nhất")
    key = sign.add_mutually_exclusive_group(required=True)
    key.add_argument("--p12", metavar="TỆP.p12", type=Path, help="tệp chứng thư có khóa riêng (.p12, .pfx)")
    key.add_argument("--token-library", metavar="TỆP", type=Path, help="phần mềm điều khiển USB ký số (.dll, .so)")
    sign.add_argument("--token", metavar="TÊN", default="", help="tên USB ký số, khi cắm nhiều cái")
    sign.add_argument("--passphrase-file", metavar="TỆP", type=Path, help="tệp có mật khẩu hoặc mã PIN ở dòng đầu")
    sign.add_argument("--pdf", metavar="TỆP.pdf", type=Path, help="ghi báo cáo đã ký ra tệp")
    taken = command("signed-pdf", "nhận tệp báo cáo đã ký số bằng phần mềm khác")
    taken.add_argument("year", metavar="NĂM", type=int)
    taken.add_argument("file", metavar="TỆP.pdf", type=Path)
    _author(sign, taken)
    _step_commands(command)


def _step_commands(command: Callable[[str, str], Parser]) -> None:
    steps = command("steps", "báo cáo năm đang ở bước nào, việc tiếp theo là gì")
    reviewed = command("reviewed", "ghi thủ trưởng đã xem bản đã chốt")
    take_back = command("take-back", "rút lại bản đã nộp khi Sở chưa duyệt, chưa trả lại")
    changes = command("changes", "bản đã chốt khác bản trước, hoặc khác số liệu hiện nay ở đâu")
    for each in (steps, reviewed, take_back, changes):
        each.add_argument("year", metavar="NĂM", type=int)
    reviewed.add_argument("--by", metavar="HỌ_TÊN", default="", help="ai đã xem, nếu không phải thủ trưởng trong hồ sơ")
    for each in (reviewed, take_back):
        each.add_argument("--undo", action="store_true", help="bỏ việc đã ghi")
    changes.add_argument("--from", dest="earlier", metavar="BẢN", type=int, help="bản trước")
    changes.add_argument("--to", dest="later", metavar="BẢN", type=int, help="bản sau; không ghi là số liệu hiện nay")
    _author(reviewed, take_back)


def _department_commands(command: Callable[[str, str], Parser]) -> None:
    export = command("export", "ghi gói dữ liệu của đơn vị để gửi Sở")
    export.add_argument("--to", metavar="THƯ_MỤC", type=Path)
    receive = command("receive", "nhận tệp hoặc cả thư mục")
    receive.add_argument("paths", metavar="ĐƯỜNG_DẪN", nargs="+", type=Path)
    inspect = command("inspect", "xem một gói, một báo cáo PDF hay một mã nói gì và có tin được không")
    what = inspect.add_mutually_exclusive_group(required=True)
    what.add_argument("file", metavar="TỆP", type=Path, nargs="?")
    what.add_argument("--code", metavar="MÃ", help="mã in ở chân trang báo cáo giấy")
    units = command("units", "sổ đơn vị (Sở)")
    units.add_argument("--import", dest="file", metavar="TỆP.xlsx", type=Path)
    slips = command("slips", "in phiếu cấp mã và gói khởi đầu (Sở)")
    slips.add_argument("--to", metavar="THƯ_MỤC", type=Path, required=True)
    slips.add_argument("--unit", metavar="MÃ", nargs="+")
    approve = command("approve", "chấp thuận khóa đang chờ của một đơn vị (Sở)")
    approve.add_argument("fingerprint", metavar="DẤU_KHÓA", help="5 nhóm 5 chữ số in trên báo cáo đã đóng dấu")
    approve.add_argument("--unit", metavar="MÃ", required=True)
    publish = command("publish", "xuất gói dữ liệu chung của Sở")
    publish.add_argument("--to", metavar="THƯ_MỤC", type=Path, required=True)
    rebuild = command("rebuild", "gửi lại cho một đơn vị toàn bộ dữ liệu Sở đã nhận, khi máy của đơn vị hỏng (Sở)")
    rebuild.add_argument("unit", metavar="MÃ")
    rebuild.add_argument("--to", metavar="THƯ_MỤC", type=Path, required=True)
    revoke = command("revoke", "thôi tin khóa của một máy bị mất (Sở)")
    revoke.add_argument("fingerprint", metavar="DẤU_KHÓA")
    command("status", "đơn vị nào đã nộp báo cáo (Sở, xã)").add_argument("year", metavar="NĂM", type=int)
    answer = command("answer", "duyệt hoặc trả lại báo cáo của một đơn vị (Sở)")
    answer.add_argument("unit", metavar="MÃ")
    answer.add_argument("year", metavar="NĂM", type=int)
    verdict = answer.add_mutually_exclusive_group(required=True)
    verdict.add_argument("--accept", action="store_true")
    verdict.add_argument("--return", dest="reason", metavar="LÝ_DO")
    answer.add_argument("--deadline", metavar="NGÀY")
    _author(answer)
    remind = command("remind", "công văn nhắc nộp báo cáo kèm danh sách (Sở, xã)")
    remind.add_argument("year", metavar="NĂM", type=int)
    remind.add_argument("--pdf", metavar="TỆP.pdf", type=Path, required=True)
    remind.add_argument("--xlsx", metavar="TỆP.xlsx", type=Path, help="danh sách kèm theo")
    remind.add_argument("--until", metavar="NGÀY", help="hạn nộp mới, dd/mm/yyyy")
    remind.add_argument("--commune", metavar="MÃ", default="", help="chỉ các đơn vị của một xã, phường")
    remark = command("remark", "nhận xét về một bản ghi hoặc số liệu của đơn vị (Sở)")
    remark.add_argument("unit", metavar="MÃ")
    remark.add_argument("year", metavar="NĂM", type=int)
    about = remark.add_mutually_exclusive_group(required=True)
    about.add_argument("--record", metavar=("LOẠI", "MÃ_BẢN_GHI"), nargs=2)
    about.add_argument("--figure", metavar="MÃ_SỐ_LIỆU", help="ví dụ MT30.3")
    about.add_argument("--close", metavar="MÃ_NHẬN_XÉT", help="khép một nhận xét đã xong")
    remark.add_argument("--text", metavar="NHẬN_XÉT")
    remarks = command("remarks", "các nhận xét của Sở và trả lời của đơn vị")
    remarks.add_argument("--unit", metavar="MÃ", help="của một đơn vị (ở Sở)")
    answering = command("answer-remark", "trả lời một nhận xét của Sở")
    answering.add_argument("remark", metavar="MÃ_NHẬN_XÉT")
    answering.add_argument("--text", metavar="TRẢ_LỜI", required=True)
    _author(remark, answering)
    shared = command("materials", "tài liệu của Sở; ở Sở thì thêm, gỡ")
    shared.add_argument("--search", metavar="TỪ", default="", help="tìm không cần dấu")
    shared.add_argument("--add", metavar="TÊN", help="thêm một tài liệu (Sở)")
    shared.add_argument("--sort", metavar="LOẠI")
    shared.add_argument("--date", metavar="NGÀY")
    shared.add_argument("--text", metavar="NỘI_DUNG")
    shared.add_argument("--file", metavar="TỆP", type=Path, nargs="+", help="tệp PDF, ảnh")
    shared.add_argument("--remove", metavar="MÃ", help="gỡ một tài liệu (Sở)")
    reply = command("reply", "ghi gói trả lời cho các đơn vị (Sở)")
    reply.add_argument("--to", metavar="THƯ_MỤC", type=Path, required=True)


def main(arguments: list[str]) -> int:
    """Run one command; its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    chosen = _whole_parser().parse_args(arguments)
    as_json = bool(getattr(chosen, "json", False))
    from desktop.commands import COMMANDS, Answer

    try:
        answer = COMMANDS[chosen.command](data_folder(getattr(chosen, "data", None)), chosen)
    except UserError as error:
        answer = Answer({"reason": error.sentence}, [], error.sentence)
    except KeyboardInterrupt:
        answer = Answer({"reason": "Đã dừng theo yêu cầu."}, [], "Đã dừng theo yêu cầu.")
    except Exception:  # the one place where a bug of a command ends
        logging.getLogger(PROGRAM).exception("command failed")
        sentence = (
            "Chương trình gặp lỗi không mong đợi. Hãy gửi các dòng ở trên cho người hỗ trợ; dữ liệu vẫn còn nguyên."
        )
        answer = Answer({"reason": sentence}, [], sentence)
    if answer.reason:
        sys.stderr.write(answer.reason + "\n")
        answer.values.setdefault("reason", answer.reason)
    if as_json:
        sys.stdout.write(json.dumps(answer.values, ensure_ascii=False) + "\n")
    else:
        sys.stdout.writelines(line + "\n" for line in answer.lines)
    return 1 if answer.reason else 0
