"""Finding: words however they are spelled, any sign typed, and every filter alone or together."""

import unicodedata
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fieldlog.line.abbreviations import ABBREVIATIONS
from fieldlog.logbook import amendments, finding, observations
from fieldlog.logbook.finding import Filter
from fieldlog.logbook.log import Log
from tests.conftest import FRIDAY


def observed(log: Log, note: str, minutes: int = 5, **values: Any) -> str:
    values = {"category": "OS", "place": "PLA", "persons": "2-4"} | values
    new = observations.new_observation(at=FRIDAY - timedelta(minutes=minutes), words={"note": note}, **values)
    return observations.save(log, new, FRIDAY)


def ids(log: Log, **wanted: Any) -> list[str]:
    found = [row.id for row in finding.page(log, Filter(**wanted))]
    assert finding.count(log, Filter(**wanted)) == len(found)
    return found


@pytest.mark.parametrize(
    "text",
    [
        "släckt",
        "slackt",
        "SLÄCKT",
        unicodedata.normalize("NFD", "släckt"),
        "släck",
        "lampa släckt",
        '"släckt"',
        "-släckt*",
    ],
)
def test_a_word_is_found_however_it_is_spelled(anna: Log, text: str) -> None:
    id_ = observed(anna, "en släckt lampa vid trappan")
    observed(anna, "något annat")

    assert ids(anna, text=text) == [id_]


def test_an_abbreviation_finds_its_word_and_a_word_its_abbreviation(anna: Log) -> None:
    short, long_ = next((short, long_) for short, long_ in ABBREVIATIONS.items() if long_.isalpha() and short.isalpha())
    one, other = observed(anna, f"de {long_} sedan"), observed(anna, f"de {short} sedan")

    assert set(ids(anna, text=f"{short} sedan")) == set(ids(anna, text=f"{long_} sedan")) == {one, other}


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(max_size=30) | st.text(alphabet="\"'*()-:^{}[]+.,;NEAR ANDORT åäö\x00", max_size=20))
def test_no_sign_in_a_search_is_an_error(anna: Log, text: str) -> None:
    for ask in (finding.page, finding.count, finding.oldest):
        ask(anna, Filter(text=text))
    assert list(finding.everything(anna, Filter(text=text))) == list(finding.everything(anna, Filter(text=text)))
    finding.nearest_words(anna, text)


def test_signs_alone_find_nothing_and_are_no_error(anna: Log) -> None:
    observed(anna, "något")

    assert finding.page(anna, Filter(text="!!!")) == []
    assert list(finding.everything(anna, Filter(text="!!!"))) == []


def test_every_filter_finds_what_it_says_and_together_they_narrow(anna: Log, on_shift: str) -> None:
    plan = observed(anna, "a", 60, severity=3, shift=on_shift)
    stairs = observed(anna, "b", 30, place="TRP", category="TO", severity=1)
    zone = anna.vocabulary.places["TRP"].zone

    assert ids(anna) == [stairs, plan]
    assert ids(anna, place="TRP") == ids(anna, category="TO") == ids(anna, family="T") == [stairs]
    assert stairs in ids(anna, zone=zone)
    assert ids(anna, severity=2) == ids(anna, severity=3) == ids(anna, shift=on_shift) == [plan]
    assert ids(anna, text="a", shift=on_shift) == [plan]
    assert ids(anna, text="b", shift=on_shift) == []
    assert finding.count(anna, Filter(text="a", shift=on_shift)) == 1
    assert ids(anna, since=FRIDAY - timedelta(minutes=40)) == [stairs]
    assert ids(anna, until=FRIDAY - timedelta(minutes=40)) == [plan]
    assert ids(anna, author="OV-12", state="saved", severity=1) == [stairs, plan]
    assert ids(anna, place="PLA", severity=4) == ids(anna, author="OV-99") == ids(anna, class_="C") == []


def test_what_was_undone_is_in_no_list_and_what_was_withdrawn_says_so(anna: Log) -> None:
    one, other = observed(anna, "ett"), observed(anna, "två")
    amendments.undo(anna, one, FRIDAY)
    amendments.withdraw(anna, other, FRIDAY, reason="fel")

    assert ids(anna) == ids(anna, state="withdrawn") == [other]
    assert ids(anna, text="ett") == []


def test_pages_oldest_and_everything_tell_the_same_rows(anna: Log) -> None:
    made = [observed(anna, f"nummer {number}", 100 - number) for number in range(25)]

    pages = [row.id for start in range(0, 25, 10) for row in finding.page(anna, Filter(), offset=start, limit=10)]
    assert pages[::-1] == made
    assert [row.id for row in finding.oldest(anna, Filter())] == made
    assert [row.id for row in finding.everything(anna, Filter())] == made


def test_the_nearest_words_are_offered(anna: Log) -> None:
    observed(anna, "vid trappan")

    assert finding.nearest_words(anna, "trapan") == [("trappan", 1)]
