"""Who has read what one worker wrote, reckoned from the `read` entries of every organisation when she asks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from fieldlog.models.entry import Entry, Part
from fieldlog.models.moment import milliseconds
from fieldlog.models.reading import READ, fold_reading, ids_of
from fieldlog.models.strict import encode
from sync.archive.archive import Archive
from sync.archive.devices import Caller
from sync.archive.pen import EVERYBODY
from sync.archive.session import Row, Session, marks
from sync.archive.spelling import id_bytes, id_text
from sync.protocol import Refused

AT_ONCE: Final = 500
"""Readings that one answer looks at, and so many more as came in the same millisecond as the last of them."""
SETTLED: Final = timedelta(seconds=30)
"""A push that came first may be durable last: what is younger is answered next time, so that none is passed over."""
REGISTRAR, SERVER = "reg", "server"
_SOME: Final = 10_000


@dataclass(frozen=True, slots=True)
class _Read:
    """One `read` entry of others: whose, and what it says of itself."""

    org: str
    worker: str
    role: str
    entry: Entry


def told(archive: Archive, caller: Caller, after: int, now: datetime) -> bytes:
    """Readings of the caller's entries after `after`, as JSON: `readers`, `after` to go on from, and `more`.

    Each names the entry, when, how, and by whom: the service number within her organisation, `reg` for its registrar,
    `server` for who keeps the server, and of another organisation its code alone.
    """
    if caller.state == "revoked":
        raise Refused("revoked", contact=caller.contact)
    until = milliseconds(now - SETTLED)
    with archive.database.reading() as session:
        orgs = [org for (org,) in session.rows("SELECT org FROM org ORDER BY org")]
        end, more = _end(session, [*orgs, EVERYBODY], after, until)
        found = [_read(row) for row in _rows(session, [*orgs, EVERYBODY], after, end)]
        hers = _hers(session, caller, found)
    said = [each for read in found for each in _said(caller, read, hers)]
    return encode({"epoch": str(archive.epoch), "readers": said, "after": end, "more": more})


def _end(session: Session, orgs: Sequence[str], after: int, until: int) -> tuple[int, bool]:
    """Until when (inclusive) this answer looks, and whether there is more behind it."""
    times: list[int] = []
    for org in orgs:
        times += [
            at
            for (at,) in session.rows(
                "SELECT received_ms FROM entry WHERE org = ? AND kind = 'read' AND received_ms > ? "
                "AND received_ms <= ? ORDER BY received_ms LIMIT ?",
                (org, after, until, AT_ONCE + 1),
            )
        ]
    times.sort()
    if len(times) <= AT_ONCE:
        return max(until, after), False
    return times[AT_ONCE - 1], True


def _rows(session: Session, orgs: Sequence[str], after: int, end: int) -> Iterable[Row]:
    for org in orgs:
        yield from session.rows(
            "SELECT e.org, d.worker, COALESCE(w.role, d.role), e.line, core.salt, core.data FROM entry e "
            "JOIN device d ON d.org = e.org AND d.device = e.device "
            "LEFT JOIN part core ON core.org = e.org AND core.id = e.id AND core.name = 'core' "
            "LEFT JOIN worker w ON w.org = d.org AND w.number = d.worker "
            "WHERE e.org = ? AND e.kind = 'read' AND e.state = 0 AND e.received_ms > ? AND e.received_ms <= ? "
            "ORDER BY e.received_ms, e.n",
            (org, after, end),
        )


def _read(row: Row) -> _Read:
    org, worker, role, line, salt, data = row
    parts = {"core": Part(bytes(salt), bytes(data))} if data is not None else {}
    return _Read(org, worker, SERVER if org == EVERYBODY else role, Entry(bytes(line), b"", parts))


def _hers(session: Session, caller: Caller, found: Sequence[_Read]) -> set[str]:
    """Which of what was read she has written."""
    wanted = sorted({id_ for read in found for id_ in ids_of(read.entry)})
    hers: set[str] = set()
    for start in range(0, len(wanted), _SOME):
        some = [id_bytes(id_) for id_ in wanted[start : start + _SOME]]
        rows = session.rows(
            f"SELECT id FROM matter WHERE org = ? AND author = ? AND id IN {marks(some)}",  # noqa: S608 - question marks only
            (caller.org, caller.worker, *some),
        )
        hers |= {id_text(bytes(id_)) for (id_,) in rows}
    return hers


def _said(caller: Caller, read: _Read, hers: set[str]) -> Iterable[dict[str, Any]]:
    own = read.org == caller.org
    if own and read.worker == caller.worker:
        return
    folded = fold_reading(read.entry)
    if folded["how"] not in READ:
        return
    by = SERVER if read.role == SERVER else "" if not own else REGISTRAR if read.role == REGISTRAR else read.worker
    org = caller.org if read.org == EVERYBODY else read.org
    for id_ in ids_of(read.entry):
        if id_ in hers:
            yield {"id": id_, "at": folded["at"], "how": folded["how"], "org": org, "by": by}
