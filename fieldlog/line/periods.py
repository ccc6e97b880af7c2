"""Spans of time as people search for them: `igår`, `sedan fredag`, `20 nov`, `vecka 46`, `sedan 18`, `3 dygn`."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from fieldlog.line.moments import moment
from fieldlog.line.numbers import NUMBER_WORDS
from fieldlog.line.times import time_at
from fieldlog.line.tokens import Word
from fieldlog.models.moment import STOCKHOLM, day_bounds, operational_day

AROUND = timedelta(minutes=30)
"""A bare clock time is looked for so far on both sides."""

_DAYS_BACK = {
    "idag": 0, "i dag": 0, "ikvall": 0, "i kvall": 0, "inatt": 0, "i natt": 0, "today": 0, "tonight": 0,
    "igar": 1, "i gar": 1, "yesterday": 1, "forrgar": 2, "i forrgar": 2,
}  # fmt: skip
_WEEKDAYS = {
    **{name: number for number, name in enumerate("mandag tisdag onsdag torsdag fredag lordag sondag".split())},
    **{name: number for number, name in enumerate("monday tuesday wednesday thursday friday saturday sunday".split())},
}
_MONTHS = {
    name: number
    for number, names in enumerate(
        "januari january jan,februari february feb,mars march mar,april apr,maj may,juni june jun,juli july jul,"
        "augusti august aug,september sep,oktober october okt oct,november nov,december dec".split(","),
        1,
    )
    for name in names.split()
}
_LENGTHS = {
    **dict.fromkeys(("dygn", "dagar", "dag", "days", "day", "d"), timedelta(days=1)),
    **dict.fromkeys(("veckor", "vecka", "weeks", "week"), timedelta(days=7)),
    **dict.fromkeys(("h", "tim", "timmar", "timme", "hours", "hour"), timedelta(hours=1)),
}
_SINCE = {"sedan", "sen", "since", "fran", "from", "efter", "after"}
_UNTIL = {"till", "tom", "until"}
_BEFORE = {"fore", "before"}
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})\Z")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})\Z")
_LENGTH = re.compile(r"-?(\d{1,3})([a-z]+)\Z")
_MOST = timedelta(days=3660)


@dataclass(frozen=True, slots=True)
class Period:
    """From when until when (exclusive); None is open."""

    since: datetime | None
    until: datetime | None


def period_at(words: list[Word], at: int, now: datetime) -> tuple[Period, int] | None:
    """The span said at a word, and the index after it. Days are operational days, 06 to 06, as everywhere.

    A bare length (`3 dygn`, `12h`) reaches back from now; a bare clock time is `AROUND` itself.
    """
    fold = words[at].fold
    if fold in _SINCE | _UNTIL | _BEFORE and at + 1 < len(words):
        found = _span(words, at + 1, now) or _clock(words, at + 1, now, bare=False)
        if found is None:
            return None
        period, end = found
        if fold in _SINCE:
            return Period(period.since, None), end
        return Period(None, period.until if fold in _UNTIL and period.until else period.since), end
    return _span(words, at, now) or _clock(words, at, now, bare=True)


def _span(words: list[Word], at: int, now: datetime) -> tuple[Period, int] | None:
    folds = [word.fold for word in words[at : at + 2]]
    today = operational_day(now)
    two = " ".join(folds)
    for said, end in ((two, at + 2), (folds[0], at + 1)):
        if said in _DAYS_BACK and (end == at + 1 or len(folds) == 2):
            return _days(today - timedelta(days=_DAYS_BACK[said])), end
    if folds[0] in _WEEKDAYS:
        return _days(today - timedelta(days=(today.weekday() - _WEEKDAYS[folds[0]]) % 7)), at + 1
    if folds[0] in {"veckan", "senaste", "last"} and (folds[0] == "veckan" or folds[1:] in (["veckan"], ["week"])):
        return _days(today - timedelta(days=6), today), at + len(folds[: 1 if folds[0] == "veckan" else 2])
    return _length(folds, at, now) or _date(folds, at, today)


def _length(folds: list[str], at: int, now: datetime) -> tuple[Period, int] | None:
    joined = _LENGTH.match(folds[0])
    if joined and joined[2] in _LENGTHS:
        return _back(int(joined[1]), joined[2], now), at + 1
    count = int(folds[0]) if folds[0].isdecimal() and len(folds[0]) < 4 else NUMBER_WORDS.get(folds[0], 0)
    if count and len(folds) > 1 and folds[1] in _LENGTHS:
        return _back(count, folds[1], now), at + 2
    return None


def _back(count: int, unit: str, now: datetime) -> Period:
    return Period(now - min(count * _LENGTHS[unit], _MOST), None)


def _date(folds: list[str], at: int, today: date) -> tuple[Period, int] | None:
    following = folds[1] if len(folds) > 1 else ""
    if match := _ISO.match(folds[0]):
        return _day(int(match[1]), int(match[2]), int(match[3]), at + 1)
    if match := _SLASHED.match(folds[0]):
        return _latest(int(match[2]), int(match[1]), today, at + 1)
    if folds[0].isdecimal() and len(folds[0]) < 3 and following in _MONTHS:
        return _latest(_MONTHS[following], int(folds[0]), today, at + 2)
    if folds[0] in {"vecka", "week", "v"} and following.isdecimal() and 1 <= int(following[:4]) <= 53:
        year = today.year - (int(following) > today.isocalendar().week)
        monday = date.fromisocalendar(year, min(int(following), 52 if int(following) < 53 else _weeks(year)), 1)
        return _days(monday, monday + timedelta(days=6)), at + 2
    if folds[0] in _MONTHS and len(folds[0]) > 3 and folds[0] != "mars":
        year = today.year - (_MONTHS[folds[0]] > today.month)
        first = date(year, _MONTHS[folds[0]], 1)
        return _days(first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)), at + 1
    return None


def _weeks(year: int) -> int:
    return date(year, 12, 28).isocalendar().week


def _latest(month: int, day: int, today: date, end: int) -> tuple[Period, int] | None:
    """The latest such day that is not ahead."""
    return _day(today.year - ((month, day) > (today.month, today.day)), month, day, end)


def _day(year: int, month: int, day: int, end: int) -> tuple[Period, int] | None:
    try:
        return _days(date(year, month, day)), end
    except (ValueError, OverflowError):
        return None


def _days(first: date, last: date | None = None) -> Period:
    return Period(day_bounds(first)[0].astimezone(STOCKHOLM), day_bounds(last or first)[1].astimezone(STOCKHOLM))


def _clock(words: list[Word], at: int, now: datetime, *, bare: bool) -> tuple[Period, int] | None:
    fold = words[at].fold
    if bare and not (fold in {"kl", "klockan"} or ":" in fold):
        return None
    hour = fold if fold.isdecimal() and len(fold) <= 2 else ""
    read = words if not hour else [*words[:at], Word("kl", 0, 0, "kl", "kl", 0), *words[at:]]
    found = time_at(read, at, four_digits=not bare)
    when = moment(found[0], now) if found else None
    if found is None or when is None:
        return None
    end = at + found[1] - bool(hour)
    return Period(when - AROUND, when + AROUND) if bare else Period(when, when), end
