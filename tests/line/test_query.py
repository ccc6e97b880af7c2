"""How a search is read: codes, times and states narrow it, the rest are words."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldlog.line.periods import Period
from fieldlog.line.query import Query, read_query
from fieldlog.models.moment import STOCKHOLM
from fieldlog.models.vocabulary import vocabulary

FRIDAY = datetime(2026, 11, 20, 21, 52, tzinfo=STOCKHOLM)


def read(text: str) -> Query:
    return read_query(text, now=FRIDAY, vocabulary=vocabulary())


def told(text: str) -> dict[str, str | int]:
    return {found.name: found.value for found in read(text).filters if not isinstance(found.value, Period)}


def span(text: str) -> tuple[str, str]:
    period = read(text).value("span")
    assert isinstance(period, Period)
    return tuple(f"{at.astimezone(STOCKHOLM):%d/%m %H:%M}" if at else "" for at in (period.since, period.until))  # type: ignore[return-value]  # two of them


@pytest.mark.parametrize(
    ("text", "filters", "words"),
    [
        ("nh trp sedan igår !!", {"category": "NH", "place": "TRP", "severity": 3}, ""),
        ("langar trp", {"place": "TRP"}, "langar"),
        ("öppen", {"state": "open"}, ""),
        ("öppen dörr", {}, "öppen dörr"),
        ("mitt passet retur", {"author": "", "shift": "", "state": "returned"}, ""),
        ("ov-14 TG", {"author": "OV-14", "zone": "TG"}, ""),
        ("n igår", {"family": "N"}, ""),
        ("hot mot kollega", {}, "hot mot kollega"),
        ("hot", {}, "hot"),
        ("hot igår", {"place": "HOT"}, ""),
        ("langar på plattan", {"place": "PLA"}, "langar"),
        ("'plattan' langar", {}, "plattan langar"),
        ("trp pla", {"place": "TRP"}, "pla"),
        ("stolpe 4471", {}, "stolpe 4471"),
        ("30/2 vecka 99 sedan", {}, "30/2 vecka 99 sedan"),
        ("", {}, ""),
    ],
)
def test_codes_narrow_and_the_rest_are_words(text: str, filters: dict[str, str | int], words: str) -> None:
    assert (told(text), read(text).words) == (filters, words)


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("igår", "19/11 06:00", "20/11 06:00"),
        ("sedan igår", "19/11 06:00", ""),
        ("i kväll", "20/11 06:00", "21/11 06:00"),
        ("fredag", "20/11 06:00", "21/11 06:00"),
        ("sedan måndag till onsdag", "16/11 06:00", "19/11 06:00"),
        ("före 21:30", "", "20/11 21:30"),
        ("sedan 18", "20/11 18:00", ""),
        ("kl 21", "20/11 20:30", "20/11 21:30"),
        ("3 dygn", "17/11 21:52", ""),
        ("12h", "20/11 09:52", ""),
        ("2026-11-18", "18/11 06:00", "19/11 06:00"),
        ("18/11", "18/11 06:00", "19/11 06:00"),
        ("18 nov", "18/11 06:00", "19/11 06:00"),
        ("november", "01/11 06:00", "01/12 06:00"),
        ("vecka 46", "09/11 06:00", "16/11 06:00"),
        ("since yesterday", "19/11 06:00", ""),
    ],
)
def test_spans_are_read_as_operational_days(text: str, since: str, until: str) -> None:
    assert span(text) == (since, until)


def test_the_day_after_midnight_still_belongs_to_the_evening() -> None:
    at_one = FRIDAY.replace(day=21, hour=1)
    period = read_query("i kväll", now=at_one, vocabulary=vocabulary()).value("span")
    assert isinstance(period, Period)
    assert period.since == FRIDAY.replace(hour=6, minute=0)


def test_what_is_in_doubt_can_be_asked_for_as_words() -> None:
    assert read("slagsmål trappan igår").as_words == "slagsmål 'trappan' igår"
    assert read(read("slagsmål trappan").as_words).words == "slagsmål trappan"
    assert read("nh trp").as_words == ""


@given(st.text(max_size=60), st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)))
def test_any_text_is_read_at_any_time_and_no_word_is_invented(text: str, at: datetime) -> None:
    query = read_query(text, now=at.replace(tzinfo=STOCKHOLM), vocabulary=vocabulary())
    assert all(word in text for word in query.words.split())
    period = query.value("span")
    if isinstance(period, Period) and period.since and period.until:
        assert period.until - period.since >= timedelta(0) or "till" in text.lower() or period.until < period.since
