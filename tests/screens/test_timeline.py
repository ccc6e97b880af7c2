"""Rows of the timeline: what has room for twelve cells, and the hour that comes twice."""

from datetime import datetime, timedelta

import pytest

from fieldlog.logbook import observations
from fieldlog.logbook.log import Log
from fieldlog.models.moment import STOCKHOLM
from fieldlog.screens.timeline import ages_in_short
from tests.conftest import FRIDAY
from tests.screens.conftest import Opened, picture, until


@pytest.mark.parametrize(
    ("ages", "short"),
    [
        ((), ""),
        (("18-20",), "18-20"),
        (("18-20", "21-24"), "18-24"),
        (("<15", "15-17"), "<18"),
        (("25-64", "65+"), "25+"),
        (("15-17", "21-24"), "15-17,21-24"),
        (("<15", "15-17", "18-20", "21-24", "25-64", "65+"), "0+"),
        (("18-20", "21-24", "okänd"), "18-24,okänd"),
    ],
)
def test_ages_side_by_side_are_one_span(ages: tuple[str, ...], short: str) -> None:
    assert ages_in_short(ages) == short


async def test_half_past_two_in_the_night_of_october_is_two_times(opened: Opened, anna: Log) -> None:
    first = datetime(2026, 10, 25, 2, 30, tzinfo=STOCKHOLM)
    for at, words in ((first, "första"), (first.replace(fold=1), "andra")):
        new = observations.new_observation(at=at, category="BL", place="TRP", words={"note": words})
        observations.save(anna, new, first.replace(fold=1) + timedelta(minutes=5))
    async with opened(now=lambda: first.replace(fold=1) + timedelta(minutes=10)) as (program, pilot):
        await until(pilot, lambda: "andra" in picture(program))
        rows = picture(program).splitlines()

    assert [row.split()[0] for row in rows if "TRP" in row] == ["02:30+02", "02:30+01"]
    assert {len(row) for row in rows} == {80}


async def test_a_clock_behind_the_log_is_said_at_the_start(opened: Opened, anna: Log) -> None:
    observations.save(anna, observations.new_observation(at=FRIDAY, category="TL", place="PLA"), FRIDAY)
    async with opened(now=lambda: FRIDAY - timedelta(hours=3)) as (program, pilot):
        await until(pilot, lambda: any("Klockan går efter" in each.message for each in program._notifications))
