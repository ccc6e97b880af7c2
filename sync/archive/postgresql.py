"""The archive in PostgreSQL 15 or newer: a small pool of connections; several server processes may share it."""

import contextlib
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from threading import Condition
from typing import Any, Final, LiteralString

import psycopg
from psycopg import errors

from fieldlog.language import _
from fieldlog.models.refusal import RuleBroken
from sync.archive.session import Clash, Database, Row, Session, statements
from sync.protocol import Refused

OLDEST: Final = 15
CONNECTIONS: Final = 8
"""Of one server process, at most."""
WAIT: Final = 10.0
"""Seconds for a connection to come free."""
SOME: Final = 2_000
"""Rows that a stream brings at a time."""

SETTINGS = (
    "SET synchronous_commit = on",  # durable before the answer, whatever the cluster's default is
    "SET lock_timeout = '5s'",
    "SET idle_in_transaction_session_timeout = '60s'",  # a frozen server must not hold a feed for ever
    "SET client_min_messages = error",
)
READ: Final = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
WRITE: Final = "BEGIN ISOLATION LEVEL READ COMMITTED"

Connection = psycopg.Connection[Row]


class PostgresSession(Session):
    def __init__(self, connection: Connection, types: dict[str, dict[str, str]]) -> None:
        self._connection = connection
        self._types = types

    def rows(self, sql: str, params: Sequence[Any] = ()) -> list[Row]:
        return self._connection.execute(_spelled(sql), params, binary=True).fetchall()

    def stream(self, sql: str, params: Sequence[Any] = ()) -> Iterator[Row]:
        with self._connection.cursor(name="stream", binary=True) as cursor:
            cursor.itersize = SOME
            yield from cursor.execute(_spelled(sql), params)

    def run(self, sql: str, params: Sequence[Any] = ()) -> int:
        return self._connection.execute(_spelled(sql), params).rowcount

    def many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        with self._connection.cursor() as cursor:
            cursor.executemany(_spelled(sql), rows)

    def bulk(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        types = self._types.get(table) or self._types.setdefault(table, self._types_of(table))
        command = f"COPY {table} ({', '.join(columns)}) FROM STDIN (FORMAT BINARY)"
        with self._connection.cursor() as cursor, cursor.copy(command) as copy:
            copy.set_types([types[column] for column in columns])
            for row in rows:
                copy.write_row(row)

    def _types_of(self, table: str) -> dict[str, str]:
        """The type of each column: a binary COPY sends values exactly as the column has them."""
        found = self.rows(
            "SELECT attname::text, atttypid::regtype::text FROM pg_attribute "
            "WHERE attrelid = ?::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
            (table,),
        )
        return dict(found)

    def has_table(self, name: str) -> bool:
        return self.row("SELECT to_regclass(?)::text", (name,)) != (None,)

    def columns(self, table: str) -> list[str]:
        return list(self._types_of(table))

    def define(self, script: str) -> None:
        self._types.clear()
        for statement in statements(script):
            own = statement.removesuffix("WITHOUT ROWID")
            for theirs, ours in (("BLOB", "BYTEA"), ("INTEGER", "BIGINT"), ("TEXT", 'TEXT COLLATE "C"')):
                own = re.sub(rf"\b{theirs}\b", ours, own)
            self._connection.execute(own)


@lru_cache(maxsize=512)
def _spelled(sql: str) -> LiteralString:
    """All SQL is written in our own code."""
    first, *rest = sql.split("?")
    return first + "".join([f"${number}{piece}" for number, piece in enumerate(rest, 1)])


class PostgresDatabase(Database):
    kind = "postgresql"

    def __init__(self, url: str, connections: int = CONNECTIONS) -> None:
        self._url = url
        self._most = connections
        self._out = 0
        self._idle: list[Connection] = []
        self._free = Condition()
        self._types: dict[str, dict[str, str]] = {}
        with _said_plainly(), self._begun(WRITE) as connection:
            session = PostgresSession(connection, self._types)
            (version,) = session.row("SELECT current_setting('server_version_num')::int") or (0,)
            self.read_only = session.row("SELECT current_setting('transaction_read_only')") == ("on",)
            connection.execute("COMMIT")
        if version < OLDEST * 10_000:
            self.close()
            raise RuleBroken(
                _("Databasen är för gammal: PostgreSQL {oldest} eller nyare behövs.").format(oldest=OLDEST)
            )

    def _connect(self) -> Connection:
        connection = psycopg.connect(self._url, autocommit=True, connect_timeout=5, application_name="fieldlog-server")
        # The raw ones take the server's own spelling: to look for a thousand `%s` takes two milliseconds.
        connection.cursor_factory = psycopg.RawCursor
        connection.server_cursor_factory = psycopg.RawServerCursor
        for setting in SETTINGS:
            connection.execute(setting)
        return connection

    @contextlib.contextmanager
    def _begun(self, begin: str) -> Iterator[Connection]:
        with self._free:
            if not self._free.wait_for(lambda: self._out < self._most, WAIT):
                raise Refused("busy")
            self._out += 1
            connection = self._idle.pop() if self._idle else None
        try:
            connection = self._begin(connection, begin)
            yield connection
        finally:
            with self._free:
                self._out -= 1
                if connection is not None and not connection.closed:
                    self._idle.append(connection)
                self._free.notify()

    def _begin(self, connection: Connection | None, begin: str) -> Connection:
        command = begin
        if connection is not None:
            try:
                connection.execute(command)
            except psycopg.OperationalError:  # it lay idle while the database was started anew
                connection.close()
            else:
                return connection
        connection = self._connect()
        connection.execute(command)
        return connection

    @contextlib.contextmanager
    def _transaction(self, begin: str) -> Iterator[Session]:
        with _said_plainly(), self._begun(begin) as connection:
            try:
                yield PostgresSession(connection, self._types)
                connection.execute("COMMIT")
            except BaseException:
                _undo(connection)
                raise

    def reading(self) -> contextlib.AbstractContextManager[Session]:
        return self._transaction(READ)

    def writing(self) -> contextlib.AbstractContextManager[Session]:
        return self._transaction(WRITE)

    def forget(self, *tables: str) -> bool:
        """The room is free to be written over, and is when it is used again: PostgreSQL promises no more."""
        with _said_plainly(), self._connect() as connection:
            for table in tables:
                connection.execute(_spelled(f"VACUUM {table}"))
        return False

    def close(self) -> None:
        with self._free:
            while self._idle:
                self._idle.pop().close()


def _undo(connection: Connection) -> None:
    try:
        connection.execute("ROLLBACK")
    except psycopg.Error:
        connection.close()


@contextlib.contextmanager
def _said_plainly() -> Iterator[None]:
    try:
        yield
    except (
        errors.UniqueViolation,
        errors.DuplicateTable,
        errors.DeadlockDetected,
        errors.SerializationFailure,
    ) as error:
        raise Clash from error
    except (
        psycopg.OperationalError,
        errors.ReadOnlySqlTransaction,
    ) as error:  # away, full, held by another, or cut off in the middle
        raise Refused("busy") from error
