"""A warning: a place, hours and what to do, for every crew of every organisation. No person is in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from fieldlog.models.entry import Entry
from fieldlog.models.fold import Writers
from fieldlog.models.moment import day_bounds, operational_day
from fieldlog.models.shape import moment, text

KIND: Final = "warning"
TEXT_LIMIT: Final = 120
"""Signs of what to do: more is not read on patrol."""
LONGEST: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Warned:
    """What was warned of, by whom, and until when it holds."""

    id: str
    org: str
    device: str
    place: str
    spot: str
    text: str
    since: datetime
    until: datetime


def end_of_day(now: datetime) -> datetime:
    """When a warning ends that says nothing else: with the operational day."""
    return day_bounds(operational_day(now))[1]


def warnings_in_force(entries: Iterable[Entry], writers: Writers, now: datetime) -> tuple[Warned, ...]:
    """Those that hold now, newest first: begun, not yet over, not taken back by who gave them.

    A warning ends by itself even where the device that gave it says nothing more, or said a longer time than may be.
    """
    found: dict[str, Warned] = {}
    taken_back: list[Entry] = []
    for entry in entries:
        if entry.fields.kind == KIND:
            warning = _read(entry)
            if warning is not None and warning.since <= now < warning.until:
                found[warning.id] = warning
        elif entry.fields.kind == "withdraw":
            taken_back.append(entry)
    for entry in taken_back:
        about = found.get(entry.fields.target or "")
        if about is not None and _same_hand(about.device, entry.fields.device, writers):
            del found[about.id]
    return tuple(sorted(found.values(), key=lambda warning: warning.since, reverse=True))


def _read(entry: Entry) -> Warned | None:
    line, core = entry.fields, entry.facts("core")
    what = text(core.get("text"))
    if not what:
        return None
    _spelled, since = moment(core.get("at"), line.at)
    _spelled, until = moment(core.get("until"), line.at)
    return Warned(
        line.id,
        line.org,
        line.device,
        text(core.get("place")) or "",
        text(core.get("spot")) or "",
        what[:TEXT_LIMIT],
        since,
        min(until, since + LONGEST),
    )


def _same_hand(one: str, other: str, writers: Writers) -> bool:
    by, again = writers.get(one), writers.get(other)
    return one == other or (by is not None and again is not None and (by.worker, by.org) == (again.worker, again.org))
