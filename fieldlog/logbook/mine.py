"""What is kept about the worker of this log, and who has read it."""

from dataclasses import dataclass
from datetime import datetime

from fieldlog.logbook import folding
from fieldlog.logbook.log import Log
from fieldlog.models.entry import read_line_bytes
from fieldlog.models.moment import read_moment

MOST = 50
"""Readings shown, the newest."""


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
        drafts = connection.exec_driver_sql("SELECT count(*) FROM draft").scalar_one()
        destroyed = connection.exec_driver_sql("SELECT count(*) FROM gone").scalar_one()
        rows = connection.exec_driver_sql(
            "SELECT entry.line, observation.category, observation.place FROM entry "
            "JOIN observation ON observation.id = entry.target WHERE entry.kind = 'read' AND observation.author = ? "
            "ORDER BY entry.seq DESC LIMIT ?",
            (log.worker, MOST),
        ).fetchall()
        known = folding.writers(connection)
        found = []
        for row in rows:
            line = read_line_bytes(row.line)
            reader = known.get(line.device)
            if reader is not None and reader.worker != log.worker:
                found.append(Read(read_moment(line.at), reader.worker, f"{row.category} {row.place}"))
    return Mine(entries, drafts, destroyed, tuple(found))
