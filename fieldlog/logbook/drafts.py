"""What is being written: drafts survive everything, are offered again, and never leave the laptop."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fieldlog.language import _
from fieldlog.logbook.log import Log
from fieldlog.models.entry import new_id
from fieldlog.models.moment import clock, read_moment, written
from fieldlog.models.refusal import NotFound

LINE = "line"
"""The one draft of the writing line; there is one for each shift."""
EVENT = "event"
"""An emergency, an intervention or another entry that was begun and is not complete: an open draft."""
PUT_AWAY = "put away"
"""A line laid aside with Esc."""


@dataclass(frozen=True, slots=True)
class Draft:
    """`body` holds what was typed (`text`) and what was chosen, in the shape the screen that made it reads."""

    id: str
    kind: str
    shift: str | None
    started_at: str
    changed_at: str
    body: dict[str, Any]

    @property
    def started(self) -> datetime:
        return read_moment(self.started_at)

    def title(self) -> str:
        """One short row: clock, category, place, spot."""
        names = [str(self.body[name]) for name in ("category", "place", "spot") if self.body.get(name)]
        return (
            " ".join([clock(self.started), *names])
            if names
            else _("{clock} påbörjad").format(clock=clock(self.started))
        )


def keep(
    log: Log, kind: str, body: dict[str, Any], now: datetime, *, id_: str | None = None, shift: str | None = None
) -> str:
    """Keep a draft as it stands now; returns its id. The start time is that of the first keeping."""
    made = id_ or new_id()
    stamp = written(now)
    with log.store.write() as connection:
        connection.exec_driver_sql(
            "INSERT INTO draft (id, kind, shift, started_at, changed_at, body) VALUES (?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, changed_at = excluded.changed_at, "
            "body = excluded.body, shift = coalesce(excluded.shift, shift)",
            (made, kind, shift, stamp, stamp, json.dumps(body, ensure_ascii=False)),
        )
    return made


def keep_one(log: Log, kind: str, body: dict[str, Any], now: datetime, *, shift: str) -> str:
    """As `keep`, for what a shift has only one of (its handover): the later takes the place of the earlier."""
    held = [each.id for each in drafts(log, kind) if each.shift == shift]
    return keep(log, kind, body, now, id_=held[0] if held else None, shift=shift)


def drop(log: Log, id_: str) -> None:
    """Forget a draft; its bytes are gone from the file and its log too."""
    with log.store.write() as connection:
        connection.exec_driver_sql("DELETE FROM draft WHERE id = ?", (id_,))
    log.store.forget_written()


def drop_kind(log: Log, kind: str) -> None:
    """Forget every draft of a kind."""
    for each in drafts(log, kind):
        drop(log, each.id)


def draft(log: Log, id_: str) -> Draft:
    found = [row for row in drafts(log) if row.id == id_]
    if not found:
        raise NotFound(_("Utkastet finns inte längre."))
    return found[0]


def drafts(log: Log, kind: str | None = None) -> list[Draft]:
    """Drafts, oldest first; all kinds unless one is named."""
    with log.store.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT id, kind, shift, started_at, changed_at, body FROM draft "
            "WHERE ? IS NULL OR kind = ? ORDER BY started_at, id",
            (kind, kind),
        ).fetchall()
    return [Draft(row.id, row.kind, row.shift, row.started_at, row.changed_at, json.loads(row.body)) for row in rows]


def open_events(log: Log) -> list[Draft]:
    """Events that were begun and are not complete: they hold up the signing of the shift."""
    return drafts(log, EVENT)


def remember(log: Log, values: dict[str, str]) -> None:
    """Keep small things that the screens remember from one time to the next."""
    with log.store.write() as connection:
        connection.exec_driver_sql(
            "INSERT OR REPLACE INTO remembered (name, value) VALUES (?, ?)", list(values.items())
        )
