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

PROTECTED = "SELECT row FROM observation INDEXED BY observation_protected WHERE protected = 1"
UNPROTECTED = f"row NOT IN ({PROTECTED})"
"""SQL: few rows that an index of their own tells, so that the other indexes go on telling all the rest."""

COUNT_LIMIT = 1000
"""Hits of a search are counted so far; beyond it the screen says `1000+`."""
SPAN_LIMIT = 20_000
"""So far what an index alone tells of a span of time is counted."""


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

    def is_words_alone(self) -> bool:
        """Whether nothing but words is asked for. What is folded away or protected has none in the search index."""
        return self == Filter(text=self.text)

    def is_tallied(self) -> bool:
        """Whether kept totals tell how many there are: they know of neither words, shifts nor spans of time."""
        return not self.text.strip() and self.shift is None and self.since is None and self.until is None

    def counted_up_to(self) -> int | None:
        """How far it is counted; None: to the end. Of several conditions every row has to be looked at."""
        if self.is_tallied():
            return None
        several = sum(value is not None for value in self._equal().values()) + bool(self.severity) > 1
        return COUNT_LIMIT if self.text.strip() or several else SPAN_LIMIT

    def conditions(self) -> tuple[list[str], list[Any]]:
        """SQL conditions on `observation` and their values."""
        # A shift's list has its own index; everywhere else the indexes cover just what is not folded away.
        # Of protected identity nothing is found; in its own shift it stands, without place, hour and words.
        conditions: list[str] = ["hidden = 0"] + ([UNPROTECTED] if self.shift is None else [])
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

    def conditions_tallied(self) -> tuple[list[str], list[Any]]:
        """SQL conditions on `tally` and their values; of a filter that `is_tallied`. Protected ones count there."""
        said = {column: value for column, value in self._equal().items() if value is not None}
        severe = [f"severity >= {int(self.severity)}"] if self.severity else []
        return [f"{column} = ?" for column in said] + severe or ["1"], list(said.values())

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
        return _rows(connection, _numbers(connection, wanted, offset, limit))
    return list(
        connection.exec_driver_sql(
            f"SELECT *, class AS class_ FROM {wanted.table()} WHERE {' AND '.join(conditions)} "  # noqa: S608 - own words
            "ORDER BY at_ms DESC, row DESC LIMIT ? OFFSET ?",
            (*values, limit, offset),
        ).fetchall()
    )


def numbers(log: Log, wanted: Filter) -> tuple[list[int], bool]:
    """Rows that words find, by the time of the event; of more than COUNT_LIMIT (then True) those written last first.

    No row itself is read.
    """
    with log.store.read() as connection:
        found = _numbers(connection, wanted, 0, COUNT_LIMIT + 1)
        if len(found) > COUNT_LIMIT:
            return found[:COUNT_LIMIT], True
        marks = ", ".join("?" * len(found))
        rows = connection.exec_driver_sql(
            f"SELECT row, at_ms FROM observation INDEXED BY observation_found WHERE row IN ({marks})",  # noqa: S608 - question marks only
            tuple(found),
        )
        at = {row.row: row.at_ms for row in rows}
    return sorted(found, key=lambda row: (at[row], row), reverse=True), False


def _numbers(connection: sa.Connection, wanted: Filter, offset: int, limit: int) -> list[int]:
    match = match_words(wanted.text)
    if not match:
        return []
    found, values = _found(wanted)
    rows = connection.exec_driver_sql(
        f"SELECT search.rowid FROM {found} ORDER BY search.rowid DESC LIMIT ? OFFSET ?",  # noqa: S608 - own words
        (match, *values, limit, offset),
    )
    return list(rows.scalars())


def _found(wanted: Filter) -> tuple[str, list[Any]]:
    """SQL: from where and on which conditions words find, and the values after the words."""
    if wanted.is_words_alone():  # a word may be in a tenth of all rows: not one of them is looked at
        return "search WHERE search MATCH ?", []
    conditions, values = wanted.conditions_found()
    return f"{FOUND} WHERE search MATCH ? AND {' AND '.join(conditions)}", values


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


def count(log: Log, wanted: Filter) -> int:
    """How many there are; where counting stops at `Filter.counted_up_to`, one more says that there are others."""
    with log.store.read() as connection:
        if wanted.is_tallied():
            conditions, values = wanted.conditions_tallied()
            statement = f"SELECT coalesce(sum(n), 0) FROM tally WHERE {' AND '.join(conditions)}"  # noqa: S608 - own words
            tallied = int(connection.exec_driver_sql(statement, tuple(values)).scalar_one())
            fits = f"SELECT count(*) FROM observation WHERE row IN ({PROTECTED}) AND hidden = 0 AND "  # noqa: S608 - own words
            return tallied - int(
                connection.exec_driver_sql(fits + " AND ".join(conditions), tuple(values)).scalar_one()
            )
        if wanted.text.strip():
            match = match_words(wanted.text)
            if not match:
                return 0
            rows, values = _found(wanted)
            values = [match, *values]
        else:
            conditions, values = wanted.conditions()
            rows = f"{wanted.table()} WHERE {' AND '.join(conditions)}"
        statement = f"SELECT count(*) FROM (SELECT 1 FROM {rows} LIMIT ?)"  # noqa: S608 - own words
        most = (wanted.counted_up_to() or 0) + 1
        return int(connection.exec_driver_sql(statement, (*values, most)).scalar_one())


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
    words = words_of(text)
    return " AND ".join(_alternatives(word, last=number == len(words) - 1) for number, word in enumerate(words))


def words_of(text: str) -> list[str]:
    """The words that are looked for, folded; no sign counts."""
    return "".join(sign if sign.isalnum() else " " for sign in fold_text(text)).split()


def spellings(word: str) -> list[str]:
    """A folded word, and what it is short for or shortened to."""
    longer = ABBREVIATIONS.get(word)
    shorter = [short for short, full in ABBREVIATIONS.items() if fold_text(full) == word]
    return [word, *(fold_text(other) for other in ([longer] if longer else []) + shorter)]


def _alternatives(word: str, *, last: bool) -> str:
    first, *others = spellings(word)
    found = [f'"{first}"*' if last else f'"{first}"', *(f'"{other}"' for other in others)]
    return found[0] if len(found) == 1 else "(" + " OR ".join(found) + ")"


def nearest_words(log: Log, text: str, limit: int = 3) -> list[tuple[str, int]]:
    """Words of the log that may have been meant, with how many entries have them: asked when nothing was found."""
    import difflib

    words = words_of(text)
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
