"""Where the border runs on this laptop: the table of access, asked for the role that its worker has now.

The server gives a laptop nothing else; but a role can change between two exchanges, and a file can be let out then.
"""

import json
from typing import Any

from fieldlog.logbook.log import Log
from fieldlog.models.policy import WORKERS
from fieldlog.models.refusal import RuleBroken
from fieldlog.models.vocabulary import SAFETY
from sync.access import CODES, FULL, NOBODY, TABLE, Cells, Matter, cell


def role(log: Log) -> str:
    """The worker's role as the server said last; as the log was made for where it has said nothing."""
    with log.store.read() as connection:
        row = connection.exec_driver_sql(
            "SELECT body FROM policy WHERE of = ? AND org = ?", (WORKERS, log.org)
        ).fetchone()
    known = json.loads(row.body) if row is not None else {}
    return str(known.get(log.worker, log.role))


def cells(log: Log) -> Cells:
    return TABLE.get(role(log), NOBODY)


def may_read(log: Log, row: Any, known: Cells | None = None) -> bool:
    """Whether she may read what stands in a row of `observation`; what others let us have was judged as it came."""
    own = row.org == log.org
    if not own or row.author == log.worker:
        return True
    matter = Matter(row.org, row.author, "observation", row.class_, safety=row.category in SAFETY)
    return cell(cells(log) if known is None else known, matter, own=True) in (FULL, CODES)


def refuse_others(log: Log, row: Any) -> None:
    """RuleBroken, and that it was tried is written down, for an entry that is not hers to read."""
    from fieldlog.language import _
    from fieldlog.logbook import reads

    if not may_read(log, row):
        reads.refused(log, [row.id], "open")
        raise RuleBroken(_("Posten är inte din att läsa. Synka, så stämmer det som ligger här med din roll."))
