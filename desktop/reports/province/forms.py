"""TH-01 … TH-07: the tables of the consolidated report (domain E.4). Wide, landscape; totals are sums of the rows above them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from desktop.models.catalogue import load_catalogue
from desktop.reports.cells import NOT_APPLICABLE
from desktop.reports.document import Align, Appendix, Column, Row, Table
from desktop.reports.forms import ratio
from desktop.reports.province.gathered import Province, Reported, added, codes_under, grouped
from desktop.text import format_date, format_number, money_in_words, parse_date

OTHER = "KHAC"
RATIOS = ("MT30.1", "MT30.3", "MT30.5")
STATES = {
    "missing": "Chưa nộp",
    "late": "Nộp muộn",
    "empty": "Không có số liệu",
    "returned": "Trả lại để bổ sung",
    "taken_back": "Đơn vị xin rút lại",
}
_CENTRE, _RIGHT = Align.CENTRE, Align.RIGHT
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
_TITLES = {
    "TH-01": "TÌNH HÌNH NỘP BÁO CÁO THEO LOẠI HÌNH ĐƠN VỊ",
    "TH-01b": "CÁC ĐƠN VỊ CHƯA NỘP, NỘP MUỘN, PHẢI BỔ SUNG",
    "TH-02": "KẾT QUẢ THỰC HIỆN CHỈ TIÊU THEO XÃ, PHƯỜNG",
    "TH-03": "KẾT QUẢ THỰC HIỆN CHỈ TIÊU THEO LOẠI HÌNH ĐƠN VỊ",
    "TH-04": "HOẠT ĐỘNG TRUYỀN THÔNG THEO NỘI DUNG VÀ KÊNH",
    "TH-05": "SẢN PHẨM TRUYỀN THÔNG VÀ PHÁT THANH THEO NGÔN NGỮ",
    "TH-06": "KINH PHÍ THỰC HIỆN",
    "TH-07": "MÔ HÌNH, ĐIỂN HÌNH; TÔN VINH, KHEN THƯỞNG",
}


def appendices(province: Province) -> tuple[Appendix, ...]:
    """All of them, numbered without a gap. One that would list nothing is left out (TH-01b, TH-07)."""
    made: dict[str, Callable[[Province], Table]] = {
        "TH-01": states_table,
        "TH-01b": behind_table,
        "TH-02": communes_table,
        "TH-03": kinds_table,
        "TH-04": topics_table,
        "TH-05": products_table,
        "TH-06": budget_table,
        "TH-07": honours_table,
    }
    tables = {form: make(province) for form, make in made.items()}
    kept = [form for form, table in tables.items() if table.rows or form not in ("TH-01b", "TH-07")]
    return tuple(
        Appendix(number, _TITLES[form], form, True, tables[form]) for number, form in zip(_ROMAN, kept, strict=False)
    )


def numbers(made: Sequence[Appendix]) -> dict[str, str]:
    """Under which Roman number the text refers to each form."""
    return {one.form: one.number for one in made}


# --- TH-01 -------------------------------------------------------------------------------------------------------------


def states_table(province: Province) -> Table:
    """TH-01: expected, received, on time, late, missing, empty, returned, accepted, by kind of unit."""
    columns = (
        Column("STT", 13, _CENTRE),
        Column("Loại hình đơn vị", 78),
        Column("Phải nộp", 18, _RIGHT),
        Column("Đã nhận", 18, _RIGHT),
        Column("Đúng hạn", 18, _RIGHT, "Trong đó"),
        Column("Nộp muộn", 18, _RIGHT, "Trong đó"),
        Column("Không có số liệu", 20, _RIGHT, "Trong đó"),
        Column("Trả lại", 16, _RIGHT, "Trong đó"),
        Column("Đã duyệt", 18, _RIGHT, "Trong đó"),
        Column("Chưa nộp", 18, _RIGHT),
        Column("Tỷ lệ đã nhận (%)", 20, _RIGHT),
    )
    rows = [
        Row((str(at), kind_name(kind), *_states(units)))
        for at, (kind, units) in enumerate(_by_kind(province.units).items(), 1)
    ]
    rows.append(Row(("", "Tổng cộng", *_states(province.units)), bold=True))
    return Table(columns, tuple(rows))


def _states(units: Sequence[Reported]) -> tuple[str, ...]:
    received = [unit for unit in units if unit.received_on is not None]
    counts = (
        len(units),
        len(received),
        sum(not unit.late for unit in received),
        sum(unit.late for unit in received),
        *(sum(unit.state == state for unit in units) for state in ("empty", "returned", "accepted")),
        len(units) - len(received),
    )
    return (*map(format_number, counts), ratio(len(received), len(units)))


def kind_name(kind: str) -> str:
    """The kind of unit in words."""
    return load_catalogue().label(kind) or "Khác"


def _by_kind(units: Sequence[Reported]) -> dict[str, list[Reported]]:
    order = [entry.code for entry in load_catalogue().entries("loai_don_vi", with_retired=True)]
    found = grouped(units, lambda unit: unit.kind)
    return {kind: found[kind] for kind in sorted(found, key=lambda k: (order.index(k) if k in order else 99, k))}


def behind_table(province: Province) -> Table:
    """TH-01b: each unit that has not reported, reported late, sent nothing or has to mend, with its new deadline."""
    columns = (
        Column("STT", 13, _CENTRE),
        Column("Mã", 30, _CENTRE),
        Column("Đơn vị", 92),
        Column("Xã, phường", 44),
        Column("Tình trạng", 38),
        Column("Ngày nhận", 26, _CENTRE),
        Column("Hạn nộp lại", 26, _CENTRE),
    )
    listed = [unit for unit in province.units if unit.state in STATES or unit.late]
    listed.sort(key=lambda unit: (list(STATES).index(unit.state) if unit.state in STATES else 1, unit.code))
    rows = (
        Row(
            (
                str(at),
                unit.code,
                unit.name,
                commune_name(unit.commune),
                STATES.get(unit.state, STATES["late"]),
                _day(unit.received_on),
                _day(unit.deadline),
            )
        )
        for at, unit in enumerate(listed, 1)
    )
    return Table(columns, tuple(rows))


def _day(iso: str | None) -> str:
    return format_date(parse_date(iso)) if iso else NOT_APPLICABLE


def commune_name(code: str) -> str:
    """xã Chiềng Khương; “-” for a unit of the province."""
    commune = load_catalogue().commune(code)
    return commune.full_name if commune is not None else NOT_APPLICABLE


# --- TH-02, TH-03 ------------------------------------------------------------------------------------------------------


def _target_columns(first: str) -> tuple[Column, ...]:
    shares = [
        Column(head, 17, _RIGHT, f"{code} ({about})")
        for code, about in zip(RATIOS, ("kế hoạch", "quán triệt", "bồi dưỡng"), strict=True)
        for head in ("Đạt", "Tổng số", "Tỷ lệ (%)")
    ]
    return (
        Column("STT", 13, _CENTRE),
        Column(first, 66),
        Column("Phải nộp", 15, _RIGHT, "Số đơn vị"),
        Column("Có số liệu", 16, _RIGHT, "Số đơn vị"),
        *shares,
        Column("Số hoạt động", 20, _RIGHT),
        Column("Số lượt người", 24, _RIGHT),
    )


def _target_cells(units: Sequence[Reported]) -> tuple[str, ...]:
    heard = [unit for unit in units if unit.is_in]
    shares = []
    for code in RATIOS:
        value, out_of = added(heard, code)
        shares += [format_number(value), format_number(out_of), ratio(value, out_of)]
    totals = (added(heard, code)[0] for code in ("HD", "HD.LUOT_NGUOI"))
    return (format_number(len(units)), format_number(len(heard)), *shares, *map(format_number, totals))


def communes_table(province: Province) -> Table:
    """TH-02: the units of each commune together, every commune of the province; units of the province stand last."""
    found = grouped(province.units, lambda unit: unit.commune)
    communes = load_catalogue().communes()
    rows = [
        Row((str(at), commune.full_name, *_target_cells(found.pop(commune.code, []))))
        for at, commune in enumerate(communes, 1)
    ]
    if left := [unit for units in found.values() for unit in units]:
        rows.append(Row((str(len(rows) + 1), "Đơn vị trực thuộc tỉnh, trực thuộc Sở", *_target_cells(left))))
    rows.append(Row(("", "Tổng cộng", *_target_cells(province.units)), bold=True))
    return Table(_target_columns("Xã, phường"), tuple(rows), (_TARGET_NOTE,))


def kinds_table(province: Province) -> Table:
    """TH-03: the same by kind of unit."""
    rows = [
        Row((str(at), kind_name(kind), *_target_cells(units)))
        for at, (kind, units) in enumerate(_by_kind(province.units).items(), 1)
    ]
    rows.append(Row(("", "Tổng cộng", *_target_cells(province.units)), bold=True))
    return Table(_target_columns("Loại hình đơn vị"), tuple(rows), (_TARGET_NOTE,))


_TARGET_NOTE = (
    "Ghi chú: MT30.1 tính theo đơn vị; MT30.3 và MT30.5 tính theo người. Tỷ lệ là tổng tử số chia tổng mẫu số của các đơn vị "
    "đã có số liệu; “-” là không phát sinh."
)


# --- TH-04 -------------------------------------------------------------------------------------------------------------


def topics_table(province: Province) -> Table:
    """TH-04: topic × channel. What cannot be placed stands apart, so that totals equal the number of activities."""
    catalogue = load_catalogue()
    topics = [entry.code for entry in catalogue.leaf_topics()]
    channels = [entry.code for entry in catalogue.entries("kenh")]
    cells = {(t, c): province.number(f"HD.{t}.{c}") for t in topics for c in channels}
    totals = {t: sum(cells[t, c] for c in channels) for t in topics}
    unplaced = province.number("HD") - sum(totals.values())
    columns = (
        Column("STT", 13, _CENTRE),
        Column("Nội dung", 84),
        *(Column(c, 19, _RIGHT, "Kênh truyền thông") for c in channels),
        Column("Tổng số", 22, _RIGHT),
        Column("Số lượt người", 26, _RIGHT),
    )
    rows = [
        Row(
            (
                str(at),
                catalogue.label(t),
                *(format_number(cells[t, c]) for c in channels),
                format_number(totals[t]),
                format_number(province.number(f"HD.{t}.LUOT_NGUOI")),
            )
        )
        for at, t in enumerate(topics, 1)
    ]
    people = sum(province.number(f"HD.{t}.LUOT_NGUOI") for t in topics)
    if unplaced > 0:
        rest = province.number("HD.LUOT_NGUOI") - people
        rows.append(
            Row(
                (
                    str(len(rows) + 1),
                    "Chưa phân loại",
                    *(format_number(province.number(f"HD.{OTHER}.{c}")) for c in channels),
                    format_number(unplaced),
                    format_number(rest),
                )
            )
        )
    by_channel = (format_number(province.number(f"HD.{c}")) for c in channels)
    rows.append(
        Row(
            (
                "",
                "Tổng cộng",
                *by_channel,
                format_number(province.number("HD")),
                format_number(province.number("HD.LUOT_NGUOI")),
            ),
            bold=True,
        )
    )
    legend = "; ".join(f"{e.code}: {e.label[:1].lower()}{e.label[1:]}" for e in catalogue.entries("kenh"))
    note = f"Trong đó lồng ghép: {format_number(province.number('HD.LONG_GHEP'))} hoạt động. Ghi chú: {legend}."
    return Table(columns, tuple(rows), (note,))


# --- TH-05 -------------------------------------------------------------------------------------------------------------


def products_table(province: Province) -> Table:
    """TH-05: products by kind, then what loudspeakers broadcast by language."""
    columns = (
        Column("STT", 13, _CENTRE),
        Column("Loại sản phẩm; ngôn ngữ phát thanh", 92),
        Column("Số lượng", 30, _RIGHT),
        Column("Thời lượng (phút)", 32, _RIGHT),
        Column("Số lượt đăng, phát", 32, _RIGHT),
        Column("Lượt xem, tiếp cận", 34, _RIGHT),
    )
    rows = [
        Row((str(at), words, *map(format_number, counts))) for at, (words, counts) in enumerate(_products(province), 1)
    ]
    made = [province.number("SP"), *_sums(province, ("PHUT", "LUOT_PHAT")), province.number("SP.LUOT_XEM")]
    rows.append(Row(("", "Tổng cộng sản phẩm", *map(format_number, made)), bold=True))
    spoken = list(_languages(province))
    rows += [
        Row((str(at), words, *map(format_number, counts), NOT_APPLICABLE))
        for at, (words, counts) in enumerate(spoken, 1)
    ]
    if spoken:
        sums = map(sum, zip(*(counts for _, counts in spoken), strict=True))
        rows.append(Row(("", "Tổng cộng phát thanh", *map(format_number, sums), NOT_APPLICABLE), bold=True))
    return Table(columns, tuple(rows))


def product_codes(province: Province) -> list[str]:
    """The kinds of product that occur, in the catalogue's order."""
    found = set(codes_under(province.heard, "SP.")) - {"LUOT_XEM"}
    order = [entry.code for entry in load_catalogue().entries("san_pham", with_retired=True)]
    return sorted(found, key=lambda code: (order.index(code) if code in order else len(order), code))


def _products(province: Province) -> Iterator[tuple[str, tuple[int, ...]]]:
    for code in product_codes(province):
        words = load_catalogue().label(code) if code != OTHER else "Chưa phân loại"
        parts = ("", ".PHUT", ".LUOT_PHAT", ".LUOT_XEM")
        yield words, tuple(province.number(f"SP.{code}{part}") for part in parts)


def _sums(province: Province, parts: Sequence[str]) -> list[int]:
    return [sum(province.number(f"SP.{code}.{part}") for code in product_codes(province)) for part in parts]


def language_codes(province: Province) -> list[str]:
    """The languages of broadcasts that occur, in the catalogue's order; CHUA_GHI last."""
    found = codes_under(province.heard, "PT.")
    order = [entry.code for entry in load_catalogue().entries("ngon_ngu", with_retired=True)]
    return sorted(found, key=lambda code: (order.index(code) if code in order else len(order), code))


def _languages(province: Province) -> Iterator[tuple[str, tuple[int, ...]]]:
    for code in language_codes(province):
        words = load_catalogue().label(code) if code != "CHUA_GHI" else "chưa ghi ngôn ngữ"
        name = f"PT.{code}"
        counts = (province.number(name), province.number(f"{name}.PHUT"), province.number(f"{name}.LUOT"))
        yield f"Phát thanh: {words[:1].lower()}{words[1:]}", counts


# --- TH-06 -------------------------------------------------------------------------------------------------------------


def budget_table(province: Province) -> Table:
    """TH-06: purpose × source in đồng. Costs noted with activities only, without a budget line, stand apart."""
    catalogue = load_catalogue()
    sources = [entry.code for entry in catalogue.entries("nguon_kinh_phi")]
    purposes = [entry.code for entry in catalogue.entries("noi_dung_chi")]
    paid = {(p, s): province.number(f"KP.{p}.{s}") for p in [*purposes, OTHER] for s in [*sources, OTHER]}
    columns = (
        Column("STT", 13, _CENTRE),
        Column("Nội dung chi", 76),
        Column("Dự toán", 30, _RIGHT),
        *(Column(s, 26, _RIGHT, "Thực hiện theo nguồn kinh phí") for s in sources),
        Column("Khác", 24, _RIGHT, "Thực hiện theo nguồn kinh phí"),
        Column("Tổng thực hiện", 30, _RIGHT),
        Column("Tỷ lệ (%)", 15, _RIGHT),
    )

    def row(number: str, words: str, codes: Sequence[str], rest: int = 0, bold: bool = False) -> Row:
        planned = sum(province.number(f"KP.{p}.DU_TOAN") for p in codes)
        by_source = [sum(paid[p, s] for p in codes) for s in [*sources, OTHER]]
        by_source[-1] += rest
        spent = sum(by_source)
        cells = map(format_number, (planned, *by_source, spent))
        return Row((number, words, *cells, ratio(spent, planned) if planned else NOT_APPLICABLE), bold)

    rest = province.number("KP.CHI") - sum(paid.values())
    rows = [row(str(at), catalogue.label(p), [p]) for at, p in enumerate(purposes, 1)]
    if rest > 0 or any(paid[OTHER, s] for s in [*sources, OTHER]):
        rows.append(row(str(len(rows) + 1), "Chưa phân loại", [OTHER], max(rest, 0)))
    rows.append(row("", "Tổng cộng", [*purposes, OTHER], max(rest, 0), bold=True))
    legend = "; ".join(f"{e.code}: {e.label[:1].lower()}{e.label[1:]}" for e in catalogue.entries("nguon_kinh_phi"))
    words = f"Bằng chữ: {money_in_words(province.number('KP.CHI'))}."
    return Table(columns, tuple(rows), (words, f"Đơn vị tính: đồng. Ghi chú: {legend}."))


# --- TH-07 -------------------------------------------------------------------------------------------------------------


def honours_table(province: Province) -> Table:
    """TH-07: what the units listed in their Biểu 06, unit by unit."""
    columns = (
        Column("STT", 13, _CENTRE),
        Column("Đơn vị báo cáo", 46),
        Column("Tên tập thể, cá nhân, mô hình", 46),
        Column("Nội dung, thành tích", 64),
        Column("Hình thức", 24, _CENTRE),
        Column("Cấp", 22, _CENTRE),
        Column("Số, ngày quyết định", 34, _CENTRE),
        Column("Đã đăng tải, nhân rộng", 20, _CENTRE),
    )
    listed = [(unit, row) for unit in province.heard for row in unit.honours if len(row) >= 8]
    rows = (
        Row((str(at), unit.name, row[1], row[3], row[4], row[5], row[6], row[7]))
        for at, (unit, row) in enumerate(listed, 1)
    )
    return Table(columns, tuple(rows))
