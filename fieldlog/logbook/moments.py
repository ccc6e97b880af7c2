"""Points in time as they stand in people's own files, read the same way whenever the file is imported.

Without a zone it is Stockholm's time. A clock that came twice (the night clocks go back) is its first coming, in summer
time; one that never came (the night they go forward) is what a clock not yet set would have shown, an hour on. Without
a clock it is 06:00, when the operational day of that date begins. Without a year it is the latest that has passed.
`3/4` is the third of April.
"""

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache

from fieldlog.language import _
from fieldlog.models.moment import DAY_BEGINS, STOCKHOLM

AHEAD = timedelta(minutes=1)
"""How far ahead of the clock a row may lie: a minute that is just beginning."""

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan januari january", "feb februari february", "mar mars march", "apr april", "maj may", "jun juni june",
            "jul juli july", "aug augusti august", "sep sept september", "okt oktober oct october",
            "nov november", "dec december",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip

_CLOCK = (
    r"(?:(?:[T ]|,? *(?:kl\.?|klockan)? *)(?P<h>\d{1,2})"
    r"(?:[:.](?P<mi>\d{2})(?:[:.](?P<s>\d{2})(?:[.,](?P<f>\d{1,9}))?)?"
    r"|(?P<mi2>\d{2}))? *(?P<z>Z|UTC|[+\-−]\d{2}(?::?\d{2})?)?)?"
)
_SHAPES = tuple(
    re.compile(rf"(?:{day}){_CLOCK}", re.IGNORECASE)
    for day in (
        r"(?P<y>\d{4})(?P<p>[-/.])(?P<m>\d{1,2})(?P=p)(?P<d>\d{1,2})",
        r"(?P<d>\d{1,2})(?:/|\.(?=\d{1,2}\.\d{4}))(?P<m>\d{1,2})(?:[-/. ](?P<y>(?:19|20)\d\d)|-(?P<yy>\d{2}))?(?!\d)",
        r"(?:den )?(?P<d>\d{1,2})\.? (?P<month>[a-z]{3,9})\.?(?: (?P<y>\d{4}))?",
        r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})",
    )
)
# The way most files have it, read without the detour by names.
_COMMON = re.compile(r"(\d{4}-\d\d-\d\d[T ]\d\d?):(\d\d)(?::(\d\d))?")
_PARTS = re.compile("[-T ]")
_YEAR_OR_CLOCK = re.compile(r"\d{1,2}/\d{1,2} (?:19|20)[0-5]\d")


class Unreadable(ValueError):
    """Why a time cannot be used, as a sentence."""


def read_time(text: str, now: datetime) -> datetime:
    """The moment in a cell. Unreadable says why there is none."""
    try:
        if common := _COMMON.fullmatch(text):
            hour, minute, second = common.groups("0")
            at = _hour(hour).replace(minute=int(minute), second=int(second))
        else:
            at = _moment(_said(text), now)
        ahead = at > now + AHEAD
    except Unreadable:
        raise
    except (ValueError, OverflowError):
        raise Unreadable(_("Tiden finns inte i kalendern. Skriv den som 2026-08-22 21:47.")) from None
    if ahead:
        raise Unreadable(_("Tiden ligger i framtiden."))
    return at


@lru_cache(maxsize=4096)
def _hour(text: str) -> datetime:
    """The beginning of an hour: since 1970 clocks have only ever been set by whole ones."""
    year, month, day, hour = map(int, _PARTS.split(text))
    return _here(datetime(year, month, day, hour, tzinfo=STOCKHOLM))


def _said(text: str) -> dict[str, str | None]:
    found = next(filter(None, (shape.fullmatch(text) for shape in _SHAPES)), None)
    if found is None or _YEAR_OR_CLOCK.fullmatch(text):
        raise Unreadable(_("Tiden går inte att läsa. Skriv den som 2026-08-22 21:47."))
    return found.groupdict()


def _moment(said: dict[str, str | None], now: datetime) -> datetime:
    month = _month(said)
    day = int(said["d"] or 0)
    clock = _clock(said)
    if said["y"] or said.get("yy"):
        return _at(int(said["y"] or 2000 + int(said["yy"] or 0)), month, day, clock, said["z"])
    for year in range(now.astimezone(STOCKHOLM).year, now.year - 9, -1):  # nine: 29 February may be eight years back
        try:
            at = _at(year, month, day, clock, said["z"])
        except ValueError:
            continue
        if at <= now + AHEAD:
            return at
    raise ValueError


def _month(said: dict[str, str | None]) -> int:
    if name := said.get("month"):
        return _MONTHS.get(name.lower(), 0)
    return int(said["m"] or 0)


def _clock(said: dict[str, str | None]) -> tuple[int, int, int, int]:
    if said["h"] is None:
        return DAY_BEGINS, 0, 0, 0
    millisecond = int(((said["f"] or "") + "000")[:3])
    return int(said["h"]), int(said["mi"] or said["mi2"] or 0), int(said["s"] or 0), millisecond * 1000


def _at(year: int, month: int, day: int, clock: tuple[int, int, int, int], zone: str | None) -> datetime:
    if zone is None:
        return _here(datetime(year, month, day, *clock, tzinfo=STOCKHOLM))
    return datetime(year, month, day, *clock, tzinfo=_offset(zone)).astimezone(STOCKHOLM)


def _here(moment: datetime) -> datetime:
    # Through UTC, so that a clock that never came becomes one that did.
    return moment.astimezone(UTC).astimezone(STOCKHOLM)


def _offset(zone: str) -> timezone:
    if zone.upper() in {"Z", "UTC"}:
        return UTC
    figures = zone[1:].replace(":", "")
    away = timedelta(hours=int(figures[:2]), minutes=int(figures[2:] or 0))
    return timezone(away if zone[0] == "+" else -away)
