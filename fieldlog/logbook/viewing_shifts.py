"""What a shift is, written out for other eyes, and found by the beginning of its id."""

import json
from typing import Any

from fieldlog.language import _
from fieldlog.logbook.log import Log
from fieldlog.logbook.shifts import shift
from fieldlog.logbook.viewing import only_one, span
from fieldlog.models.tables import ShiftRow


def shift_by_beginning(log: Log, beginning: str) -> ShiftRow:
    """The shift whose id begins so. NotFound if there is none, RuleBroken if there are several."""
    low, high = span(beginning)
    with log.store.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT id FROM shift WHERE id >= ? AND id < ? LIMIT 2", (low, high)
        ).fetchall()
    return shift(log, only_one(rows, _("Det finns inget sådant pass i loggen.")).id)


def shift_as_json(row: ShiftRow, log: Log) -> dict[str, Any]:
    """A shift for scripts; `state` is open, signed or withdrawn. How safe it felt stands only in one's own."""
    mine = (row.worker, row.org) == (log.worker, log.org)
    return {
        "id": row.id, "device": row.device, "org": row.org, "worker": row.worker, "started_at": row.started_at,
        "ended_at": row.ended_at, "crew": json.loads(row.crew), "radio": row.radio, "area": row.area,
        "focus": row.focus, "on_foot": bool(row.on_foot), "felt_safe": row.felt_safe if mine else None,
        "handover": row.handover_all, "handover_own": row.handover_own, "amendments": row.amendments,
        "state": "withdrawn" if row.withdrawn else "signed" if row.ended_at else "open",
    }  # fmt: skip
