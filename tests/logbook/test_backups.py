"""A backup is one file that opens on another laptop; restoring loses nothing and starts a new chain."""

import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from fieldlog.home import Home
from fieldlog.logbook import drafts, observations
from fieldlog.logbook.backups import back_up
from fieldlog.logbook.finding import Filter, count, page
from fieldlog.logbook.log import Log, open_log
from fieldlog.logbook.restoring import owner_of, restore
from fieldlog.logbook.verifying import verify
from fieldlog.models.refusal import CannotSave, Damaged, Refusal, RuleBroken, TooNew, WrongPassphrase
from fieldlog.vault import unlock_with_passphrase
from tests.conftest import FRIDAY, PASSPHRASE

LATER = FRIDAY + timedelta(hours=1)


def note(log: Log, text: str) -> str:
    new = observations.new_observation(at=FRIDAY, place="PLA", category="BL", words={"note": text})
    return observations.save(log, new, FRIDAY)


@pytest.fixture
def backup(anna: Log, tmp_path: Path) -> Path:
    """Anna's log of one observation and one draft, in a file."""
    note(anna, "släckt lampa")
    drafts.keep(anna, "line", {"text": "påbörjad"}, FRIDAY)
    path = tmp_path / "kopia.fieldlog"
    back_up(anna, path, FRIDAY)
    return path


def files(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def test_it_opens_on_another_laptop_with_all_that_was_there(backup: Path, anna: Log, tmp_path: Path) -> None:
    other = Home(tmp_path / "other")

    log = open_log(restore(other, backup, PASSPHRASE, LATER), LATER)

    assert [row.note for row in page(log, Filter())] == ["släckt lampa"]
    assert [draft.body["text"] for draft in drafts.drafts(log)] == ["påbörjad"]
    note(log, "ny")
    verdict = verify(log)
    assert (verdict.fault, verdict.chains) == (None, 2)
    with log.store.read() as connection:
        row = connection.exec_driver_sql("SELECT previous, previous_head FROM device WHERE id = ?", (log.device,)).one()
    assert row.previous == anna.device
    assert row.previous_head == anna.unlocked.kept_heads()[anna.device][1]
    log.close()


def test_it_is_private_and_nothing_lies_beside_it(backup: Path, anna: Log) -> None:
    assert backup.stat().st_mode & 0o777 == 0o600
    assert files(backup.parent) == ["home", "kopia.fieldlog"]
    assert "släckt lampa".encode() not in backup.read_bytes()
    assert owner_of(backup) == anna.worker


def test_a_new_backup_takes_the_place_of_the_old_one_only_when_it_is_whole(backup: Path, anna: Log) -> None:
    note(anna, "en till")
    back_up(anna, backup, FRIDAY)
    whole = backup.read_bytes()
    anna.folder.vault.rename(anna.folder.vault.with_suffix(".away"))
    with pytest.raises(Refusal):
        back_up(anna, backup, FRIDAY)

    assert backup.read_bytes() == whole
    assert files(backup.parent) == ["home", "kopia.fieldlog"]


def test_restoring_over_the_same_log_moves_it_aside(backup: Path, anna: Log, home: Home) -> None:
    anna.close()

    log = open_log(restore(home, backup, PASSPHRASE, LATER), LATER)

    assert count(log, Filter()) == 1
    assert home.workers() == ("OV-12",)
    assert [name.split(".")[0] for name in files(home.root)] == ["OV-12", "OV-12"]
    assert verify(log).fault is None
    log.close()


def test_a_log_that_holds_more_than_the_backup_is_never_overwritten(backup: Path, anna: Log, home: Home) -> None:
    note(anna, "skriven efter kopian")

    with pytest.raises(RuleBroken, match="OV-12"):
        restore(home, backup, PASSPHRASE, LATER)

    assert count(anna, Filter()) == 2
    assert files(home.root) == ["OV-12"]


def test_a_log_of_other_keys_is_never_overwritten(
    backup: Path, tmp_path: Path, made_other: Callable[[Home], Log]
) -> None:
    other = Home(tmp_path / "other")
    made_other(other).close()

    with pytest.raises(RuleBroken, match="annan logg"):
        restore(other, backup, PASSPHRASE, LATER)

    assert files(other.root) == ["OV-12"]


@pytest.fixture
def made_other() -> Callable[[Home], Log]:
    from fieldlog.vault import create_vault

    def make(home: Home) -> Log:
        folder = home.folder("OV-12")
        return open_log(create_vault(folder, PASSPHRASE, worker="OV-12", org="X", role="ov", keyring=False), FRIDAY)

    return make


@pytest.mark.parametrize("harm", ["log.db", "vault.json"])
def test_a_damaged_log_here_is_put_right(backup: Path, anna: Log, home: Home, harm: str) -> None:
    anna.close()
    path = anna.folder.path / harm
    path.write_bytes(b"\xff" * 5000)

    log = open_log(restore(home, backup, PASSPHRASE, LATER), LATER)

    assert count(log, Filter()) == 1
    assert verify(log).fault is None
    log.close()


def test_of_a_damaged_log_that_holds_more_nobody_is_told_to_take_a_backup(backup: Path, anna: Log, home: Home) -> None:
    note(anna, "skriven efter kopian")
    with anna.store.raw() as connection:
        [page_of_parts] = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'part'").fetchone()
    anna.close()
    with anna.folder.database.open("r+b") as file:
        file.seek((page_of_parts - 1) * 4096 + 100)
        file.write(b"\xff" * 100)

    with pytest.raises(RuleBroken, match=r"skadad.*fieldlog export.*OV-12"):
        restore(home, backup, PASSPHRASE, LATER)
    assert files(home.root) == ["OV-12"]


def test_a_wrong_passphrase_changes_nothing(backup: Path, tmp_path: Path) -> None:
    other = Home(tmp_path / "other")

    with pytest.raises(WrongPassphrase):
        restore(other, backup, "fel häst batteri", LATER)

    assert files(other.root) == []


def repacked(path: Path, change: Callable[[dict[str, bytes]], object], compress: int = zipfile.ZIP_STORED) -> None:
    with zipfile.ZipFile(path) as pack:
        members = {name: pack.read(name) for name in pack.namelist()}
    change(members)
    with zipfile.ZipFile(path, "w", compress) as pack:
        for name, data in members.items():
            pack.writestr(name, data)


def newer(members: dict[str, bytes]) -> None:
    members["fieldlog.json"] = json.dumps(json.loads(members["fieldlog.json"]) | {"v": 3}).encode()


def flipped(members: dict[str, bytes]) -> None:
    members["log.db"] = members["log.db"][:5000] + bytes([members["log.db"][5000] ^ 1]) + members["log.db"][5001:]


HARMS: dict[str, Callable[[Path], object]] = {
    "empty": lambda path: path.write_bytes(b""),
    "something else": lambda path: path.write_bytes(b"PK\x03\x04" + b"x" * 999),
    "truncated": lambda path: path.write_bytes(path.read_bytes()[:-900]),
    "a bit flipped": lambda path: path.write_bytes(path.read_bytes().replace(b"SQ", b"XX")),
    "another database": lambda path: repacked(path, flipped),
    "a name that climbs": lambda path: repacked(path, lambda members: members.update({"../evil": b"x"})),
    "a member gone": lambda path: repacked(path, lambda members: members.pop("vault.json")),
    "packed": lambda path: repacked(path, lambda members: None, zipfile.ZIP_DEFLATED),
    "about is no object": lambda path: repacked(path, lambda members: members.update({"fieldlog.json": b"[" * 9999})),
}  # fmt: skip


@pytest.mark.parametrize("harm", HARMS.values(), ids=HARMS)
def test_a_file_that_is_not_what_was_written_is_refused_in_a_sentence(
    backup: Path, tmp_path: Path, harm: Callable[[Path], object]
) -> None:
    whole = backup.read_bytes()
    harm(backup)
    if backup.read_bytes() == whole:
        backup.write_bytes(whole[: len(whole) // 2])
    other = Home(tmp_path / "other")

    with pytest.raises(Damaged):
        restore(other, backup, PASSPHRASE, LATER)

    assert not other.root.exists() or files(other.root) == []


def test_a_backup_of_a_newer_program_is_said_to_be_so(backup: Path, tmp_path: Path) -> None:
    repacked(backup, newer)

    with pytest.raises(TooNew):
        restore(Home(tmp_path / "other"), backup, PASSPHRASE, LATER)


WRITER = """
import sys
from datetime import timedelta
from pathlib import Path
from fieldlog.home import Home
from fieldlog.logbook import observations
from fieldlog.logbook.log import open_log
from fieldlog.settings import read_settings
from fieldlog.vault import unlock_with_passphrase
from fieldlog.vault.notes import open_notes, seal_note
from tests.conftest import FRIDAY, PASSPHRASE
log = open_log(unlock_with_passphrase(Home(Path(sys.argv[1])).folder("OV-12"), PASSPHRASE), FRIDAY)
print("ready", flush=True)
while True:
    new = observations.new_observation(at=FRIDAY, place="PLA", category="BL")
    print(observations.save(log, new, FRIDAY), flush=True)
"""


def test_a_backup_is_whole_while_another_window_writes(anna: Log, home: Home, tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", WRITER, str(home.root)], stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        said = [writer.stdout.readline() for _ in range(5)]
        back_up(anna, tmp_path / "kopia", FRIDAY)
        writer.kill()

    log = open_log(restore(Home(tmp_path / "other"), tmp_path / "kopia", PASSPHRASE, LATER), LATER)

    assert verify(log).fault is None
    assert {line.strip() for line in said[1:]} <= {row.id for row in page(log, Filter(), limit=9999)}
    log.close()


RESTORER = """
import sys
from pathlib import Path
from fieldlog.home import Home
from fieldlog.logbook import restoring
from tests.conftest import FRIDAY, PASSPHRASE
import os, signal
at = sys.argv[3]
whole = getattr(restoring, at)
def killed(*given):
    if at != "_sweep":
        whole(*given)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(restoring, at, killed)
restoring.restore(Home(Path(sys.argv[1])), Path(sys.argv[2]), PASSPHRASE, FRIDAY)
"""


@pytest.mark.parametrize("moment", ["_sweep", "_carry_over", "_refuse_loss", "_put_in_place"])
def test_a_restore_that_is_killed_leaves_nothing_half(backup: Path, anna: Log, home: Home, moment: str) -> None:
    anna.close()
    done = subprocess.run([sys.executable, "-c", RESTORER, str(home.root), str(backup), moment], check=False)
    assert done.returncode == -9

    folder = home.choose(None)
    log = open_log(unlock_with_passphrase(folder, PASSPHRASE), LATER)
    assert count(log, Filter()) == 1
    assert verify(log).fault is None
    log.close()
    shutil.rmtree(home.root)


@pytest.mark.parametrize("where", ["gone/kopia.fieldlog", "file/kopia.fieldlog"])
def test_where_there_is_no_folder_for_it_a_sentence_says_so(anna: Log, tmp_path: Path, where: str) -> None:
    (tmp_path / "file").write_bytes(b"")

    with pytest.raises(CannotSave, match="Mappen som filen ska ligga i finns inte"):
        back_up(anna, tmp_path / where, FRIDAY)
