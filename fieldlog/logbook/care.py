"""Asking the writer of a grave event whether she wants somebody to get in touch, and telling her supervisor if so.

Nowhere is there a list of who was asked or what somebody answered: a wish stands with the event it is about.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from fieldlog.models.care import AFTER, AGAIN, GRAVE, KIND, LATER, NO, STAFF, WITHIN, YES
from fieldlog.models.moment import milliseconds, read_moment, written
from fieldlog.models.refusal import NotFound, RuleBroken

if TYPE_CHECKING:
    from fieldlog.logbook.log import Log

_NAME: Final = "care "
"""Before the id of the event in the name under which her answer is remembered on her laptop."""


def offered(connection: Any, me: tuple[str, str], now: datetime) -> tuple[str, str, str, str] | None:
    """Id, time, category and place of the newest grave event of one's own for which it is time to ask; one at a time.

    `connection` is a DB-API one, `me` worker and organisation.
    """
    rows = connection.execute(
        "SELECT id, at, category, place, value FROM observation INDEXED BY observation_at "
        "LEFT JOIN remembered ON name = ? || id "
        "WHERE hidden = 0 AND at_ms >= ? AND at_ms <= ? AND (severity >= ? OR category = ?) AND author = ? AND org = ? "
        "AND source_key IS NULL AND state NOT IN ('withdrawn', 'erased') ORDER BY at_ms DESC",
        (_NAME, milliseconds(now - WITHIN), milliseconds(now - AFTER), GRAVE, STAFF, *me),
    ).fetchall()
    return next((tuple(row[:4]) for row in rows if _is_open(row[4], now)), None)


def _is_open(answer: str | None, now: datetime) -> bool:
    return answer is None or (answer not in (YES, NO) and read_moment(answer) <= now)


def answer(log: "Log", id_: str, said: str, now: datetime) -> None:
    """Her answer: yes, no or later. Only a yes leaves the laptop, as an entry about the event."""
    from fieldlog.language import _

    if said not in (YES, NO, LATER):
        raise RuleBroken(_("Svara ja, nej eller senare."))
    kept = written(now + AGAIN) if said == LATER else said
    with log.writing(now) as pen:
        row = pen.connection.exec_driver_sql(
            "SELECT 1 FROM observation WHERE id = ? AND author = ? AND org = ?", (id_, log.worker, log.org)
        ).fetchone()
        if row is None:
            raise NotFound(_("Det finns ingen sådan post i loggen."))
        before = pen.connection.exec_driver_sql(
            "SELECT value FROM remembered WHERE name = ?", (_NAME + id_,)
        ).fetchone()
        if said == YES and (before is None or before.value != YES):
            pen.write(KIND, {"answer": YES}, target=id_)
        pen.connection.exec_driver_sql(
            "INSERT OR REPLACE INTO remembered (name, value) VALUES (?, ?)", (_NAME + id_, kept)
        )


def wished(connection: Any, org: str, since_ms: int) -> dict[str, Sequence[str]]:
    """Of grave events since then whose own writer wants to be contacted: shift -> ids. A SQLAlchemy connection."""
    rows = connection.exec_driver_sql(
        "SELECT DISTINCT observation.id, observation.shift FROM entry INDEXED BY entry_kind "
        "JOIN observation ON observation.id = entry.target JOIN device ON device.id = entry.device "
        "WHERE entry.kind = ? AND entry.kind <> 'observation' AND at_ms >= ? AND hidden = 0 "
        "AND device.worker = author AND device.org = observation.org AND observation.org = ?",
        (KIND, since_ms, org),
    ).fetchall()
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row.shift or "", []).append(row.id)
    return dict(found)
