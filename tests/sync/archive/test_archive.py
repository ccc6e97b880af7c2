"""An archive is made once, opened where its epoch is the one that was served, and for its owner only."""

import secrets
import stat
from datetime import timedelta
from pathlib import Path

import pytest

from fieldlog.models.refusal import Damaged, NotFound, RuleBroken
from sync.archive.archive import Archive, create, open_archive
from sync.archive.itself import store
from sync.archive.sqlite import SqliteDatabase
from sync.protocol import Epoch, Refused
from tests.conftest import FRIDAY


def test_an_archive_that_was_made_is_opened_with_the_same_keys_and_epoch(archive: Archive, url: str | None) -> None:
    again = open_archive(archive.home.root, url)

    assert (again.keys.device, again.keys.box, again.epoch) == (archive.keys.device, archive.keys.box, archive.epoch)
    assert again.epoch.number == 1
    again.close()


def test_keys_and_database_are_for_their_owner_only(tmp_path: Path) -> None:
    archive = create(tmp_path / "server", FRIDAY)

    for path in (archive.home.keys, archive.home.recovery, archive.home.database, archive.home.epoch_file):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert archive.keys.device in repr(archive.keys)
    assert len(repr(archive.keys)) < 60
    archive.close()


def test_a_second_server_in_the_same_home_or_database_is_refused(
    archive: Archive, url: str | None, tmp_path: Path
) -> None:
    with pytest.raises(RuleBroken, match="redan en server"):
        create(archive.home.root, FRIDAY, url)
    with pytest.raises(RuleBroken, match="redan ett arkiv"):
        create(tmp_path / "other", FRIDAY + timedelta(days=1), url or archive.home.database_url)


def test_an_archive_of_another_epoch_than_was_served_is_refused(archive: Archive, url: str | None) -> None:
    with archive.database.writing() as session:
        store(session, "epoch", str(Epoch(1, secrets.token_hex(16))))

    with pytest.raises(Refused) as refused:
        open_archive(archive.home.root, url)
    assert refused.value.problem.code == "restored"

    archive.home.epoch_file.unlink()
    with pytest.raises(Refused):
        open_archive(archive.home.root, url)


def test_no_server_and_damaged_keys_are_told_apart(archive: Archive, url: str | None, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        open_archive(tmp_path / "nowhere", url)
    archive.home.keys.write_bytes(archive.home.keys.read_bytes()[:40])
    with pytest.raises(Damaged):
        open_archive(archive.home.root, url)


def test_a_file_that_is_gone_or_another_one_takes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "server.db"
    database = SqliteDatabase(path)
    with database.writing() as session:
        session.define("CREATE TABLE one (n BIGINT);\n")
    path.rename(tmp_path / "aside.db")

    assert not database.in_place()
    with pytest.raises(Refused):
        database.transact(lambda session: session.run("INSERT INTO one VALUES (1)"))
    SqliteDatabase(path).close()  # another one in its place
    with pytest.raises(Refused):
        database.transact(lambda session: session.run("INSERT INTO one VALUES (1)"))
    database.close()
