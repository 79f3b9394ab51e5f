"""Parts III and IV of the report: what went well, what fell short, why, what is asked for (domain E.2).

Generated sentences are a start for the user's own judgement, which the Plan demands; proposals are his own words already.
"""

from __future__ import annotations

from datetime import date

from desktop.models.catalogue import load_catalogue
from desktop.models.difficulty import Difficulty
from desktop.reports import appendices as forms
from desktop.reports import facts as of
from desktop.reports.case_forms import criteria
from desktop.reports.counted_targets import STALE
from desktop.reports.facts import Facts
from desktop.reports.linking import figure, missing_behind
from desktop.reports.measure import Indicator
from desktop.reports.naming import staff_words
from desktop.reports.sentences import held_words, percent_words
from desktop.reports.wording import RESOLUTION, items, lower, one_sentence
from desktop.text import counted

NEARLY_A_YEAR = 300
"""Days of a period from which its figures may be called the year's: the first annual report covers ten months."""
PROPOSAL, ELSEWHERE = "KK_KIEN_NGHI", "KN_KHAC"
_GOALS = {
    "MT30.1": "xây dựng, ban hành kế hoạch truyền thông",
    "MT30.3": f"phổ biến, quán triệt {RESOLUTION}",
    "MT30.5": "bồi dưỡng cán bộ làm công tác truyền thông",
}


def _goals(facts: Facts, met: bool) -> list[Indicator]:
    return [one for one in facts.indicators if one.code in _GOALS and one.met is met]


def achievements(facts: Facts) -> list[str]:
    """III.1: activities in one number and the targets met, as a start for the user's own judgement."""
    when = f"Năm {facts.year}" if (facts.period.end - facts.period.start).days >= NEARLY_A_YEAR else "Trong kỳ báo cáo"
    sentences = [f"{when}, {facts.we} đã tổ chức {held_words(facts.activities)}."] if facts.activities else []
    if met := _goals(facts, True):
        sentences.append(f"Các chỉ tiêu đã đạt: {'; '.join(_GOALS[one.code] for one in met)}.")
    if judged := self_judged(facts):
        sentences.append(judged)
    return [" ".join(sentences)] if sentences else []


def shortfalls(facts: Facts) -> list[str]:
    """III.2: the targets missed, with the gap; pages out of date; then the difficulties noted."""
    missed = [_gap(one) for one in _goals(facts, False)]
    lines = [f"Chỉ tiêu chưa đạt: {'; '.join(missed)}."] if missed else []
    if stale := missed_pages(facts.indicator("MT30.2")):
        lines.append(f"Còn {stale}.")
    return [*lines, *obstacles(facts)]


def _gap(one: Indicator) -> str:
    if one.code == "MT30.1":
        return _GOALS[one.code]
    needed = -(-one.target * one.denominator // 100) - one.numerator
    return f"{_GOALS[one.code]} ({percent_words(one)} so với mục tiêu {one.target}%, còn thiếu {figure(counted(needed), missing_behind(one))} người)"


def next_year(facts: Facts) -> list[str]:
    """IV.1: the targets of next year."""
    following = facts.year + 1
    share = 100 if following >= 2035 else 70
    least = "" if share == 100 else "tối thiểu "
    return [
        f"Năm {following}, {facts.we} tiếp tục thực hiện Kế hoạch của UBND tỉnh; phấn đấu 100% {staff_words(facts.profile)} "
        f"được phổ biến, quán triệt đầy đủ {RESOLUTION}, {least}{share}% cán bộ làm công tác truyền thông được đào tạo, bồi dưỡng."
    ]


# --- from difficulties and self-assessment -----------------------------------------------------------------------------


def self_judged(facts: Facts) -> str:
    """III.1: the self-assessment by TC1–TC5 in numbers; empty where none was made."""
    held = [facts.logbook.assessments[each.code] for each in criteria() if each.code in facts.logbook.assessments]
    grades = [one.grade for one in held if one.grade]
    if not grades:
        return ""
    order = [entry.code for entry in load_catalogue().entries("muc_danh_gia", with_retired=True)]
    found = sorted(of.used(grades), key=lambda pair: order.index(pair[0]) if pair[0] in order else len(order))
    told = [f"{lower(load_catalogue().label(grade))} {counted(count)} tiêu chí" for grade, count in found]
    reference = forms.referred(facts, forms.ASSESSMENTS)
    return f"Tự đánh giá theo tiêu chí kiểm tra tại mục VI.9 của Kế hoạch: {', '.join(told)}{reference}."


def obstacles(facts: Facts) -> list[str]:
    """III.2: the difficulties noted, as a start for the user's own judgement."""
    held = [one.content for one in facts.logbook.difficulties if one.type != PROPOSAL and one.content.strip()]
    return ["Khó khăn, vướng mắc đã ghi nhận trong kỳ:", *items(list(map(one_sentence, held)))] if held else []


def causes(facts: Facts) -> list[str]:
    """III.3: the causes noted with the difficulties."""
    held = list(dict.fromkeys(one_sentence(one.cause) for one in facts.logbook.difficulties if one.cause.strip()))
    return ["Nguyên nhân đã ghi nhận cùng các khó khăn, vướng mắc:", *items(held)] if held else []


def proposals(facts: Facts) -> list[str]:
    """IV.2: what was proposed and is still open at the end of the period, by addressee in the catalogue's order."""
    asked: dict[str, list[str]] = {}
    for one in facts.logbook.difficulties:
        if is_open_proposal(one, facts.period.end):
            asked.setdefault(one.addressee or "", []).append(_proposed(one))
    order = [entry.code for entry in load_catalogue().entries("noi_kien_nghi", with_retired=True)]
    lines: list[str] = []
    for addressee in [*order, *sorted(set(asked) - set(order))]:
        if texts := list(dict.fromkeys(asked.get(addressee, ()))):
            whom = (
                load_catalogue().label(addressee)
                if addressee and addressee != ELSEWHERE
                else "cơ quan, đơn vị liên quan"
            )
            lines += [f"Đối với {whom}:", *items(texts)]
    return lines


def is_open_proposal(one: Difficulty, end: date) -> bool:
    """Whether IV.2 takes it up in a report of a period with that end."""
    return bool(_proposed(one)) and not (one.resolved and one.resolved <= end)


def _proposed(one: Difficulty) -> str:
    """The proposal, or the content of a record that is itself one."""
    return one_sentence(one.proposal or (one.content if one.type == PROPOSAL else ""))


def missed_pages(one: Indicator) -> str:
    """Words for pages not kept up to date; empty where all are."""
    stale = one.number_of(STALE)
    return (
        f"{figure(counted(stale), missing_behind(one))} chuyên trang, chuyên mục chưa được cập nhật thường xuyên"
        if stale
        else ""
    )
