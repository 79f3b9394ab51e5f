"""Every figure of a report under a stable code: what the Department compares, and what two editions differ in.

A figure that a form shows is here; what is not recorded has no figure of its own, so that absence and zero stay apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal

from desktop.models.catalogue import load_catalogue
from desktop.models.duty import DONE
from desktop.reports import facts as of
from desktop.reports.budget_form import estimated, purpose_of, source_of, spent
from desktop.reports.case_forms import criteria
from desktop.reports.counted_targets import product_kinds
from desktop.reports.document import Figure
from desktop.reports.facts import Facts
from desktop.reports.measure import Sort
from desktop.reports.product_forms import broadcasts_of, languages_of, length_of


def figures(facts: Facts) -> tuple[Figure, ...]:
    """All of them, in the order of the forms."""
    return (
        *_targets(facts),
        *_activities(facts),
        *_products(facts),
        *_budget(facts),
        *_cases(facts),
        *_duties(facts),
        *_crossed(facts),
    )


def _targets(facts: Facts) -> Iterator[Figure]:
    for one in facts.indicators:
        if one.sort is Sort.RATIO:
            yield Figure(one.code, one.numerator, one.denominator)
        elif one.sort is not Sort.GRADE:
            yield Figure(one.code, one.numerator)
            yield from (Figure(f"{one.code}.{count.code}", count.number) for count in one.counts if count.number)
        elif one.met is not None:
            yield Figure(one.code, int(one.met), 1)


def _activities(facts: Facts) -> Iterator[Figure]:
    held = facts.activities
    yield Figure("HD", len(held))
    yield Figure("HD.LONG_GHEP", of.integrated(held))
    yield Figure("HD.LUOT_NGUOI", of.attendance(held))
    for topic in of.topics_told(held):
        yield Figure(f"HD.{topic.code}", sum(of.topic_of(activity) == topic.code for activity in held))
    for channel in of.channels_told(held):
        yield Figure(f"HD.{channel.code}", sum(of.channel_of(activity) == channel.code for activity in held))
    yield Figure("BD", len(facts.courses))
    yield Figure("BD.NGUOI", sum(of.course_people(course) for course in facts.courses))


def _products(facts: Facts) -> Iterator[Figure]:
    held = facts.logbook.products
    if held:
        yield Figure("SP", sum(one.quantity or 0 for one in held))
        yield Figure("SP.LUOT_XEM", sum(one.views or 0 for one in held))
    aired = broadcasts_of(held)
    for code in languages_of(aired):
        spoken = [one for one in aired if (one.language or "") == code]
        name = f"PT.{code or 'CHUA_GHI'}"
        yield Figure(name, len(spoken))
        yield Figure(f"{name}.LUOT", sum(one.broadcasts or 0 for one in spoken))
        yield Figure(f"{name}.PHUT", _rounded([one.minutes_on_air for one in spoken]))


def _rounded(numbers: Sequence[Decimal | None]) -> int:
    return int(sum((n for n in numbers if n is not None), Decimal(0)).quantize(Decimal(1), ROUND_HALF_UP))


def _budget(facts: Facts) -> Iterator[Figure]:
    lines = facts.logbook.budget
    if not lines:
        yield Figure("KP.CHI", of.spent(facts.activities))
        return
    yield Figure("KP.DU_TOAN", estimated(lines))
    yield Figure("KP.CHI", spent(lines))
    for group in (source_of, purpose_of):
        for code in sorted({group(line) for line in lines}):
            yield Figure(f"KP.{code or 'KHAC'}", spent([line for line in lines if group(line) == code]))


def _cases(facts: Facts) -> Iterator[Figure]:
    if opinions := facts.logbook.opinions:
        closed = sum(one.closed is not None and one.closed <= facts.period.end for one in opinions)
        yield Figure("DL.XONG", closed, len(opinions))
    judged = [facts.logbook.assessments[each.code] for each in criteria() if each.code in facts.logbook.assessments]
    for grade, count in of.used(one.grade for one in judged if one.grade):
        yield Figure(f"TD.{grade}", count, len(criteria()))


def _duties(facts: Facts) -> Iterator[Figure]:
    given = load_catalogue().duties(facts.profile.kind)
    told = [facts.logbook.duties[duty.code] for duty in given if duty.code in facts.logbook.duties]
    if told:
        yield Figure("NV", sum(duty.state == DONE for duty in told), len(given))


def _crossed(facts: Facts) -> Iterator[Figure]:
    """What the Department adds up in its tables TH-04 to TH-06 (domain E.4): topic by channel, product by kind, purpose by source.

    Only what is not zero; `KHAC` is what this catalogue cannot place.
    """
    placed = Counter((of.topic_of(one), of.channel_of(one)) for one in facts.activities)
    for (topic, channel), count in sorted(placed.items()):
        yield Figure(f"HD.{topic or OTHER_CODE}.{channel or OTHER_CODE}", count)
    for topic in sorted({of.topic_of(one) for one in facts.activities}):
        people = of.attendance(one for one in facts.activities if of.topic_of(one) == topic)
        yield from _unless_zero(f"HD.{topic or OTHER_CODE}.LUOT_NGUOI", people)
    for kind in product_kinds(facts.logbook.products):
        held = [one for one in facts.logbook.products if one.type == kind]
        name = f"SP.{kind or OTHER_CODE}"
        yield from _unless_zero(name, sum(one.quantity or 0 for one in held))
        yield from _unless_zero(f"{name}.PHUT", _rounded([length_of(one) for one in held]))
        yield from _unless_zero(f"{name}.LUOT_PHAT", sum(one.broadcasts or 0 for one in held))
        yield from _unless_zero(f"{name}.LUOT_XEM", sum(one.views or 0 for one in held))
    for purpose in sorted({purpose_of(line) for line in facts.logbook.budget}):
        lines = [line for line in facts.logbook.budget if purpose_of(line) == purpose]
        name = f"KP.{purpose or OTHER_CODE}"
        yield from _unless_zero(f"{name}.DU_TOAN", estimated(lines))
        for source in sorted({source_of(line) for line in lines}):
            paid = spent([line for line in lines if source_of(line) == source])
            yield from _unless_zero(f"{name}.{source or OTHER_CODE}", paid)


OTHER_CODE = "KHAC"


def _unless_zero(code: str, value: int) -> Iterator[Figure]:
    if value:
        yield Figure(code, value)
