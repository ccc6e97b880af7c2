"""Reading a feed: what each reader is given of it is decided now, not when it was written."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sync.access import ALL, Reader
from sync.archive import feeds, forked, packing, reached
from sync.archive.archive import Archive
from sync.archive.devices import Caller
from sync.archive.matters import APPROVED, ASKED, COLUMNS
from sync.archive.packing import Stored
from sync.archive.rights import GONE, Parts, Rights
from sync.archive.session import Row, Session, marks
from sync.archive.spelling import device_bytes, id_text
from sync.batch import Packer
from sync.protocol import PAGE, Cursor, Refused

MOST_BYTES: Final = 4 << 20
"""Of one answer, before compression. One entry is always given, whatever its size: it is less than a push."""


@dataclass(frozen=True, slots=True)
class Page:
    """An answer to a reader: the bytes of a batch, and where to go on from."""

    data: bytes
    cursor: Cursor
    more: bool
    entries: int
    gone: int


def reader_of(caller: Caller) -> Reader:
    return Reader(caller.org, caller.worker, caller.role)


def caught_up(archive: Archive, caller: Caller, feed: str, at: Cursor, now: datetime) -> bool:
    """Whether a reader who stands there has nothing to read. Then it is noted that she has kept everything before."""
    if newest(archive, caller, feed) != at:
        return False
    reached.note(archive, caller, feed, at.seq, at.seq, now)
    return True


def newest(archive: Archive, caller: Caller, feed: str) -> Cursor:
    """The end of the feed: a reader who stands there has nothing to read. One cheap question."""
    _may_read(caller, feed)
    with archive.database.reading() as session:
        seq = feeds.newest(session, feed)
    return Cursor(archive.epoch, reader_of(caller).scope, seq)


def pull(archive: Archive, caller: Caller, feed: str, after: Cursor | None, limit: int, now: datetime) -> Page:
    """At most `limit` rows of the feed after the cursor, as the caller may read them.

    From the start, and said so, if the cursor is of another life of the archive or of another scope. Refused("unknown")
    for the feed of another organisation, Refused("revoked") for a device that may read no longer.
    """
    _may_read(caller, feed)
    scope = reader_of(caller).scope
    reset = after is not None and (after.epoch, after.scope) != (archive.epoch, scope)
    begin = 0 if after is None or reset else after.seq
    with archive.database.reading() as session:
        end = feeds.newest(session, feed)
        page = _Page(session, caller)
        last = page.read(feed, begin, max(1, min(limit, PAGE)))
    cursor = Cursor(archive.epoch, scope, end if last is None else last)
    reached.note(archive, caller, feed, begin, cursor.seq, now)
    facts: dict[str, Any] = {"epoch": str(archive.epoch), "cursor": str(cursor), "more": last is not None}
    if reset:
        facts["reset"] = True
    if page.under_review:
        facts["under_review"] = page.under_review
    data = page.packer.bytes(page.gone, facts)
    return Page(data, cursor, last is not None, page.packer.entries, len(page.gone))


def _may_read(caller: Caller, feed: str) -> None:
    if feed not in {caller.org, feeds.SHARED}:
        raise Refused("unknown")
    if caller.state == "revoked":
        raise Refused("revoked")


_ROWS: Final = (
    f"SELECT f.seq, f.entry_org, f.id, e.device, e.line, e.sig, e.hash, e.state, e.kind, e.target, {ASKED} "  # noqa: S608 - our own names
    "FROM feed_row f "
    "LEFT JOIN entry e ON e.org = f.entry_org AND e.id = f.id "
    "LEFT JOIN matter m ON m.org = f.entry_org AND m.id = COALESCE(e.target, f.id) "
    "WHERE f.org = ? AND f.seq > ? AND NOT EXISTS (SELECT 1 FROM feed_row later WHERE later.org = f.org "
    "AND later.id = f.id AND later.entry_org = f.entry_org AND later.seq > f.seq) ORDER BY f.seq LIMIT ?"
)
"""Of several rows about one entry only the newest: it is looked at once."""

_TOGETHER: Final = 100
"""Entries whose parts are read at once: no more of them stands in memory than an answer holds and this many have."""

_NO_PARTS: Final[list[Stored]] = []

_SEQ, _ORG, _ID, _DEVICE, _LINE, _SIG, _HASH, _STATE, _KIND, _TARGET, _MATTER = range(11)
_JUDGED, _GIVEN = (_MATTER + COLUMNS[2:].index(name) for name in ("judged", "given"))


class _Page:
    """One page in the making, within one snapshot of the archive."""

    def __init__(self, session: Session, caller: Caller) -> None:
        self._session = session
        self._own = device_bytes(caller.device)
        self._rights = Rights(session, reader_of(caller))
        self._org = caller.org
        self.packer = Packer()
        self.gone: list[str] = []
        self.under_review: list[str] = []
        """Observations of other organisations whose writer has said more since, which nobody has approved."""

    def read(self, feed: str, begin: int, limit: int) -> int | None:
        """Pack what follows on the number; the last number that was looked at, None if nothing is left behind it."""
        rows = self._session.rows(_ROWS, (feed, begin, limit))
        last = rows[-1][_SEQ] if len(rows) == limit else None
        judge = self._rights.judge
        # Of a copy of the reader's own laptop she has not got what somebody has let in.
        again = self._own_again(feed, rows) | {row[_ID] for row in rows if row[_KIND] is None}
        judged = [
            (row, judge(row[_ORG], row[_STATE], row[_KIND], row[_DEVICE], row[_ID], row[_TARGET], row[_MATTER:]))
            for row in self._whole(rows)
            if row[_DEVICE] != self._own or row[_ID] in again
        ]
        given = [(row, parts) for row, parts in judged if parts is not None and parts is not GONE]
        full = self._pack(given)
        last = last if full is None else full
        self.gone = [
            id_text(row[_ID]) for row, parts in judged if parts is GONE and (last is None or row[_SEQ] <= last)
        ]
        self.under_review = sorted({
            id_text(row[_TARGET] or row[_ID])
            for row, _parts in given
            if row[_ORG] != self._org and row[_GIVEN] is not None and row[_JUDGED] != APPROVED
            and (last is None or row[_SEQ] <= last)
        })  # fmt: skip
        return last

    def _own_again(self, feed: str, rows: Sequence[Row]) -> set[bytes]:
        """The reader's own entries that shall be looked at again, as when one was returned: she may have destroyed its
        words since. The others she has, and is not sent."""
        own = [row[_ID] for row in rows if row[_DEVICE] == self._own]
        if not own:
            return set()
        sql = f"SELECT id FROM feed_row WHERE org = ? AND id IN {marks(own)} GROUP BY id HAVING COUNT(*) > 1"  # noqa: S608 - question marks only
        return {row[0] for row in self._session.rows(sql, (feed, *own))}

    def _whole(self, rows: Sequence[Row]) -> Iterable[Row]:
        """The rows with their entries; those of forked chains that were accepted are put in their places."""
        for row in rows:
            if row[_KIND] is not None:
                yield row
                continue
            elsewhere = forked.as_read(self._session, row[_SEQ], row[_ORG], row[_ID])
            if elsewhere is not None:
                yield elsewhere

    def _pack(self, given: Sequence[tuple[Row, Parts]]) -> int | None:
        """Pack as many as an answer may hold; the feed's number before the first that did not fit, None if all did."""
        total = 0
        for start in range(0, len(given), _TOGETHER):
            some = given[start : start + _TOGETHER]
            held = self._parts(some)
            for row, parts in some:
                at_hand = held.get((row[_ORG], row[_ID]), _NO_PARTS)
                if parts is not ALL:
                    at_hand = [part for part in at_hand if part[0] in parts]
                total += len(row[_LINE])
                for part in at_hand:
                    total += len(part[2])
                if total > MOST_BYTES and self.packer.entries:
                    return int(row[_SEQ]) - 1
                packing.add(self.packer, row[_LINE], row[_HASH], row[_SIG], at_hand, row[_DEVICE])
        return None

    def _parts(self, some: Sequence[tuple[Row, Parts]]) -> dict[tuple[str, bytes], list[Stored]]:
        """What is kept of the parts of these entries, by organisation and id."""
        held: dict[tuple[str, bytes], list[Stored]] = {}
        for org, keys in _by_organisation(some).items():
            sql = f"SELECT id, name, salt, data FROM part WHERE org = ? AND id IN {marks(keys)}"  # noqa: S608 - question marks only
            for id_, name, salt, data in self._session.rows(sql, (org, *keys)):
                held.setdefault((org, id_), []).append((name, salt, data))
        return held


def _by_organisation(given: Sequence[tuple[Row, Parts]]) -> dict[str, list[bytes]]:
    found: dict[str, list[bytes]] = {}
    for row, _parts in given:
        found.setdefault(row[_ORG], []).append(row[_ID])
    return found
