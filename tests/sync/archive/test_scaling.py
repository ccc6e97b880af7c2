"""What the page on scaling says can be done to PostgreSQL can be done, and every table is in what it says of Citus."""

import re
from pathlib import Path

import pytest

from sync.archive import schema
from sync.archive.archive import create, open_archive
from sync.archive.devices import caller, note_contact
from sync.archive.pulling import pull
from sync.archive.verifying import verify
from sync.batch import unpack
from sync.protocol import Refused
from tests.conftest import FRIDAY
from tests.sync.archive.test_backups import deliver
from tests.sync.conftest import enroll
from tests.sync.databases import Postgres

PAGE = (Path(__file__).parents[3] / "docs" / "scaling.md").read_text("utf-8")


def block(name: str) -> str:
    found = re.search(rf"```sql\n-- {name}\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    return found[1]


def test_partitions_as_the_page_makes_them_change_nothing_for_anna(tmp_path: Path, postgres: Postgres) -> None:
    with postgres.empty() as url:
        archive = create(tmp_path / "server", FRIDAY, url)
        anna, bo = enroll(archive, "OVB", "OV-12", "ov"), enroll(archive, "NIS", "FA-07", "falt")
        anna.observe("före")
        deliver(archive, anna)

        with archive.database.writing() as session:
            session.define(block("partitions"))
        anna.observe("efter")
        deliver(archive, anna)
        bo.observe("hos Bo")
        deliver(archive, bo)

        eva = enroll(archive, "OVB", "GL-01", "gl")
        known = caller(archive, "OVB", eva.device, eva.token, FRIDAY)
        given = unpack(pull(archive, known, "OVB", None, 100, FRIDAY).data)
        assert {entry.fields.id for entry in anna.entries} <= {entry.fields.id for entry in given.entries}
        assert verify(archive).fault == ""
        with archive.database.reading() as session:
            assert session.row("SELECT count(*) FROM part_ovb") == (5,)
        archive.close()


def test_a_server_on_a_replica_gives_feeds_and_takes_nothing(tmp_path: Path, postgres: Postgres) -> None:
    with postgres.empty() as url:
        archive = create(tmp_path / "server", FRIDAY, url)
        anna, eva = enroll(archive, "OVB", "OV-12", "ov"), enroll(archive, "OVB", "GL-01", "gl")
        anna.observe()
        deliver(archive, anna)
        with archive.database.writing() as session:
            (name,) = session.row("SELECT quote_ident(current_database())") or ("",)
            session.run("ALTER DATABASE x SET default_transaction_read_only = on".replace("x", name))
        archive.close()

        replica = open_archive(tmp_path / "server", url)
        known = caller(replica, "OVB", None, eva.token, FRIDAY)
        note_contact(replica, known, 0, 0, FRIDAY)
        assert pull(replica, known, "OVB", None, 100, FRIDAY).entries >= 2
        anna.observe()
        with pytest.raises(Refused) as refused:
            deliver(replica, anna)
        assert refused.value.problem.code == "busy"
        replica.close()


def test_the_page_distributes_every_table_by_its_organisation() -> None:
    said = re.findall(r"create_(?:distributed|reference)_table\('(\w+)'", block("citus"))

    assert sorted(said) == sorted(schema.TABLES)
