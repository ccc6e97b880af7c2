"""Times as typed and as spoken: the latest such moment that has passed, also around midnight and when clocks change."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldlog.line import read_line
from fieldlog.models.vocabulary import vocabulary

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def at(text: str, now: datetime) -> datetime | None:
    return read_line(text, now=now, vocabulary=vocabulary()).time


def instant(text: str, now: datetime) -> datetime:
    found = at(text, now)
    assert found is not None
    return found.astimezone(UTC)


def local(day: int, hour: int, minute: int = 0, month: int = 11, fold: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=STOCKHOLM, fold=fold)


@pytest.mark.parametrize(
    ("said", "hour", "minute"),
    [
        ("21:47", 21, 47), ("21.47", 21, 47), ("2147", 21, 47), ("kl 21", 21, 0), ("kl 2147", 21, 47),
        ("halv tio", 21, 30), ("kvart i nio", 20, 45), ("kvart över nio", 21, 15), ("fem över halv nio", 20, 35),
        ("tio i halv tio", 21, 20), ("tjugo i nio", 20, 40), ("20 i 9", 20, 40), ("strax efter nio", 21, 0),
        ("vid nio", 21, 0), ("kl 9", 21, 0), ("kvart över", 22, 15), ("kvart i", 21, 45), ("tjugo i", 21, 40),
        ("-15m", 22, 9), ("för en kvart sen", 22, 9), ("för tio min sen", 22, 14), ("för en timme sen", 21, 24),
        ("nyss", 22, 24), ("half past nine", 21, 30), ("quarter to nine", 20, 45), ("9pm", 21, 0), ("9.15 pm", 21, 15),
        ("half an hour ago", 21, 54), ("15 minutes ago", 22, 9),
    ],
)  # fmt: skip
def test_a_time_at_the_beginning_is_read(said: str, hour: int, minute: int) -> None:
    assert at(f"{said} vf pla", local(20, 22, 24)) == local(20, hour, minute)
    assert at(f"vf pla {said}", local(20, 22, 24)) == local(20, hour, minute)


def test_a_time_keeps_how_it_was_said() -> None:
    reading = read_line("kvart i nio vf pla", now=local(20, 22, 24), vocabulary=vocabulary())
    assert reading.time_text == "kvart i nio"


def test_a_time_later_than_now_was_yesterday() -> None:
    assert at("tl 23:10", local(21, 0, 30)) == local(20, 23, 10)
    assert at("tl 22:25", local(20, 22, 24)) == local(19, 22, 25)


def test_yesterday_is_the_day_before_on_the_calendar_also_after_midnight() -> None:
    assert at("tl igår 23:10", local(21, 0, 30)) == local(20, 23, 10)
    assert at("tl igår 23:10", local(20, 22, 24)) == local(19, 23, 10)
    assert at("tl i går halv tio", local(20, 22, 24)) == local(19, 21, 30)


def test_in_the_night_when_clocks_go_back_it_is_the_later_of_those_that_have_passed() -> None:
    first, second = local(25, 2, 30, month=10, fold=0), local(25, 2, 30, month=10, fold=1)
    before_the_second = datetime(2026, 10, 25, 1, 10, tzinfo=UTC)
    assert instant("tl 02:30", before_the_second) == first.astimezone(UTC)
    assert instant("tl 02:30", local(25, 8, 0, month=10)) == second.astimezone(UTC)


def test_in_the_night_when_clocks_go_forward_a_time_that_never_was_is_the_hour_after() -> None:
    assert at("tl 02:30", local(29, 8, 0, month=3)) == local(29, 3, 30, month=3)


def test_minutes_ago_are_real_minutes_when_clocks_change() -> None:
    now = local(29, 3, 10, month=3)
    assert instant("tl -30m", now) == now.astimezone(UTC) - timedelta(minutes=30)


@pytest.mark.parametrize(
    "line",
    [
        "hon åker hem kl 23",
        "polis kallad 21:02",
        "112 larmat 21.47",
        "felanmält kl 1640",
        "kommer åter imorgon 18:00",
        "sitter vid tre bänkar",
        "tio i garaget",
        "stolpe 2147 är släckt",
    ],
)
def test_times_of_something_else_are_not_the_time_of_the_event(line: str) -> None:
    assert at(line, local(20, 22, 24)) is None


def test_a_time_among_the_words_is_a_guess() -> None:
    reading = read_line("bråk i kön kl 21.15, tre killar", now=local(20, 22, 24), vocabulary=vocabulary())
    assert reading.time == local(20, 21, 15)
    assert "time" in reading.guessed


@given(
    st.datetimes(min_value=datetime(2020, 1, 2), max_value=datetime(2035, 1, 1)),
    st.sampled_from(["00:00", "23:59", "02:30", "kl 9", "halv tre", "kvart över", "igår 02:30", "-1h", "24:00"]),
)
def test_no_time_is_ever_in_the_future_nor_older_than_two_days(moment: datetime, said: str) -> None:
    now = moment.replace(tzinfo=UTC)
    found = at(f"tl pla {said}", now)
    assert found is not None
    assert timedelta(0) <= now - found.astimezone(UTC) <= timedelta(days=2)
