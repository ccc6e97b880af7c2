"""What a backup holds besides the log: notes from the lock screen, own places and numbers, settings and key map."""

import hashlib
import json
from pathlib import Path

import pytest

from fieldlog.home import Home
from fieldlog.logbook.backups import back_up
from fieldlog.logbook.finding import Filter, count
from fieldlog.logbook.log import Log, open_log
from fieldlog.logbook.practice import mark_practice
from fieldlog.logbook.restoring import restore
from fieldlog.models.refusal import Damaged, RuleBroken
from fieldlog.settings import read_settings
from fieldlog.vault.notes import open_notes, seal_note
from tests.conftest import FRIDAY, PASSPHRASE
from tests.logbook.test_backups import LATER, backup, files, repacked

__all__ = ["backup"]
"""The fixture, for these tests too."""


OWN = {
    "places.json": b'{"PLA": {"meet": "vid fontanen"}}',
    "numbers.json": b'[{"name": "Jouren", "number": "08-555 10 10"}]',
    "settings.toml": b'night = "red"\n',
    "keys.toml": b'[all]\nhide_now = "f11"\n',
}


def put_own(anna: Log) -> None:
    for name, data in OWN.items():
        of_home = name.endswith(".toml")
        ((anna.folder.path.parent if of_home else anna.folder.path) / name).write_bytes(data)


def test_all_that_its_worker_would_miss_is_in_the_one_file(anna: Log, tmp_path: Path) -> None:
    put_own(anna)
    seal_note(anna.folder, "skriven på låst skärm", FRIDAY)
    back_up(anna, tmp_path / "kopia", FRIDAY)
    other = Home(tmp_path / "other")

    unlocked = restore(other, tmp_path / "kopia", PASSPHRASE, LATER)

    assert [note.text for note in open_notes(unlocked)] == ["skriven på låst skärm"]
    folder = other.folder("OV-12").path
    assert {name: (folder / name).read_bytes() for name in OWN if name.endswith(".json")} == {
        name: data for name, data in OWN.items() if name.endswith(".json")
    }
    assert read_settings(other)[0].night == "red"
    assert (other.root / "keys.toml").read_bytes() == OWN["keys.toml"]
    assert all(path.stat().st_mode & 0o077 == 0 for path in other.root.rglob("*"))


def test_what_the_laptop_has_of_its_own_stays_as_it_is(anna: Log, tmp_path: Path) -> None:
    put_own(anna)
    back_up(anna, tmp_path / "kopia", FRIDAY)
    other = Home(tmp_path / "other")
    other.root.mkdir()
    other.settings.write_text('night = "amber"\n')

    restore(other, tmp_path / "kopia", PASSPHRASE, LATER)

    assert other.settings.read_text() == 'night = "amber"\n'


def test_own_files_are_sealed_in_it_and_a_change_to_them_is_noticed(anna: Log, tmp_path: Path) -> None:
    put_own(anna)
    path = tmp_path / "kopia"
    back_up(anna, path, FRIDAY)
    assert b"Jouren" not in path.read_bytes()
    assert b"fontanen" not in path.read_bytes()

    def exchange(members: dict[str, bytes]) -> None:
        about = json.loads(members["fieldlog.json"])
        members["more.box"] = members["more.box"][:-1] + bytes([members["more.box"][-1] ^ 1])
        about["members"]["more.box"]["sha256"] = hashlib.sha256(members["more.box"]).hexdigest()
        members["fieldlog.json"] = json.dumps(about).encode()

    repacked(path, exchange)

    with pytest.raises(Damaged):
        restore(Home(tmp_path / "other"), path, PASSPHRASE, LATER)
    assert files(tmp_path / "other") == []


def test_a_backup_of_before_there_were_such_files_opens_too(backup: Path, tmp_path: Path) -> None:
    def older(members: dict[str, bytes]) -> None:
        about = json.loads(members["fieldlog.json"]) | {"v": 1}
        del members["more.box"], about["members"]["more.box"]
        members["fieldlog.json"] = json.dumps(about).encode()

    repacked(backup, older)

    log = open_log(restore(Home(tmp_path / "other"), backup, PASSPHRASE, LATER), LATER)
    assert count(log, Filter()) == 1
    log.close()


def test_a_rehearsal_stays_one(anna: Log, tmp_path: Path) -> None:
    mark_practice(anna.folder, FRIDAY, FRIDAY)
    back_up(anna, tmp_path / "kopia", FRIDAY)

    assert restore(Home(tmp_path / "other"), tmp_path / "kopia", PASSPHRASE, LATER).folder.practice


def test_a_file_too_large_to_carry_is_named(anna: Log, tmp_path: Path) -> None:
    anna.folder.numbers.write_bytes(b" " * (2 << 20) + b"[]")

    with pytest.raises(RuleBroken, match=r"numbers\.json"):
        back_up(anna, tmp_path / "kopia", FRIDAY)
    assert files(tmp_path) == ["home"]
