"""Who has read what: opened details and list pages of entries that others wrote become `read` entries, in short.

A sitting lasts from one unlocking to the next lock. In it an entry is written down once as opened and once as listed,
however often it is looked at, and once more where it is read for a purpose; one's own entries never are. Ids only: what
was read stands in no `read` entry.
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
LONGEST_PURPOSE = 200
MOST_IDS = 1000
"""Ids in one entry: 39 kB of the 64 that a part may have. An export of more is several."""


@dataclass(slots=True)
class _Sitting:
    """What was opened and listed since unlocking, by id and purpose, and what of it is not written down yet."""

    opened: set[tuple[str, str]] = field(default_factory=set)
    listed: set[tuple[str, str]] = field(default_factory=set)
    waiting: list[tuple[str | None, list[str], str]] = field(default_factory=list)
    """(target, ids, purpose) each."""
    purpose: str = ""


_SITTINGS: "WeakKeyDictionary[Unlocked, _Sitting]" = WeakKeyDictionary()


def _sitting(unlocked: "Unlocked") -> _Sitting:
    return _SITTINGS.setdefault(unlocked, _Sitting())


def purpose(unlocked: "Unlocked") -> str:
    """What the review queue is read for now; empty while nobody reads it."""
    return _sitting(unlocked).purpose


def say_purpose(log: "Log", text: str) -> None:
    """From now on, until the list is left or the log locked, this is what the queue is read for."""
    from fieldlog.privacy import mask_identities  # what is typed may hold what nobody may keep

    _sitting(log.unlocked).purpose = mask_identities(text.strip())[:LONGEST_PURPOSE]


def opened(log: "Log", row: Any, reason: str = "") -> None:
    """The whole of an entry is shown: `row` as `observation` has it; `reason` is what it is read for."""
    sitting = _sitting(log.unlocked)
    if not _is_own(log, row) and (row.id, reason) not in sitting.opened:
        sitting.opened |= {(row.id, ""), (row.id, reason)}
        sitting.waiting.append((row.id, [], reason))


def listed(log: "Log", rows: Iterable[Any], reason: str = "") -> None:
    """One page of a list is shown, or one export made."""
    listed_others(log.unlocked, [row.id for row in rows if not _is_own(log, row)], reason)


def listed_others(unlocked: "Unlocked", others: Iterable[str], reason: str = "") -> None:
    """As `listed`, of entries that are known to be others'."""
    sitting = _sitting(unlocked)
    ids = [id_ for id_ in others if (id_, reason) not in sitting.listed]
    for id_ in ids:
        sitting.listed |= {(id_, ""), (id_, reason)}
    sitting.waiting += [(None, ids[start : start + MOST_IDS], reason) for start in range(0, len(ids), MOST_IDS)]


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
            for target, ids, reason in sitting.waiting:
                pen.write(KIND, {"ids": ids} if ids else {}, {"reason": reason} if reason else None, target=target)
    except CannotSave:
        return False
    sitting.waiting.clear()
    return True
