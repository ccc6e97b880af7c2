"""What is kept about the worker of this log, and who has read it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from fieldlog.language import _
from fieldlog.logbook import as_typed, readers
from fieldlog.logbook.log import Log
from fieldlog.models.moment import read_moment
from fieldlog.models.reading import HOWS, LIST, OPEN, READ

MOST = 50
"""Readings shown, the newest."""
LOOKED_THROUGH = 500
"""So many that the server has told of are looked through for them: one list can hold many of hers."""


@dataclass(frozen=True, slots=True)
class Read:
    """Somebody read entries of the worker: when, by whom, and what."""

    at: datetime
    reader: str
    what: str


@dataclass(frozen=True, slots=True)
class Mine:
    entries: int
    drafts: int
    destroyed: int
    readers: tuple[Read, ...]
    asked: datetime | None = None
    """When the server was asked last who has read hers; None: never, and only what is here is known."""


def mine(log: Log) -> Mine:
    """Counts of one's own, and the readings of one's entries by others: what the server has said, and what is here."""
    with log.store.read() as connection:
        entries = connection.exec_driver_sql(
            "SELECT coalesce(sum(n), 0) FROM tally WHERE author = ?", (log.worker,)
        ).scalar_one()
        drafts = connection.exec_driver_sql("SELECT count(*) FROM draft WHERE kind <> ?", (as_typed.KIND,)).scalar_one()
        destroyed = connection.exec_driver_sql("SELECT count(*) FROM gone").scalar_one()
        told = readers.latest(connection, LOOKED_THROUGH)
        here = _here(connection, log)
    found = _together(log, {(each.at, each.by, each.org, each.how, each.id) for each in (*told, *here)})
    asked = readers.reached(log).asked
    return Mine(entries, drafts, destroyed, found, asked)


def _here(connection: sa.Connection, log: Log) -> list[readers.Reader]:
    """What this laptop itself holds of it."""
    rows = connection.exec_driver_sql(
        # In this order: SQLite would begin with every observation there is.
        "SELECT reading_of.id, reading.at, reading.how, device.worker, device.org, device.role FROM reading "
        "CROSS JOIN reading_of ON reading_of.seq = reading.seq CROSS JOIN device ON device.id = reading.device "
        "CROSS JOIN observation ON observation.id = reading_of.id WHERE observation.author = ? AND observation.org = ? "
        "AND (device.worker, device.org) <> (?, ?) ORDER BY reading.seq DESC LIMIT ?",
        (log.worker, log.org, log.worker, log.org, LOOKED_THROUGH),
    ).fetchall()
    return [
        readers.Reader(row.id, row.org, _by(row, log), read_moment(row.at), row.how) for row in rows if row.how in READ
    ]


def _by(row: object, log: Log) -> str:
    """As the server says it."""
    org, role, worker = (str(getattr(row, name)) for name in ("org", "role", "worker"))
    return "" if org != log.org else readers.REGISTRAR if role == readers.REGISTRAR else worker


def _together(log: Log, said: Iterable[tuple[datetime, str, str, str, str]]) -> tuple[Read, ...]:
    """Readings of one moment by one person are one row."""
    groups: dict[tuple[datetime, str, str, str], list[str]] = {}
    for at, by, org, how, id_ in said:
        groups.setdefault((at, by, org, how), []).append(id_)
    newest = sorted(groups.items(), key=lambda item: item[0], reverse=True)[:MOST]
    with log.store.read() as connection:
        return tuple(
            Read(at, readers.name_of(by, org), _what(connection, how, ids)) for (at, by, org, how), ids in newest
        )


def _what(connection: sa.Connection, how: str, ids: list[str]) -> str:
    row = connection.exec_driver_sql("SELECT category, place FROM observation WHERE id = ?", (min(ids),)).fetchone()
    one = f"{row.category} {row.place}" if row else min(ids)[:8]
    if how == LIST:
        several = _("{count} poster i en lista").format(count=len(ids))
        return several if len(ids) > 1 else _("{what} i en lista").format(what=one)
    if how == OPEN:
        return one
    which = _("{count} poster").format(count=len(ids)) if len(ids) > 1 else one
    return f"{which}, {_(HOWS[how])}"
