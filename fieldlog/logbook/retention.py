"""What a laptop no longer keeps: destroyed on time, each by a purge entry, so that a lost laptop's content is known.

Days come from the server's policy. Nothing that has not been delivered is ever destroyed, and of one's own entries only
the words of class C, right after a server has said that it is still the archive that received them: one that was set
back may lack them. Line, chain and core stay.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from fieldlog.logbook import policies
from fieldlog.logbook.delivery import delivered, received_at
from fieldlog.logbook.log import Log
from fieldlog.logbook.pen import MOST_GONE, Pen
from fieldlog.logbook.received import destroy
from fieldlog.models.entry import read_line_bytes
from fieldlog.models.moment import milliseconds, read_written

OTHERS_A, OTHERS_B, OTHERS_C, REVIEWED_C = "others' class A", "others' class B", "others' class C", "reviewed class C"
OWN_C = "own words of class C"
DISCLOSED = "disclosed to us"
"""The rules, as purge entries name them."""


def destroy_due(log: Log, now: datetime, epoch: str = "") -> int:
    """Destroy what is due by now; returns of how many entries. The bytes are gone from pages, index and log.

    `epoch` is the life of the archive that a server has just named; without one nothing of one's own is destroyed.
    """
    with log.store.read() as connection:
        days = policies.retention(connection)
        others = list(_others(connection, log.role, days, now))
        others += [(DISCLOSED, id_) for id_ in _disclosed(connection, log.org, now - timedelta(days=days["C"]))]
        own = list(_own(connection, log.worker, now - timedelta(days=days["own_c_words"]), epoch)) if epoch else []
    if not others and not own:
        return 0
    with log.writing(now) as pen:
        count = sum(destroy(pen, rule, _cluster(pen.connection, root)) for rule, root in others)
        count += _destroy_words(pen, own)
    log.store.forget_written()
    return count


def _others(connection: sa.Connection, role: str, days: dict[str, Any], now: datetime) -> Iterator[tuple[str, str]]:
    """(rule, observation) of others that is due."""
    conditions = [
        (OTHERS_C, "class = 'C' AND at_ms < ?", _before(now, days["C"])),
        (REVIEWED_C, "class = 'C' AND state IN ('approved', 'returned') AND ? > 0", 1),
    ]
    for rule, secrecy in ((OTHERS_A, "A"), (OTHERS_B, "B")):
        if role in days[secrecy]:
            conditions.append((rule, f"class = '{secrecy}' AND at_ms < ?", _before(now, days[secrecy][role])))
    seen = set()
    for rule, condition, value in conditions:
        rows = connection.exec_driver_sql(
            f"SELECT observation.id FROM observation JOIN entry ON entry.seq = row WHERE own = 0 AND {condition}",  # noqa: S608 - own conditions
            (value,),
        )
        for row in rows.fetchall():
            if row.id not in seen:
                seen.add(row.id)
                yield rule, row.id


def _disclosed(connection: sa.Connection, org: str, until: datetime) -> Iterator[str]:
    """What other organisations have given out to this one goes from here as class C does."""
    rows = connection.exec_driver_sql(
        "SELECT line FROM entry WHERE kind = 'disclosure' AND kind <> 'observation' AND own = 0"
    )
    for row in rows.fetchall():
        line = read_line_bytes(row.line)
        if line.org != org and read_written(line.at) < until:
            yield line.id


def _before(now: datetime, days: int) -> int:
    return milliseconds(now - timedelta(days=days))


def _cluster(connection: sa.Connection, root: str) -> list[str]:
    """The observation and everything of others about it, but who has read it: that is kept as long as audit is."""
    rows = connection.exec_driver_sql(
        "SELECT id FROM entry WHERE (id = ? OR target = ?) AND own = 0 AND kind <> 'read'", (root, root)
    )
    return [row.id for row in rows.fetchall()]


def _own(connection: sa.Connection, worker: str, until: datetime, epoch: str) -> Iterator[tuple[str, str]]:
    """(entry, part): words of one's own class C that the server has had for long enough; not of what came back."""
    rows = connection.exec_driver_sql(
        "SELECT entry.id, entry.device, entry.n FROM observation JOIN entry ON entry.id = observation.id "
        "OR entry.target = observation.id JOIN part ON part.entry = entry.seq AND part.name = 'words' "
        "WHERE observation.class = 'C' AND author = ? AND state <> 'returned' AND entry.own = 1",
        (worker,),
    ).fetchall()
    for row in rows:
        had = received_at(connection, row.device, row.n)
        if had is not None and had <= until and delivered(connection, row.device).epoch == epoch:
            yield row.id, "words"


def _destroy_words(pen: Pen, own: list[tuple[str, str]]) -> int:
    for start in range(0, len(own), MOST_GONE):
        pen.destroy(OWN_C, own[start : start + MOST_GONE])
    return len({id_ for id_, _name in own})
