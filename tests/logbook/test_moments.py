"""Times as people's files have them: read the same way whenever the file is imported, or refused with a reason."""

from contextlib import suppress
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldlog.logbook.moments import AHEAD, Unreadable, read_time
from fieldlog.models.moment import STOCKHOLM, written
from tests.conftest import FRIDAY


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2026-08-22 8:13:44 +02:00", "2026-08-22T08:13:44.000+02:00"),
        ("2026-08-22T08:13:44.1239Z", "2026-08-22T10:13:44.123+02:00"),
        ("2026-08-22 08:13", "2026-08-22T08:13:00.000+02:00"),
        ("2026-08-22 8.13", "2026-08-22T08:13:00.000+02:00"),
        ("2026/08/22 8:13", "2026-08-22T08:13:00.000+02:00"),
        ("20260822 0813", "2026-08-22T08:13:00.000+02:00"),
        ("22/8 8.13", "2026-08-22T08:13:00.000+02:00"),
        ("22/12 8.13", "2025-12-22T08:13:00.000+01:00"),
        ("22/8 2025 kl 8.13", "2025-08-22T08:13:00.000+02:00"),
        ("22.8.2025 8:13", "2025-08-22T08:13:00.000+02:00"),
        ("den 2 maj kl. 9", "2026-05-02T09:00:00.000+02:00"),
        ("22 augusti 17.59", "2026-08-22T17:59:00.000+02:00"),
        ("29/2 12.00", "2024-02-29T12:00:00.000+01:00"),
        ("2026-08-22", "2026-08-22T06:00:00.000+02:00"),
    ],
)
def test_a_time_is_read_as_it_was_meant(said: str, meant: str) -> None:
    assert written(read_time(said, FRIDAY)) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2026-03-29 02:30", "2026-03-29T03:30:00.000+02:00"),
        ("2026-10-25 02:30", "2026-10-25T02:30:00.000+02:00"),
        ("2026-10-25 02:30 +01:00", "2026-10-25T02:30:00.000+01:00"),
    ],
    ids=["never came: an hour on", "came twice: the first", "came twice: the one that is named"],
)
def test_the_nights_when_the_clocks_change_are_decided(said: str, meant: str) -> None:
    assert written(read_time(said, FRIDAY)) == meant


UNREADABLE = "|nyss|8:13|46256.5|22/8 2013|2026-13-01|31/2 8.00|2026-08-22 25:00|0001-01-01 00:00".split("|")


@pytest.mark.parametrize("said", UNREADABLE)
def test_what_cannot_be_read_is_refused_not_guessed(said: str) -> None:
    with pytest.raises(Unreadable, match="2026-08-22 21:47"):
        read_time(said, FRIDAY)


def test_what_lies_ahead_is_refused() -> None:
    with pytest.raises(Unreadable, match="framtiden"):
        read_time("2026-11-20 21:54", FRIDAY)


@given(st.text(max_size=30))
def test_no_text_does_more_than_be_refused(said: str) -> None:
    with suppress(Unreadable):
        assert read_time(said, FRIDAY) <= FRIDAY + AHEAD


@given(st.datetimes(datetime(1900, 1, 2), datetime(2026, 11, 1), timezones=st.just(STOCKHOLM), allow_imaginary=False))
def test_what_an_entry_says_is_read_back(moment: datetime) -> None:
    assert written(read_time(written(moment), FRIDAY)) == written(moment)
