"""The read log, read: who has read what and why, who has read one entry, and what is looked at once a month.

It holds ids, ways, times and reasons, and never what an entry says. To read it is a reading too, and is written down.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from fieldlog.language import _
from fieldlog.logbook import policies, reads
from fieldlog.logbook.log import Log
from fieldlog.logbook.reviews import supervises
from fieldlog.logbook.viewing import span
from fieldlog.models.moment import milliseconds, month_bounds, read_moment
from fieldlog.models.reading import AUDIT, CHECK, MANY, OF_MANY, OF_RETURNED, READ, WITHIN
from fieldlog.models.refusal import NotFound, RuleBroken

SAMPLE = 20
"""So many readings of a month are drawn by chance."""
MOST_STANDING = 100
"""So many of those that stand out are shown, the earliest; the counts are of all."""
MOST_REASONS = 5
REGISTRAR, SERVER = "reg", "server"


@dataclass(frozen=True, slots=True)
class Reading:
    """One `read` entry, by what is said about it. `reader` is a service number, or who did it at the server."""

    number: int
    id: str
    at: str
    reader: str
    role: str
    device: str
    how: str
    of: str
    about: str
    many: int
    own: int
    reason: str
    stands: str

    @property
    def moment(self) -> datetime:
        return read_moment(self.at)


@dataclass(frozen=True, slots=True)
class Looked:
    """That somebody has looked at a reading in the monthly check, and what she remarked."""

    by: str
    at: str
    remark: str


@dataclass(frozen=True, slots=True)
class Row:
    """One reading to look at: why it stands out, or drawn by chance (`why` is empty)."""

    reading: Reading
    why: str = ""
    looked: Looked | None = None


@dataclass(frozen=True, slots=True)
class Month:
    """A month in counts, never by person, and what is to be looked at: what stands out first, then the sample."""

    month: str
    hows: Mapping[str, int]
    reasons: tuple[tuple[str, int], ...]
    standing: int
    rows: tuple[Row, ...]


def listed(
    log: Log, *, since: datetime | None = None, until: datetime | None = None, limit: int, offset: int = 0
) -> list[Reading]:
    """What this log holds of it, newest first: a supervisor's of her organisation, else one's own and of one's own."""
    low = milliseconds(since) if since else -(1 << 62)
    high = milliseconds(until) if until else 1 << 62
    with log.store.read() as connection:
        found = _readings(
            connection, "at_ms >= ? AND at_ms < ? ORDER BY at_ms DESC, seq DESC LIMIT ? OFFSET ?",
            (low, high, limit, offset),
        )  # fmt: skip
    reads.audited(log, "list")
    return found


def about(log: Log, beginning: str) -> tuple[str, list[Reading]]:
    """Who has read the entry whose id begins so, newest first, and its id. NotFound if nobody has."""
    low, high = span(beginning)
    with log.store.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT DISTINCT id FROM reading_of WHERE id >= ? AND id < ? LIMIT 2", (low, high)
        ).fetchall()
        if len(rows) > 1:
            raise RuleBroken(_("Flera börjar så. Skriv fler tecken av id."))
        if not rows:
            raise NotFound(_("Ingen har läst en sådan post, så långt den här loggen vet."))
        id_ = str(rows[0].id)
        mine = "SELECT 1 FROM observation WHERE id = ? AND author = ? AND org = ?"
        if connection.exec_driver_sql(mine, (id_, log.worker, log.org)).fetchone() is None:
            _must_check(connection, log, (id_,))
        found = _readings(
            connection,
            "reading.seq IN (SELECT seq FROM reading_of WHERE reading_of.id = ?) ORDER BY at_ms DESC",
            (id_,),
        )
    reads.audited(log, "asked", [id_])
    return id_, found


def month(log: Log, which: str, *, sample: int = SAMPLE) -> Month:
    """One month (`2026-11`) for the monthly check. RuleBroken for who checks nobody. Her own are for somebody else."""
    try:
        month_bounds(which)
    except ValueError:
        raise RuleBroken(_("Skriv månaden som 2026-11.")) from None
    with log.store.read() as connection:
        _must_check(connection, log, ())
        hows = connection.exec_driver_sql(
            "SELECT how, count(*) AS many FROM reading WHERE month = ? AND of <> ? GROUP BY how", (which, CHECK)
        ).fetchall()
        reasons = connection.exec_driver_sql(
            "SELECT reason, count(*) AS many FROM reading WHERE month = ? AND reason <> '' AND how <> ? "
            "GROUP BY reason ORDER BY many DESC, reason LIMIT ?",
            (which, AUDIT, MOST_REASONS),
        ).fetchall()
        own = {row.id for row in connection.exec_driver_sql("SELECT id FROM device WHERE worker = ? AND org = ?",
                                                            (log.worker, log.org))}  # fmt: skip
        standing = sorted(
            (row for row in _standing(connection, which) if row.reading.device not in own),
            key=lambda row: (row.reading.at, row.reading.number),
        )
        drawn = _sample(connection, which, own, sample, {row.reading.id for row in standing})
        rows = tuple(_looked(connection, [*standing[:MOST_STANDING], *drawn]))
    reads.audited(log, "sample", month=which)
    return Month(
        which,
        {row.how: row.many for row in hows},
        tuple((row.reason, row.many) for row in reasons),
        len(standing),
        rows,
    )


def look_at(log: Log, id_: str, which: str, now: datetime, *, remark: str = "") -> None:
    """Say in one's chain that a reading was looked at in the check of a month. RuleBroken for one's own."""
    with log.writing(now) as pen:
        _must_check(pen.connection, log, ())
        found = _readings(pen.connection, "reading.id = ?", (id_,))
        if not found:
            raise NotFound(_("Den läsningen finns inte i loggen."))
        if found[0].reader == log.worker:
            raise RuleBroken(_("Det är din egen läsning. Någon annan tittar på den."))
        reads.write(pen, AUDIT, (id_,), of=CHECK, month=which, reason=remark)


def ids(log: Log, number: int) -> list[str]:
    """What one reading was of."""
    with log.store.read() as connection:
        rows = connection.exec_driver_sql("SELECT id FROM reading_of WHERE seq = ? ORDER BY id", (number,)).fetchall()
    return [row.id for row in rows]


def _must_check(connection: sa.Connection, log: Log, asked: Iterable[str]) -> None:
    """RuleBroken for everybody but her organisation's supervisors and registrar; that she tried is written down."""
    if log.role == REGISTRAR or supervises(connection, log):
        return
    reads.refused(log, asked, AUDIT)
    raise RuleBroken(_("Bara gruppledare och registrator läser hela läsloggen. Vem som läst ditt ser du på Mitt."))


_ROW = "SELECT reading.*, device.worker, device.role FROM reading LEFT JOIN device ON device.id = reading.device WHERE "


def _readings(connection: sa.Connection, condition: str, values: tuple[Any, ...]) -> list[Reading]:
    server = policies.trusted(connection)
    rows = connection.exec_driver_sql(_ROW + condition, values).fetchall()
    return [_reading(row, server) for row in rows]


def _reading(row: Any, server: str | None) -> Reading:
    # Who did it at the server is believed of the server alone: a laptop can claim anything.
    reader, role = (row.by or SERVER, SERVER) if row.device == server else (row.worker or "?", row.role or "")
    return Reading(
        row.seq, row.id, row.at, reader, role, row.device, row.how, row.of, row.about, row.many, row.own, row.reason,
        row.stands,
    )  # fmt: skip


def _sample(connection: sa.Connection, which: str, own: set[str], size: int, beside: set[str]) -> Iterator[Row]:
    """The first by `draw`: the same for whoever holds the same, and nobody can foresee it."""
    left, after = size, -1
    while left:
        found = _readings(connection, "month = ? AND draw > ? ORDER BY draw LIMIT ?", (which, after, 4 * size))
        for each in found:
            if left and each.how in READ and each.device not in own and each.id not in beside:
                left -= 1
                yield Row(each)
        if len(found) < 4 * size:
            return
        after = _draw(connection, found[-1].number)


def _draw(connection: sa.Connection, number: int) -> int:
    return int(connection.exec_driver_sql("SELECT draw FROM reading WHERE seq = ?", (number,)).scalar_one())


def _standing(connection: sa.Connection, which: str) -> Iterator[Row]:
    for each in _readings(connection, "month = ? AND stands <> ''", (which,)):
        yield Row(each, each.stands)
    yield from _many(connection, which)
    yield from _returned(connection, which)


def _many(connection: sa.Connection, which: str) -> Iterator[Row]:
    """Each time that many were opened in a short time, once: the last of them, with how many."""
    rows = connection.exec_driver_sql(
        "SELECT * FROM (SELECT seq, device, at_ms, at_ms - lag(at_ms, ?) OVER (PARTITION BY device ORDER BY at_ms) "
        "AS lasted FROM reading WHERE month = ? AND how = 'open' AND reason = '') WHERE lasted <= ?",
        (MANY - 1, which, WITHIN),
    )
    bursts: list[tuple[Any, int]] = []
    for row in rows:
        goes_on = bursts and bursts[-1][0].device == row.device and row.at_ms - bursts[-1][0].at_ms <= WITHIN
        many = bursts.pop()[1] + 1 if goes_on else MANY
        bursts.append((row, many))
    for last, many in bursts:
        for each in _readings(connection, "reading.seq = ?", (last.seq,)):
            yield Row(replace(each, many=many), OF_MANY)


def _returned(connection: sa.Connection, which: str) -> Iterator[Row]:
    """Details of what was returned to a colleague, opened by somebody who neither wrote nor reviews it."""
    found = connection.exec_driver_sql(
        "SELECT reading.seq FROM observation JOIN reading_of ON reading_of.id = observation.id "
        "JOIN reading ON reading.seq = reading_of.seq JOIN device ON device.id = reading.device "
        "LEFT JOIN supervisor ON supervisor.org = device.org AND supervisor.worker = device.worker "
        "WHERE observation.state = 'returned' AND hidden = 0 AND reading.month = ? AND how = 'open' AND stands = '' "
        "AND device.worker <> observation.author AND supervisor.worker IS NULL",
        (which,),
    ).fetchall()
    for row in found:
        for each in _readings(connection, "reading.seq = ?", (row.seq,)):
            yield Row(each, OF_RETURNED)


def _looked(connection: sa.Connection, rows: Sequence[Row]) -> Iterator[Row]:
    """The rows with who has looked at each, the latest."""
    marks = ", ".join("?" * len(rows))
    condition = (
        f"how = ? AND of = ? AND reading.seq IN (SELECT seq FROM reading_of WHERE reading_of.id IN ({marks})) "  # noqa: S608 - question marks only
        "ORDER BY at_ms"
    )
    wanted = [row.reading.id for row in rows]
    found: dict[str, Looked] = {}
    for each in _readings(connection, condition, (AUDIT, CHECK, *wanted)):
        named = connection.exec_driver_sql("SELECT id FROM reading_of WHERE seq = ?", (each.number,)).fetchall()
        found |= {row.id: Looked(each.reader, each.at, each.reason) for row in named}
    for row in rows:
        yield replace(row, looked=found.get(row.reading.id))
