"""Points in time as the work has them: written with their offset, ordered in UTC, counted by Stockholm's day."""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")
DAY_BEGINS = 6
"""The operational day (verksamhetsdygn) runs from 06 to 06, so that a night belongs to one day."""


def written(moment: datetime) -> str:
    """The moment as it stands in an entry: Stockholm's time to the millisecond, with the offset."""
    return moment.astimezone(STOCKHOLM).isoformat(timespec="milliseconds")


def read_moment(text: str) -> datetime:
    """A moment as a draft or a screen holds it. ValueError if it is no ISO time or has no offset."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment


def read_written(text: str) -> datetime:
    """A moment out of an entry: `2026-11-20T21:52:00.000+01:00`. ValueError if it is written in any other way.

    Only the one spelling, and only years in which every zone has a day: other programs must read the same moment.
    """
    if not _WRITTEN.fullmatch(text):
        raise ValueError(text)
    return datetime.fromisoformat(text)


def milliseconds(moment: datetime) -> int:
    """Milliseconds since 1970 in UTC: what lists are ordered by."""
    return (moment - _EPOCH) // _MILLISECOND


def from_milliseconds(value: int) -> datetime:
    return (_EPOCH + value * _MILLISECOND).astimezone(STOCKHOLM)


def operational_day(moment: datetime) -> date:
    return (moment.astimezone(STOCKHOLM).replace(tzinfo=None) - timedelta(hours=DAY_BEGINS)).date()


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """From when until when (exclusive) an operational day lasts: 23, 24 or 25 hours."""
    begins = datetime(day.year, day.month, day.day, DAY_BEGINS, tzinfo=STOCKHOLM)
    following = day + timedelta(days=1)
    ends = datetime(following.year, following.month, following.day, DAY_BEGINS, tzinfo=STOCKHOLM)
    return begins.astimezone(UTC), ends.astimezone(UTC)


def month_bounds(month: str) -> tuple[datetime, datetime]:
    """From when until when (exclusive) a calendar month lasts, as `2026-11`. ValueError if it is none."""
    if not re.fullmatch(r"[12][0-9]{3}-[0-9]{2}", month):
        raise ValueError(month)
    year, number = int(month[:4]), int(month[5:])
    begins = datetime(year, number, 1, tzinfo=STOCKHOLM)
    return begins, begins.replace(year=year + number // 12, month=number % 12 + 1)


def clock(moment: datetime) -> str:
    """Hours and minutes as people say them; the hour that comes twice in October carries its offset."""
    local = moment.astimezone(STOCKHOLM)
    return f"{local:%H:%M}" + (f"{local:%z}"[:3] if len(shown_alike(moment)) > 1 else "")


def shown_alike(moment: datetime) -> tuple[datetime, ...]:
    """The moments at which the clock shows the same that day: two, the earlier first, in the hour that comes twice."""
    local = moment.astimezone(STOCKHOLM)
    first, second = (local.replace(tzinfo=None).replace(tzinfo=STOCKHOLM, fold=fold) for fold in (0, 1))
    return (first, second) if first.utcoffset() != second.utcoffset() and first.dst() else (local,)


_WRITTEN = re.compile(r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}[+-][0-9]{2}:[0-9]{2}")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
