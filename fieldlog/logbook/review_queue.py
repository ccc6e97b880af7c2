"""What waits for a supervisor: of her organisation, not her own, most serious first, then oldest; never by person."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from fieldlog.language import _
from fieldlog.logbook import finding, reads
from fieldlog.logbook.browsing import Hit, hits_of
from fieldlog.logbook.folding import writers
from fieldlog.logbook.log import Log
from fieldlog.logbook.reviews import AT_ONCE, may_judge
from fieldlog.logbook.whole import Whole, whole
from fieldlog.models.entry import read_line_bytes
from fieldlog.models.moment import from_milliseconds, milliseconds, read_moment
from fieldlog.models.refusal import NotFound
from fieldlog.models.review import CALM, COMMENT, LATER, SEEN_SAME_SHIFT

WITHOUT_SHIFT = timedelta(hours=12)
"""After so long a shift is over for those who wait for it, whether its end has come here or not."""
FILTERS = ("all", "serious", "overdue", "answered", "imports")


@dataclass(frozen=True, slots=True)
class Item:
    """One row of the queue: an entry, or all that waits of one imported file. `numbers` are rows of `observation`.

    `judged` has, for each entry, the versions in force when the queue was read.
    """

    judged: Mapping[str, tuple[str, ...]]
    numbers: tuple[int, ...]
    severity: int
    at_ms: int
    shift: str | None
    class_: str
    file: str = ""
    answered: bool = False
    """Whether its writer has amended it: what came back from her."""
    overdue: bool = False
    """Whether it should have been seen before its shift was over, and was not."""
    event: str | None = None
    """Entries of one event stand together, in the place of the most serious of them."""

    @property
    def id(self) -> str:
        """Of the entry; of a file that of its first."""
        return next(iter(self.judged))

    @property
    def is_calm(self) -> bool:
        return self.class_ == "A" and self.severity <= CALM and not self.file


@dataclass(frozen=True, slots=True)
class Queue:
    """Read once when it is opened. `put_off` counts what is put off until later."""

    items: tuple[Item, ...]
    put_off: int = 0

    @property
    def total(self) -> int:
        return sum(len(item.judged) for item in self.items)

    @property
    def shifts(self) -> tuple[str, ...]:
        """Ids of the shifts that something waits of, in the order of the queue."""
        return tuple(dict.fromkeys(item.shift for item in self.items if item.shift))


def queue(log: Log, now: datetime) -> Queue:
    """RuleBroken for who does not supervise. What she has decided over, and what she put off, is not in it."""
    with log.store.read() as connection:
        may_judge(connection, log, (), "queue")
        rows = connection.exec_driver_sql(
            "SELECT row, id, author, severity, at_ms, shift, class AS class_, source_file, amendments, tips, event "
            "FROM observation INDEXED BY observation_review "
            "WHERE org = ? AND hidden = 0 AND state = 'saved' ORDER BY severity DESC, at_ms",
            (log.org,),
        ).fetchall()
        decided, later = _decided(connection, now)
        late = _overdue(connection, log, now, [row for row in rows if (row.severity or 0) >= SEEN_SAME_SHIFT])
    waits = [row for row in rows if row.author != log.worker and row.id not in decided and row.id not in later]
    return Queue(_items(waits, late), len(later))


def _items(rows: Iterable[Any], late: frozenset[str]) -> tuple[Item, ...]:
    """Those of one file as one, in the place of its most serious."""
    files: dict[tuple[str, str], list[Any]] = {}
    found: list[list[Any]] = []
    for row in rows:
        if not row.source_file:
            found.append([row])
        elif (file := files.get((row.source_file, row.author))) is not None:
            file.append(row)
        else:
            files[row.source_file, row.author] = [row]
            found.append(files[row.source_file, row.author])
    return _events_together([_item(each, late) for each in found])


def _events_together(items: Sequence[Item]) -> tuple[Item, ...]:
    groups: dict[str, list[Item]] = {}
    for item in items:
        groups.setdefault(item.event or item.id, []).append(item)
    return tuple(item for group in groups.values() for item in group)


def _item(rows: Sequence[Any], late: frozenset[str]) -> Item:
    first = rows[0]
    return Item(
        {row.id: tuple(json.loads(row.tips)) for row in rows},
        tuple(row.row for row in rows),
        min(max(first.severity or 0, 0), 4),  # a foreign one may be anything
        first.at_ms,
        first.shift,
        max(row.class_ for row in rows),
        first.source_file or "" if len(rows) > 1 else "",
        answered=first.amendments > 0,
        overdue=first.id in late,
        event=first.event if len(rows) == 1 else None,
    )


def _decided(connection: sa.Connection, now: datetime) -> tuple[set[str], set[str]]:
    """What was decided over and has not left yet; what is put off until later than now."""
    rows = connection.exec_driver_sql(
        "SELECT decision.entry, verdict, reason, decision.at, author, observation.org AS org FROM decision "
        "LEFT JOIN observation ON observation.id = decision.entry WHERE verdict <> ?",
        (COMMENT,),
    ).fetchall()
    later = {row.entry for row in rows if row.verdict == LATER and _still_later(connection, row, now)}
    return {row.entry for row in rows if row.verdict != LATER}, later


def _still_later(connection: sa.Connection, row: Any, now: datetime) -> bool:
    if row.reason:
        return read_moment(row.reason) > now
    begun = connection.exec_driver_sql(
        "SELECT 1 FROM shift WHERE worker = ? AND org = ? AND withdrawn = 0 AND started_ms > ?",
        (row.author, row.org, milliseconds(read_moment(row.at))),
    ).fetchone()
    return begun is None


def _overdue(connection: sa.Connection, log: Log, now: datetime, rows: Sequence[Any]) -> frozenset[str]:
    """Of these, what nobody who supervises had opened when its shift ended, as far as is known here."""
    ended = _ends(connection, {row.shift for row in rows if row.shift})
    ends = {row.id: _end_of(row, ended) for row in rows}
    over = [id_ for id_, end in ends.items() if end <= now]
    supervising = {device for device, by in writers(connection).items() if by.supervisor and by.org == log.org}
    seen = set()
    for start in range(0, len(over), AT_ONCE):
        some = tuple(over[start : start + AT_ONCE])
        marks = ", ".join("?" * len(some))
        readings = connection.exec_driver_sql(
            f"SELECT target, device, line FROM entry WHERE kind = 'read' AND target IN ({marks})",  # noqa: S608 - question marks only
            some,
        )
        for reading in readings:
            if reading.device in supervising and read_moment(read_line_bytes(reading.line).at) <= ends[reading.target]:
                seen.add(reading.target)
    return frozenset(over) - seen


def _ends(connection: sa.Connection, shifts: Iterable[str]) -> dict[str, datetime | None]:
    found: dict[str, datetime | None] = {}
    for id_ in shifts:
        row = connection.exec_driver_sql("SELECT started_ms, ended_at FROM shift WHERE id = ?", (id_,)).fetchone()
        if row is not None:
            last = from_milliseconds(row.started_ms) + WITHOUT_SHIFT
            found[id_] = read_moment(row.ended_at) if row.ended_at else last
    return found


def _end_of(row: Any, ended: Mapping[str, datetime | None]) -> datetime:
    return ended.get(row.shift) or from_milliseconds(row.at_ms) + WITHOUT_SHIFT


def chosen(items: Iterable[Item], wanted: str) -> tuple[Item, ...]:
    """Those of one of FILTERS, in their order."""
    return tuple(item for item in items if _fits(item, wanted))


def _fits(item: Item, wanted: str) -> bool:
    if wanted == "serious":
        return item.severity >= SEEN_SAME_SHIFT
    return {"overdue": item.overdue, "answered": item.answered, "imports": bool(item.file)}.get(wanted, True)


def calm_of_shift(items: Iterable[Item], shift: str | None) -> tuple[Item, ...]:
    """Class A, severity 0 and 1, of one shift: what may be approved together once it was shown."""
    return tuple(item for item in items if item.is_calm and item.shift == shift)


def of_event(items: Iterable[Item], item: Item) -> tuple[Item, ...]:
    """What waits of the same event as `item`, with it: what may be approved together once all was shown."""
    return tuple(each for each in items if each is item or (item.event and each.event == item.event))


def page(log: Log, numbers: Sequence[int]) -> dict[int, Hit]:
    """These rows as lists draw them, by number; that they were listed is written down with what they are read for."""
    rows = finding.rows(log, numbers)
    reads.listed(log, rows, reads.purpose(log.unlocked))
    return {row.row: hit for row, hit in zip(rows, hits_of(log, rows), strict=True)}


def shown(log: Log, id_: str) -> tuple[Whole, tuple[str, ...]]:
    """One entry with everything about it, and the versions that are read now: what is decided over."""
    with log.store.read() as connection:
        row = connection.exec_driver_sql("SELECT *, class AS class_ FROM observation WHERE id = ?", (id_,)).fetchone()
    if row is None:
        raise NotFound(_("Det finns ingen sådan post i loggen."))
    reads.opened(log, row, reads.purpose(log.unlocked))
    return whole(log, id_), tuple(json.loads(row.tips))


def singles(item: Item) -> tuple[Item, ...]:
    """The entries of a file one by one, to be shown before it is decided over."""
    return tuple(
        replace(item, judged={id_: item.judged[id_]}, numbers=(number,), file="")
        for id_, number in zip(item.judged, item.numbers, strict=True)
    )
