"""How many entries a second a supervisor's laptop is given, against reading their rows in the same process."""

import statistics
import time
from pathlib import Path

from sync.archive import pulling
from sync.archive.archive import Archive
from sync.archive.devices import Caller
from sync.archive.pushing import push
from sync.batch import Batch, compress
from sync.protocol import PAGE, Cursor
from tests.bench.servers import archive_at, joined, written_by
from tests.bench.stores import now
from tests.sync.laptops import Laptop

LAPTOPS, ENTRIES = 8, 3_000
ROUNDS = 5


def main(folder: Path) -> None:
    with archive_at(folder / "pull") as archive:
        laptops = joined(archive, LAPTOPS, ("OVB",))
        for laptop in laptops:
            fill(archive, laptop, ENTRIES)
        eva = Caller("OVB", "GL-01", "gl", Laptop("OVB", "GL-01", "gl").device, "active")
        floors, taken = [], []
        entries = 0
        for _round in range(ROUNDS):
            begun = time.thread_time()
            rows = read_rows(archive)
            floors.append((time.thread_time() - begun) / rows)
            begun = time.thread_time()
            entries = pull_all(archive, eva)
            taken.append((time.thread_time() - begun) / entries)
        if entries < LAPTOPS * ENTRIES:
            raise SystemExit(f"only {entries} were given")
    floor, each = statistics.median(floors), statistics.median(taken)
    print(
        f"pull, SQLite, judged, packed and compressed: {1 / each:,.0f} entries/s, {floor / each:.2f}x of reading their "
        f"rows ({1 / floor:,.0f}/s), both of one processor; reach 30,000/s and 0.3x"
    )


def fill(archive: Archive, laptop: Laptop, entries: int) -> None:
    """So many entries more, taken in as a server takes them."""
    at = len(laptop.entries)
    written_by(laptop, entries, entries)
    caller = Caller(laptop.org, laptop.worker, laptop.role, laptop.device, "active")
    for start in range(at, len(laptop.entries), 500):
        batch = Batch(laptop.entries[start : start + 500])
        push(archive, caller, laptop.device, laptop.head_at(start), batch, now())


def pull_all(archive: Archive, reader: Caller) -> int:
    """How many entries the whole feed gives, page after page, as it would be sent."""
    after: Cursor | None = None
    found = 0
    while True:
        page = pulling.pull(archive, reader, reader.org, after, PAGE, now())
        compress(page.data)
        found += page.entries
        after = page.cursor
        if not page.more:
            return found


def read_rows(archive: Archive) -> int:
    """The floor: what an answer is made of - lines, signatures, what is known of each, parts - read from the same file
    in the same order and pages, and nothing done with it."""
    seq, found = 0, 0
    with archive.database.reading() as session:
        while True:
            rows = session.rows(
                "SELECT f.seq, f.id, e.line, e.sig, e.hash, e.kind, e.target, m.author, m.root, m.class, m.widest "
                "FROM feed_row f JOIN entry e ON e.org = f.entry_org AND e.id = f.id "
                "LEFT JOIN matter m ON m.org = f.entry_org AND m.id = COALESCE(e.target, f.id) "
                "WHERE f.org = ? AND f.seq > ? ORDER BY f.seq LIMIT ?",
                ("OVB", seq, PAGE),
            )
            if not rows:
                return found
            ids = [row[1] for row in rows]
            asked = ", ".join("?" * len(ids))
            sql = f"SELECT id, name, salt, data FROM part WHERE org = ? AND id IN ({asked})"  # noqa: S608 - only marks
            session.rows(sql, ("OVB", *ids))
            seq, found = rows[-1][0], found + len(rows)
