"""Generated sentences in the unit's own words: found again when figures change, given back, never without a reason."""

from __future__ import annotations

import pytest

from desktop.errors import UserError
from desktop.models.database import Database
from desktop.models.entry import report_of
from desktop.reports.document import Paragraph, Source
from desktop.reports.rewriting import give_back, rewrite
from tests.reports.filling import activity, made, store
from tests.reports.samples import UNIT


def sentence(database: Database, key: str = "II.2") -> Paragraph:
    return next(each for each in made(database).sections if each.key == key).paragraphs[0]


def say(database: Database, text: str = "Hai buổi <b>.", reason: str = "Cho gọn.") -> None:
    now = sentence(database)
    generated = now.rewriting.generated if now.rewriting else now.text
    with database.transaction() as session:
        rewrite(session, report_of(session, UNIT, 2026), "II.2", generated, text, reason, "Lò Thị Mai")


def kept(database: Database) -> list[str]:
    with database.transaction() as session:
        return [one["text"] for one in report_of(session, UNIT, 2026).rewritten]


def test_the_units_words_stand_in_the_sentences_place_until_they_are_given_back(school: Database) -> None:
    store(school, activity(), activity())
    generated = sentence(school).text
    say(school)
    now = sentence(school)
    assert (now.text, now.source) == ("Hai buổi <b>.", Source.USER)
    assert now.rewriting is not None
    assert (now.rewriting.generated, now.rewriting.reason, now.rewriting.stale) == (generated, "Cho gọn.", False)
    with school.transaction() as session:
        give_back(session, report_of(session, UNIT, 2026), "II.2", generated)
    assert sentence(school) == Paragraph(generated)


def test_a_change_of_figures_makes_it_stale_and_saying_it_anew_replaces_it(school: Database) -> None:
    store(school, activity(), activity())
    say(school)
    store(school, activity())
    now = sentence(school)
    assert now.rewriting is not None
    assert now.rewriting.stale
    assert "03" in now.rewriting.generated
    assert "02" in now.rewriting.before
    say(school, "Ba buổi.", "Số mới.")
    assert kept(school) == ["Ba buổi."]
    again = sentence(school)
    assert again.rewriting is not None
    assert not again.rewriting.stale
    store(school, activity())
    stale = sentence(school).rewriting
    assert stale is not None
    with school.transaction() as session:
        give_back(session, report_of(session, UNIT, 2026), "II.2", stale.generated)
    assert kept(school) == []


@pytest.mark.parametrize(("text", "reason"), [("Hai buổi.", "  "), (" ", "Cho gọn."), ("a" * 100_000, "Cho gọn.")])
def test_no_sentence_is_changed_without_words_or_a_reason(school: Database, text: str, reason: str) -> None:
    store(school, activity())
    with pytest.raises(UserError):
        say(school, text, reason)
    assert kept(school) == []


def test_words_whose_sentence_is_gone_are_kept_and_not_printed(school: Database) -> None:
    store(school, activity())
    with school.transaction() as session:
        issued = report_of(session, UNIT, 2026)
        rewrite(session, issued, "II.2", "Một câu không còn nữa về việc khác hẳn.", "Lời cũ.", "Cho gọn.", "")
    assert sentence(school).rewriting is None
    assert kept(school) == ["Lời cũ."]
