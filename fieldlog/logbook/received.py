"""What other devices wrote: taken in page by page, checked one by one, kept verbatim, destroyed when no longer ours.

The server decides what a laptop may hold. An entry that comes again replaces what was held of it; one that is gone, or
does not come again when a feed is read anew, is destroyed, and a `purge` entry of one's own says so.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from fieldlog.language import _
from fieldlog.logbook import folding, policies, under_review
from fieldlog.logbook.erased import destroy_erased
from fieldlog.logbook.log import Log
from fieldlog.logbook.pen import MOST_GONE, Pen
from fieldlog.models.chain import FIRST, check_parts_and_signature
from fieldlog.models.entry import Entry, EntryFault
from fieldlog.models.fold import gather, with_strangers
from fieldlog.models.observation import fold_observation
from fieldlog.models.policy import KIND as POLICY
from fieldlog.models.reading import KIND as READ

OTHERS = "SELECT id FROM entry WHERE own = 0 AND kind <> 'vocabulary'"
"""What others wrote. Names of places are not that, and what is one's own is told by them."""
RECALLED, LEFT, REVOKED = "recalled", "no longer given", "revoked"
"""Why what others wrote was destroyed here: the rule that the purge entry names."""


@dataclass(frozen=True, slots=True)
class Page:
    """One answer of a feed: entries with the parts that are given, ids that are given no longer."""

    feed: str
    entries: Sequence[Entry] = ()
    gone: Sequence[str] = ()
    reading: int = 0
    """Which reading of the feed from its start this page belongs to."""
    last: bool = False
    """Whether the feed is read to its end: what an earlier reading gave and this one did not is ours no longer."""
    under_review: Sequence[str] = ()
    """Observations among them whose writer has said more since, which nobody has approved."""
    keep: Mapping[str, str] = field(default_factory=dict)
    """Written to `exchange` in the same transaction: the cursor among it."""


@dataclass(slots=True)
class Taken:
    """What a page changed."""

    new: int = 0
    changed: int = 0
    destroyed: int = 0
    clashing: int = 0
    """Entries with the id of an own one that are not as they are here. What is here stays."""


def take_in(log: Log, page: Page, now: datetime) -> Taken:
    """Take a page in, all of it or nothing. EntryFault if one entry is not as its device signed it."""
    for entry in page.entries:
        _check(entry)
    taken, roots = Taken(), dict[str, None]()
    with log.writing(now) as pen:
        for entry in page.entries:
            _take_one(pen, entry, page, taken, roots)
        leaving = [id_ for id_ in page.gone if _leaves(pen.connection, id_, page.feed)]
        taken.destroyed += destroy(pen, RECALLED, leaving)
        if page.last:
            taken.destroyed += destroy(pen, LEFT, _left_behind(pen.connection, page))
        given = {line.target or line.id for line in (entry.fields for entry in page.entries) if line.org != log.org}
        if given:
            roots |= dict.fromkeys(sorted(under_review.take_in(pen.connection, given, page.under_review)))
        log.take_up_words(pen.connection, now)
        pen.vocabulary = log.vocabulary
        _fold(pen, page.entries, roots)
        taken.destroyed += destroy_erased(pen, page.entries)
        for name, value in page.keep.items():
            pen.connection.exec_driver_sql("INSERT OR REPLACE INTO exchange (name, value) VALUES (?, ?)", (name, value))
    if taken.destroyed or taken.changed:
        log.store.forget_written()
    return taken


def destroy_received(log: Log, now: datetime) -> int:
    """Destroy everything that others wrote, as when this device was revoked; returns how many entries that was."""
    with log.writing(now) as pen:
        ids = [row.id for row in pen.connection.exec_driver_sql(OTHERS).fetchall()]
        count = destroy(pen, REVOKED, ids)
        pen.connection.exec_driver_sql("DELETE FROM exchange WHERE name LIKE 'cursor:%'")
    return count


def _check(entry: Entry) -> None:
    check_parts_and_signature(entry)
    if (entry.fields.kind == FIRST) != (entry.fields.n == 1):
        raise EntryFault(_("en kedja börjar med enhetens egen post, en enda gång"))


def _take_one(pen: Pen, entry: Entry, page: Page, taken: Taken, roots: dict[str, None]) -> None:
    connection, line = pen.connection, entry.fields
    there = connection.exec_driver_sql(
        "SELECT seq, id, line, own FROM entry WHERE id = ? OR (device = ? AND n = ?)", (line.id, line.device, line.n)
    ).fetchall()
    same = next((row for row in there if row.line == entry.line), None)
    if same is not None:
        if _renew_parts(connection, same.seq, entry, keep=bool(same.own)):
            taken.changed += 1
            if line.kind != READ:
                roots[line.target or line.id] = None
        if not same.own:
            _came(connection, line.id, page)
        return
    if any(row.own and row.id == line.id for row in there):
        taken.clashing += 1  # signed with a key of this laptop, and not as it is here: what is here stays
        return
    # A restored server may have taken another entry for this id: what it gives now is what there is.
    taken.destroyed += destroy(pen, LEFT, [row.id for row in there if row.id == line.id])
    number = pen.numbers(1)[0]
    # Of a copied laptop's chain somebody has let in what stands beside another entry of the same number, or will.
    beside = line.device == pen.chain.device or any(row.id != line.id for row in there)
    connection.exec_driver_sql(
        "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?)",
        (
            number, line.id, line.device, -number if beside else line.n, line.kind, line.target, entry.line, entry.sig,
        ),
    )  # fmt: skip
    _put_parts(connection, number, entry)
    _came(connection, line.id, page)
    taken.new += 1
    if line.kind != READ:  # who has looked changes no row of what was looked at
        roots[line.target or line.id] = None


def _put_parts(connection: sa.Connection, number: int, entry: Entry) -> None:
    for name, part in entry.parts.items():
        connection.exec_driver_sql("INSERT INTO part VALUES (?, ?, ?, ?)", (number, name, part.salt, part.data))


def _renew_parts(connection: sa.Connection, number: int, entry: Entry, *, keep: bool) -> bool:
    """Hold the parts that are given now, and of an entry of others no more than these; whether anything changed."""
    held = {row.name for row in connection.exec_driver_sql("SELECT name FROM part WHERE entry = ?", (number,))}
    more, less = set(entry.parts) - held, set() if keep else held - set(entry.parts)
    for name in sorted(less):
        connection.exec_driver_sql("DELETE FROM part WHERE entry = ? AND name = ?", (number, name))
    _put_parts(connection, number, Entry(entry.line, entry.sig, {name: entry.parts[name] for name in sorted(more)}))
    return bool(more or less)


def _came(connection: sa.Connection, id_: str, page: Page) -> None:
    connection.exec_driver_sql(
        "INSERT OR REPLACE INTO came (id, feed, pass) VALUES (?, ?, ?)", (id_, page.feed, page.reading)
    )


def _leaves(connection: sa.Connection, id_: str, feed: str) -> bool:
    """Note that a feed gives an entry no longer; whether no other feed gives it either."""
    connection.exec_driver_sql("DELETE FROM came WHERE id = ? AND feed = ?", (id_, feed))
    return connection.exec_driver_sql("SELECT 1 FROM came WHERE id = ?", (id_,)).fetchone() is None


def _left_behind(connection: sa.Connection, page: Page) -> list[str]:
    rows = connection.exec_driver_sql(
        "SELECT id FROM came WHERE feed = ? AND pass < ?", (page.feed, page.reading)
    ).fetchall()
    return [row.id for row in rows if _leaves(connection, row.id, page.feed)]


def destroy(pen: Pen, rule: str, ids: Iterable[str]) -> int:
    """Destroy entries of others, line and all, and say in one's own chain which parts were held; how many there were.

    The one way in which what others wrote leaves this laptop. One's own entries among the ids stay.
    """
    connection, gone, leaving = pen.connection, list[tuple[str, str]](), list[Any]()
    for id_ in ids:
        row = connection.exec_driver_sql(
            "SELECT seq, id, kind, device, target, own FROM entry WHERE id = ?", (id_,)
        ).fetchone()
        if row is None or row.own:
            continue
        held = connection.exec_driver_sql("SELECT name FROM part WHERE entry = ? ORDER BY name", (row.seq,)).fetchall()
        gone += [(id_, part.name) for part in held]
        leaving.append(row)
        connection.exec_driver_sql("DELETE FROM came WHERE id = ?", (id_,))
    for start in range(0, len(gone), MOST_GONE):
        pen.destroy(rule, gone[start : start + MOST_GONE])
    for row in leaving:
        connection.exec_driver_sql("DELETE FROM part WHERE entry = ?", (row.seq,))
        connection.exec_driver_sql("DELETE FROM entry WHERE seq = ?", (row.seq,))
        _unfold(connection, row)
    for root in dict.fromkeys(row.target or row.id for row in leaving if row.kind != READ):
        folding.refold(connection, root, pen.vocabulary)
    if any(row.kind == POLICY for row in leaving):
        policies.refold(connection, pen.vocabulary)
    return len(leaving)


def _unfold(connection: sa.Connection, row: Any) -> None:
    """Take away the rows that an entry stood for; of a device's first entry those of all its entries."""
    if row.kind == FIRST:
        connection.exec_driver_sql("DELETE FROM device WHERE id = ?", (row.device,))
        connection.exec_driver_sql("DELETE FROM observation WHERE device = ?", (row.device,))
        connection.exec_driver_sql("DELETE FROM shift WHERE device = ?", (row.device,))
    elif row.kind == READ:
        folding.unfold_reading(connection, row.seq)
    elif row.kind == "observation":
        connection.exec_driver_sql("DELETE FROM observation WHERE row = ?", (row.seq,))
    elif row.kind == "shift":
        connection.exec_driver_sql("DELETE FROM shift WHERE id = ?", (row.id,))


def _fold(pen: Pen, entries: Iterable[Entry], roots: Mapping[str, None]) -> None:
    """Fold what the entries are about. Whose devices are new comes first: with them older entries begin to count."""
    connection, vocabulary = pen.connection, pen.vocabulary
    by_id = {entry.fields.id: entry for entry in entries}
    for entry in by_id.values():
        if entry.fields.kind == FIRST and "core" in entry.parts:
            folding.fold_first(connection, entry)
            folding.refold_device(connection, entry.fields.device, vocabulary, roots)
        elif entry.fields.kind == POLICY:
            policies.fold_policy(connection, entry, vocabulary)
    folding.refold_readings(connection, [id_ for id_, entry in by_id.items() if entry.fields.kind == READ])
    known = with_strangers(folding.writers(connection), entries)
    doubted = under_review.under_review(connection)
    answered = _answered(connection, list(roots))
    alone = []
    for root in roots:
        entry_there = by_id.get(root)
        if entry_there is None or root in answered or entry_there.fields.kind != "observation":
            folding.refold(connection, root, vocabulary)
            continue
        # Most observations stand alone: to ask the database for each would take most of the time.
        cluster = gather(root, (entry_there,), known)
        row = connection.exec_driver_sql("SELECT seq, own FROM entry WHERE id = ?", (root,)).one()
        if cluster is not None and not row.own:
            alone.append(fold_observation(cluster, known, vocabulary, under_review=doubted) | {"row": row.seq})
        elif cluster is not None:
            folding.refold(connection, root, vocabulary)
    folding.put(connection, "observation", alone)


def _answered(connection: sa.Connection, roots: list[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(roots), 500):
        some = roots[start : start + 500]
        marks = ", ".join("?" * len(some))
        rows = connection.exec_driver_sql(f"SELECT DISTINCT target FROM entry WHERE target IN ({marks})", tuple(some))  # noqa: S608 - question marks
        found |= {row.target for row in rows}
    return found
