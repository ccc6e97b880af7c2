"""A session reads one snapshot and writes all or nothing, on either database; clashes are tried again."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Thread

import pytest

from fieldlog.models.refusal import Damaged, RuleBroken, TooNew
from sync.archive import schema
from sync.archive.archive import Archive
from sync.archive.database import Clash, Database, Session, open_database
from sync.protocol import Refused
from tests.sync.databases import Postgres

HOUSE = Path(__file__).parents[3]


@pytest.fixture
def database(tmp_path: Path, url: str | None) -> Iterator[Database]:
    opened = open_database(url or f"sqlite:///{tmp_path}/some.db")
    schema.upgrade(opened)
    yield opened
    opened.close()


def add(session: Session, number: str, role: str = "ov") -> int:
    return session.run("INSERT INTO worker VALUES ('OVB', ?, ?, 0)", (number, role))


def numbers(database: Database) -> list[str]:
    with database.reading() as session:
        return [number for (number,) in session.rows("SELECT number FROM worker ORDER BY number")]


def test_what_fails_half_way_leaves_nothing(database: Database) -> None:
    def fail(session: Session) -> None:
        add(session, "OV-1")
        raise Refused("gap")

    with pytest.raises(Refused):
        database.transact(fail)
    with pytest.raises(Refused), database.writing() as session:
        fail(session)

    assert numbers(database) == []


def test_a_reader_sees_one_moment_however_long_she_reads(database: Database) -> None:
    with database.reading() as session:
        assert session.rows("SELECT number FROM worker") == []
        database.transact(lambda other: add(other, "OV-1"))
        assert session.rows("SELECT number FROM worker") == []

    assert numbers(database) == ["OV-1"]


def test_whole_numbers_texts_bytes_and_nothing_come_out_as_they_went_in(database: Database) -> None:
    values = (
        "OVB",
        bytes(range(32)),
        2**53,
        bytes(16),
        "däck % ? \u2028",
        None,
        b"",
        b"\0",
        b"\xff" * 9,
        2**53,
        0,
        None,
    )
    columns = ("org", "device", "n", "id", "kind", "target", "line", "sig", "hash", "received_ms", "state", "code")

    with database.writing() as session:
        session.bulk("entry", columns, [values])
        session.run("UPDATE entry SET kind = kind WHERE kind LIKE '%däck%'")

    with database.reading() as session:
        assert session.columns("entry") == list(columns)
        assert session.row("SELECT * FROM entry") == values
        assert list(session.stream("SELECT n FROM entry WHERE id IN (?, ?)", (bytes(16), b""))) == [(2**53,)]


def test_texts_are_ordered_alike_on_both(database: Database) -> None:
    with database.writing() as session:
        session.many("INSERT INTO worker VALUES ('OVB', ?, 'ov', 0)", [("å",), ("b",), ("B",), ("a-1",), ("A",)])

    assert numbers(database) == ["A", "B", "a-1", "b", "å"]


def test_a_key_that_is_there_already_is_a_clash_also_in_bulk(database: Database) -> None:
    database.transact(lambda session: add(session, "OV-1"))

    with pytest.raises(Clash), database.writing() as session:
        add(session, "OV-1")
    with pytest.raises(Clash), database.writing() as session:
        session.bulk(
            "worker", ("org", "number", "role", "created_ms"), [("OVB", "OV-2", "ov", 0), ("OVB", "OV-1", "ov", 0)]
        )
    assert numbers(database) == ["OV-1"]


def test_work_that_clashed_is_done_again_from_the_start(database: Database) -> None:
    tries = []

    def work(session: Session) -> str:
        tries.append(1)
        add(session, "OV-1")
        if len(tries) == 1:
            add(session, "OV-1")
        return "done"

    assert database.transact(work) == "done"
    assert (len(tries), numbers(database)) == (2, ["OV-1"])


def test_many_who_write_at_once_all_do_and_one_who_fails_undoes_only_her_own(database: Database) -> None:
    start, failed = Barrier(20), []

    def write(number: int) -> None:
        start.wait()

        def work(session: Session) -> None:
            add(session, f"OV-{number:02}")
            if number % 5 == 0:
                raise Refused("gap")

        try:
            database.transact(work)
        except Refused:
            failed.append(number)

    threads = [Thread(target=write, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(failed) == [0, 5, 10, 15]
    assert numbers(database) == [f"OV-{number:02}" for number in range(20) if number % 5]


def test_numbers_that_are_counted_under_a_lock_have_no_gap(database: Database) -> None:
    database.transact(lambda session: session.run("INSERT INTO feed VALUES ('OVB', 0)"))

    def count() -> None:
        for _turn in range(10):
            database.transact(step)

    def step(session: Session) -> None:
        (seq,) = session.row("SELECT seq FROM feed WHERE org = 'OVB' FOR UPDATE") or (0,)
        session.run("UPDATE feed SET seq = ? WHERE org = 'OVB'", (seq + 1,))
        session.run("INSERT INTO feed_row VALUES ('OVB', ?, 'OVB', ?)", (seq + 1, bytes(16)))

    threads = [Thread(target=count) for _number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with database.reading() as session:
        assert session.row("SELECT count(*), min(seq), max(seq) FROM feed_row") == (60, 1, 60)


COUNTING = """
import sys
from sync.archive.database import open_database
database = open_database(sys.argv[1])
for _turn in range(100):
    def step(session):
        (seq,) = session.row("SELECT seq FROM feed WHERE org = 'OVB' FOR UPDATE")
        session.run("UPDATE feed SET seq = ? WHERE org = 'OVB'", (seq + 1,))
        session.run("INSERT INTO feed_row VALUES ('OVB', ?, 'OVB', ?)", (seq + 1, bytes(16)))
    database.transact(step)
"""


def test_servers_in_processes_of_their_own_take_turns(database: Database, tmp_path: Path, url: str | None) -> None:
    database.transact(lambda session: session.run("INSERT INTO feed VALUES ('OVB', 0)"))
    command = [sys.executable, "-c", COUNTING, url or f"sqlite:///{tmp_path}/some.db"]

    servers = [subprocess.Popen(command, cwd=HOUSE) for _server in range(3)]

    assert [server.wait(60) for server in servers] == [0, 0, 0]
    with database.reading() as session:
        assert session.row("SELECT count(*), min(seq), max(seq) FROM feed_row") == (300, 1, 300)


def test_every_unique_key_begins_with_the_organisation(database: Database) -> None:
    with database.reading() as session:
        if database.kind == "sqlite":
            keys = session.rows(
                "SELECT columns.name FROM pragma_table_list AS tables "
                "JOIN pragma_index_list(tables.name) AS indexes JOIN pragma_index_info(indexes.name) AS columns "
                "WHERE indexes.[unique] AND columns.seqno = 0 AND tables.name NOT LIKE 'sqlite%'"
            )
        else:
            keys = session.rows(
                "SELECT attname::text FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = indkey[0] "
                "WHERE indisunique AND indrelid::regclass::text NOT LIKE 'pg\\_%'"
            )
    assert len(keys) == len(schema.TABLES) + 1
    assert set(keys) == {("org",)}


def test_an_archive_takes_the_steps_it_lacks_and_no_newer_one_is_touched(database: Database) -> None:
    weather = (
        "CREATE TABLE weather (org TEXT NOT NULL PRIMARY KEY, day BLOB);\nINSERT INTO weather VALUES ('OVB', NULL);\n"
    )

    assert schema.upgrade(database) == 0
    assert schema.upgrade(database, (*schema.STEPS, weather)) == 1
    with database.reading() as session:
        assert session.rows("SELECT org FROM weather") == [("OVB",)]
    with pytest.raises(TooNew):
        schema.upgrade(database)


def test_a_step_that_fails_leaves_the_archive_as_it_was(database: Database) -> None:
    with pytest.raises(Exception, match="nowhere"):  # each database says it in its own words
        schema.upgrade(database, (*schema.STEPS, "CREATE TABLE half (org TEXT);\nINSERT INTO nowhere VALUES (1);\n"))

    with database.reading() as session:
        assert not session.has_table("half")
    assert schema.upgrade(database) == 0


def test_three_servers_that_start_at_once_make_the_tables_once(tmp_path: Path, postgres: Postgres) -> None:
    with postgres.empty(made=False) as address:
        assert steps_of_three(address) == [0, 0, len(schema.STEPS)]
    assert steps_of_three(f"sqlite:///{tmp_path}/new.db") == [0, 0, len(schema.STEPS)]


def steps_of_three(url: str) -> list[int]:
    databases = [open_database(url) for _server in range(3)]
    with ThreadPoolExecutor(3) as pool:
        steps = sorted(pool.map(schema.upgrade, databases))
    for database in databases:
        database.close()
    return steps


def test_a_database_that_is_held_by_another_is_busy_and_one_that_is_damaged_says_so(tmp_path: Path) -> None:
    path = tmp_path / "some.db"
    database = open_database(f"sqlite:///{path}")
    schema.upgrade(database)
    database.close()
    path.write_bytes(b"no database at all" * 1000)

    with pytest.raises(Damaged, match="skadad"):
        open_database(f"sqlite:///{path}")
    with pytest.raises(Refused) as refused:
        open_database("postgresql://nobody@127.0.0.1:9/none")
    assert refused.value.problem.code == "busy"
    for url in ("mysql://x", "server.db", "sqlite://x"):
        with pytest.raises(RuleBroken):
            open_database(url)


def test_the_archives_file_is_plain_sqlite_with_full_synchronisation(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/some.db")
    schema.upgrade(database)
    with database.writing() as session:
        assert session.row("PRAGMA synchronous") == (2,)
        assert session.row("PRAGMA journal_mode") == ("wal",)
        assert tuple(int(part) for part in (session.row("SELECT sqlite_version()") or ("0",))[0].split(".")) >= (
            3,
            51,
            3,
        )
    database.close()

    assert sqlite3.connect(tmp_path / "some.db").execute("SELECT count(*) FROM org").fetchone() == (0,)


def test_a_postgresql_that_was_started_anew_is_found_again(archive: Archive) -> None:
    if archive.database.kind == "postgresql":
        with pytest.raises(Refused), archive.database.writing() as session:
            session.rows("SELECT pg_terminate_backend(pg_backend_pid())")
        with archive.database.reading() as session, archive.database.writing() as other:
            other.rows("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
                       "AND datname = current_database() AND state = 'idle'")  # fmt: skip
            assert session.row("SELECT 1") == (1,)

    with archive.database.reading() as session:
        assert session.row("SELECT 1") == (1,)
