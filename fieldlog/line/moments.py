"""Which moment a time that was said means: always the latest that has passed, in the work's own zone."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

ZONE = "Europe/Stockholm"


@dataclass(frozen=True, slots=True)
class Clock:
    """A time as said. `minute` is minutes after midnight, or after a full hour when `any_hour`.

    `half_day` says that it was spoken on the twelve-hour dial, `ago` minutes before now instead of a clock time.
    """

    minute: int = 0
    half_day: bool = False
    any_hour: bool = False
    ago: int | None = None
    days_back: int | None = None


@lru_cache(maxsize=1)
def zone() -> ZoneInfo:
    return ZoneInfo(ZONE)


def moment(clock: Clock, now: datetime) -> datetime | None:
    """The latest moment not after `now` that the words can mean, in local time; None if there is none.

    In the night when clocks go back 02:30 comes twice: it is the later of those that have passed. In the night when
    they go forward 02:30 does not come at all: it is read as the instant that a clock not yet set would have shown
    so, 03:30. `igår` is the day before today on the calendar, also just after midnight.
    """
    local = now.astimezone(zone())
    if clock.ago is not None:
        try:
            return (now.astimezone(UTC) - timedelta(minutes=clock.ago)).astimezone(zone())
        except OverflowError:
            return None
    found: datetime | None = None
    for back in [clock.days_back] if clock.days_back is not None else (0, 1, 2):
        try:
            day = local.date() - timedelta(days=back)
        except OverflowError:
            continue
        for minute in _minutes(clock):
            for at in _instants(day, minute):
                if at <= now.astimezone(UTC) and (found is None or at > found):
                    found = at
        if found:
            break
    return found.astimezone(zone()) if found else None


def _minutes(clock: Clock) -> list[int]:
    if clock.any_hour:
        return [hour * 60 + clock.minute for hour in range(24)]
    if clock.half_day:
        return [clock.minute % 720, clock.minute % 720 + 720]
    return [clock.minute % 1440]


def _instants(day: date, minute: int) -> list[datetime]:
    """The one or two instants (UTC) at which a wall clock shows a minute of a day."""
    wall = time(minute // 60, minute % 60)
    try:
        return [datetime.combine(day, wall.replace(fold=fold), zone()).astimezone(UTC) for fold in (0, 1)][
            :: _step(day, wall)
        ]
    except OverflowError:
        return []


def _step(day: date, wall: time) -> int:
    """Two for times that do not exist (only the reading of a clock not yet set), one otherwise."""
    first = datetime.combine(day, wall, zone())
    there = first.astimezone(UTC).astimezone(zone())
    return 1 if there.replace(tzinfo=None) == first.replace(tzinfo=None) else 2
