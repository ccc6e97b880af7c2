"""The archive in one SQLite file: one writer at a time, readers beside it, and commits that several writers share."""

import contextlib
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, count
from pathlib import Path
from threading import Lock
from typing import Any, Final, TypeVar

import sqlcipher3.dbapi2 as sqlite  # for its SQLite, past the WAL-reset corruption; no key is given

from fieldlog.language import _
from fieldlog.models.refusal import Damaged
from sync.archive.session import Clash, Database, Row, Session, statements
from sync.protocol import Refused

T = TypeVar("T")

BUSY_MILLISECONDS: Final = 5_000
SHARED: Final = 16
"""Pieces of work in one transaction at most: each waits for all of them."""
FORGET_MILLISECONDS: Final = 200
FORGET_ATTEMPTS: Final = 10
"""To empty the log one waits until nobody reads an old snapshot; writers wait meanwhile, so never for long."""
IDLE: Final = 8
"""Connections for reading that are kept open."""

TOGETHER: Final = (100, 10, 1)
"""Rows in one statement: after each statement the interpreter is waited for, while others reckon. Of few sizes, so that
the statements are kept ready."""

PRAGMAS = (
    f"busy_timeout={BUSY_MILLISECONDS}",
    "journal_mode=WAL",
    "synchronous=FULL",  # NORMAL loses acknowledged entries when the power goes
    "secure_delete=ON",
    "trusted_schema=OFF",
    "temp_store=MEMORY",
    "journal_size_limit=67108864",
    "wal_autocheckpoint=4000",
)

# Without an adapter the module looks, for each value of bytes and each None, for ways to adapt it: four times as long
# as it takes to hand the value over.
sqlite.register_adapter(bytes, bytes)
sqlite.register_adapter(type(None), {}.get)


class SqliteSession(Session):
    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def rows(self, sql: str, params: Sequence[Any] = ()) -> list[Row]:
        found: list[Row] = self._connection.execute(_spelled(sql), params).fetchall()
        return found

    def stream(self, sql: str, params: Sequence[Any] = ()) -> Iterator[Row]:
        yield from self._connection.execute(_spelled(sql), params)

    def run(self, sql: str, params: Sequence[Any] = ()) -> int:
        return int(self._connection.execute(_spelled(sql), params).rowcount)

    def many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        self._connection.executemany(_spelled(sql), rows)

    def bulk(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        left = list(rows)
        for size in TOGETHER:
            while len(left) >= size:
                some, left = list(zip(*left[:size], strict=True)), left[size:]
                # To hand a value over takes as long as to store it: what is the same in all rows is handed over once.
                once = tuple([values[0] == values[-1] and values.count(values[0]) == size for values in some])
                values = [column[0] for column, same in zip(some, once, strict=True) if same]
                values += chain.from_iterable(
                    zip(*[each for each, same in zip(some, once, strict=True) if not same], strict=True)
                )
                self._connection.execute(_insert(table, tuple(columns), once, size), values)

    def has_table(self, name: str) -> bool:
        return self.row("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (name,)) is not None

    def columns(self, table: str) -> list[str]:
        return [name for (name,) in self.rows("SELECT name FROM pragma_table_info(?) ORDER BY cid", (table,))]

    def define(self, script: str) -> None:
        for statement in statements(script):
            self._connection.execute(statement)


@lru_cache(maxsize=512)
def _insert(table: str, columns: tuple[str, ...], once: tuple[bool, ...], rows: int) -> str:
    """So many rows; the values of the columns that are the same in all of them come first."""
    first, number = iter(range(1, len(once) + 1)), count(sum(once) + 1)
    shared = [next(first) if same else 0 for same in once]
    row = [f"({', '.join([f'?{at or next(number)}' for at in shared])})" for _row in range(rows)]
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join(row)}"  # noqa: S608  # our own names


@lru_cache(maxsize=512)
def _spelled(sql: str) -> str:
    return sql.removesuffix(" FOR UPDATE")


class _Work:
    """What one thread wants written, and what became of it."""

    def __init__(self, do: Callable[[Session], Any]) -> None:
        self.do = do
        self.done = False
        self.result: Any = None
        self.error: BaseException | None = None


class SqliteDatabase(Database):
    kind = "sqlite"

    def __init__(self, path: Path) -> None:
        self.path = path
        with contextlib.suppress(FileExistsError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        self._turn = Lock()
        self._waiting: deque[_Work] = deque()
        self._idle: list[Any] = []
        with _said_plainly():
            self._writer = self._connect("cache_size=-64000")
        self._file = path.stat().st_ino

    def _connect(self, *pragmas: str) -> Any:
        connection = sqlite.connect(str(self.path), isolation_level=None, check_same_thread=False, timeout=5)
        for pragma in (*PRAGMAS, *pragmas):
            connection.execute(f"PRAGMA {pragma}").fetchall()
        return connection

    def in_place(self) -> bool:
        try:
            return self.path.stat().st_ino == self._file
        except OSError:
            return False

    @contextlib.contextmanager
    def reading(self) -> Iterator[Session]:
        with _said_plainly():
            try:
                connection = self._idle.pop()
            except IndexError:
                connection = self._connect("cache_size=-16000", "query_only=ON")
            try:
                connection.execute("BEGIN")
                yield SqliteSession(connection)
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                if len(self._idle) < IDLE:
                    self._idle.append(connection)
                else:
                    connection.close()

    @contextlib.contextmanager
    def writing(self) -> Iterator[Session]:
        with self._turn, _said_plainly(), self._transaction():
            yield SqliteSession(self._writer)

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        self._writer.execute("BEGIN IMMEDIATE")
        try:
            yield
            if not self.in_place():  # a file that was deleted takes everything, and is gone with the process
                raise Refused("busy")
            self._writer.execute("COMMIT")
        finally:
            if self._writer.in_transaction:
                self._writer.execute("ROLLBACK")

    def _once(self, work: Callable[[Session], T]) -> T:
        mine = _Work(work)
        self._waiting.append(mine)
        while not mine.done:
            # Whoever has the turn writes what the others wait with; they find it done when the turn comes to them.
            with self._turn:
                if not mine.done:
                    self._write_waiting()
        if mine.error:
            raise mine.error
        result: T = mine.result
        return result

    def _write_waiting(self) -> None:
        shared: list[_Work] = []
        while self._waiting and len(shared) < SHARED:
            shared.append(self._waiting.popleft())
        try:
            # No savepoints: SQLite then copies every page that is touched. Work that fails is rare, and may be redone.
            if not self._write(shared) and len(shared) > 1:
                for work in shared:
                    self._write([work])
        finally:
            for work in shared:
                work.done = True

    def _write(self, shared: Sequence[_Work]) -> bool:
        """One transaction for all of them; if one fails, all are undone and have its error."""
        try:
            with _said_plainly(), self._transaction():
                for work in shared:
                    work.error = None
                    work.result = work.do(SqliteSession(self._writer))
        except BaseException as error:
            for work in shared:
                work.error = error
            if not isinstance(error, Exception):
                raise
            return False
        return True

    def forget(self, *tables: str) -> bool:
        """`secure_delete` has overwritten the pages; what is left of them is in the log until that is emptied."""
        connection = self._connect(f"busy_timeout={FORGET_MILLISECONDS}")
        try:
            for _attempt in range(FORGET_ATTEMPTS):
                if connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0:
                    return True
        except sqlite.OperationalError:
            return False
        finally:
            connection.close()
        return False

    def close(self) -> None:
        for connection in (*self._idle, self._writer):
            connection.close()
        self._idle.clear()


@contextlib.contextmanager
def _said_plainly() -> Iterator[None]:
    try:
        yield
    except sqlite.IntegrityError as error:
        raise Clash from error
    except sqlite.DatabaseError as error:
        if not isinstance(error, sqlite.OperationalError):
            raise Damaged(_("Arkivets fil är skadad. Flytta undan den och återställ en säkerhetskopia.")) from error
        if "no such" in str(error) or "syntax" in str(error):
            raise  # a mistake of ours, not a moment's trouble
        raise Refused("busy") from error
