"""Destroying what has been kept long enough (gallring): parts go, lines and chains stay, an entry says what and why.

A little at a time, each time in one transaction with the entry that names it, what is counted and what the feeds tell
laptops: killed in the middle it has destroyed what it says, and nothing else, and the next run goes on.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from fieldlog.models.entry import Entry
from fieldlog.models.moment import written
from fieldlog.models.strict import NotStrict
from sync.access import FOR_EVERYBODY
from sync.archive import asked, clusters, feeds, forks_due, holds, matters, pen, policies, tallies
from sync.archive.archive import Archive
from sync.archive.due import AUDIT, DAYS_OF, KEPT, REJECTED, WAITING, Unit, due, is_due, units_of
from sync.archive.holds import Hold
from sync.archive.itself import store
from sync.archive.keys import Keys
from sync.archive.session import Session, marks
from sync.archive.spelling import id_text

KIND: Final = "erase"
MOST_GONE: Final = 700
"""Parts that one erase entry names: a core is at most 64 KiB."""
AT_ONCE: Final = 200
"""Observations in one transaction: those who push meanwhile wait for no more than that."""
LAST: Final = "retention run"
"""Under this name the archive keeps when the last run ended."""


@dataclass(slots=True)
class Destroyed:
    """Of one organisation by one rule."""

    org: str
    rule: str
    days: int
    entries: int = 0
    parts: int = 0
    counted: int = 0
    """Observations that are in a tally now."""
    held: int = 0
    """What is due and under a hold."""


@dataclass(slots=True)
class Report:
    """What was destroyed, or would be, and whether the bytes are gone from the files of the database too."""

    rows: list[Destroyed] = field(default_factory=list)
    weeks: int = 0
    """Weeks that were counted for other organisations."""
    clean: bool = True


def run(archive: Archive, now: datetime, *, dry: bool = False, pause: Callable[[float], None] = time.sleep) -> Report:
    """Destroy what is due; `dry` only says what would be. Others read and push meanwhile.

    Between two transactions it waits as long as the one before took, so that a server in another process gets its turn.
    """
    report = Report()
    if not dry:
        report.weeks = tallies.close_weeks(archive, now)
    for plan in _plan(archive, now):
        total = Destroyed(plan.org, plan.rule, 0)
        for some in plan.pieces():
            began = time.perf_counter()
            if dry:
                with archive.database.reading() as session:
                    _add(total, _Batch(session, archive.keys, some, now).look())
                continue
            _add(total, archive.database.transact(_work(archive, some, now)))
            pause(time.perf_counter() - began)
        if total.entries or total.held:
            report.rows.append(total)
    if not dry:
        archive.database.transact(lambda session: store(session, LAST, written(now)))
        report.clean = archive.database.forget("part", "fork")
    return report


@dataclass(slots=True)
class _Plan:
    """What is due of one organisation by one rule."""

    org: str
    rule: str
    units: dict[Unit, None] = field(default_factory=dict)
    forks: list[bytes] = field(default_factory=list)
    """Hashes of lines of forked chains that were set aside."""

    def pieces(self) -> Iterator["_Plan"]:
        units = list(self.units)
        for at in range(0, max(len(units), len(self.forks)), AT_ONCE):
            some = dict.fromkeys(units[at : at + AT_ONCE])
            yield _Plan(self.org, self.rule, some, self.forks[at : at + AT_ONCE])


def _work(archive: Archive, plan: _Plan, now: datetime) -> Callable[[Session], Destroyed]:
    return lambda session: _Batch(session, archive.keys, plan, now).destroy()


def _add(total: Destroyed, some: Destroyed) -> None:
    total.days = some.days
    total.entries += some.entries
    total.parts += some.parts
    total.counted += some.counted
    total.held += some.held


def _plan(archive: Archive, now: datetime) -> Iterator[_Plan]:
    """What is due. Read a little at a time: a long snapshot would let the log grow."""
    with archive.database.reading() as session:
        days = policies.archive_days(session)
        orgs = [*(org for (org,) in session.rows("SELECT org FROM org ORDER BY org")), pen.EVERYBODY]
    for org in orgs:
        found: dict[str, _Plan] = {}
        after, more = b"", True
        while more:
            with archive.database.reading() as session:
                units, after = due(session, org, days, now, after)
            for unit in units:
                found.setdefault(unit.rule, _Plan(org, unit.rule)).units[unit] = None
            more = bool(after)
        with archive.database.reading() as session:
            for rule, hashes in forks_due.due(session, org, days, now).items():
                found.setdefault(rule, _Plan(org, rule)).forks = hashes
        yield from (found[rule] for rule in sorted(found))


class _Batch:
    """One transaction's worth, looked at again: class, period, hold may have changed since it was planned."""

    def __init__(self, session: Session, keys: Keys, plan: _Plan, now: datetime) -> None:
        self._session, self._keys, self._now = session, keys, now
        self._plan, self._org, self._rule = plan, plan.org, plan.rule
        self._found = Destroyed(plan.org, plan.rule, 0)
        self._roots: list[str] = []

    def look(self) -> Destroyed:
        """What `destroy` would do."""
        chosen, _counts = self._chosen()
        self._count([*self._parts(chosen), *self._of_forks()])
        return self._found

    def destroy(self) -> Destroyed:
        pen.lock(self._session, self._keys)
        feeds.lock(self._session, self._org)
        chosen, counts = self._chosen()
        parts, aside = self._parts(chosen), self._of_forks()
        tallies.of_days(self._session, self._keys, self._org, counts, self._now)
        if parts or aside:
            self._erase([*parts, *aside])
            self._session.many(
                "DELETE FROM part WHERE org = ? AND id = ? AND name = ?", [(self._org, *pair) for pair in parts]
            )
            for digest in self._plan.forks if aside else ():
                forks_due.destroy(self._session, self._org, digest)
            self._tell(sorted({id_ for id_, _name in parts}), chosen)
        self._count([*parts, *aside])
        return self._found

    def _count(self, parts: Sequence[tuple[bytes, str]]) -> None:
        self._found.entries, self._found.parts = len({id_ for id_, _name in parts}), len(parts)

    def _of_forks(self) -> list[tuple[bytes, str]]:
        found: list[tuple[bytes, str]] = []
        for digest in self._plan.forks:
            found += forks_due.parts(self._session, self._org, self._rule, digest)
        return found

    def _chosen(self) -> tuple[dict[bytes, str], list[tuple[bool, Any]]]:
        """Entry -> its kind, of everything that goes now; and what of it is counted."""
        session = self._session
        days = policies.archive_days(session)
        self._found.days = days[DAYS_OF[self._rule]]
        kept = [*holds.in_force(session), *asked.in_force(session, self._org)]
        still = [
            unit
            for unit in dict.fromkeys(units_of(session, self._org, [unit.key for unit in self._plan.units]))
            if unit.rule == self._rule and is_due(unit, days, self._now)
        ]
        chosen: dict[bytes, str] = {}
        counts: list[tuple[bool, Any]] = []
        roots = [id_text(unit.key) for unit in still if unit.whole]
        for root, about in clusters.of(session, self._org, roots) if roots else ():
            entries = [entry for entry in about.entries if entry.fields.kind not in AUDIT | KEPT]
            if self._held(kept, root, entries):
                continue
            seen = tallies.counted(self._org, root, about) if self._rule == "A" else None
            counts += [seen] if seen is not None else []
            self._roots.append(root)
            chosen |= {bytes.fromhex(entry.fields.id.replace("-", "")): entry.fields.kind for entry in entries}
        staying = (holds.standing(session) | policies.in_force(session)) if self._org == pen.EVERYBODY else set[bytes]()
        for unit in still:
            if not (unit.whole or unit.key in staying or self._held(kept, id_text(unit.key), ())):
                chosen[unit.key] = ""
        self._found.counted = len(counts)
        return chosen, counts

    def _held(self, kept: Sequence[Hold], root: str, entries: Sequence[Entry]) -> bool:
        if not kept:
            return False
        held = any(hold.keeps(self._org, root, [*map(_core, entries)]) for hold in kept)
        self._found.held += held
        return held

    def _parts(self, chosen: Mapping[bytes, str]) -> list[tuple[bytes, str]]:
        if not chosen:
            return []
        sql = f"SELECT id, name FROM part WHERE org = ? AND id IN {marks([*chosen])} ORDER BY id, name"  # noqa: S608 - question marks only
        return [(id_, name) for id_, name in self._session.rows(sql, (self._org, *chosen))]

    def _erase(self, parts: Sequence[tuple[bytes, str]]) -> None:
        session, org = self._session, self._org
        decided = policies.decision(session)
        rule = f"{self._rule}, {self._found.days} days"
        for at in range(0, len(parts), MOST_GONE):
            some = parts[at : at + MOST_GONE]
            core = {"rule": rule, "org": org, "gone": [[id_text(id_), name] for id_, name in some]}
            told = () if org == pen.EVERYBODY else (org,)
            entry = pen.write(
                session, self._keys, KIND, core, self._now, feeds_of=told, base=(decided,) if decided else ()
            )
            by = bytes.fromhex(entry.fields.id.replace("-", ""))
            session.bulk("gone", ("org", "id", "name", "by"), [(org, id_, name, by) for id_, name in some])

    def _tell(self, ids: Sequence[bytes], chosen: Mapping[bytes, str]) -> None:
        """Laptops look at each of them again, and destroy what is here no longer."""
        session, org = self._session, self._org
        if org == pen.EVERYBODY or self._rule in (REJECTED, WAITING):
            return  # in no feed
        changed = matters.fold(session, org, self._roots)
        own = dict.fromkeys([*ids, *changed.own])
        feeds.append(session, org, [(org, id_) for id_ in own])
        shared = dict.fromkeys([*changed.shared, *(id_ for id_ in ids if chosen[id_] in FOR_EVERYBODY)])
        if shared:
            feeds.append(session, feeds.SHARED, [(org, id_) for id_ in shared])


def _core(entry: Entry) -> dict[str, Any]:
    try:
        return entry.facts("core")
    except NotStrict:
        return {}
