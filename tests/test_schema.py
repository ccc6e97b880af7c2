"""The tables as made and as the classes say; and how a store grows from one program to the next."""

from pathlib import Path
from typing import Any

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from sqlmodel import SQLModel

from fieldlog.cipher import connect
from fieldlog.database import Store
from fieldlog.models.refusal import TooNew
from fieldlog.models.tables import DeviceRow, DraftRow, ObservationRow, RememberedRow, ShiftRow
from fieldlog.schema import STEPS, Step, migrate

KEY = bytes(range(32))
ROWS = (DeviceRow, ShiftRow, ObservationRow, DraftRow, RememberedRow)


@pytest.mark.parametrize("row", ROWS, ids=[row.__name__ for row in ROWS])
def test_each_class_says_of_its_table_what_the_database_says(tmp_path: Path, row: type[SQLModel]) -> None:
    store = Store(tmp_path / "log.db", KEY)
    table: Any = row.__table__  # type: ignore[attr-defined]  # SQLModel makes it
    with store.raw() as connection:
        made = connection.execute(f"PRAGMA table_info({table.name})").fetchall()
    store.close()

    types = {"VARCHAR": "TEXT", "INTEGER": "INTEGER"}
    said = [(column.name, types[str(column.type)], not column.nullable, column.primary_key) for column in table.columns]
    # A primary key that is a row number is never null, without SQLite saying so.
    assert said == [(name, kind, bool(filled) or bool(key), bool(key)) for _, name, kind, filled, _, key in made]


def shape(connection: Any) -> tuple[int, list[Any]]:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    return version, connection.execute("SELECT type, name, sql FROM sqlite_master ORDER BY name").fetchall()


def add_weather(connection: Any) -> None:
    connection.execute("CREATE TABLE weather (day TEXT NOT NULL)")
    connection.execute("INSERT INTO weather VALUES ('2026-11-20')")


def fail_half_way(connection: Any) -> None:
    connection.execute("CREATE TABLE half (a TEXT)")
    connection.execute("DROP TABLE draft")
    connection.execute("INSERT INTO nowhere VALUES (1)")


def test_a_store_takes_the_steps_it_lacks_and_no_others(tmp_path: Path) -> None:
    Store(tmp_path / "log.db", KEY).close()
    connection = connect(tmp_path / "log.db", KEY)

    assert migrate(connection, (*STEPS, add_weather)) == 1
    assert migrate(connection, (*STEPS, add_weather)) == 0
    assert connection.execute("SELECT day FROM weather").fetchall() == [("2026-11-20",)]
    connection.close()


@pytest.mark.parametrize("steps", [(fail_half_way,), (add_weather, fail_half_way)])
def test_a_step_that_fails_leaves_version_and_tables_as_before_it(tmp_path: Path, steps: tuple[Step, ...]) -> None:
    Store(tmp_path / "log.db", KEY).close()
    connection = connect(tmp_path / "log.db", KEY)
    migrate(connection, (*STEPS, *steps[:-1]))
    before = shape(connection)

    with pytest.raises(sqlcipher.Error):
        migrate(connection, (*STEPS, *steps))

    assert shape(connection) == before
    assert connection.execute("PRAGMA foreign_keys").fetchone() == (1,)
    connection.close()


def test_before_an_existing_store_changes_a_copy_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = Store(tmp_path / "log.db", KEY)
    with first.write() as writing:
        writing.exec_driver_sql("INSERT INTO remembered VALUES ('place', 'PLA')")
    first.close()
    assert not (tmp_path / "log.before").exists()
    monkeypatch.setattr("fieldlog.schema.migrate.__defaults__", ((*STEPS, add_weather), None))

    Store(tmp_path / "log.db", KEY).close()

    copy = connect(tmp_path / "log.before", KEY, read_only=True)
    assert copy.execute("PRAGMA user_version").fetchone() == (len(STEPS),)
    assert copy.execute("SELECT value FROM remembered").fetchall() == [("PLA",)]
    assert (tmp_path / "log.before").stat().st_mode & 0o777 == 0o600
    copy.close()


def test_a_store_of_a_newer_program_is_refused_and_unchanged(tmp_path: Path) -> None:
    Store(tmp_path / "log.db", KEY).close()
    connection = connect(tmp_path / "log.db", KEY)
    connection.execute(f"PRAGMA user_version={len(STEPS) + 1}")
    connection.close()
    before = (tmp_path / "log.db").read_bytes()

    for read_only in (False, True):
        with pytest.raises(TooNew, match="nyare fieldlog"):
            Store(tmp_path / "log.db", KEY, read_only=read_only)

    assert (tmp_path / "log.db").read_bytes() == before
    assert not (tmp_path / "log.before").exists()
