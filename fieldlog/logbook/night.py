"""The night in short: what each shift that waits for review handed over, how much it saw, and what was serious."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from fieldlog.logbook import care, reads
from fieldlog.logbook.browsing import Hit, hits_of
from fieldlog.logbook.log import Log
from fieldlog.logbook.reviews import must_supervise
from fieldlog.models.care import GRAVE, STAFF
from fieldlog.models.moment import milliseconds, read_moment
from fieldlog.models.review import SEEN_SAME_SHIFT

MOST_SHIFTS = 24
"""Parts of the page: the shifts of a long weekend. The rest waits in the queue all the same."""
MOST_SERIOUS = 9
WISHES_STAND = timedelta(days=7)
"""So long after the event a wish for contact stands here, whether its shift waits for review or not."""


@dataclass(frozen=True, slots=True)
class ShiftInShort:
    """One shift; `levels` counts its entries by seriousness, `incomplete` those that lack something. No author."""

    started: datetime
    ended: datetime | None
    area: str
    radio: str
    handover_all: str
    handover_own: str
    levels: Mapping[int, int]
    incomplete: int
    serious: tuple[Hit, ...]
    grave: bool = False
    """Whether something in it was so hard that its writers are worth a thought."""
    wished: tuple[Hit, ...] = ()
    """Events whose own writer wants somebody to get in touch."""


def night(log: Log, shifts: Iterable[str], now: datetime | None = None) -> tuple[ShiftInShort, ...]:
    """One part for each of these shifts that is here, and where somebody lately wished for contact; the oldest first.

    Without `now` only what was asked for. RuleBroken for who does not supervise.
    """
    found = []
    with log.store.read() as connection:
        must_supervise(connection, log)
        wishes = care.wished(connection, log.org, milliseconds(now - WISHES_STAND)) if now else {}
        for id_ in list(dict.fromkeys([*wishes, *shifts]))[:MOST_SHIFTS]:
            shift = connection.exec_driver_sql("SELECT * FROM shift WHERE id = ?", (id_,)).fetchone()
            if shift is None:
                continue
            counted = connection.exec_driver_sql(
                "SELECT coalesce(severity, 0) AS level, count(*) AS many, sum(incomplete) AS lacking "
                "FROM observation INDEXED BY observation_shift "
                "WHERE shift = ? AND hidden = 0 AND state <> 'withdrawn' GROUP BY level",
                (id_,),
            ).fetchall()
            rows = connection.exec_driver_sql(
                "SELECT *, class AS class_ FROM observation INDEXED BY observation_shift "
                "WHERE shift = ? AND hidden = 0 AND severity >= ? AND state <> 'withdrawn' "
                "ORDER BY severity DESC, at_ms LIMIT ?",
                (id_, SEEN_SAME_SHIFT, MOST_SERIOUS),
            ).fetchall()
            grave = connection.exec_driver_sql(
                "SELECT 1 FROM observation INDEXED BY observation_shift WHERE shift = ? AND hidden = 0 "
                "AND (severity >= ? OR category = ?) AND state <> 'withdrawn' LIMIT 1",
                (id_, GRAVE, STAFF),
            ).fetchone()
            marks = ", ".join("?" * len(wishes.get(id_, ())))
            asked = connection.exec_driver_sql(
                f"SELECT *, class AS class_ FROM observation WHERE id IN ({marks}) AND org = ? ORDER BY at_ms",  # noqa: S608 - question marks only
                (*wishes.get(id_, ()), log.org),
            ).fetchall()
            found.append((shift, counted, rows, grave is not None, asked))
    seen = [row for _shift, _counted, rows, _grave, asked in found for row in (*rows, *asked)]
    reads.listed(log, seen, reads.purpose(log.unlocked))
    parts = []
    for shift, counted, rows, is_grave, asked in sorted(found, key=lambda one: one[0].started_ms):
        parts.append(
            ShiftInShort(
                read_moment(shift.started_at),
                read_moment(shift.ended_at) if shift.ended_at else None,
                shift.area,
                shift.radio,
                shift.handover_all,
                shift.handover_own,
                {min(max(row.level, 0), 4): row.many for row in counted},
                sum(row.lacking for row in counted),
                hits_of(log, rows),
                is_grave,
                hits_of(log, asked),
            )
        )
    return tuple(parts)
