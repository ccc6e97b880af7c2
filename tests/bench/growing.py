"""Whether an archive takes in as fast when it holds a million entries as when it is empty."""

import os
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg

from sync.archive import feeds
from sync.archive.archive import Archive
from sync.archive.matters import COLUMNS as MATTER
from sync.archive.pushing import ENTRY, PART
from sync.archive.session import Session
from tests.bench.pulling import fill
from tests.bench.servers import ORGANISATIONS, archive_at, joined
from tests.sync.databases import Postgres

ENTRIES = 1_000_000
ROUNDS, EACH = 9, 2_000
_AT_ONCE = 5_000
_BEGAN = 1_700_000_000_000
"""Milliseconds: the million was written in three years before now."""


def main(folder: Path, entries: int = ENTRIES) -> None:
    print(f"push at {entries:,} entries against empty, SQLite: {growth(folder / 'sqlite', entries)}; reach 0.8x")
    postgres = Postgres()
    try:
        with postgres.empty(made=False) as large, postgres.empty(made=False) as small:
            said = growth(folder / "postgres", entries, (large, small))
    finally:
        postgres.close()
    print(f"push at {entries:,} entries against empty, PostgreSQL: {said}; reach 0.8x")


def growth(folder: Path, entries: int, urls: tuple[str | None, str | None] = (None, None)) -> str:
    """The rate in the large archive against the one in the small, in turns; by the clock, and of this process."""
    folder.mkdir()
    with archive_at(folder / "large", urls[0]) as large, archive_at(folder / "small", urls[1]) as small:
        laptops = {id(archive): joined(archive, 2) for archive in (large, small)}
        grow(large, entries)
        settle(urls[0])
        taken: dict[int, list[tuple[float, float]]] = {id(large): [], id(small): []}
        for round_ in range(ROUNDS):
            for archive in (large, small):
                begun = time.perf_counter(), time.process_time()
                fill(archive, laptops[id(archive)][round_ % 2], EACH)
                taken[id(archive)].append((time.perf_counter() - begun[0], time.process_time() - begun[1]))
    clock, processor = (
        statistics.median(each[at] for each in taken[id(small)])
        / statistics.median(each[at] for each in taken[id(large)])
        for at in (0, 1)
    )
    return f"{clock:.2f}x by the clock, {processor:.2f}x of the processor"


def settle(url: str | None) -> None:
    """What a PostgreSQL that was years in growing has done by itself long ago."""
    if url is not None:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")
            connection.execute("CHECKPOINT")


def grow(archive: Archive, entries: int) -> None:
    """Rows as pushes leave them, without signatures that hold: nobody looks at them again."""
    devices = {org: os.urandom(32) for org in ORGANISATIONS}
    made = dict.fromkeys(ORGANISATIONS, 0)
    for start in range(0, entries, _AT_ONCE):
        org = ORGANISATIONS[start // _AT_ONCE % len(ORGANISATIONS)]
        rows = list(_rows(org, devices[org], made[org], start))
        made[org] += len(rows)
        with archive.database.writing() as session:
            _put(session, org, rows)


def _rows(org: str, device: bytes, made: int, start: int) -> Iterator[tuple[Any, ...]]:
    for number in range(_AT_ONCE):
        at = _BEGAN + (start + number) * 90_000
        id_ = bytearray(at.to_bytes(6, "big") + os.urandom(10))
        id_[6], id_[8] = id_[6] & 0x0F | 0x70, id_[8] & 0x3F | 0x80
        line, rest = os.urandom(440), os.urandom(96)
        yield (org, device, made + number + 1, bytes(id_), "observation", None, line, rest[:64], rest[64:], at, 0, None)


def _put(session: Session, org: str, rows: list[tuple[Any, ...]]) -> None:
    core, words, salt = os.urandom(300), os.urandom(70), os.urandom(16)
    ids = [row[3] for row in rows]
    session.bulk("entry", ENTRY, rows)
    session.bulk("part", PART, [(org, id_, name, salt, data) for id_ in ids for name, data in
                                (("core", core), ("words", words))])  # fmt: skip
    session.bulk("matter", MATTER, [(org, id_, "OV-12", "observation", "B", "B", 0, 0) for id_ in ids])
    feeds.append(session, org, [(org, id_) for id_ in ids])
