"""Taking in what people have in files: each row an observation of this device, and no row twice.

A row is known by its source's own key (`source`), or by a hash of its mapped values, so that the same file in another
encoding or with another delimiter adds nothing. A key that is there already, from a file of another name, counts as the
same row only where the time or the words agree; from the same file with neither, the row is rejected: it says something
else under a key that is taken. Rows go in by the thousand, a transaction each: an import that was cut short and is run
again goes on where it ended.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from fieldlog.home import not_in_a_log
from fieldlog.language import _
from fieldlog.logbook.bulk import Bulk
from fieldlog.logbook.log import Log
from fieldlog.logbook.mapping import Made, Mapper, Rejected
from fieldlog.logbook.pen import composed
from fieldlog.logbook.rejects import Rejects
from fieldlog.logbook.tabular import Row, Table, open_table
from fieldlog.models.moment import milliseconds
from fieldlog.models.refusal import RuleBroken
from fieldlog.privacy import mask_identities

BATCH = 5000
"""Rows of one transaction: other windows wait for one no longer than half a second."""
_ASKED_AT_ONCE = 500
REASONS_TOLD = 5


@dataclass(slots=True)
class Count:
    """How it went. `reasons` holds the first few rejected rows: (line, why)."""

    read: int = 0
    imported: int = 0
    already: int = 0
    rejected: int = 0
    reasons: list[tuple[int, str]] = field(default_factory=list)

    def as_json(self) -> dict[str, int]:
        return {"read": self.read, "imported": self.imported, "already": self.already, "rejected": self.rejected}


def import_file(
    log: Log,
    path: Path,
    columns: Mapping[str, str],
    now: datetime,
    *,
    place: str | None = None,
    category: str | None = None,
    dry_run: bool = False,
    rejected: Path | None = None,
    tell: Callable[[Count, float], None] = lambda _count, _share: None,
) -> Count:
    """Read a file into the log. `columns` says which column is what, `place` and `category` stand in for empty cells.

    `rejected` is where the rows that cannot be read are put. `tell` hears after each batch how far it has come.
    """
    if rejected is not None and rejected.exists() and rejected.samefile(path):
        raise RuleBroken(_("Filen för avvisade rader kan inte vara filen som läses in."))
    if rejected is not None:
        not_in_a_log(rejected)
    mapper = Mapper(columns, log.vocabulary, now, place=place, category=category)
    name = mask_identities(composed(path.name))
    with closing(open_table(path, mapper.columns)) as table, _rejects(rejected, table) as rejects:
        with Bulk(log, now) as bulk:
            work = _Import(log, mapper, name, rejects, bulk, dry_run=dry_run)
            rows = iter(table.rows)
            while batch := list(islice(rows, BATCH)):
                work.take(batch)
                tell(work.count, table.done())
        rejects.close()
    return work.count


def _rejects(path: Path | None, table: Table) -> Rejects:
    return Rejects(path, table.header, table.delimiter) if path else _Nowhere(Path("-"), (), ",")


class _Nowhere(Rejects):
    """For a dry run: the rows are told, not written."""

    def add(self, line: int, reason: str, cells: Sequence[str]) -> None:
        return


@dataclass(slots=True)
class _Import:
    """One file on its way in."""

    log: Log
    mapper: Mapper
    file: str
    rejects: Rejects
    bulk: Bulk
    dry_run: bool
    count: Count = field(default_factory=Count)
    _seen: dict[str, tuple[int, int]] = field(default_factory=dict)

    def take(self, batch: Sequence[Row]) -> None:
        made = list(self._made(batch))
        if self.dry_run:
            with self.log.store.read() as connection:
                self.count.imported += len(self._fresh(connection, made))
            return
        ready = {one.line: self.bulk.ready(one) for one in made}
        self.count.imported += self.bulk.write(
            lambda pen: [ready[one.line] for one in self._fresh(pen.connection, made)]
        )

    def _made(self, batch: Iterable[Row]) -> Iterator[Made]:
        """The rows that can be observations, each with its key; the others are rejected."""
        for row in batch:
            self.count.read += 1
            try:
                made = self.mapper.observe(row)
                if self._repeated(made, hash(tuple(row.values))):
                    self.count.already += 1
                    continue
            except Rejected as reason:
                self._reject(row.line, str(reason), row.cells)
                continue
            made.core["source"] = {"file": self.file, "key": made.key}
            yield made

    def _repeated(self, made: Made, said: int) -> bool:
        """Whether an earlier row of this file was the same. Rows without keys of their own that are alike are all kept:
        the same thing can be seen twice in a minute."""
        if made.key[:1] == "#":
            times = self._seen.get(made.key, (0, 0))[1] + 1
            self._seen[made.key] = made.line, times
            if times > 1:
                made.key += f"-{times}"
            return False
        line, before = self._seen.setdefault(made.key, (made.line, said))
        if before != said:
            raise Rejected(_("Källans nyckel står redan på rad {line}, med annat innehåll.").format(line=line))
        return line != made.line

    def _fresh(self, connection: sa.Connection, made: Sequence[Made]) -> list[Made]:
        """Those that the log does not have."""
        fresh: list[Made] = []
        for start in range(0, len(made), _ASKED_AT_ONCE):
            some = made[start : start + _ASKED_AT_ONCE]
            there = _there(connection, [one.key for one in some])
            for one in some:
                if (stands := there.get(one.key)) is None:
                    fresh.append(one)
                    continue
                same = one.key[:1] == "#" or any(row is None or _agree(one, row) for row in stands)
                if same:
                    self.count.already += 1
                elif any(row is not None and row.source_file == self.file for row in stands):
                    reason = _("Källans nyckel finns redan i loggen, med annan tid och annan text.")
                    self._reject(one.line, reason, one.cells)
                else:
                    fresh.append(one)
        return fresh

    def _reject(self, line: int, reason: str, cells: Sequence[str]) -> None:
        self.count.rejected += 1
        if len(self.count.reasons) < REASONS_TOLD:
            self.count.reasons.append((line, reason))
        self.rejects.add(line, reason, cells)


def _there(connection: sa.Connection, keys: Sequence[str]) -> dict[str, list[Any]]:
    """What the log has under these keys; None stands for an own observation whose id is the key (an own export)."""
    marks = ", ".join("?" * len(keys))
    found: dict[str, list[Any]] = {}
    for row in connection.exec_driver_sql(
        f"SELECT source_key, source_file, at_ms, note FROM observation WHERE source_key IN ({marks})",  # noqa: S608 - marks
        tuple(keys),
    ):
        found.setdefault(row.source_key, []).append(row)
    ids = [key for key in keys if len(key) == 36 and key[8:9] == "-"]
    if ids:
        marks = ", ".join("?" * len(ids))
        for row in connection.exec_driver_sql(f"SELECT id FROM observation WHERE id IN ({marks})", tuple(ids)):  # noqa: S608 - question marks only
            found.setdefault(row.id, []).append(None)
    return found


def _agree(one: Made, row: Any) -> bool:
    note = one.words.get("note", "")
    return bool(row.at_ms == milliseconds(one.at) or (note and note == row.note))
