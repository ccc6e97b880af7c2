"""Who has read what: opened details and list pages of entries that others wrote become `read` entries, in short.

A sitting lasts from one unlocking to the next lock. In it an entry is written down once as opened and once as listed,
however often it is looked at; one's own entries never are. Ids only: what was read stands in no `read` entry.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from fieldlog.models.refusal import CannotSave

if TYPE_CHECKING:
    from fieldlog.logbook.log import Log
    from fieldlog.vault import Unlocked

KIND = "read"
MOST_IDS = 1000
"""Ids in one entry: 39 kB of the 64 that a part may have. An export of more is several."""


@dataclass(slots=True)
class _Sitting:
    """What was opened and listed since unlocking, and what of it is not written down yet: (target, ids) each."""

    opened: set[str] = field(default_factory=set)
    listed: set[str] = field(default_factory=set)
    waiting: list[tuple[str | None, list[str]]] = field(default_factory=list)


_SITTINGS: "WeakKeyDictionary[Unlocked, _Sitting]" = WeakKeyDictionary()


def _sitting(unlocked: "Unlocked") -> _Sitting:
    return _SITTINGS.setdefault(unlocked, _Sitting())


def opened(log: "Log", row: Any) -> None:
    """The whole of an entry is shown: `row` as `observation` has it."""
    sitting = _sitting(log.unlocked)
    if not _is_own(log, row) and row.id not in sitting.opened:
        sitting.opened.add(row.id)
        sitting.waiting.append((row.id, []))


def listed(log: "Log", rows: Iterable[Any]) -> None:
    """One page of a list is shown, or one export made."""
    sitting = _sitting(log.unlocked)
    ids = [row.id for row in rows if not _is_own(log, row) and row.id not in sitting.listed]
    sitting.listed.update(ids)
    sitting.waiting += [(None, ids[start : start + MOST_IDS]) for start in range(0, len(ids), MOST_IDS)]


def _is_own(log: "Log", row: Any) -> bool:
    return bool((row.author, row.org) == (log.worker, log.org))


def waits(unlocked: "Unlocked") -> bool:
    """Whether something read is not written down yet."""
    return unlocked in _SITTINGS and bool(_SITTINGS[unlocked].waiting)


def write_down(log: "Log", now: datetime) -> bool:
    """Write what was read since the last time, in one transaction; False where the disk takes nothing now.

    Then it waits for the next time. A log that is open for reading only writes nothing down.
    """
    sitting = _sitting(log.unlocked)
    if not sitting.waiting or log.store.read_only:
        return not sitting.waiting
    try:
        with log.writing(now) as pen:
            for target, ids in sitting.waiting:
                pen.write(KIND, {"ids": ids} if ids else {}, target=target)
    except CannotSave:
        return False
    sitting.waiting.clear()
    return True
