"""Sentences from the further records of the working year: duties, pages, products, cases, money, difficulties (domain E.2).

As in `sentences`: true of what is recorded and of nothing more. The person in charge of a duty is named as the clerk wrote it,
since section I.3 asks who does what; nobody else is named in the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from desktop.models.budget import BudgetLine
from desktop.models.catalogue import load_catalogue
from desktop.models.duty import DONE, NOT_ARISEN, NOT_BEGUN, UNDER_WAY, Duty
from desktop.models.product import Product
from desktop.reports import appendices as forms
from desktop.reports import facts as of
from desktop.reports.budget_form import OTHER, codes, estimated, share_spent, source_of, spent
from desktop.reports.cells import decimal_total
from desktop.reports.counted_targets import COLLECTIVE, EVENT, MODEL, PERSON, SERIES, STALE, UPDATED, product_kinds
from desktop.reports.document import Behind
from desktop.reports.facts import Facts
from desktop.reports.linking import amount, figure, missing_behind, target_behind, told
from desktop.reports.linking import count as told_of
from desktop.reports.measure import Count
from desktop.reports.product_forms import broadcasts_of, languages_of
from desktop.reports.wording import capital, items, listed, lower, one_sentence
from desktop.text import counted, money_in_words

MOST_NAMED = 6
"""Kinds of product named in a sentence; the form has them all."""
_STATE_WORDS = {
    DONE: "đã thực hiện",
    UNDER_WAY: "đang thực hiện",
    NOT_BEGUN: "chưa thực hiện",
    NOT_ARISEN: "không phát sinh",
}


# --- I.3 duties --------------------------------------------------------------------------------------------------------


def duties(facts: Facts) -> list[str]:
    """I.3: the duties of section VI as the unit says they stand, who does them and with what result; nothing where none is told."""
    given = load_catalogue().duties(facts.profile.kind)
    told = [(entry, facts.logbook.duties[entry.code]) for entry in given if entry.code in facts.logbook.duties]
    if not told:
        return []
    states = [duty.state if duty.state in _STATE_WORDS else NOT_BEGUN for _, duty in told]
    untold = len(given) - len(told)
    numbers = [
        f"{text} {told_of([duty for (_, duty), each in zip(told, states, strict=True) if each == state])}"
        for state, text in _STATE_WORDS.items()
        if state in states
    ]
    numbers += [f"chưa ghi tình trạng {counted(untold)}"] if untold else []
    first = f"Về {counted(len(given))} nhiệm vụ được giao tại Kế hoạch: {', '.join(numbers)}. Cụ thể:"
    return [first, *items([_duty(entry.label, duty, facts) for entry, duty in told])]


def _duty(label: str, duty: Duty, facts: Facts) -> str:
    text = f"{label}: {_STATE_WORDS.get(duty.state or NOT_BEGUN, 'chưa thực hiện')}"
    if duty.person.strip():
        text += f" (phụ trách: {duty.person.strip()})"
    if linked := [activity for activity in facts.activities if activity.id in duty.activities]:
        text += f", {told_of(linked)} hoạt động trong kỳ"
    if result := one_sentence(duty.result):
        text += f"; kết quả: {lower(result)}"
    return text


# --- II.1, II.3 pages and products -------------------------------------------------------------------------------------


def pages_target(facts: Facts) -> list[str]:
    """II.1, MT30.2: what is kept and how it is kept up to date; nothing where no page is recorded."""
    one = facts.indicator("MT30.2")
    if not one.numerator:
        return []
    kept = [count for count in one.counts if count.code not in (UPDATED, STALE) and count.number]
    text = f"- Về chuyên trang, chuyên mục: {facts.we} duy trì {_numbers(kept, target_behind(one))}"
    if updated := one.number_of(UPDATED):
        text += f"; {counted(updated)}/{figure(counted(one.numerator), target_behind(one))} được cập nhật trong kỳ"
    if stale := one.number_of(STALE):
        text += f"; còn {figure(counted(stale), missing_behind(one))} chưa được cập nhật thường xuyên"
    return [f"{text}."]


def products_target(facts: Facts) -> list[str]:
    """II.1, MT30.4: series and products, in numbers."""
    one = facts.indicator("MT30.4")
    series = one.number_of(SERIES)
    made = one.numerator - series
    parts = [f"xây dựng {counted(series)} tuyến nội dung"] if series else []
    parts += [f"thực hiện {told(made, facts.logbook.products)} sản phẩm truyền thông"] if made else []
    if not parts:
        return []
    reference = forms.referred(facts, forms.PRODUCTS) if made else ""
    return [f"- Về sản phẩm truyền thông đa nền tảng: {facts.we} {listed(parts)}{reference}."]


def honours_target(facts: Facts) -> list[str]:
    """II.1, MT30.6: collectives, individuals, models, acts of honouring."""
    one = facts.indicator("MT30.6")
    if not one.numerator:
        return []
    return [
        f"- Về tôn vinh, khen thưởng, nhân rộng điển hình: {_numbers([c for c in one.counts if c.number], target_behind(one))}."
    ]


def judged_target(facts: Facts) -> list[str]:
    """II.1, MT35.2: the unit's own judgement."""
    one = facts.indicator("MT35.2")
    if one.grade is None:
        return []
    grade = lower(load_catalogue().label(one.grade))
    return [
        f"- Về thông tin, tuyên truyền kết quả thực hiện Nghị quyết đầy đủ, kịp thời, chính xác: đơn vị tự đánh giá {grade}."
    ]


def _numbers(counts: Sequence[Count], behind: Behind | None) -> str:
    return listed([f"{figure(counted(count.number), behind)} {count.words}" for count in counts])


def products(facts: Facts) -> list[str]:
    """II.3: products by kind, the most numerous first; views; then the loudspeakers."""
    held = facts.logbook.products
    if not held:
        return []
    label = load_catalogue().label
    numbers = {kind: sum(one.quantity or 0 for one in held if one.type == kind) for kind in product_kinds(held)}
    ranked = sorted(((n, kind) for kind, n in numbers.items() if n), key=lambda pair: -pair[0])
    total = sum(numbers.values())
    reference = forms.referred(facts, forms.PRODUCTS)
    if not total:
        text = (
            f"Trong kỳ, {facts.we} đã ghi {told_of(held)} mục sản phẩm truyền thông, chưa thống kê số lượng{reference}."
        )
        return [text, *_broadcasts(facts)]
    named = [
        f"{lower(label(kind)) or 'chưa phân loại'}: {told(n, [one for one in held if one.type == kind])}"
        for n, kind in ranked[:MOST_NAMED]
    ]
    more = f"; {counted(len(ranked) - MOST_NAMED)} loại khác" if len(ranked) > MOST_NAMED else ""
    text = f"Trong kỳ, {facts.we} đã xây dựng, đăng tải {told(total, held)} sản phẩm truyền thông ({'; '.join(named)}{more})"
    if views := sum(one.views or 0 for one in held):
        text += f", với {told(views, [one for one in held if one.views])} lượt xem, tiếp cận"
    return [f"{text}{reference}.", *_broadcasts(facts)]


def _broadcasts(facts: Facts) -> list[str]:
    """The loudspeakers: programmes, broadcasts, minutes, languages."""
    aired = broadcasts_of(facts.logbook.products)
    if not aired:
        return []
    times = sum(one.broadcasts or 0 for one in aired)
    minutes = decimal_total(one.minutes_on_air for one in aired)
    text = f"Hệ thống loa truyền thanh đã phát {told_of(aired)} bài, chương trình"
    text += f" với {told(times, aired)} lượt phát" if times else ""
    text += f", tổng thời lượng {minutes} phút" if minutes and minutes != "0" else ""
    spoken = [_in_language(code, aired) for code in languages_of(aired) if code]
    text += f"; phát bằng {listed(spoken)}" if spoken else ""
    return [f"{text}{forms.referred(facts, forms.BROADCASTS)}."]


def _in_language(code: str, aired: Iterable[Product]) -> str:
    number = told_of([one for one in aired if one.language == code])
    name = load_catalogue().label(code).split(" (")[0]  # without the catalogue's explanation
    return f"{lower(name)} ({number} bài, chương trình)"


# --- II.5 – II.7 -------------------------------------------------------------------------------------------------------


def cases(facts: Facts, subject: str) -> str:
    """II.5: cases of false information found and closed; empty where there was none. `subject` begins the sentence."""
    held = facts.logbook.opinions
    if not held:
        return ""
    closed = [one for one in held if one.closed is not None and one.closed <= facts.period.end]
    text = f"{subject} phát hiện {told_of(held)} trường hợp dư luận, thông tin sai lệch"
    if len(closed) == len(held):
        text += ", đã xử lý xong" + (" toàn bộ" if len(closed) > 1 else "")
    elif closed:
        left = [one for one in held if one not in closed]
        text += f", đã xử lý xong {told_of(closed)}, đang xử lý {told_of(left)}"
    else:
        text += ", đang xử lý"
    measures = of.used(code for one in held for code in dict.fromkeys(one.measures))
    if measures:
        ways = [
            f"{lower(load_catalogue().label(code))} ({told(number, [one for one in held if code in one.measures])} trường hợp)"
            for code, number in measures
        ]
        text += f"; biện pháp: {listed(ways)}"
    return f"{text}{forms.referred(facts, forms.OPINIONS)}."


def honoured(facts: Facts, subject: str) -> str:
    """II.6: models found, collectives and individuals honoured, by level; empty where there was nothing."""
    held = facts.logbook.commendations
    if not held:
        return ""
    one = facts.indicator("MT30.6")
    found = [count for code in (MODEL, COLLECTIVE, PERSON, EVENT) for count in one.counts if count.code == code]
    found += [count for count in one.counts if count not in found]
    words = [
        f"{told(count.number, [each for each in held if (each.type or '') == count.code])} "
        f"{_HONOURED.get(count.code, count.words)}"
        for count in found
        if count.number
    ]
    text = f"{subject} ghi nhận {listed(words)}"
    if levels := of.used(each.level for each in held if each.level):
        ranked = [
            f"{lower(load_catalogue().label(level))}: {told(number, [each for each in held if each.level == level])}"
            for level, number in levels
        ]
        text += f" ({'; '.join(ranked)})"
    if published := [each for each in held if each.published]:
        text += f"; {told_of(published)} trường hợp đã được đăng tải, nhân rộng"
    return f"{text}{forms.referred(facts, forms.COMMENDATIONS)}."


_HONOURED = {
    MODEL: "mô hình hay, cách làm sáng tạo, sáng kiến",
    COLLECTIVE: "tập thể điển hình",
    PERSON: "cá nhân điển hình",
    EVENT: "hoạt động tôn vinh, khen thưởng",
}


def budget(facts: Facts) -> list[str]:
    """II.7: estimate and spending of the budget year, and by source; by purpose only the form tells."""
    lines = facts.logbook.budget
    planned, paid = estimated(lines), spent(lines)
    text = (
        f"Năm {facts.year}, dự toán kinh phí truyền thông là {amount(planned, [line for line in lines if line.estimate])} đồng; "
        if planned
        else ""
    )
    text += f"kinh phí đã thực hiện là {amount(paid, [line for line in lines if line.spent])} đồng (bằng chữ: {money_in_words(paid)})"
    text += f", đạt {share_spent(lines)}% dự toán" if planned else ""
    first = f"{capital(text)}{forms.referred(facts, forms.BUDGET)}."
    groups = [(code, [line for line in lines if source_of(line) == code]) for code in (*codes("nguon_kinh_phi"), OTHER)]
    by_source = [_share(code, group) for code, group in groups if spent(group)]
    return [first, f"Theo nguồn kinh phí: {'; '.join(by_source)}."] if by_source else [first]


def _share(source: str, lines: Sequence[BudgetLine]) -> str:
    name = lower(load_catalogue().label(source)).split(" (")[0] or "nguồn khác"
    return f"{name}: {amount(spent(lines), [line for line in lines if line.spent])} đồng"
