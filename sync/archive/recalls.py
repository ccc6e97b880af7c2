"""What was taken back from its readers, and which of their devices have taken that in: for the one who did it.

When a class is raised, or what others had is theirs no longer, it is written down which devices had been given it;
when such a device comes with a cursor beyond the feed's row that says so, it has destroyed what it held.
"""

from collections.abc import Sequence
from typing import Any, Final

from fieldlog.models.strict import encode
from sync.access import CORE, Matter, Reader, parts_given
from sync.archive import feeds
from sync.archive.session import Row, Session
from sync.archive.spelling import id_text

MOST: Final = 200
"""So many entries are told of at once, the newest."""
_AUTHOR, _ROOT, _CLASS, _SAFETY, _GIVEN = 2, 3, 4, 8, 9
"""Of a row of `matter`."""


def note(session: Session, org: str, rows: Sequence[tuple[Row | None, Row]], own_seq: int, shared_seq: int) -> None:
    """Rows of `matter` as they were and are; the feeds have said so up to these numbers, in this transaction."""
    for old, row in rows:
        if old is None or row[_ROOT] != "observation":
            continue
        if row[_CLASS] != old[_CLASS] or row[_SAFETY] != old[_SAFETY]:
            _note(session, org, org, old, row, own_seq)
        if (row[_GIVEN] is None) != (old[_GIVEN] is None):
            _note(session, org, feeds.SHARED, old, row, shared_seq)


def _note(session: Session, org: str, feed: str, old: Row, row: Row, seq: int) -> None:
    id_ = row[1]
    # Who is given it again has nothing to take in.
    session.run("DELETE FROM recall WHERE org = ? AND id = ? AND feed = ?", (org, id_, feed))
    first = session.row("SELECT MIN(seq) FROM feed_row WHERE org = ? AND entry_org = ? AND id = ?", (feed, org, id_))
    if first is None or first[0] is None:
        return
    had = session.rows(
        "SELECT reached.org, reached.device, device.worker, worker.role FROM reached "
        "JOIN device ON device.org = reached.org AND device.device = reached.device "
        "JOIN worker ON worker.org = device.org AND worker.number = device.worker "
        "WHERE reached.feed = ? AND reached.given >= ?",
        (feed, first[0]),
    )
    leaving = [
        (org, id_, feed, seq, reader_org, device, None)
        for reader_org, device, worker, role in had
        if (feed == org) == (reader_org == org) and _loses(Reader(reader_org, worker, role), org, old, row)
    ]
    session.bulk("recall", ("org", "id", "feed", "seq", "reader_org", "device", "taken_ms"), leaving)


def _loses(reader: Reader, org: str, old: Row, row: Row) -> bool:
    before, now = (parts_given(reader, _matter(org, each), "observation") for each in (old, row))
    return before is not None and now is None


def _matter(org: str, row: Row) -> Matter:
    shown = CORE if row[_GIVEN] is not None else None
    return Matter(org, row[_AUTHOR], "observation", row[_CLASS], safety=row[_SAFETY] > 1, shown=shown)


def told(session: Session, reader: Reader) -> bytes:
    """As JSON, for the writer of each entry and for her supervisors: of how many devices of each organisation that had
    it, how many have taken in that it is theirs no longer. Which devices, and whose, is nobody's to know."""
    of_hers = "" if reader.role == "gl" else "AND matter.author = ? "
    found = session.rows(
        "SELECT recall.id, reader_org, COUNT(*), COUNT(taken_ms) FROM recall "  # noqa: S608 - own words
        "JOIN matter ON matter.org = recall.org AND matter.id = recall.id "
        f"WHERE recall.org = ? {of_hers}GROUP BY recall.id, reader_org ORDER BY recall.id DESC, reader_org LIMIT ?",
        (reader.org, *(() if reader.role == "gl" else (reader.worker,)), MOST),
    )
    recalls: list[Any] = []
    for id_, org, had, taken in found:
        if not recalls or recalls[-1]["id"] != id_text(id_):
            recalls.append({"id": id_text(id_), "orgs": []})
        recalls[-1]["orgs"].append([org, had, taken])
    return encode({"recalls": recalls})
