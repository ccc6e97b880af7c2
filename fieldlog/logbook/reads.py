"""Who has read what: what others wrote and somebody saw, let out or tried to reach becomes `read` entries, in short.

A sitting lasts from one unlocking to the next lock. In it an entry is written down once as opened and once as listed,
however often it is looked at, and once more where it is read for a purpose or in another way; one's own entries are
only where they are let out or seen with other eyes. Ids, ways and reasons: what was read, and what was searched for,
stands in no `read` entry.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from fieldlog.models.reading import AUDIT, BREAK, EXPORT, KIND, LENS, MOST_IDS, REFUSED, SEARCH, core_of
from fieldlog.models.refusal import CannotSave

if TYPE_CHECKING:
    from fieldlog.logbook.log import Log
    from fieldlog.logbook.pen import Pen
    from fieldlog.vault import Unlocked

__all__ = ["KIND", "MOST_IDS"]

LONGEST_PURPOSE = 200


@dataclass(frozen=True, slots=True)
class _Waiting:
    """One entry to be written. The target where one detail was opened; the rest stands in its core."""

    core: Mapping[str, Any]
    reason: str = ""
    target: str | None = None


@dataclass(slots=True)
class _Sitting:
    """What was read since unlocking, by way, id and purpose, and what of it is not written down yet."""

    seen: set[tuple[str, str, str]] = field(default_factory=set)
    waiting: list[_Waiting] = field(default_factory=list)
    purpose: str = ""


_SITTINGS: "WeakKeyDictionary[Unlocked, _Sitting]" = WeakKeyDictionary()


def _sitting(unlocked: "Unlocked") -> _Sitting:
    return _SITTINGS.setdefault(unlocked, _Sitting())


def purpose(unlocked: "Unlocked") -> str:
    """What the review queue is read for now; empty while nobody reads it."""
    return _sitting(unlocked).purpose


def say_purpose(log: "Log", text: str) -> None:
    """From now on, until the list is left or the log locked, this is what the queue is read for."""
    _sitting(log.unlocked).purpose = _reason(text)


def _reason(text: str) -> str:
    if not text:
        return ""
    from fieldlog.privacy import mask_identities  # what is typed may hold what nobody may keep

    return mask_identities(text.strip())[:LONGEST_PURPOSE]


def opened(log: "Log", row: Any, reason: str = "") -> None:
    """The whole of an entry is shown: `row` as `observation` has it; `reason` is what it is read for."""
    sitting = _sitting(log.unlocked)
    if not _is_own(log, row) and _new(sitting, "open", [row.id], reason):
        sitting.waiting.append(_Waiting({}, reason, row.id))


def listed(log: "Log", rows: Iterable[Any], reason: str = "") -> None:
    """One page of a list is shown."""
    listed_others(log.unlocked, [row.id for row in rows if not _is_own(log, row)], reason)


def listed_others(unlocked: "Unlocked", others: Iterable[str], reason: str = "") -> None:
    """As `listed`, of entries that are known to be others'."""
    sitting = _sitting(unlocked)
    _wait(sitting, _new(sitting, "", others, reason), "", reason)


def searched(log: "Log", rows: Iterable[Any]) -> None:
    """What a search for words found is shown: of classes B and C it says that the words were searched for."""
    rows = [row for row in rows if not _is_own(log, row)]
    sitting = _sitting(log.unlocked)
    _wait(sitting, _new(sitting, SEARCH, [row.id for row in rows if row.class_ != "A"], ""), SEARCH)
    listed_others(log.unlocked, [row.id for row in rows if row.class_ == "A"])


def exported(log: "Log", rows: Iterable[Any], reason: str = "") -> None:
    """So many rows were let out as a file: all of others, of one's own those of classes B and C; the rest is counted.

    Every export is written down, also the second one of the same.
    """
    named, own = [], 0
    for row in rows:
        if _is_own(log, row) and row.class_ == "A":
            own += 1
        else:
            named.append(row.id)
    _wait(_sitting(log.unlocked), named, EXPORT, _reason(reason), own=own)


def lens(log: "Log", ids: Iterable[str], reader: str = "", reason: str = "") -> None:
    """Entries were looked at as somebody else would get them, one's own too; `reader` is that one's code: an
    organisation, or `public`. Once a sitting for each entry and reader."""
    sitting = _sitting(log.unlocked)
    _wait(sitting, _new(sitting, f"{LENS} {reader}", ids, reason), LENS, _reason(reason), of=reader)


def refused(log: "Log", ids: Iterable[str], of: str) -> None:
    """Somebody tried what she may not, and was told so. `of` is a word for what: review, classify, open, audit."""
    _wait(_sitting(log.unlocked), list(ids), REFUSED, of=of, always=True)


def audited(log: "Log", of: str, ids: Iterable[str] = (), month: str = "", reason: str = "") -> None:
    """The read log itself was read: `of` says how, `ids` about what it was asked. Once a sitting for each question."""
    sitting, ids = _sitting(log.unlocked), list(ids)
    if _new(sitting, f"{AUDIT} {of} {month}", ids or [""], reason):
        _wait(sitting, ids, AUDIT, _reason(reason), of=of, month=month, always=True)


def broke(log: "Log", id_: str, reason: str) -> None:
    """Another's class C was opened outside the review: once a sitting for each entry and reason."""
    sitting = _sitting(log.unlocked)
    _wait(sitting, _new(sitting, BREAK, [id_], reason), BREAK, _reason(reason), of="open")


def noted(log: "Log", how: str, ids: Iterable[str] = (), *, of: str = "", reason: str = "") -> None:
    """Something else that is a reading, such as `break` or `admin`: written down after the answer, as all of them."""
    _wait(_sitting(log.unlocked), list(ids), how, _reason(reason), of=of, always=True)


def write(pen: "Pen", how: str, ids: Iterable[str] = (), *, of: str = "", reason: str = "", month: str = "") -> None:
    """As `noted`, in the transaction of what it belongs to: a disclosure, say, and that it was read for it."""
    for some in _pages(list(ids)) or [[]]:
        pen.write(KIND, core_of(some, how, of=of, month=month), {"reason": _reason(reason)})


def _new(sitting: _Sitting, way: str, ids: Iterable[str], reason: str) -> list[str]:
    """Those that were not read in this way in this sitting, which they are from now on."""
    found = [id_ for id_ in ids if (way, id_, reason) not in sitting.seen]
    for id_ in found:
        sitting.seen |= {(way, id_, ""), (way, id_, reason)}
    return found


def _wait(
    sitting: _Sitting,
    ids: list[str],
    how: str,
    reason: str = "",
    *,
    own: int = 0,
    always: bool = False,
    of: str = "",
    month: str = "",
) -> None:
    pages = _pages(ids) or ([[]] if own or always else [])
    for place, some in enumerate(pages):
        left = own if place == len(pages) - 1 else 0
        sitting.waiting.append(_Waiting(core_of(some, how, of=of, month=month, own=left), reason))


def _pages(ids: list[str]) -> list[list[str]]:
    return [ids[start : start + MOST_IDS] for start in range(0, len(ids), MOST_IDS)]


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
            for each in sitting.waiting:
                pen.write(KIND, each.core, {"reason": each.reason} if each.reason else None, target=each.target)
    except CannotSave:
        return False
    sitting.waiting.clear()
    return True
