"""Lines as they were typed: kept beside their entries while these can be undone, and destroyed with that.

An entry holds what a line means (`3` is the band 2-4); undo gives back what was typed. Plain SQL on any connection.
"""

import json
from datetime import datetime
from typing import Any

from fieldlog.models.moment import written

KIND = "typed"
"""Of the drafts that hold them: never shown, never leave the laptop."""


def keep(connection: Any, id_: str, text: str, now: datetime) -> None:
    """This line became the entry `id_`."""
    stamp = written(now)
    connection.exec_driver_sql(
        "INSERT OR REPLACE INTO draft (id, kind, shift, started_at, changed_at, body) VALUES (?, ?, NULL, ?, ?, ?)",
        (f"{KIND}.{id_}", KIND, stamp, stamp, json.dumps({"text": text}, ensure_ascii=False)),
    )


def line_of(connection: Any, id_: str) -> str | None:
    """The line that became the entry; None where it is not kept any more, or none was typed."""
    row = connection.exec_driver_sql("SELECT body FROM draft WHERE id = ?", (f"{KIND}.{id_}",)).fetchone()
    return str(json.loads(row[0])["text"]) if row else None


def forget(connection: Any, id_: str) -> None:
    """The entry says something else now, or its words are destroyed."""
    connection.exec_driver_sql("DELETE FROM draft WHERE id = ?", (f"{KIND}.{id_}",))


def forget_sent(connection: Any, device: str, n: int) -> None:
    """The entries of the device up to number `n` have left the laptop: nothing undoes them any more."""
    connection.exec_driver_sql(
        "DELETE FROM draft WHERE kind = ? AND EXISTS "
        "(SELECT 1 FROM entry WHERE entry.id = substr(draft.id, ?) AND entry.device = ? AND entry.n <= ?)",
        (KIND, len(KIND) + 2, device, n),
    )


def forget_all(connection: Any) -> None:
    """The shift is signed."""
    connection.exec_driver_sql("DELETE FROM draft WHERE kind = ?", (KIND,))
