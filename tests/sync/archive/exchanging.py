"""What tests of the archive's traffic do again and again: push as a laptop, pull as a reader, look at the tables."""

from typing import Any

import pytest

from fieldlog.models.entry import Entry
from fieldlog.models.strict import decode, encode
from sync.answers import PushAnswer
from sync.archive import matters
from sync.archive.archive import Archive
from sync.archive.devices import Caller
from sync.archive.pulling import Page, pull
from sync.archive.pushing import push
from sync.batch import Batch, unpack
from sync.protocol import PAGE, Cursor, Refused
from tests.conftest import FRIDAY
from tests.sync.laptops import Laptop


def caller_of(laptop: Laptop, state: str = "active") -> Caller:
    return Caller(laptop.org, laptop.worker, laptop.role, laptop.device, state)


def sent(archive: Archive, laptop: Laptop, first: int = 1, last: int | None = None, **changes: Any) -> PushAnswer:
    """The laptop pushes its entries from number `first` to `last`."""
    entries = changes.get("entries", laptop.entries[first - 1 : last])
    head = changes.get("head", laptop.head_at(first - 1))
    return push(archive, changes.get("caller", caller_of(laptop)), laptop.device, head, Batch(entries), FRIDAY)


def refusal(
    archive: Archive, laptop: Laptop, first: int = 1, last: int | None = None, **changes: Any
) -> dict[str, Any]:
    """The problem that a push is answered with."""
    with pytest.raises(Refused) as refused:
        sent(archive, laptop, first, last, **changes)
    return {"error": refused.value.problem.code, **refused.value.problem.facts}


def resigned(laptop: Laptop, entry: Entry, **fields: Any) -> Entry:
    """The entry with other fields in its line, signed by its laptop: as a program gone wrong would write it."""
    line = encode(decode(entry.line) | fields)
    return Entry(line, laptop.sign(b"fieldlog line\0" + line), entry.parts)


def count(archive: Archive, table: str) -> int:
    """Rows of Anna's organisation, without what the server itself has written to its feed."""
    about = "entry_org = 'OVB'" if table == "feed_row" else "org = 'OVB'"
    with archive.database.reading() as session:
        found = session.rows(f"SELECT COUNT(*) FROM {table} WHERE {about}")  # noqa: S608  # our own names
        return int(found[0][0])


def state_of(archive: Archive) -> list[Any]:
    """Everything that pushes write."""
    with archive.database.reading() as session:
        return [
            sorted(session.rows(f"SELECT {columns} FROM {table}"), key=repr)  # noqa: S608  # our own names
            for table, columns in {
                "entry": "org, device, n, id, kind, target, line, sig, hash, state, code",
                "part": "org, id, name, salt, data",
                "matter": ", ".join(matters.COLUMNS),
                "feed": "org, seq",
                "feed_row": "org, seq, entry_org, id",
                "device": "org, device, n, head, state",
            }.items()
        ]


def page_of(archive: Archive, reader: Caller, after: Cursor | None = None, feed: str = "", limit: int = PAGE) -> Page:
    return pull(archive, reader, feed or reader.org, after, limit, FRIDAY)


def pulled(archive: Archive, reader: Caller, after: Cursor | None = None, feed: str = "", limit: int = PAGE) -> Batch:
    """All that the reader is given after the cursor, page by page, as one batch."""
    entries: list[Entry] = []
    gone: list[str] = []
    while True:
        page = page_of(archive, reader, after, feed, limit)
        batch = unpack(page.data)
        assert batch.facts["cursor"] == str(page.cursor)
        entries += batch.entries
        gone += batch.gone
        after = page.cursor
        if not page.more:
            return Batch(entries, gone, batch.facts)


def own(batch: Batch) -> list[Entry]:
    """The entries without what the server itself has written."""
    return [entry for entry in batch.entries if entry.fields.org != "*"]
