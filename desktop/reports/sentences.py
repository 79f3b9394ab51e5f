"""Sentences made from figures, in the words of a good clerk (domain E.2, F.1, F.2).

Each function returns whole sentences that are true of what is recorded and of nothing more. Activities, courses and targets
speak here, the other records in `record_sentences`. Names of persons are not written here (domain F.4); the user may.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from desktop.models.activity import Activity
from desktop.models.catalogue import load_catalogue
from desktop.models.plan import GUIDING, INTEGRATED, OWN, Plan
from desktop.reports import facts as of
from desktop.reports import record_sentences as recorded
from desktop.reports.document import Behind
from desktop.reports.facts import UNSORTED, Facts
from desktop.reports.forms import ratio
from desktop.reports.jumps import jumps
from desktop.reports.linking import amount, count, figure, missing_behind, target_behind, told
from desktop.reports.measure import Indicator
from desktop.reports.naming import COMMUNES, is_commune, staff_words
from desktop.reports.wording import RESOLUTION, capital, listed, lower
from desktop.text import counted, money_in_words, running_date

# --- opening and closing -----------------------------------------------------------------------------------------------


def opening(facts: Facts) -> str:
    """Cites the provincial Plan in full; its number and date are dots until they are entered (domain D)."""
    plan = load_catalogue().plan
    number, dated = facts.settings.get("plan_number"), facts.settings.get("plan_date")
    cited = f"số {number}" if number else "số ......../KH-UBND"
    cited += f" ngày {dated}" if dated else f" ngày ..../..../{plan['nam']}"
    span = f"từ ngày {running_date(facts.period.start)} đến ngày {running_date(facts.period.end)}"
    return (
        f"Thực hiện Kế hoạch {cited} của Ủy ban nhân dân (UBND) tỉnh Sơn La về {lower(plan['ten'])}, "
        f"{facts.unit} báo cáo kết quả thực hiện năm {facts.year} (số liệu tính {span}) như sau:"
    )


def closing(facts: Facts) -> str:
    """Ends the text with the mark of Decree 30."""
    return (
        f"Trên đây là báo cáo kết quả thực hiện Kế hoạch đẩy mạnh công tác truyền thông thực hiện {RESOLUTION} "
        f"năm {facts.year}; {facts.unit} báo cáo UBND tỉnh (qua Sở Giáo dục và Đào tạo) theo quy định./."
    )


# --- I -----------------------------------------------------------------------------------------------------------------


def situation(facts: Facts) -> list[str]:
    """I.1: what the profile says; what it does not say is left out."""
    profile = facts.profile
    parts: list[str] = []
    if profile.staff:
        parts.append(f"{counted(profile.staff)} {staff_words(profile)}")
    if not is_commune(profile):
        learners = {"MN": "trẻ em", "MG": "trẻ em", "CD": "sinh viên", "DH": "sinh viên"}.get(profile.kind, "học sinh")
        learners = "học viên" if profile.kind in ("GDNN_GDTX", "GDTX") else learners
        counts = [f"{counted(profile.classes)} lớp"] if profile.classes else []
        counts += [f"{counted(profile.pupils)} {learners}"] if profile.pupils else []
        parts += [" với ".join(counts)] if counts else []
    sentences = [f"{facts.unit} có {'; '.join(parts)}."] if parts else []
    if is_commune(profile) and profile.villages:
        where, what = ("xã", "thôn, bản") if profile.kind == COMMUNES[0] else ("phường", "bản, tổ dân phố")
        sentences.append(f"Địa bàn {where} có {counted(profile.villages)} {what}.")
    officers = facts.indicator("MT30.5").denominator
    if officers:
        number = figure(counted(officers), _officers(facts))
        sentences.append(f"Số cán bộ làm công tác truyền thông là {number} người.")
    return [" ".join(sentences)] if sentences else []


def planning(facts: Facts) -> list[str]:
    """I.2: own plan, integrated, or none, then the documents one by one."""
    by_type = {code: [plan for plan in facts.plans if plan.type == code] for code in (OWN, INTEGRATED, GUIDING)}
    about = f"truyền thông thực hiện {RESOLUTION}"
    if by_type[OWN]:
        first = f"Năm {facts.year}, {facts.we} đã ban hành kế hoạch riêng về {about}"
        first += "; đồng thời lồng ghép vào kế hoạch công tác năm." if by_type[INTEGRATED] else "."
    elif by_type[INTEGRATED]:
        first = f"Năm {facts.year}, {facts.we} đã lồng ghép nội dung {about} vào kế hoạch công tác năm."
    else:
        first = f"Năm {facts.year}, {facts.we} chưa ban hành kế hoạch riêng và chưa lồng ghép nội dung {about} vào kế hoạch công tác năm."
    documents = [*by_type[OWN], *by_type[INTEGRATED], *by_type[GUIDING]]
    if not documents:
        return [first]
    return [f"{first} Các kế hoạch, văn bản đã ban hành gồm:", *_documents(documents)]


def _documents(plans: Sequence[Plan]) -> list[str]:
    lines = []
    for at, plan in enumerate(plans, 1):
        name = "Văn bản" if plan.type == GUIDING else "Kế hoạch"
        number = f" số {plan.number}" if plan.number else ""
        dated = f" ngày {running_date(plan.date)}" if plan.date else ""
        subject = f" “{plan.subject.rstrip(' .;')}”" if plan.subject else ""
        lines.append(f"- {name}{number}{dated}{subject}{'.' if at == len(plans) else ';'}")
    return lines


def _officers(facts: Facts) -> Behind | None:
    """The communication officers by name."""
    one = facts.indicator("MT30.5")
    return Behind("person", tuple(sorted({*one.numerator_ids, *one.missing_ids})))


def assignment(facts: Facts) -> list[str]:
    """I.3: who is in charge by number, partner organisations by name, then the duties."""
    officers = facts.indicator("MT30.5").denominator
    sentences = []
    if officers:
        number = figure(counted(officers), _officers(facts))
        sentences.append(f"{capital(facts.we)} phân công {number} cán bộ phụ trách công tác truyền thông.")
    shared = [activity for activity in facts.activities if activity.partners]
    if shared:
        codes = [code for code, _ in of.used(code for activity in shared for code in dict.fromkeys(activity.partners))]
        codes.sort(key=lambda code: code == "TC_KHAC")
        names = [load_catalogue().label(code) for code in codes]
        names = [lower(name) if code == "TC_KHAC" else name for code, name in zip(codes, names, strict=True)]
        sentences.append(
            f"Trong kỳ, {facts.we} đã phối hợp với {listed(names)} tổ chức {count(shared)} hoạt động truyền thông."
        )
    else:
        sentences.append(
            f"Trong kỳ, {facts.we} chưa ghi nhận hoạt động phối hợp với Mặt trận Tổ quốc và các tổ chức chính trị - xã hội."
        )
    return [" ".join(sentences), *recorded.duties(facts)]


# --- II.1 --------------------------------------------------------------------------------------------------------------


def targets(facts: Facts) -> list[str]:
    """II.1: one sentence per target that has something to say, in the Plan's order; the table is Biểu 01."""
    return [
        "Kết quả thực hiện các mục tiêu, chỉ tiêu của Kế hoạch (chi tiết tại Phụ lục I):",
        _planning_target(facts),
        *recorded.pages_target(facts),
        _briefing_target(facts),
        *recorded.products_target(facts),
        _training_target(facts),
        *recorded.honours_target(facts),
        *recorded.judged_target(facts),
    ]


def _planning_target(facts: Facts) -> str:
    met = facts.indicator("MT30.1").met
    how = (
        "đã có kế hoạch riêng hoặc lồng ghép vào kế hoạch năm, đạt mục tiêu."
        if met
        else "chưa thực hiện, chưa đạt mục tiêu."
    )
    if met:
        own = any(plan.type == OWN for plan in facts.plans)
        how = f"đã {'có kế hoạch riêng' if own else 'lồng ghép vào kế hoạch công tác năm'}, đạt mục tiêu."
    return f"- Về xây dựng, ban hành kế hoạch truyền thông: {how}"


def _briefing_target(facts: Facts) -> str:
    one = facts.indicator("MT30.3")
    about = f"- Về phổ biến, quán triệt {RESOLUTION}:"
    if one.met is None:
        return f"{about} đã có {figure(counted(one.numerator), target_behind(one))} người được quán triệt; không phát sinh tỷ lệ do chưa có tổng số {staff_words(facts.profile)}."
    result = f"{about} {_share(one)} {staff_words(facts.profile)} đã được quán triệt, đạt tỷ lệ {percent_words(one)} (mục tiêu {one.target}%)"
    left = one.denominator - one.numerator
    missing = figure(counted(left), missing_behind(one))
    return f"{result}; còn {missing} người chưa được quán triệt." if left > 0 else f"{result}."


def _training_target(facts: Facts) -> str:
    one, later = facts.indicator("MT30.5"), facts.indicator("MT35.1")
    about = "- Về đào tạo, bồi dưỡng cán bộ làm công tác truyền thông:"
    if one.met is None:
        return f"{about} {facts.we} chưa có cán bộ làm công tác truyền thông, không phát sinh chỉ tiêu này."
    goals = f"mục tiêu đến năm 2030: tối thiểu {one.target}%; đến năm 2035: {later.target}%"
    result = (
        f"{about} trong kỳ có {_share(one)} cán bộ được đào tạo, bồi dưỡng, đạt tỷ lệ {percent_words(one)} ({goals})"
    )
    if one.cumulative is not None and one.cumulative != one.numerator:
        result += f"; tính từ năm 2026 đến nay có {counted(one.cumulative)}/{counted(one.denominator)} cán bộ"
    return f"{result}."


def _share(one: Indicator) -> str:
    return f"{figure(counted(one.numerator), target_behind(one))}/{counted(one.denominator)}"


def percent_words(one: Indicator) -> str:
    return f"{ratio(one.numerator, one.denominator)}%"


# --- II.2, II.3 --------------------------------------------------------------------------------------------------------


def activities(facts: Facts) -> list[str]:
    """II.2, opening: how many activities, visits, how many integrated."""
    if not facts.activities:
        return [f"Trong kỳ, {facts.we} chưa tổ chức hoạt động truyền thông nào được ghi nhận (Phụ lục II)."]
    unsorted = [activity for activity in facts.activities if of.topic_of(activity) == UNSORTED]
    text = f"Trong kỳ, {facts.we} đã tổ chức {held_words(facts.activities)} (chi tiết tại Phụ lục II)."
    if unsorted:
        text += f" Có {count(unsorted)} hoạt động chưa phân loại theo nội dung."
    return [text, *(jump.sentence for jump in jumps(facts) if jump.section == "II.2")]


def held_words(activities: Sequence[Activity]) -> str:
    """08 hoạt động truyền thông, trong đó có 02 hoạt động lồng ghép, với 560 lượt người tham gia."""
    text = f"{count(activities)} hoạt động truyền thông"
    if inside := [activity for activity in activities if activity.integrated]:
        text += f", trong đó có {count(inside)} hoạt động lồng ghép"
    if people := of.attendance(activities):
        text += f", với {told(people, [each for each in activities if each.people])} lượt người tham gia"
    return text


def topic(facts: Facts, code: str) -> list[str]:
    """II.2 a), b) …: what was done under a topic, by which channels; where it was only a secondary topic."""
    own = [activity for activity in facts.activities if of.topic_of(activity) == code]
    beside = [each for each in facts.activities if code in each.topics and of.topic_of(each) != code]
    if not own:
        text = f"Trong kỳ, {facts.we} chưa tổ chức hoạt động truyền thông lấy đây là nội dung chính."
    else:
        text = f"Trong kỳ, {facts.we} đã tổ chức {held_words(own)}{_ways(own)}."
    if beside:
        text += f" Ngoài ra, nội dung này được lồng ghép trong {count(beside)} hoạt động khác."
    return [text]


def _ways(activities: Sequence[Activity]) -> str:
    """By which channels; “chủ yếu” and “nhiều nhất” only where the counts say so."""
    channels = [pair for pair in of.used(of.channel_of(each) for each in activities) if pair[0]]
    if not channels:
        return ""
    if len(channels) == 1:
        return f", thực hiện {_channel_words(channels[0][0])}"
    ways = [f"{_channel_words(code)} ({_of_channel(activities, code)} hoạt động)" for code, _ in channels]
    if len(channels) == 2:
        return f"; thực hiện {listed(ways)}"
    first, second, third = (count for _, count in channels[:3])
    if second > third:
        return f"; chủ yếu {listed(ways[:2])}"
    most = f", nhiều nhất {ways[0]}" if first > second else ""
    return f"; thực hiện qua {counted(len(channels))} kênh truyền thông{most}"


def _of_channel(activities: Sequence[Activity], code: str) -> str:
    return count([each for each in activities if of.channel_of(each) == code])


_CHANNEL_WORDS = {
    "K1": "trên báo chí, phát thanh, truyền hình và cổng, trang thông tin điện tử",
    "K2": "qua hệ thống thông tin cơ sở",
    "K3": "trực tiếp qua hội nghị, hội thảo, tập huấn",
    "K4": "trên nền tảng số và mạng xã hội",
    "K5": "qua các phong trào, hoạt động của ngành giáo dục",
    "K6": "qua các tổ chức chính trị - xã hội",
}


def _channel_words(code: str) -> str:
    return _CHANNEL_WORDS.get(code, f"qua kênh {lower(load_catalogue().label(code))}")


def channels(facts: Facts) -> list[str]:
    """II.3: channel by channel in the Plan's order, the most used forms, languages; what was not used, in one sentence."""
    lines: list[str] = []
    unused: list[str] = []
    for entry in of.channels_told(facts.activities):
        held = [activity for activity in facts.activities if of.channel_of(activity) == entry.code]
        if not held:
            unused.append(_channel_words(entry.code))
            continue
        text = f"- {entry.label}: {held_words(held)}"
        usual = [code for code, _ in of.used(each.form for each in held if each.form)][:2]
        if usual:
            text += f"; hình thức chủ yếu: {'; '.join(_form_words(code) for code in usual)}"
        lines.append(f"{text}.")
    if not facts.activities:
        nothing = f"Trong kỳ, {facts.we} chưa ghi nhận hoạt động theo các kênh, hình thức truyền thông của Kế hoạch."
        return [nothing, *recorded.products(facts)]
    if unused:
        lines.append(f"Trong kỳ, {facts.we} chưa tổ chức hoạt động truyền thông {'; '.join(unused)}.")
    compared = [jump.sentence for jump in jumps(facts) if jump.section == "II.3"]
    return [*lines, *_languages(facts), *recorded.products(facts), *compared]


def _form_words(code: str) -> str:
    """The first words of a form's label, up to where it goes into detail."""
    return lower(re.split(r"\s*[:;(]", load_catalogue().label(code))[0])


def _languages(facts: Facts) -> list[str]:
    counts = of.used(code for each in facts.activities for code in dict.fromkeys(each.languages))
    spoken = [(code, count) for code, count in counts if code != "NN_VIET"]
    if not spoken:
        return []
    names = [f"{lower(load_catalogue().label(code))} ({_in_language(facts, code)} hoạt động)" for code, _ in spoken]
    return [f"Cùng với tiếng Việt, các hoạt động truyền thông còn sử dụng {listed(names)}."]


def _in_language(facts: Facts, code: str) -> str:
    return count([each for each in facts.activities if code in each.languages])


# --- II.4 – II.7 -------------------------------------------------------------------------------------------------------


def training(facts: Facts) -> list[str]:
    """II.4: courses and briefings of the period; the table is Biểu 03."""
    if not facts.courses:
        return [
            f"Trong kỳ, {facts.we} chưa tổ chức, chưa cử người tham gia lớp bồi dưỡng, hội nghị quán triệt nào được ghi nhận (Phụ lục III)."
        ]
    briefings = [course for course in facts.courses if course.is_briefing]
    courses = [course for course in facts.courses if course.is_training]
    people = sum(of.course_people(course) for course in facts.courses)
    text = f"Trong kỳ, {facts.we} đã tổ chức, cử người tham gia {count(facts.courses)} hội nghị, lớp bồi dưỡng"
    details = [f"{count(briefings)} hội nghị, lớp có nội dung quán triệt Nghị quyết"] if briefings else []
    details += [f"{count(courses)} lớp có nội dung bồi dưỡng kiến thức, kỹ năng"] if courses else []
    text += f" ({'; '.join(details)})" if details else ""
    text += f" với {told(people, facts.courses)} lượt người dự" if people else ""
    hours = of.hours(facts.courses)
    text += f", tổng thời lượng {of.format_hours(hours)} giờ" if hours else ""
    return [f"{text} (chi tiết tại Phụ lục III)."]


def opinion(facts: Facts, written: bool) -> list[str]:
    """II.5: activities under ND5, then the cases; that nothing false was found is said only where the user says nothing himself."""
    held = [activity for activity in facts.activities if of.topic_of(activity) == "ND5"]
    sentences = (
        [f"Trong kỳ, {facts.we} đã tổ chức {held_words(held)} về thông tin, định hướng dư luận xã hội."] if held else []
    )
    subject = capital(facts.we) if held else f"Trong kỳ, {facts.we}"
    if cases := recorded.cases(facts, subject):
        sentences.append(cases)
    elif not written:
        sentences.append(f"{subject} chưa ghi nhận trường hợp thông tin sai lệch về giáo dục và đào tạo phải xử lý.")
    return [" ".join(sentences)] if sentences else []


def models(facts: Facts, written: bool) -> list[str]:
    """II.6: activities under ND4, then models and commendations."""
    held = [activity for activity in facts.activities if of.topic_of(activity) == "ND4"]
    sentences = (
        [f"Trong kỳ, {facts.we} đã tổ chức {held_words(held)} về kết quả thực hiện, mô hình hay, điển hình tiên tiến."]
        if held
        else []
    )
    subject = capital(facts.we) if held else f"Trong kỳ, {facts.we}"
    if honoured := recorded.honoured(facts, subject):
        sentences.append(honoured)
    elif not written:
        sentences.append(f"{subject} chưa ghi nhận mô hình, điển hình được tôn vinh, khen thưởng.")
    return [" ".join(sentences)] if sentences else []


def money(facts: Facts, written: bool) -> list[str]:
    """II.7: the budget lines of the year; where there are none, what the activities cost, as noted with them."""
    if facts.logbook.budget:
        return recorded.budget(facts)
    paid = [activity for activity in facts.activities if activity.cost]
    if not paid:
        return [] if written else [f"Trong kỳ, {facts.we} chưa ghi nhận khoản chi riêng cho hoạt động truyền thông."]
    total = of.spent(paid)
    return [
        f"Tổng kinh phí đã chi cho {count(paid)} hoạt động truyền thông trong kỳ là {amount(total, paid)} đồng "
        f"(bằng chữ: {money_in_words(total)})."
    ]
