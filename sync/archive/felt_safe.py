"""How safe it felt to work: the answers never leave, only a week's mean of five persons or more, made once."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from fieldlog.models.moment import day_bounds, from_milliseconds, milliseconds, operational_day
from fieldlog.models.shape import number
from fieldlog.models.strict import NotStrict, decode
from sync.archive import pen
from sync.archive.archive import Archive
from sync.archive.itself import store, stored
from sync.archive.session import Session
from sync.archive.weeks import monday, week_of

KIND, OF = "tally", "felt_safe"
LEAST: Final = 5
"""Persons: one who answered five times is still alone."""


def close_weeks(archive: Archive, org: str, now: datetime) -> int:
    """Write the means of the weeks that have closed since the last time, for the organisation itself; how many."""
    closed = week_of(operational_day(now) - timedelta(days=7))
    with archive.database.reading() as session:
        before = stored(session, _marker(org)) or ""
        if before >= closed:
            return 0
        weeks: dict[str, dict[str, list[int]]] = {}
        for week, worker, answer in _answers(session, org, before):
            if before < week <= closed:
                weeks.setdefault(week, {}).setdefault(worker, []).append(answer)

    def write(session: Session) -> int:
        pen.lock(session, archive.keys)
        if (stored(session, _marker(org)) or "") != before:
            return 0  # somebody else has just closed them
        told = 0
        for week, by_worker in sorted(weeks.items()):
            if len(by_worker) >= LEAST:
                core = {
                    "of": OF, "org": org, "week": week, "least": LEAST, "persons": len(by_worker),
                    "mean": mean(list(by_worker.values())),
                }  # fmt: skip
                pen.write(session, archive.keys, KIND, core, now, feeds_of=(org,))
                told += 1
        store(session, _marker(org), closed)
        return told

    return archive.database.transact(write)


def mean(answers: list[list[int]]) -> int:
    """In tenths of a point. Each person counts once, however often she answered."""
    return round(10 * sum(sum(each) / len(each) for each in answers) / len(answers))


def _answers(session: Session, org: str, after: str) -> Iterator[tuple[str, str, int]]:
    """Week, worker and answer of each signed shift that came in a later week: no laptop's clock opens a closed one."""
    since = milliseconds(day_bounds(monday(after))[0]) if after else 0
    rows = session.rows(
        "SELECT p.data, d.worker, e.received_ms FROM entry e "
        "JOIN part p ON p.org = e.org AND p.id = e.id AND p.name = 'core' "
        "JOIN device d ON d.org = e.org AND d.device = e.device "
        "WHERE e.org = ? AND e.kind = 'end' AND e.state = 0 AND e.received_ms >= ?",
        (org, since),
    )
    for data, worker, received in rows:
        try:
            core = decode(bytes(data))
        except NotStrict:
            continue
        answer = number(core.get("felt_safe")) if isinstance(core, dict) else None
        if answer is None or not 1 <= answer <= 5:
            continue
        yield week_of(operational_day(from_milliseconds(received))), worker, answer


def _marker(org: str) -> str:
    return f"felt safe counted {org}"
