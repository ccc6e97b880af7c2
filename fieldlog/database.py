"""The local store: SQLCipher behind SQLAlchemy. Reads are deferred, writes are immediate."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy.exc import DBAPIError

from fieldlog.cipher import ERRORS, connect, refusal_of
from fieldlog.home import cannot_save
from fieldlog.models.refusal import CannotSave
from fieldlog.schema import migrate, version

if TYPE_CHECKING:
    from sqlmodel import Session


FORGET_MILLISECONDS = 200
"""How long to wait for a reader in another window before leaving the write-ahead log as it is."""


class Store:
    """One open database file. Raises the refusals of `fieldlog.cipher` for what goes wrong with the file."""

    def __init__(self, path: Path, key: bytes, *, read_only: bool = False) -> None:
        self.path = path
        self.read_only = read_only
        self._key = key
        self._engine = sa.create_engine(
            "sqlite://",
            module=sqlcipher,
            creator=lambda: connect(path, self._key, read_only=read_only),
            poolclass=sa.pool.QueuePool,
            pool_size=4,
            json_serializer=lambda value: json.dumps(value, ensure_ascii=False, separators=(",", ":")),
            hide_parameters=True,
        )
        sa.event.listen(self._engine, "begin", _begin)
        if read_only:
            with self.raw() as connection:  # the key and the version are judged now, not at the first question
                version(connection)
        else:
            self._bring_up_to_date()

    def _bring_up_to_date(self) -> None:
        existed = self.path.exists()
        if not existed:
            _make_private(self.path)
        connection = connect(self.path, self._key)
        try:
            migrate(connection, before=self._copy_before if existed else None)
        except ERRORS as error:
            raise refusal_of(error, self.path) from None
        finally:
            connection.close()

    def _copy_before(self) -> None:
        """A copy beside the store, made by SQLite's own means, in case a step of the schema goes wrong."""
        copy = self.path.with_suffix(".before")
        copy.unlink(missing_ok=True)
        self.copy_to(copy)

    def copy_to(self, target: Path) -> None:
        """A whole, consistent copy under the same key, also while others write."""
        with self.raw() as connection:
            connection.execute("VACUUM INTO ?", (str(target),))
        target.chmod(0o600)

    @contextmanager
    def raw(self) -> Iterator[Any]:
        """A DB-API connection of its own, for what SQLAlchemy has no words for."""
        connection = connect(self.path, self._key, read_only=self.read_only)
        try:
            yield connection
        except ERRORS as error:
            raise refusal_of(error, self.path) from None
        finally:
            connection.close()

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        with _said_plainly(self.path), self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """A write transaction: all of it is durable when the block is left, or none of it."""
        engine = self._engine.execution_options(write=True)
        with _said_plainly(self.path), engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def session(self, connection: sa.Connection) -> Iterator["Session"]:
        """SQLModel objects within a transaction that `read` or `write` has open."""
        from sqlmodel import Session  # a third of the start of a command that needs no objects

        with Session(connection, expire_on_commit=False) as session:
            yield session
            session.flush()

    def size(self) -> int:
        """Bytes on disk, with the write-ahead log."""
        files = (self.path, self.path.with_name(self.path.name + "-wal"))
        return sum(file.stat().st_size for file in files if file.exists())

    def room(self) -> int:
        """Bytes free where the store lies."""
        return shutil.disk_usage(self.path.parent).free

    def forget_written(self) -> bool:
        """Empty the write-ahead log, so that what was destroyed is gone from it too; False where another reads it.

        Then the next one does it, or closing. Never a refusal: what was asked for is done and durable already.
        """
        try:
            with self.raw() as connection:
                connection.execute(f"PRAGMA busy_timeout={FORGET_MILLISECONDS}")
                busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        except CannotSave:
            return False
        return not busy

    def close(self) -> None:
        self._engine.dispose()
        self._key = b""


def _make_private(path: Path) -> None:
    """An empty file for its owner only, before anything is in it; SQLite gives its companions the same mode."""
    try:
        path.touch(mode=0o600)
    except OSError as error:
        raise cannot_save(error) from None


def _begin(connection: sa.Connection) -> None:
    # A reader that began IMMEDIATE would make every writer wait for it.
    write = connection.get_execution_options().get("write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


@contextmanager
def _said_plainly(path: Path) -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        if isinstance(error.orig, sqlcipher.IntegrityError):
            raise
        raise refusal_of(error.orig or error, path) from None
    except sqlcipher.IntegrityError:
        raise
    except ERRORS as error:
        raise refusal_of(error, path) from None
