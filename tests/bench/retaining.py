"""How long it takes to destroy 100,000 entries that are due while a laptop pushes, and to list a lost laptop."""

import statistics
import threading
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import psycopg

from sync.archive import devices, lost, retention
from sync.archive.archive import Archive, open_archive
from sync.archive.pushing import push
from sync.archive.verifying import verify
from sync.batch import Batch
from sync.protocol import MOST_ENTRIES
from tests.bench.servers import archive_at, joined, kept, pushed, written_by
from tests.bench.stores import now
from tests.sync.archive.exchanging import caller_of
from tests.sync.databases import Postgres
from tests.sync.laptops import Laptop

DUE = 100_000
AGO = timedelta(days=800)
PUSHES, AT_ONCE = 20, 50


def main(folder: Path, due: int = DUE) -> None:
    print(f"retention, SQLite: {retaining(folder / 'retain-sqlite', due)}")
    postgres = Postgres()
    try:
        with postgres.empty(made=False) as url:
            print(f"retention, PostgreSQL: {retaining(folder / 'retain-postgresql', due, url)}")
    finally:
        postgres.close()


def retaining(home: Path, due: int, url: str | None = None) -> str:
    """As a sentence."""
    with archive_at(home, url) as archive:
        writer, other = joined(archive, 2, ("OVB",))
        fill(archive, writer, due)
        if url:
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute("ANALYZE")  # as it does by itself within a minute
        devices.note_contact(archive, caller_of(other), 0, 0, now())
        began = time.perf_counter()
        found = lost.lose(archive, writer.device, now())
        said = time.perf_counter() - began
    calm, busy = list[float](), list[float]()
    with kept(home, url) as server:
        push_for(server.port, other, calm)
        archive = open_archive(home, url)
        ended = threading.Event()
        laptop = threading.Thread(target=_keep_pushing, args=(server.port, other, busy, ended))
        laptop.start()
        began = time.perf_counter()
        report = retention.run(archive, now())
        seconds = time.perf_counter() - began
        ended.set()
        laptop.join()
    found_whole = verify(archive)
    archive.close()
    destroyed = sum(row.entries for row in report.rows)
    assert found_whole.fault == "", found_whole.fault
    assert (destroyed, found_whole.erased) == (due, 2 * due)
    return (
        f"{destroyed:,} entries destroyed in {seconds:.1f} s ({seconds / destroyed * 1e6:.0f} us each, half of it "
        f"waiting), a push of {AT_ONCE} meanwhile {_each(busy)} against {_each(calm)}; verified whole after; "
        f"lost: {len(found.entries):,} entries said in {said:.2f} s; reach 1 s"
    )


def fill(archive: Archive, laptop: Laptop, due: int) -> None:
    """Observations of all classes, received long ago."""
    laptop.begin()
    for number in range(due):
        laptop.observe("två personer vid trappan, lugnt", "AABBC"[number % 5])
    for at in range(0, len(laptop.entries), MOST_ENTRIES):
        batch = Batch(laptop.entries[at : at + MOST_ENTRIES])
        push(archive, caller_of(laptop), laptop.device, laptop.head_at(at), batch, now() - AGO)


def push_for(port: int, laptop: Laptop, seconds: list[float]) -> None:
    queue = written_by(laptop, PUSHES * AT_ONCE, AT_ONCE)
    pushed(port, [queue])
    seconds += queue.seconds
    assert set(queue.statuses) == {200}, queue.statuses


def _keep_pushing(port: int, laptop: Laptop, seconds: list[float], ended: threading.Event) -> None:
    while not ended.is_set():
        push_for(port, laptop, seconds)


def _each(seconds: Sequence[float]) -> str:
    cut = statistics.quantiles(seconds, n=20)
    return f"median {statistics.median(seconds) * 1e3:.0f} ms, p95 {cut[18] * 1e3:.0f}, most {max(seconds) * 1e3:.0f}"
