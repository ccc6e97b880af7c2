"""Finding what was written: by time, place, kind, seriousness, author, shift and state, and by words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from fieldlog.line.abbreviations import ABBREVIATIONS, fold_text
from fieldlog.logbook.log import Log
from fieldlog.models.moment import milliseconds

SEVERITIES = (1, 2, 3, 4)
"""Least severities that have an index of their own."""

FOUND = "search CROSS JOIN observation INDEXED BY observation_found ON observation.row = search.rowid"
"""SQL: what words find, with what an index holds of it; without the name SQLite would read each whole row."""

COUNT_LIMIT = 1000
"""Hits of a search are counted so far; beyond it the screen says `1000+`."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What to show. `severity` is the least; `category` and `place` are codes; `text` is searched as words."""

    text: str = ""
    since: datetime | None = None
    until: datetime | None = None
    place: str | None = None
    zone: str | None = None
    category: str | None = None
    family: str | None = None
    severity: int | None = None
    author: str | None = None
    shift: str | None = None
    state: str | None = None
    class_: str | None = None

    def without_text(self) -> "Filter":
        return replace(self, text="")

    def table(self) -> str:
        """What to read from. Without other conditions SQLite would walk through all rows to find the serious ones."""
        if self.severity in SEVERITIES and not any(value is not None for value in self._equal().values()):
            return f"observation INDEXED BY observation_severe_{self.severity}"
        return "observation"

    def _equal(self) -> dict[str, str | None]:
        return {
            "place": self.place,
            "zone": self.zone,
            "category": self.category,
            "family": self.family,
            "author": self.author,
            "shift": self.shift,
            "state": self.state,
            "class": self.class_,
        }

    def is_counted_fast(self) -> bool:
        """Whether an index alone tells how many there are. Of several conditions every row has to be looked at."""
        return sum(value is not None for value in self._equal().values()) + bool(self.severity) <= 1

    def conditions(self) -> tuple[list[str], list[Any]]:
        """SQL conditions on `observation` and their values."""
        # A shift's list has its own index; everywhere else the indexes cover just what is not folded away.
        conditions: list[str] = ["hidden = 0"]
        values: list[Any] = []
        for column, value in self._equal().items():
            if value is not None:
                conditions.append(f"{column} = ?")
                values.append(value)
        for operator, bound in ((">=", self.since), ("<", self.until)):
            if bound is not None:
                conditions.append(f"at_ms {operator} ?")
                values.append(milliseconds(bound))
        if self.severity:
            # As a number in the text: only then does SQLite see that the index of just these rows fits.
            conditions.append(f"severity >= {int(self.severity)}")
        return conditions, values

    def conditions_found(self) -> tuple[list[str], list[Any]]:
        """SQL conditions on FOUND and their values. A shift has few rows, and its name would double that index."""
        conditions, values = replace(self, shift=None).conditions()
        if self.shift is not None:
            # With a plus: else SQLite asks the words for each row of the shift.
            conditions.append("+search.rowid IN (SELECT row FROM observation WHERE shift = ?)")
            values.append(self.shift)
        return conditions, values


def page(log: Log, wanted: Filter, *, offset: int = 0, limit: int = 50) -> list[Any]:
    """Rows of `observation`, newest first; with words, those written last first."""
    with log.store.read() as connection:
        return _page(connection, wanted, offset, limit)


def _page(connection: sa.Connection, wanted: Filter, offset: int, limit: int) -> list[Any]:
    conditions, values = wanted.conditions()
    if wanted.text.strip():
        return _rows(connection, [row for row, _at in _numbers(connection, wanted, offset, limit)])
    return list(
        connection.exec_driver_sql(
            f"SELECT *, class AS class_ FROM {wanted.table()} WHERE {' AND '.join(conditions)} "  # noqa: S608 - own words
            "ORDER BY at_ms DESC, row DESC LIMIT ? OFFSET ?",
            (*values, limit, offset),
        ).fetchall()
    )


def numbers(log: Log, wanted: Filter, *, limit: int) -> list[tuple[int, int]]:
    """(row, milliseconds of its time) of what words find, those written last first; no row itself is read."""
    with log.store.read() as connection:
        return _numbers(connection, wanted, 0, limit)


def _numbers(connection: sa.Connection, wanted: Filter, offset: int, limit: int) -> list[tuple[int, int]]:
    match = match_words(wanted.text)
    if not match:
        return []
    conditions, values = wanted.conditions_found()
    found = connection.exec_driver_sql(
        f"SELECT search.rowid, at_ms FROM {FOUND} WHERE search MATCH ? AND {' AND '.join(conditions)} "  # noqa: S608 - own words
        "ORDER BY search.rowid DESC LIMIT ? OFFSET ?",
        (match, *values, limit, offset),
    )
    return [(row, at_ms) for row, at_ms in found]


def rows(log: Log, wanted: Sequence[int]) -> list[Any]:
    """Rows of `observation` by their numbers, in that order."""
    with log.store.read() as connection:
        return _rows(connection, wanted)


def _rows(connection: sa.Connection, wanted: Sequence[int]) -> list[Any]:
    if not wanted:
        return []
    marks = ", ".join("?" * len(wanted))
    found = connection.exec_driver_sql(
        f"SELECT *, class AS class_ FROM observation WHERE row IN ({marks})",  # noqa: S608 - question marks only
        tuple(wanted),
    )
    by_number = {row.row: row for row in found}
    return [by_number[number] for number in wanted if number in by_number]


def oldest(log: Log, wanted: Filter, *, offset: int = 0, limit: int = 50) -> list[Any]:
    """As `page`, oldest first: the way a timeline reads, and the short way to the far end of a long list."""
    conditions, values = wanted.without_text().conditions()
    with log.store.read() as connection:
        return list(
            connection.exec_driver_sql(
                f"SELECT *, class AS class_ FROM {wanted.table()} WHERE {' AND '.join(conditions)} "  # noqa: S608 - own words
                "ORDER BY at_ms, row LIMIT ? OFFSET ?",
                (*values, limit, offset),
            ).fetchall()
        )


def count(log: Log, wanted: Filter, *, at_most: int | None = None) -> int:
    """How many there are, or `at_most`; of a search at most COUNT_LIMIT + 1."""
    with log.store.read() as connection:
        if wanted.text.strip():
            match = match_words(wanted.text)
            if not match:
                return 0
            conditions, values = wanted.conditions_found()
            statement = (
                f"SELECT count(*) FROM (SELECT 1 FROM {FOUND} "  # noqa: S608 - own words
                f"WHERE search MATCH ? AND {' AND '.join(conditions)} LIMIT ?)"
            )
            return int(connection.exec_driver_sql(statement, (match, *values, COUNT_LIMIT + 1)).scalar_one())
        conditions, values = wanted.conditions()
        rows = f"FROM {wanted.table()} WHERE {' AND '.join(conditions)}"
        if at_most is None:
            return int(connection.exec_driver_sql(f"SELECT count(*) {rows}", tuple(values)).scalar_one())
        statement = f"SELECT count(*) FROM (SELECT 1 {rows} LIMIT ?)"  # noqa: S608 - own words
        return int(connection.exec_driver_sql(statement, (*values, at_most)).scalar_one())


def everything(log: Log, wanted: Filter) -> Iterator[Any]:
    """All rows, oldest first, one at a time: for an export of any size."""
    conditions, values = wanted.conditions()
    text, start = "", list[str]()
    if wanted.text.strip():
        match = match_words(wanted.text)
        if not match:
            return
        text, start = "row IN (SELECT rowid FROM search WHERE search MATCH ?) AND ", [match]
    with log.store.read() as connection:
        statement = (
            f"SELECT *, class AS class_ FROM observation WHERE {text}{' AND '.join(conditions)} "  # noqa: S608 - own words
            "ORDER BY at_ms, row"
        )
        streamed = connection.execution_options(stream_results=True).exec_driver_sql(statement, (*start, *values))
        yield from streamed


def match_words(text: str) -> str:
    """The search as SQLite reads it: every word must be there, the last may go on; abbreviations find their words.

    Every word is quoted, so that no sign in it can be an operator.
    """
    words = [word for word in "".join(sign if sign.isalnum() else " " for sign in fold_text(text)).split() if word]
    if not words:
        return ""
    return " AND ".join(_alternatives(word, last=number == len(words) - 1) for number, word in enumerate(words))


def _alternatives(word: str, *, last: bool) -> str:
    longer = ABBREVIATIONS.get(word)
    shorter = [short for short, full in ABBREVIATIONS.items() if fold_text(full) == word]
    found = [f'"{word}"*' if last else f'"{word}"']
    found += [f'"{fold_text(other)}"' for other in ([longer] if longer else []) + shorter]
    return found[0] if len(found) == 1 else "(" + " OR ".join(found) + ")"


def nearest_words(log: Log, text: str, limit: int = 3) -> list[tuple[str, int]]:
    """Words of the log that may have been meant, with how many entries have them: asked when nothing was found."""
    import difflib

    words = fold_text(text).split()
    if not words:
        return []
    word = words[-1]
    with log.store.raw() as connection:
        connection.execute("CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, search, row)")
        terms = dict(
            connection.execute(
                "SELECT term, doc FROM temp.terms WHERE term >= ? AND term < ? AND length(term) BETWEEN ? AND ?",
                (word[0], word[0] + "\U0010ffff", len(word) - 2, len(word) + 2),
            ).fetchall()
        )
    return [(near, terms[near]) for near in difflib.get_close_matches(word, list(terms), n=limit, cutoff=0.75)]
