"""A warning reaches everybody, points at nobody, and ends by itself."""

from datetime import timedelta

import pytest

from fieldlog.logbook.log import Log
from fieldlog.logbook.verifying import verify
from fieldlog.logbook.warnings import in_force, take_back, warn, warn_with
from fieldlog.models.moment import written
from fieldlog.models.refusal import NotFound, RuleBroken
from tests.conftest import FRIDAY
from tests.proof.rich import Stranger, receive

HOUR = timedelta(hours=1)


def test_annas_warning_holds_until_the_operational_day_is_over(anna: Log) -> None:
    warn(anna, "brk", "gå inte ensam", FRIDAY, spot="bron")

    [warning] = in_force(anna, FRIDAY + HOUR)
    assert (warning.org, warning.place, warning.spot, warning.text) == ("OVB", "BRK", "bron", "gå inte ensam")
    assert f"{warning.until.astimezone(FRIDAY.tzinfo):%H:%M}" == "06:00"
    assert in_force(anna, warning.until) == ()
    assert verify(anna).fault is None


def test_anna_takes_her_warning_back_and_nobody_elses(anna: Log) -> None:
    kim = Stranger("FA-07", "NIS")
    theirs = kim.write(
        "warning", {"at": written(FRIDAY), "until": written(FRIDAY + HOUR), "place": "SGG", "text": "gå två"}
    )
    receive(anna, kim.entries)
    mine = warn(anna, "BRK", "gå inte ensam", FRIDAY)

    take_back(anna, mine, FRIDAY)

    assert [warning.org for warning in in_force(anna, FRIDAY)] == ["NIS"]
    with pytest.raises(NotFound):
        take_back(anna, theirs.fields.id, FRIDAY)


def test_a_warning_that_somebody_else_takes_back_still_holds(anna: Log) -> None:
    mine = warn(anna, "BRK", "gå inte ensam", FRIDAY)
    kim = Stranger("FA-07", "NIS")
    kim.write("withdraw", {"reason": "given"}, target=mine, base=(mine,))
    receive(anna, kim.entries)

    assert len(in_force(anna, FRIDAY)) == 1


def test_a_warning_that_another_program_gave_for_a_year_ends_after_a_week(anna: Log) -> None:
    kim = Stranger("FA-07", "NIS")
    kim.write("warning", {"at": written(FRIDAY), "until": written(FRIDAY + 365 * 24 * HOUR), "text": "gå två"})
    receive(anna, kim.entries)

    assert in_force(anna, FRIDAY + timedelta(days=6))
    assert not in_force(anna, FRIDAY + timedelta(days=7))


@pytest.mark.parametrize("core", [{}, {"text": 4}, {"text": "x", "until": "snart"}, {"text": ["x"], "at": None}])
def test_what_another_program_calls_a_warning_never_stops_the_list(anna: Log, core: dict[str, object]) -> None:
    kim = Stranger("FA-07", "NIS")
    kim.write("warning", core)
    receive(anna, kim.entries)

    assert in_force(anna, FRIDAY) == ()


@pytest.mark.parametrize(
    ("place", "text", "until"),
    [
        ("XYZ", "gå inte ensam", None),
        ("", "gå inte ensam", None),
        ("BRK", "   ", None),
        ("BRK", "x" * 121, None),
        ("BRK", "mannen heter Kalle Svensson, gå undan", None),
        ("BRK", "ring 070-174 06 05", None),
        ("BRK", "gå inte ensam", -HOUR),
        ("BRK", "gå inte ensam", timedelta(days=8)),
    ],
)
def test_a_warning_without_a_place_without_words_or_about_a_person_is_refused(
    anna: Log, place: str, text: str, until: timedelta | None
) -> None:
    with pytest.raises(RuleBroken):
        warn(anna, place, text, FRIDAY, until=FRIDAY + until if until else None)
    assert in_force(anna, FRIDAY) == ()


@pytest.mark.parametrize(
    ("line", "place", "text", "ends"),
    [
        ("brk kniv 20:10, gå inte ensam", "BRK", "kniv 20:10, gå inte ensam", "21 06:00"),
        ("plattan gå två till 23", "PLA", "gå två till 23", "20 23:00"),
        ("SGG ingen radio på plan -3 3 dygn", "SGG", "ingen radio på plan -3 3 dygn", "23 21:52"),
        ("gå två vid trappan till 01.30", "TRP", "gå två vid trappan till 01.30", "21 01:30"),
    ],
)
def test_anna_warns_in_one_line(anna: Log, line: str, place: str, text: str, ends: str) -> None:
    now = FRIDAY.replace(hour=21, minute=52)

    warn_with(anna, line, now)

    [warning] = in_force(anna, now)
    assert (warning.place, warning.text) == (place, text)
    assert f"{warning.until.astimezone(now.tzinfo):%d %H:%M}" == ends
