"""What the guided form asks, in which order, and how long ago a decision was."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldlog.models.completeness import missing
from fieldlog.models.moment import STOCKHOLM, clock
from fieldlog.models.questions import (
    CARE,
    actions_for,
    classes_from,
    lacking,
    minutes_since,
    moment_of,
    order,
)
from fieldlog.models.vocabulary import vocabulary
from fieldlog.models.worker import may_record

WORDS = vocabulary()
CODES = st.sampled_from(sorted(WORDS.categories))
ACTIONS = st.lists(st.sampled_from(sorted(WORDS.actions)), max_size=4, unique=True)
LAWS = st.sampled_from([None, *WORDS.fields["atgard_lagrum"].values])


@given(CODES, ACTIONS, LAWS)
def test_whatever_is_missing_is_asked(category: str, actions: list[str], law: str | None) -> None:
    fields = {"atgard_lagrum": law} if law else {}

    asked = order(category, fields, actions, WORDS)

    assert set(missing(category, None, actions, fields, WORDS)) <= set(asked)
    assert len(asked) == len(set(asked))


def test_a_young_person_is_first_asked_about_the_report_of_concern() -> None:
    assert order("UR", {}, [], WORDS)[0] == CARE


def test_custody_asks_for_consciousness_and_handover_before_the_rest() -> None:
    asked = order("IN", {"atgard_lagrum": "LOB 1 §"}, ["LOB"], WORDS)

    assert asked[:6] == ["atgard_lagrum", "grund", "medvetande", "overlamnad_till", "overlamnad_kl", "vald"]


def test_a_person_turned_away_is_handed_over_to_nobody() -> None:
    asked = order("IN", {"atgard_lagrum": "PL 13 §"}, ["AVV"], WORDS)

    assert "overlamnad_till" not in asked
    assert asked[:3] == ["atgard_lagrum", "actions", "grund"]


def test_the_form_asks_what_else_happened_although_the_store_does_not() -> None:
    given_ = {"atgard_lagrum": "PL 13 §", "beslut_av": "OV-12", "beslut_kl": "22:10", "grund": "bråk"}
    fields = given_ | {"deltog": ["OV-14"], "ingrep_kl": "22:10"}

    assert missing("IN", "VAS", [], fields, WORDS) == ()
    assert lacking("IN", "VAS", [], fields, WORDS) == ("ovrigt",)


@given(CODES, st.sampled_from(["ov", "soc", "falt"]))
def test_a_role_is_offered_only_what_it_may_record(category: str, role: str) -> None:
    assert all(may_record(role, WORDS.actions[code].who) for code in actions_for(category, role, WORDS))


@pytest.mark.parametrize(("category", "classes"), [("OF", "ABC"), ("NH", "BC"), ("OD", "C"), (None, "BC")])
def test_a_class_can_be_raised_and_never_lowered(category: str | None, classes: str) -> None:
    assert classes_from(category, WORDS) == tuple(classes)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)), st.integers(0, 23 * 60))
def test_a_decision_of_the_last_hours_is_as_old_as_it_is(naive: datetime, ago: int) -> None:
    now = naive.replace(tzinfo=STOCKHOLM, second=0, microsecond=0)
    begun = datetime.fromtimestamp(now.timestamp() - ago * 60, STOCKHOLM)
    if begun.utcoffset() == now.utcoffset():
        assert minutes_since(clock(begun)[:5], now) == ago


def test_the_hour_that_comes_twice_is_the_one_that_has_passed() -> None:
    second_time = datetime(2026, 10, 25, 2, 10, tzinfo=STOCKHOLM, fold=1)

    assert minutes_since("02:50", second_time) == 20
    assert moment_of("02:05", second_time).timestamp() == second_time.timestamp() - 300


def test_the_clock_stops_at_the_handover() -> None:
    now = datetime(2026, 11, 21, 0, 5, tzinfo=STOCKHOLM)

    assert minutes_since("23:50", now + timedelta(hours=2), "00:02") == 12


def test_a_clock_with_its_offset_is_the_coming_it_names() -> None:
    now = datetime(2026, 10, 25, 3, 10, tzinfo=STOCKHOLM)

    assert [minutes_since(clock, now) for clock in ("02:30+02", "02:30+01", "02:30")] == [100, 40, 40]


def test_a_clock_that_has_not_come_yet_or_has_an_offset_of_another_season_is_still_a_time() -> None:
    first_time = datetime(2026, 10, 25, 2, 40, tzinfo=STOCKHOLM, fold=0)

    assert minutes_since("02:30+01", first_time) == 0
    assert minutes_since("21:00+02", datetime(2026, 11, 20, 21, 30, tzinfo=STOCKHOLM)) == 30
