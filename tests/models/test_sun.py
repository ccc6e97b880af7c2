"""The sun over Stockholm, against an almanac (times computed with an independent program, local time)."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from fieldlog.models.sun import is_night, sun

STOCKHOLM = ZoneInfo("Europe/Stockholm")
ALMANAC = [
    ("2026-01-01", "08:44", "14:58"),
    ("2026-03-20", "05:50", "18:01"),
    ("2026-03-29", "06:23", "19:22"),
    ("2026-06-21", "03:31", "22:07"),
    ("2026-08-22", "05:21", "20:18"),
    ("2026-10-24", "07:47", "17:15"),
    ("2026-10-25", "06:49", "16:12"),
    ("2026-11-20", "07:53", "15:12"),
    ("2026-12-21", "08:43", "14:47"),
    ("2031-05-01", "04:50", "20:41"),
]


@pytest.mark.parametrize(("day", "up", "down"), ALMANAC)
def test_the_sun_keeps_to_the_almanac_within_three_minutes(day: str, up: str, down: str) -> None:
    today = sun(date.fromisoformat(day))

    assert today is not None
    assert abs(today.up - datetime.fromisoformat(f"{day}T{up}").replace(tzinfo=STOCKHOLM)) < timedelta(minutes=3)
    assert abs(today.down - datetime.fromisoformat(f"{day}T{down}").replace(tzinfo=STOCKHOLM)) < timedelta(minutes=3)


def test_night_falls_in_november_before_the_shift_begins() -> None:
    assert is_night(datetime(2026, 11, 20, 15, 45, tzinfo=STOCKHOLM))
    assert not is_night(datetime(2026, 11, 20, 14, 45, tzinfo=STOCKHOLM))


def test_a_midsummer_evening_is_day() -> None:
    assert not is_night(datetime(2026, 6, 19, 21, 30, tzinfo=STOCKHOLM))


def test_in_the_far_north_the_sun_neither_sets_in_june_nor_rises_in_december() -> None:
    kiruna = (67.8558, 20.2253)

    assert sun(date(2026, 6, 21), kiruna) is None
    assert not is_night(datetime(2026, 6, 21, 0, tzinfo=STOCKHOLM), kiruna)
    assert is_night(datetime(2026, 12, 21, 12, tzinfo=STOCKHOLM), kiruna)
