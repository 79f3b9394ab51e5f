"""Sentences of the consolidated report, true of the sums and of nothing more (domain E.4, F.1, F.2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from desktop.models.catalogue import load_catalogue
from desktop.reports.forms import ratio
from desktop.reports.province.forms import OTHER, kind_name, language_codes, product_codes
from desktop.reports.province.gathered import Province, Reported, grouped
from desktop.reports.typesetting import HARD_SPACE
from desktop.reports.wording import RESOLUTION, items, listed, lower
from desktop.text import counted, format_number, money_in_words, running_date

WE = "Sở Giáo dục và Đào tạo"
Numbers = Mapping[str, str]
_GOALS = {"MT30.1": 100, "MT30.3": 100, "MT30.5": 70}


def _at(numbers: Numbers, *forms: str) -> str:
    names = [f"Phụ{HARD_SPACE}lục{HARD_SPACE}{numbers[form]}" for form in forms if form in numbers]
    return f" (chi tiết tại {', '.join(names)})" if names else ""


def opening(province: Province, reporter: str) -> str:
    """Cites the Plan, and says of whom the figures are: never as if all had reported."""
    plan = load_catalogue().plan
    number, dated = province.settings.get("plan_number"), province.settings.get("plan_date")
    cited = f"số {number}" if number else "số ......../KH-UBND"
    cited += f" ngày {dated}" if dated else f" ngày ..../..../{plan['nam']}"
    return (
        f"Thực hiện Kế hoạch {cited} của Ủy ban nhân dân (UBND) tỉnh Sơn La về {lower(plan['ten'])}, {reporter} báo cáo kết quả "
        f"thực hiện năm {province.year} trên địa bàn tỉnh (tổng hợp từ báo cáo của {counted(len(province.heard))}/"
        f"{counted(len(province.units))} đơn vị, tính đến ngày {running_date(province.today)}) như sau:"
    )


def closing(province: Province, reporter: str, to: str) -> str:
    """Ends the text with the mark of Decree 30."""
    return (
        f"Trên đây là báo cáo kết quả thực hiện Kế hoạch đẩy mạnh công tác truyền thông thực hiện {RESOLUTION} "
        f"năm {province.year} trên địa bàn tỉnh Sơn La; {reporter} báo cáo {to} theo quy định./."
    )


# --- who has reported --------------------------------------------------------------------------------------------------


def reported(province: Province, numbers: Numbers) -> list[str]:
    """Expected, received, on time, late, missing; by kind; what is empty or has to be mended."""
    units = province.units
    received = [unit for unit in units if unit.received_on is not None]
    late = sum(unit.late for unit in received)
    text = (
        f"Toàn tỉnh có {counted(len(units))} đơn vị phải báo cáo; đã nhận báo cáo của {counted(len(received))} đơn vị, "
        f"đạt tỷ lệ {ratio(len(received), len(units))}%"
    )
    if received:
        on_time = len(received) - late
        text += f", trong đó đúng hạn {counted(on_time)} đơn vị, nộp muộn {counted(late)} đơn vị"
    text += f"; còn {counted(len(units) - len(received))} đơn vị chưa nộp{_at(numbers, 'TH-01', 'TH-01b')}."
    lines = [text]
    if told := list(_mended(units)):
        lines.append(f"Trong số đã nhận có {listed(told)}.")
    return [*lines, *_kinds(units)] if units else lines


def _mended(units: Sequence[Reported]) -> Iterator[str]:
    words = {
        "accepted": "báo cáo đã được duyệt",
        "returned": "báo cáo trả lại để bổ sung",
        "empty": "báo cáo không có số liệu",
    }
    for state, said in words.items():
        if count := sum(unit.state == state for unit in units):
            yield f"{counted(count)} {said}"


def _kinds(units: Sequence[Reported]) -> list[str]:
    order = [entry.code for entry in load_catalogue().entries("loai_don_vi", with_retired=True)]
    found = grouped(units, lambda unit: unit.kind)
    lines = []
    for kind in sorted(found, key=lambda code: order.index(code) if code in order else len(order)):
        received = sum(unit.received_on is not None for unit in found[kind])
        lines.append(f"{kind_name(kind)}: đã nhận {counted(received)}/{counted(len(found[kind]))}")
    return ["Theo loại hình đơn vị:", *items(lines)]


# --- results -----------------------------------------------------------------------------------------------------------


def planning(province: Province, numbers: Numbers) -> list[str]:
    """MT30.1: how many units have a plan of their own or have it in the year's plan."""
    have, of_all = province.ratio("MT30.1")
    if not of_all:
        return []
    return [
        f"Có {counted(have)}/{counted(of_all)} đơn vị đã báo cáo ban hành kế hoạch truyền thông riêng hoặc lồng ghép vào kế hoạch "
        f"công tác năm, đạt tỷ lệ {ratio(have, of_all)}% (mục tiêu 100%){_at(numbers, 'TH-02', 'TH-03')}."
    ]


def targets(province: Province, numbers: Numbers) -> list[str]:
    """MT30.2 to MT30.6 in the Plan's order; what no unit has figures for is left out."""
    lines = []
    if pages := province.number("MT30.2"):
        lines.append(f"Duy trì {counted(pages)} chuyên trang, chuyên mục, nội dung lồng ghép trên các kênh thông tin")
    briefed, staff = province.ratio("MT30.3")
    if staff:
        lines.append(
            f"Phổ biến, quán triệt {RESOLUTION} cho {counted(briefed)}/{counted(staff)} cán bộ, công chức, viên chức, người "
            f"lao động, đạt tỷ lệ {ratio(briefed, staff)}% (mục tiêu 100%)"
        )
    trained, officers = province.ratio("MT30.5")
    if officers:
        lines.append(
            f"Đào tạo, bồi dưỡng {counted(trained)}/{counted(officers)} cán bộ làm công tác truyền thông, đạt tỷ lệ "
            f"{ratio(trained, officers)}% (mục tiêu đến năm 2030: tối thiểu 70%; đến năm 2035: 100%)"
        )
    if made := province.number("MT30.4"):
        lines.append(f"Xây dựng {counted(made)} tuyến nội dung, sản phẩm truyền thông đa nền tảng")
    if honoured := province.number("MT30.6"):
        lines.append(f"Tôn vinh, khen thưởng, nhân rộng {counted(honoured)} lượt tập thể, cá nhân, mô hình")
    if not lines:
        return []
    return [f"Kết quả thực hiện các mục tiêu, chỉ tiêu{_at(numbers, 'TH-02', 'TH-03')}:", *items(lines)]


def activities(province: Province, numbers: Numbers) -> list[str]:
    """How many activities, integrated ones, visits; then topic by topic."""
    total = province.number("HD")
    if not total:
        return ["Chưa có đơn vị nào báo cáo hoạt động truyền thông trong kỳ."]
    text = f"Các đơn vị đã tổ chức {counted(total)} hoạt động truyền thông"
    if inside := province.number("HD.LONG_GHEP"):
        text += f", trong đó có {counted(inside)} hoạt động lồng ghép"
    if people := province.number("HD.LUOT_NGUOI"):
        text += f", với {counted(people)} lượt người tham gia"
    catalogue = load_catalogue()
    by_topic = [
        f"{catalogue.label(entry.code)}: {counted(count)} hoạt động"
        for entry in catalogue.leaf_topics()
        if (count := province.number(f"HD.{entry.code}"))
    ]
    return [f"{text}{_at(numbers, 'TH-04')}.", *items(by_topic)]


def channels(province: Province, numbers: Numbers) -> list[str]:
    """Channel by channel, products by kind, broadcasts by language."""
    catalogue = load_catalogue()
    lines = [
        f"{entry.label}: {counted(count)} hoạt động"
        for entry in catalogue.entries("kenh")
        if (count := province.number(f"HD.{entry.code}"))
    ]
    found = items(lines)
    if made := province.number("SP"):
        ranked = sorted(((province.number(f"SP.{code}"), code) for code in product_codes(province)), reverse=True)
        named = [f"{lower(_product(code))}: {counted(n)}" for n, code in ranked[:6] if n]
        text = f"Đã xây dựng, đăng tải {counted(made)} sản phẩm truyền thông"
        text += f", nhiều nhất là {'; '.join(named)}" if named else ""
        if views := province.number("SP.LUOT_XEM"):
            text += f"; tổng số {counted(views)} lượt xem, tiếp cận"
        found.append(f"{text}{_at(numbers, 'TH-05')}.")
    return [*found, *_broadcasts(province, numbers)]


def _product(code: str) -> str:
    return load_catalogue().label(code) if code != OTHER else "chưa phân loại"


def _broadcasts(province: Province, numbers: Numbers) -> list[str]:
    codes = language_codes(province)
    if not codes:
        return []
    pieces = sum(province.number(f"PT.{code}") for code in codes)
    times = sum(province.number(f"PT.{code}.LUOT") for code in codes)
    minutes = sum(province.number(f"PT.{code}.PHUT") for code in codes)
    spoken = [
        f"{lower(load_catalogue().label(code)).split(' (')[0]} ({counted(province.number(f'PT.{code}'))} bài, chương trình)"
        for code in codes
        if code != "CHUA_GHI"
    ]
    text = f"Hệ thống loa truyền thanh cơ sở đã phát {counted(pieces)} bài, chương trình với {counted(times)} lượt phát"
    text += f", tổng thời lượng {format_number(minutes)} phút" if minutes else ""
    return [f"{text}{f'; phát bằng {listed(spoken)}' if spoken else ''}{_at(numbers, 'TH-05')}."]


def training(province: Province) -> list[str]:
    """Courses and briefings, and how many took part."""
    held = province.number("BD")
    if not held:
        return []
    people = province.number("BD.NGUOI")
    return [
        f"Các đơn vị đã tổ chức, tham gia {counted(held)} hội nghị, lớp bồi dưỡng với {counted(people)} lượt người."
    ]


def opinion(province: Province) -> list[str]:
    """Cases of false information found and closed."""
    closed, found = province.ratio("DL.XONG")
    if not found:
        return []
    return [
        f"Các đơn vị phát hiện {counted(found)} trường hợp dư luận, thông tin sai lệch, đã xử lý xong {counted(closed)} trường hợp."
    ]


def honours(province: Province, numbers: Numbers) -> list[str]:
    """How many models, collectives and individuals the units name."""
    named = sum(len(unit.honours) for unit in province.heard)
    if not named:
        return []
    return [f"Các đơn vị giới thiệu {counted(named)} mô hình, tập thể, cá nhân điển hình{_at(numbers, 'TH-07')}."]


def money(province: Province, numbers: Numbers) -> list[str]:
    """Estimate and spending, in words too."""
    paid, planned = province.number("KP.CHI"), province.number("KP.DU_TOAN")
    if not paid and not planned:
        return []
    text = f"Dự toán kinh phí truyền thông là {format_number(planned)} đồng; kinh" if planned else "Kinh"
    text += f" phí đã thực hiện là {format_number(paid)} đồng (bằng chữ: {money_in_words(paid)})"
    return [f"{text}{_at(numbers, 'TH-06')}."]


# --- judged ------------------------------------------------------------------------------------------------------------


def achievements(province: Province) -> list[str]:
    """The targets reached, as a start for the Department's own judgement."""
    met = [_GOAL_WORDS[code] for code in _GOALS if _met(province, code) is True]
    return [f"Các chỉ tiêu toàn tỉnh đã đạt: {'; '.join(met)}."] if met else []


def shortfalls(province: Province) -> list[str]:
    """The targets missed, with the gap; who has not reported."""
    missed = []
    for code, goal in _GOALS.items():
        if _met(province, code) is False:
            value, out_of = province.ratio(code)
            needed = -(-goal * out_of // 100) - value
            missed.append(
                f"{_GOAL_WORDS[code]} ({ratio(value, out_of)}% so với mục tiêu {goal}%, còn thiếu {counted(needed)} "
                f"{'đơn vị' if code == 'MT30.1' else 'người'})"
            )
    lines = [f"Chỉ tiêu toàn tỉnh chưa đạt: {'; '.join(missed)}."] if missed else []
    if missing := sum(unit.received_on is None for unit in province.units):
        lines.append(f"Còn {counted(missing)} đơn vị chưa nộp báo cáo.")
    return lines


def proposals(province: Province) -> list[str]:
    """How many proposals of units are open, by addressee."""
    told = [
        f"{counted(count)} kiến nghị đối với {load_catalogue().label(code) if code and code != 'KN_KHAC' else 'cơ quan, đơn vị liên quan'}"
        for code, count in province.proposals.items()
    ]
    return [f"Các đơn vị đề xuất {listed(told)}."] if told else []


def next_year(province: Province) -> list[str]:
    """The targets of next year."""
    following = province.year + 1
    share = "100%" if following >= 2035 else "tối thiểu 70%"
    return [
        f"Năm {following}, tiếp tục chỉ đạo các đơn vị thực hiện Kế hoạch của UBND tỉnh; phấn đấu 100% đơn vị có kế hoạch truyền "
        f"thông, 100% cán bộ, công chức, viên chức, người lao động được phổ biến, quán triệt đầy đủ {RESOLUTION}, {share} cán bộ "
        f"làm công tác truyền thông được đào tạo, bồi dưỡng."
    ]


def _met(province: Province, code: str) -> bool | None:
    value, out_of = province.ratio(code)
    return value * 100 >= _GOALS[code] * out_of if out_of else None


_GOAL_WORDS = {
    "MT30.1": "xây dựng, ban hành kế hoạch truyền thông",
    "MT30.3": f"phổ biến, quán triệt {RESOLUTION}",
    "MT30.5": "bồi dưỡng cán bộ làm công tác truyền thông",
}
