"""After a grave event its writer is asked once, her yes reaches her supervisor with the event, and nobody else."""

from datetime import datetime, timedelta

import pytest

from fieldlog.logbook import care, observations, shifts
from fieldlog.logbook.glance import Waiting, tonight
from fieldlog.logbook.log import Log
from fieldlog.logbook.night import night as in_short
from fieldlog.models.care import KIND
from fieldlog.models.refusal import NotFound, RuleBroken
from sync.access import TABLE, Matter, Reader, parts_given
from tests.conftest import FRIDAY
from tests.logbook.test_reviews import written_by
from tests.supervising import MORNING, Night

SOON = FRIDAY + timedelta(minutes=15)


def saved(log: Log, category: str, severity: int) -> str:
    with log.store.read() as connection:
        shift: str = connection.exec_driver_sql("SELECT shift FROM open_shift").scalar_one()
    new = observations.new_observation(
        shift=shift, at=FRIDAY, category=category, place="KSK", severity=severity, words={"note": "vid trappan"}
    )
    return observations.save(log, new, FRIDAY)


def asked(log: Log, now: datetime) -> list[Waiting]:
    with log.store.raw() as connection:
        return [one for one in tonight(connection, log.device, now).waiting if one.kind == "care"]


@pytest.fixture(autouse=True)
def shift(anna: Log) -> None:
    shifts.start(anna, shifts.manning(["OV-14"]), FRIDAY)


@pytest.mark.parametrize(("category", "severity", "is_asked"), [("OD", 4, True), ("PS", 2, True), ("NH", 3, False)])
def test_anna_is_asked_after_what_was_grave_or_against_the_staff(
    anna: Log, category: str, severity: int, is_asked: bool
) -> None:
    seen = saved(anna, category, severity)

    assert asked(anna, FRIDAY + timedelta(minutes=2)) == []
    assert [one.id for one in asked(anna, SOON)] == [seen] * is_asked
    assert asked(anna, FRIDAY + timedelta(days=4)) == []


def test_her_yes_is_one_entry_without_a_word_and_she_is_not_asked_again(anna: Log) -> None:
    seen = saved(anna, "OD", 4)

    care.answer(anna, seen, "yes", SOON)
    care.answer(anna, seen, "yes", SOON)

    [entry] = written_by(anna, KIND)
    assert (entry.fields.target, entry.facts("core"), set(entry.parts)) == (seen, {"answer": "yes"}, {"core"})
    assert asked(anna, SOON) == []


def test_her_no_is_written_nowhere_but_on_her_laptop(anna: Log) -> None:
    seen = saved(anna, "OD", 4)

    care.answer(anna, seen, "no", SOON)

    assert written_by(anna, KIND) == []
    assert asked(anna, SOON + timedelta(days=1)) == []


def test_later_asks_again_after_twelve_hours(anna: Log) -> None:
    seen = saved(anna, "OD", 4)

    care.answer(anna, seen, "later", SOON)

    assert written_by(anna, KIND) == []
    assert asked(anna, SOON + timedelta(hours=11)) == []
    assert [one.id for one in asked(anna, SOON + timedelta(hours=12))] == [seen]


def test_only_her_own_and_only_the_three_answers(anna: Log) -> None:
    seen = saved(anna, "OD", 4)

    with pytest.raises(RuleBroken):
        care.answer(anna, seen, "perhaps", SOON)
    with pytest.raises(NotFound):
        care.answer(anna, "0193a5b0-0003-7000-8000-000000000003", "yes", SOON)


@pytest.mark.parametrize("role", sorted(TABLE))
@pytest.mark.parametrize("secrecy", ["A", "B", "C"])
def test_a_wish_is_given_to_her_supervisor_and_to_nobody_else(role: str, secrecy: str) -> None:
    matter = Matter("OVB", "OV-12", "observation", secrecy, "A", safety=True, shown=frozenset({"core", "words"}))

    assert bool(parts_given(Reader("OVB", "OV-99", role), matter, KIND)) == (role == "gl")
    assert parts_given(Reader("SOC", "SO-01", role), matter, KIND) is None
    assert parts_given(Reader("OVB", "OV-12", "ov"), matter, KIND)


def test_the_night_in_short_says_that_a_shift_was_hard_and_who_wishes_is_said_by_the_event(
    eva: Log, night: Night
) -> None:
    seen = night.see("kniv", 4, severity=4)
    night.arrive()
    [part] = in_short(eva, [night.shift], MORNING)
    assert (part.grave, part.wished) == (True, ())

    night.writer.write(KIND, {"answer": "yes"}, target=seen)
    stranger = Night(eva, "OV-31")
    stranger.writer.write(KIND, {"answer": "yes"}, target=stranger.see("lugnt", 2, severity=0))
    foreign = stranger.see("ett annat", 3)
    stranger.arrive()
    night.writer.write(KIND, {"answer": "yes"}, target=foreign)
    night.arrive()

    wished = {hit.seen.id for part in in_short(eva, [], MORNING) for hit in part.wished}
    assert seen in wished
    assert foreign not in wished
    assert in_short(eva, [], MORNING + timedelta(days=9)) == ()


def test_a_quiet_night_says_nothing_of_it(eva: Log, night: Night) -> None:
    night.see("två langar öppet", 4, severity=3)
    night.arrive()

    [part] = in_short(eva, [night.shift], MORNING)

    assert (part.grave, part.wished) == (False, ())
