"""What may leave the laptop now: whole batches of a chain, but nothing that its writer may still take back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fieldlog.logbook import folding
from fieldlog.models.chain import FIRST
from fieldlog.models.entry import Entry, EntryFault, read_line_bytes
from fieldlog.models.moment import read_moment
from sync.client.believing import last_number
from sync.protocol import MOST_BYTES, MOST_ENTRIES

UNDO_SECONDS = 60
NEVER_UNDONE = frozenset(("review", "comment", "read"))
"""Kinds that do not wait: a decision could be taken back before it became an entry, and a reading never."""
SEVERE = 3
"""Severity from which an entry does not wait behind a long backlog."""

_BESIDE = 100
"""Bytes of a batch for each line and part beside themselves, at most; a salt, a length, a name, a signature."""
_HEADER = 2_000


@dataclass(frozen=True, slots=True)
class Ready:
    """`upto`: the last number that may leave; `waiting`: how many may not, `seconds`: until the first of them may."""

    upto: int
    waiting: int = 0
    seconds: float = 0.0


def ready(connection: Any, device: str, after: int, now: datetime) -> Ready:
    """What of a chain may leave. Everything up to the signing of a shift may, however young."""
    last = last_number(connection, device)
    if last <= after:
        return Ready(last)
    signed = connection.exec_driver_sql(
        "SELECT max(n) FROM entry WHERE device = ? AND kind = 'end' AND kind <> 'observation' AND own = 1", (device,)
    ).scalar_one()
    upto, seconds = last, 0.0
    rows = connection.exec_driver_sql(
        "SELECT n, kind, line FROM entry WHERE device = ? AND n > ? AND own = 1 ORDER BY n DESC",
        (device, max(after, signed or 0)),
    )
    for row in rows:
        left = _seconds_left(row.line, now)
        if row.kind == FIRST or left <= 0:
            break
        if row.kind in NEVER_UNDONE:
            continue
        upto, seconds = row.n - 1, left
    return Ready(upto, last - upto, seconds)


def _seconds_left(line: bytes, now: datetime) -> float:
    try:
        age = (now - read_moment(read_line_bytes(line).at)).total_seconds()
    except EntryFault:  # no reader would take it: the server says so, and it takes the fork's way
        return 0.0
    # A clock that was put back makes an entry seem to come from tomorrow: that one has waited long enough.
    return UNDO_SECONDS - age if -UNDO_SECONDS < age < UNDO_SECONDS else 0.0


def batch(
    connection: Any,
    device: str,
    first: int,
    last: int,
    *,
    most: int = MOST_ENTRIES,
    size: int = MOST_BYTES,
    with_parts: frozenset[int] | None = None,
) -> dict[int, Entry]:
    """The next own entries that go in one request, by number, each with the parts that are here: at least one of them.

    What was destroyed is simply absent. Of `with_parts` only those numbers take their parts. By the number in the
    store, not the one the line says: a damaged line has to leave too.
    """
    found: dict[int, Entry] = {}
    left = size - _HEADER
    condition = "entry.device = ? AND entry.n BETWEEN ? AND ? AND entry.own = 1 ORDER BY entry.n"
    for row, entry in folding.stored(connection, condition, (device, first, last)):
        if with_parts is not None and row.n not in with_parts:
            entry = Entry(entry.line, entry.sig)
        left -= len(entry.line) + _BESIDE + sum(len(part.data) + _BESIDE for part in entry.parts.values())
        if found and (left < 0 or len(found) == most):
            break
        found[row.n] = entry
    return found


def severe(connection: Any, device: str, first: int, last: int) -> frozenset[int]:
    """Numbers of entries about something severe, and of the device's own: nobody else's can be read without it."""
    rows = connection.exec_driver_sql(
        "SELECT entry.n FROM entry JOIN observation ON observation.id = coalesce(entry.target, entry.id) "
        "WHERE entry.device = ? AND entry.n BETWEEN ? AND ? AND observation.severity >= ?",
        (device, first, last, SEVERE),
    ).fetchall()
    return frozenset(row.n for row in rows)
