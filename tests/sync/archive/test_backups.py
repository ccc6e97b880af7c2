"""A backup holds everything, shows nothing, goes into either database, and comes back as a new epoch."""

import json
import stat
from collections.abc import Mapping
from pathlib import Path

import pytest

from fieldlog.models.refusal import Damaged, NotFound, RuleBroken
from sync.archive import schema
from sync.archive.archive import Archive, create, open_archive
from sync.archive.backups import backup, restore
from sync.archive.devices import caller, devices, revoke
from sync.archive.pushing import push
from sync.archive.verifying import verify
from sync.batch import Batch
from sync.protocol import Refused
from tests.conftest import FRIDAY
from tests.sync.databases import Postgres
from tests.sync.laptops import Laptop

CANARY = "kanariefågel vid lyktstolpe 17"


def deliver(archive: Archive, laptop: Laptop) -> None:
    known = caller(archive, laptop.org, laptop.device, laptop.token, FRIDAY)
    push(archive, known, laptop.device, laptop.head_at(0), Batch(laptop.entries), FRIDAY)


def everything(archive: Archive) -> Mapping[str, object]:
    """Every row of every table, but the archive's epoch."""
    with archive.database.reading() as session:
        found = {
            table: sorted(session.rows("SELECT * FROM org".replace("org", table)), key=repr) for table in schema.TABLES
        }
    return found | {"server": [row for row in found["server"] if row[1] != "epoch"]}


@pytest.fixture
def full(archive: Archive, annas_laptop: Laptop, bos_laptop: Laptop) -> Archive:
    """An archive with what Anna and Bo wrote."""
    for laptop in (annas_laptop, bos_laptop):
        for _entry in range(20):
            laptop.observe(CANARY)
        deliver(archive, laptop)
    return archive


def test_a_backup_comes_back_row_by_row_and_as_a_new_epoch(full: Archive, url: str | None, tmp_path: Path) -> None:
    before, epoch = everything(full), full.epoch
    made = backup(full, tmp_path / "backup", FRIDAY)
    full.close()

    back = restore(full.home.root, tmp_path / "backup", accept=True, url=url)

    again = open_archive(full.home.root, url)
    assert everything(again) == before
    assert made.entries == back.entries == 42 + 4  # the server's own: its device, the retention, two lists of workers
    assert (again.epoch, again.epoch.number) == (back.epoch, epoch.number + 1)
    assert again.epoch.mark != epoch.mark
    assert verify(again).fault == ""
    again.close()


def test_a_backup_of_either_database_goes_into_the_other(
    full: Archive, url: str | None, tmp_path: Path, postgres: Postgres
) -> None:
    before = everything(full)
    backup(full, tmp_path / "backup", FRIDAY)
    with postgres.empty(made=False) as address:
        other = None if url else address
        restore(tmp_path / "new", tmp_path / "backup", accept=True, recovery=full.home.recovery, url=other)

        moved = open_archive(tmp_path / "new", other)
        assert everything(moved) == before
        assert moved.keys.device == full.keys.device
        assert verify(moved).fault == ""
        moved.close()


def test_nothing_that_anna_wrote_is_seen_in_a_backup_nor_are_the_keys(full: Archive, tmp_path: Path) -> None:
    backup(full, tmp_path / "backup", FRIDAY)
    data = (tmp_path / "backup").read_bytes()

    keys = json.loads(full.home.keys.read_bytes())
    for seen in (CANARY, "OV-12", "observation", "SQLite", keys["sign"], keys["box"]):
        assert seen.encode() not in data
    assert stat.S_IMODE((tmp_path / "backup").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["server", "backup"] or not list(tmp_path.glob(".*"))


def test_without_acceptance_or_the_right_key_nothing_is_done(full: Archive, url: str | None, tmp_path: Path) -> None:
    backup(full, tmp_path / "backup", FRIDAY)
    before = everything(full)
    (tmp_path / "other.key").write_text("A" * 43)

    with pytest.raises(RuleBroken, match="--accept"):
        restore(full.home.root, tmp_path / "backup", accept=False, url=url)
    with pytest.raises(RuleBroken, match="passar inte"):
        restore(full.home.root, tmp_path / "backup", accept=True, recovery=tmp_path / "other.key", url=url)
    with pytest.raises(NotFound, match="Återställningsnyckeln"):
        restore(full.home.root, tmp_path / "backup", accept=True, recovery=tmp_path / "no.key", url=url)
    with pytest.raises(NotFound, match="Säkerhetskopian"):
        restore(full.home.root, tmp_path / "nothing", accept=True, url=url)
    with pytest.raises(RuleBroken, match="ingen säkerhetskopia"):
        restore(full.home.root, full.home.keys, accept=True, url=url)
    assert everything(full) == before


def test_a_backup_that_was_cut_or_changed_anywhere_restores_nothing(
    full: Archive, url: str | None, tmp_path: Path
) -> None:
    backup(full, tmp_path / "backup", FRIDAY)
    data = (tmp_path / "backup").read_bytes()
    before, wrong = everything(full), tmp_path / "wrong"

    lengths = [20, 90, 130, len(data) // 2, len(data) - 1]
    for cut in lengths:
        wrong.write_bytes(data[:cut])
        with pytest.raises((Damaged, RuleBroken)):
            restore(full.home.root, wrong, accept=True, url=url)
    for at in (*lengths, 100, 125):
        wrong.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        with pytest.raises((Damaged, RuleBroken)):
            restore(full.home.root, wrong, accept=True, url=url)
    wrong.write_bytes(data + b"\0")
    with pytest.raises(Damaged):
        restore(full.home.root, wrong, accept=True, url=url)

    assert everything(full) == before
    open_archive(full.home.root, url).close()


def test_a_revocation_is_in_force_after_a_backup_from_before_it(
    full: Archive, url: str | None, tmp_path: Path, annas_laptop: Laptop
) -> None:
    backup(full, tmp_path / "backup", FRIDAY)
    revoke(full, annas_laptop.device, FRIDAY)
    full.close()

    restore(full.home.root, tmp_path / "backup", accept=True, url=url)

    again = open_archive(full.home.root, url)
    assert {device.worker: device.state for device in devices(again)} == {"OV-12": "revoked", "FA-07": "active"}
    assert caller(again, "OVB", annas_laptop.device, annas_laptop.token, FRIDAY).state == "revoked"
    again.close()


def test_anna_sends_again_what_came_after_the_backup(
    full: Archive, url: str | None, tmp_path: Path, annas_laptop: Laptop
) -> None:
    backup(full, tmp_path / "backup", FRIDAY)
    annas_laptop.observe("efter kopian")
    deliver(full, annas_laptop)
    full.close()
    restore(full.home.root, tmp_path / "backup", accept=True, url=url)

    again = open_archive(full.home.root, url)
    deliver(again, annas_laptop)

    with again.database.reading() as session:
        assert session.row("SELECT n FROM device WHERE worker = 'OV-12'") == (annas_laptop.chain.n,)
    assert verify(again).fault == ""
    again.close()


def test_each_restore_is_a_higher_epoch_also_twice_from_the_same_backup(
    full: Archive, url: str | None, tmp_path: Path
) -> None:
    backup(full, tmp_path / "backup", FRIDAY)
    full.close()

    numbers = [restore(full.home.root, tmp_path / "backup", accept=True, url=url).epoch.number for _time in range(3)]

    assert numbers == [2, 3, 4]


def test_a_database_copied_back_by_hand_is_not_served(tmp_path: Path) -> None:
    archive = create(tmp_path / "server", FRIDAY)
    backup(archive, tmp_path / "backup", FRIDAY)
    archive.close()
    old = archive.home.database.read_bytes()
    restore(archive.home.root, tmp_path / "backup", accept=True)
    archive.home.database.write_bytes(old)

    with pytest.raises(Refused) as refused:
        open_archive(archive.home.root)
    assert refused.value.problem.code == "restored"


def test_another_servers_backup_does_not_take_a_servers_place(full: Archive, url: str | None, tmp_path: Path) -> None:
    backup(full, tmp_path / "backup", FRIDAY)
    other = tmp_path / "other"
    other.mkdir()
    (other / "server.json").write_text('{"v": 1, "sign": "", "box": "", "recovery": ""}')

    with pytest.raises(RuleBroken, match="annan servers"):
        restore(other, tmp_path / "backup", accept=True, recovery=full.home.recovery)
    assert not (other / "server.db").exists()
