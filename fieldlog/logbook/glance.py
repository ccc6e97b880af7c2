"""What the shift screen shows first: read with plain SQL before anything heavy is loaded, and after every change.

The ORM takes longer to import than the terminal to paint; the first look at tonight must not wait for it.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from fieldlog.cipher import ERRORS, refusal_of
from fieldlog.language import _
from fieldlog.logbook.care import offered
from fieldlog.logbook.delivery import AWAY, DONE_AT, STANDS, UNSENT
from fieldlog.logbook.returned import why_returned
from fieldlog.logbook.warned import in_force
from fieldlog.models.moment import day_bounds, milliseconds, operational_day, read_moment
from fieldlog.models.vocabulary import Vocabulary

if TYPE_CHECKING:
    from fieldlog.models.warning import Warned

ROWS = 300
"""Rows of the timeline at hand; a shift has 5 to 60. The log itself has the rest."""
QUIET = frozenset({"line", "handover"})
"""Drafts that wait for nobody: their own screens bring them back."""
REPEAT_DAYS = 14
REPEATS = 3
LATELY = 3
"""Rows of what was seen at a place before."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One row of a list. `stands` is where it is: one of those of `delivery`.

    `by` and `org` say who wrote it, where that is somebody else; both are empty for one's own.
    """

    id: str
    at: datetime
    place: str | None
    category: str | None
    severity: int
    class_: str
    persons: str | None
    ages: tuple[str, ...]
    fields: Mapping[str, Any]
    actions: tuple[str, ...]
    note: str
    spot: str | None
    state: str
    stands: str
    amendments: int
    incomplete: bool
    tips: int
    by: str = ""
    org: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits for an answer: an open event, a text put away, an entry that came back."""

    id: str
    kind: str
    started: datetime
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Tonight:
    """The shift as its screen shows it. Before a shift is started `shift` is None and `handover` the last one's."""

    shift: Mapping[str, Any] | None
    rows: tuple[Seen, ...]
    waiting: tuple[Waiting, ...]
    unsent: int
    line: str
    remembered: Mapping[str, str]
    handover: Mapping[str, Any] | None = None
    undo: Seen | None = None
    crew: tuple[str, ...] = field(default=())
    elsewhere: tuple[datetime, ...] = ()
    """Since when shifts of the same worker are open on other laptops, as far as this one has heard."""
    warnings: "tuple[Warned, ...]" = ()
    """What holds now, from every organisation, newest first."""
    away: bool = False
    """Whether the last exchange that was tried found no server."""
    synced: datetime | None = None
    """When the last exchange that came to its end began."""


NOTHING = Tonight(None, (), (), 0, "", {})
"""Of a log from which tonight cannot be read."""


def tonight(connection: Any, device: str, now: datetime) -> Tonight:
    """Everything for the shift screen in one read. `connection` is a DB-API one (`fieldlog.cipher.connect`)."""
    try:
        connection.execute("BEGIN")
        try:
            return _tonight(connection, device, now)
        finally:
            connection.execute("COMMIT")
    except ERRORS as error:
        raise refusal_of(error) from None


def _tonight(connection: Any, device: str, now: datetime) -> Tonight:
    taken = connection.execute("SELECT shift FROM open_shift").fetchone()
    shift = _one(connection, "SELECT * FROM shift WHERE id = ?", (taken[0],)) if taken else None
    handover = None
    if shift is None:
        handover = _one(
            connection,
            "SELECT * FROM shift WHERE ended_at IS NOT NULL AND withdrawn = 0 ORDER BY started_ms DESC LIMIT 1",
            (),
        )
    drafts = connection.execute(
        "SELECT id, kind, started_at, body FROM draft WHERE kind <> 'typed' ORDER BY started_at, id"
    ).fetchall()
    line = next((json.loads(body).get("text", "") for _, kind, _, body in drafts if kind == "line"), "")
    me = _me(connection, device)
    rows = _timeline(connection, shift["id"] if shift else None, now, me)
    facts = dict(connection.execute("SELECT * FROM exchange WHERE name IN (?, ?)", (AWAY, DONE_AT)).fetchall())
    return Tonight(
        shift,
        rows,
        by_urgency((*_drafts_that_wait(drafts), *_returned(connection, me), *_care(connection, me, now))),
        _unsent(connection, device),
        line,
        dict(connection.execute("SELECT name, value FROM remembered").fetchall()),
        handover,
        _undoable(connection, device),
        tuple(json.loads(shift["crew"])) if shift else (),
        _elsewhere(connection, device, shift["id"] if shift else ""),
        in_force(connection, now),
        bool(facts.get(AWAY)),
        read_moment(facts[DONE_AT]) if facts.get(DONE_AT) else None,
    )


def _me(connection: Any, device: str) -> tuple[str, str]:
    """Worker and organisation of the device; of one without a first entry nobody's."""
    row = connection.execute("SELECT worker, org FROM device WHERE id = ?", (device,)).fetchone()
    return (row[0], row[1]) if row else ("", "")


def _unsent(connection: Any, device: str) -> int:
    """How many entries are only here; none while there is but the first, which says whose laptop it is."""
    count: int = connection.execute(UNSENT, (device,)).fetchone()[0]
    if count != 1:
        return count
    last = connection.execute("SELECT n FROM entry WHERE device = ? ORDER BY n DESC LIMIT 1", (device,)).fetchone()
    return 0 if last and last[0] == 1 else count


def _elsewhere(connection: Any, device: str, here: str) -> tuple[datetime, ...]:
    rows = connection.execute(
        "SELECT started_at FROM shift WHERE worker = (SELECT worker FROM device WHERE id = ?) AND ended_at IS NULL "
        "AND withdrawn = 0 AND id <> ? ORDER BY started_ms",
        (device, here),
    ).fetchall()
    return tuple(read_moment(row[0]) for row in rows)


def _drafts_that_wait(drafts: list[tuple[str, str, str, str]]) -> Iterator[Waiting]:
    for id_, kind, at, body in drafts:
        if kind not in QUIET:
            yield Waiting(id_, kind, read_moment(at), json.loads(body))


RANKS = {"event": 0, "alone": 1, "returned": 2, "note": 3, "care": 5}


def by_urgency(waiting: Iterable[Waiting]) -> tuple[Waiting, ...]:
    """What is open and most serious first, then the timer, what came back, notes, and what was put away."""
    return tuple(sorted(waiting, key=_urgency))


def _urgency(one: Waiting) -> tuple[int, int, datetime, str]:
    return RANKS.get(one.kind, 4), -int(one.body.get("severity") or 0), one.started, one.id


_COLUMNS = (
    "id, at, place, category, severity, class, persons, ages, fields, actions, iif(protected, NULL, note), spot, "
    f"state, {STANDS}, amendments, incomplete, tips, author, org"
)


def _timeline(connection: Any, shift: str | None, now: datetime, me: tuple[str, str]) -> tuple[Seen, ...]:
    values: tuple[Any, ...] = (shift,)
    if shift is not None:
        where = "shift = ? AND hidden = 0"
    else:
        begins, ends = day_bounds(operational_day(now))
        # One's own alone: what others wrote stands on pages that write down who has read it.
        where = "hidden = 0 AND author = ? AND org = ? AND at_ms >= ? AND at_ms < ?"
        values = (*me, milliseconds(begins), milliseconds(ends))
    found = connection.execute(
        f"SELECT {_COLUMNS} FROM observation WHERE {where} ORDER BY at_ms DESC, row DESC LIMIT {ROWS}",  # noqa: S608 - own columns
        values,
    ).fetchall()
    return tuple(_seen(row, me) for row in reversed(found))


def _seen(row: tuple[Any, ...], me: tuple[str, str]) -> Seen:
    severity = min(4, max(0, row[4] or 0))  # a foreign one may be anything
    note = _("skyddad identitet") if row[10] is None else row[10]
    return Seen(
        row[0], read_moment(row[1]), row[2], row[3], severity, row[5], row[6], tuple(json.loads(row[7])),
        json.loads(row[8]), tuple(json.loads(row[9])), note, row[11], row[12], row[13], row[14],
        bool(row[15]), len(json.loads(row[16])), *(("", "") if row[17:] == me else row[17:]),
    )  # fmt: skip


def _undoable(connection: Any, device: str) -> Seen | None:
    found = connection.execute(
        # From the end of the chain backwards: the observations themselves have no index by number.
        f"SELECT {_COLUMNS} FROM observation WHERE row = (SELECT observation.row FROM entry "  # noqa: S608 - own columns
        "CROSS JOIN observation ON observation.id = entry.id WHERE entry.device = ? AND entry.kind = 'observation' "
        "AND hidden = 0 AND state = 'saved' AND source_key IS NULL "
        "AND entry.n > coalesce((SELECT n FROM delivered WHERE device = ?), 0) ORDER BY entry.n DESC LIMIT 1)",
        (device, device),
    ).fetchone()
    return _seen(found, found[17:]) if found else None


def _returned(connection: Any, me: tuple[str, str]) -> list[Waiting]:
    """One's own that came back, each with the reason that its reader gave."""
    rows = connection.execute(
        "SELECT id, at, category, place FROM observation WHERE hidden = 0 "
        "AND state = 'returned' AND author = ? AND org = ? ORDER BY at_ms DESC LIMIT 9",
        me,
    ).fetchall()
    return [
        Waiting(
            id_,
            "returned",
            read_moment(at),
            {"category": category, "place": place, "text": why_returned(connection, id_)},
        )
        for id_, at, category, place in rows
    ]


def _care(connection: Any, me: tuple[str, str], now: datetime) -> Iterator[Waiting]:
    asked = offered(connection, me, now)
    if asked is not None:
        id_, at, category, place = asked
        yield Waiting(id_, "care", read_moment(at), {"category": category, "place": place})


def lately(connection: Any, device: str, place: str, now: datetime) -> tuple[Seen, ...]:
    """What was seen at the place last within 14 days, the newest first; nothing of a protected identity."""
    found = connection.execute(
        f"SELECT {_COLUMNS} FROM observation WHERE hidden = 0 AND protected = 0 AND place = ? AND at_ms >= ? "  # noqa: S608 - own columns
        f"AND at_ms <= ? AND state <> 'withdrawn' ORDER BY at_ms DESC LIMIT {LATELY}",
        (place, milliseconds(now - timedelta(days=REPEAT_DAYS)), milliseconds(now)),
    ).fetchall()
    me = _me(connection, device)
    return tuple(_seen(row, me) for row in found)


def _one(connection: Any, statement: str, values: tuple[Any, ...]) -> dict[str, Any] | None:
    cursor = connection.execute(statement, values)
    row = cursor.fetchone()
    return dict(zip([column[0] for column in cursor.description], row, strict=True)) if row else None


@dataclass(frozen=True, slots=True)
class Repeat:
    """The same kind of thing at the same place lately: how often, within how many days, between which hours."""

    times: int
    days: int
    from_hour: int
    to_hour: int


def repeat(connection: Any, place: str, category: str, now: datetime, vocabulary: Vocabulary) -> Repeat | None:
    """Whether this would be at least the third of its family at the place within 14 days; None if not."""
    family = vocabulary.categories[category].family if category in vocabulary.categories else category[:1]
    since = milliseconds(now - timedelta(days=REPEAT_DAYS))
    found = connection.execute(
        "SELECT at_ms, hour FROM observation WHERE hidden = 0 AND place = ? AND at_ms >= ? AND at_ms <= ? "
        "AND family = ? AND severity > 0 AND state <> 'withdrawn' ORDER BY at_ms DESC LIMIT 20",
        (place, since, milliseconds(now), family),
    ).fetchall()
    if len(found) + 1 < REPEATS:
        return None
    hours = [row[1] for row in found]
    days = max(1, -(-(milliseconds(now) - found[-1][0]) // 86_400_000))
    return Repeat(len(found) + 1, days, min(hours), max(hours) + 1)
