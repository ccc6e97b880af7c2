"""What is kept about the worker of this log, and who has read it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from fieldlog.language import _
from fieldlog.logbook import as_typed, folding
from fieldlog.logbook.log import Log
from fieldlog.logbook.reads import MOST_IDS
from fieldlog.models.entry import read_line_bytes
from fieldlog.models.moment import read_moment
from fieldlog.models.shape import texts

MOST = 50
"""Readings shown, the newest."""
LISTS = 500
"""Pages of lists that are looked through for them."""


@dataclass(frozen=True, slots=True)
class Read:
    """Somebody opened entries of the worker: when, by service number, and what."""

    at: datetime
    reader: str
    what: str


@dataclass(frozen=True, slots=True)
class Mine:
    entries: int
    drafts: int
    destroyed: int
    readers: tuple[Read, ...]


def mine(log: Log) -> Mine:
    """Counts of one's own, and the readings of one's entries by others."""
    with log.store.read() as connection:
        entries = connection.exec_driver_sql(
            "SELECT count(*) FROM observation WHERE author = ? AND hidden = 0", (log.worker,)
        ).scalar_one()
        drafts = connection.exec_driver_sql("SELECT count(*) FROM draft WHERE kind <> ?", (as_typed.KIND,)).scalar_one()
        destroyed = connection.exec_driver_sql("SELECT count(*) FROM gone").scalar_one()
        found = sorted((*_opened(connection, log.worker), *_listed(connection, log.worker)), key=_when, reverse=True)
    return Mine(entries, drafts, destroyed, tuple(found[:MOST]))


def _when(read: Read) -> datetime:
    return read.at


def _opened(connection: sa.Connection, worker: str) -> Iterator[Read]:
    """Entries of hers that others have opened."""
    rows = connection.exec_driver_sql(
        "SELECT entry.line, observation.category, observation.place FROM entry "
        "JOIN observation ON observation.id = entry.target WHERE entry.kind = 'read' AND observation.author = ? "
        "ORDER BY entry.seq DESC LIMIT ?",
        (worker, MOST),
    ).fetchall()
    known = folding.writers(connection)
    for row in rows:
        line = read_line_bytes(row.line)
        reader = known.get(line.device)
        if reader is not None and reader.worker != worker:
            yield Read(read_moment(line.at), reader.worker, f"{row.category} {row.place}")


def _listed(connection: sa.Connection, worker: str) -> Iterator[Read]:
    """Pages of lists, seen by others, that hers were among: how many on each, or which one."""
    known = folding.writers(connection)
    asked = "kind = 'read' AND kind <> 'observation' AND target IS NULL ORDER BY entry.seq DESC LIMIT ?"
    for _row, entry in folding.stored(connection, asked, (LISTS,)):
        reader = known.get(entry.fields.device)
        if reader is None or reader.worker == worker:
            continue
        ids = texts(entry.facts("core").get("ids"))[:MOST_IDS]
        marks = ", ".join("?" * len(ids))
        hers = connection.exec_driver_sql(
            f"SELECT category, place FROM observation WHERE author = ? AND id IN ({marks})",  # noqa: S608 - marks only
            (worker, *ids),
        ).fetchall()
        if hers:
            which = f"{hers[0].category} {hers[0].place}"
            several = _("{count} poster i en lista").format(count=len(hers))
            count = several if len(hers) > 1 else _("{what} i en lista").format(what=which)
            yield Read(read_moment(entry.fields.at), reader.worker, count)
