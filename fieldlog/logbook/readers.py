"""Who has read one's own entries, as the server has said it at the last exchange: kept here, to be read offline."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from fieldlog.language import _
from fieldlog.logbook import delivery
from fieldlog.logbook.log import Log
from fieldlog.models.moment import read_moment, written

AFTER, EPOCH, ASKED = "readers_after", "readers_epoch", "readers_asked"
"""Facts of the exchange: how far it was asked, in which life of the archive, and when."""

REGISTRAR, SERVER = "reg", "server"
"""Stand for who is not named: the organisation's registrar, and who keeps the server."""

Said = tuple[str, str, str, str, str]
"""Id of the entry, organisation of the reader, by whom, when, how; all as the server has said it."""


@dataclass(frozen=True, slots=True)
class Reader:
    """`by` is a service number of one's own organisation, `reg`, `server`, or empty for another organisation's."""

    id: str
    org: str
    by: str
    at: datetime
    how: str


@dataclass(frozen=True, slots=True)
class Reached:
    """From where to ask on, in which life of the archive, when it was asked last, and whether there is what to ask."""

    after: int
    epoch: str
    asked: datetime | None
    wrote: bool


def reached(log: Log) -> Reached:
    with log.store.read() as connection:
        kept = delivery.kept(connection)
        wrote = connection.exec_driver_sql(
            "SELECT 1 FROM observation WHERE author = ? AND hidden = 0 LIMIT 1", (log.worker,)
        ).fetchone()
    asked = read_moment(kept[ASKED]) if kept.get(ASKED) else None
    return Reached(int(kept.get(AFTER) or 0), kept.get(EPOCH, ""), asked, wrote is not None)


def begin(log: Log, epoch: str) -> None:
    """Another life of the archive: what the one before has said is asked for anew."""
    with log.store.write() as connection:
        connection.exec_driver_sql("DELETE FROM reader")
        delivery.keep(connection, {AFTER: "0", EPOCH: epoch})


def keep(log: Log, said: Iterable[Said], after: int, epoch: str, now: datetime) -> None:
    """Keep an answer, with how far it reaches, in one transaction."""
    rows = list(said)
    with log.store.write() as connection:
        if rows:
            connection.exec_driver_sql(
                "INSERT OR IGNORE INTO reader (id, org, by, at, how) VALUES (?, ?, ?, ?, ?)", rows
            )
        delivery.keep(connection, {AFTER: str(after), EPOCH: epoch, ASKED: written(now)})


def latest(connection: sa.Connection, limit: int) -> list[Reader]:
    """The newest of what is kept. By their time as text: all but those of one changed hour stand in its order."""
    rows = connection.exec_driver_sql("SELECT * FROM reader ORDER BY at DESC LIMIT ?", (limit,)).fetchall()
    return [Reader(row.id, row.org, row.by, read_moment(row.at), row.how) for row in rows]


def of_entry(connection: sa.Connection, id_: str) -> list[Reader]:
    """Who has read this one, the newest first."""
    rows = connection.exec_driver_sql("SELECT * FROM reader WHERE id = ? ORDER BY at DESC", (id_,)).fetchall()
    return [Reader(row.id, row.org, row.by, read_moment(row.at), row.how) for row in rows]


def name_of(by: str, org: str) -> str:
    """Who it was, as a worker is told."""
    if by == REGISTRAR:
        return _("registrator")
    if by == SERVER:
        return _("servern")
    return by or _("någon hos {org}").format(org=org)
