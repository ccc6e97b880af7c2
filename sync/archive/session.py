"""What the archive asks of a database, whichever it is: sessions that read or write, with their SQL written once.

The SQL is SQLite's with `?` for each value; PostgreSQL is given the same in its own spelling. `FOR UPDATE` may end a
question: PostgreSQL locks the rows, SQLite has one writer anyway.
"""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, Final, TypeVar

Row = tuple[Any, ...]
T = TypeVar("T")

ATTEMPTS: Final = 5
PAUSE: Final = 0.02
"""Seconds before the second attempt; each later one waits twice as long."""


class Clash(Exception):
    """Another transaction was there first, or a key is there already: the same work done again will see it."""


def marks(values: Sequence[object]) -> str:
    """`(?, ?, ?)`, one for each value: what follows IN. At most 60,000, which is PostgreSQL's limit."""
    return f"({', '.join('?' * len(values))})"


class Session(ABC):
    """One transaction. Whole numbers, text, bytes and None go in and come out; nothing else does."""

    @abstractmethod
    def rows(self, sql: str, params: Sequence[Any] = ()) -> list[Row]: ...

    @abstractmethod
    def stream(self, sql: str, params: Sequence[Any] = ()) -> Iterator[Row]:
        """As `rows`, some at a time: memory stays flat. To be read to its end before the next question."""

    def row(self, sql: str, params: Sequence[Any] = ()) -> Row | None:
        """The only row, or None. Of several, the first."""
        found = self.rows(sql, params)
        return found[0] if found else None

    @abstractmethod
    def run(self, sql: str, params: Sequence[Any] = ()) -> int:
        """Change something; how many rows were changed."""

    @abstractmethod
    def many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """The same change for each row of values."""

    @abstractmethod
    def bulk(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Insert rows the fastest way there is. Clash if one of their keys is there already."""

    @abstractmethod
    def has_table(self, name: str) -> bool: ...

    @abstractmethod
    def columns(self, table: str) -> list[str]:
        """Names of a table's columns, in their order."""

    @abstractmethod
    def define(self, script: str) -> None:
        """CREATE, ALTER and DROP statements, each ended by a semicolon at the end of a line."""


class Database(ABC):
    """Where the archive lies. Refused("busy") where it cannot be reached, is full, or is held by somebody else."""

    kind: str
    """sqlite or postgresql."""
    read_only: bool = False
    """A replica that follows another database: feeds can be read from it, and all writing is Refused("busy")."""

    def in_place(self) -> bool:
        """Whether what was opened still lies where it did: who starts anew finds the same."""
        return True

    @abstractmethod
    def reading(self) -> AbstractContextManager[Session]:
        """One snapshot: nothing that others write meanwhile is seen."""

    @abstractmethod
    def writing(self) -> AbstractContextManager[Session]:
        """One transaction. What it wrote is durable when the block is left; an exception undoes all of it."""

    def transact(self, work: Callable[[Session], T]) -> T:
        """Do the work in a transaction, again from the start after a Clash; durable when this returns.

        On SQLite the work of several threads may share one transaction and be done again because another's failed. So
        it must not keep the session nor depend on its thread, and what takes long and needs no database comes before.
        """
        for attempt in range(ATTEMPTS):
            try:
                return self._once(work)
            except Clash:
                if attempt == ATTEMPTS - 1:
                    raise
                time.sleep(PAUSE * 2**attempt)
        raise AssertionError

    def _once(self, work: Callable[[Session], T]) -> T:
        with self.writing() as session:
            return work(session)

    @abstractmethod
    def forget(self, *tables: str) -> bool:
        """Make what was deleted from these tables unreadable in the files too; False where nobody can promise it."""

    @abstractmethod
    def close(self) -> None: ...


def statements(script: str) -> list[str]:
    """The statements of a script, without their semicolons."""
    return [part.strip() for part in script.split(";\n") if part.strip()]
