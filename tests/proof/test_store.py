"""The store itself: its guards, a full disk, a disk that can't be written, a damaged file, a wrong key."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from fieldlog.database import Store
from fieldlog.home import Folder
from fieldlog.logbook import finding, observations
from fieldlog.logbook.log import Log, open_log
from fieldlog.logbook.verifying import verify
from fieldlog.models.refusal import CannotSave, Damaged, WrongPassphrase
from tests.conftest import FRIDAY
from tests.proof.checker import check_log


def observed(log: Log, note: str) -> str:
    new = observations.new_observation(
        at=FRIDAY - timedelta(minutes=5), category="OS", place="PLA", persons="2-4", words={"note": note}
    )
    return observations.save(log, new, FRIDAY)


FORBIDDEN = {
    "an own entry is changed": "UPDATE entry SET kind = 'x' WHERE own = 1",
    "a received entry is changed": "UPDATE entry SET kind = 'x' WHERE own = 0",
    "own becomes another's": "UPDATE entry SET own = 0",
    "an own entry is deleted": "DELETE FROM entry WHERE own = 1 AND n = 5",
    "an own entry is replaced": "REPLACE INTO entry SELECT * FROM entry WHERE own = 1 LIMIT 1",
    "an own entry is replaced by its number": "INSERT OR REPLACE INTO entry SELECT seq + 5000, id || 'x', device, n, "
    "kind, target, own, line, sig FROM entry WHERE own = 1 LIMIT 1",
    "a part is changed": "UPDATE part SET data = x'7b7d'",
    "a part is deleted that nothing names": "DELETE FROM part WHERE name = 'core' AND entry = 3",
    "a part is replaced": "REPLACE INTO part SELECT entry, name, salt, x'7b7d' FROM part WHERE entry = 3",
    "a part hangs on no entry": "INSERT INTO part VALUES (5000, 'core', x'00', x'7b7d')",
}


@pytest.mark.parametrize("statement", FORBIDDEN.values(), ids=FORBIDDEN.keys())
def test_the_database_itself_refuses(copied: Callable[[], Log], statement: str) -> None:
    log = copied()

    with pytest.raises(sa.exc.IntegrityError), log.store.write() as connection:
        connection.exec_driver_sql(statement)

    assert verify(log).fault is None


@pytest.fixture
def lent(rich: Log) -> Iterator[Path]:
    """A folder outside the home of the one who runs the tests, with a copy of the rich log."""
    folder = Path(tempfile.mkdtemp())
    for name in ("log.db", "vault.json", "heads.json"):
        shutil.copyfile(rich.folder.path / name, folder / name)
        (folder / name).chmod(0o644)
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


@contextmanager
def only_reading(folder: Path) -> Iterator[None]:
    """As somebody who may not write there; root may write anywhere and becomes nobody for the while."""
    if os.geteuid() == 0:
        os.seteuid(65534)
        try:
            yield
        finally:
            os.seteuid(0)
    else:
        (folder / "log.db").chmod(0o444)
        folder.chmod(0o555)
        yield


def test_a_folder_that_cannot_be_written_says_so_and_can_be_read(rich: Log, lent: Path) -> None:
    key = rich.unlocked.database_key
    with only_reading(lent):
        with pytest.raises(CannotSave) as refused:
            replace(rich, store=Store(lent / "log.db", key)).store.write().__enter__()
        store = Store(lent / "log.db", key, read_only=True)
        unlocked = replace(rich.unlocked, folder=Folder(lent, "OV-12"))
        log = replace(rich, store=store, unlocked=unlocked)
        rows = finding.page(log, finding.Filter())
        verdict = verify(log)
        store.close()

    assert str(refused.value).endswith(".")
    assert rows
    assert verdict.fault is None


def test_a_store_opened_for_reading_writes_nothing(copied: Callable[[], Log]) -> None:
    written = copied()
    log = replace(written, store=Store(written.store.path, written.unlocked.database_key, read_only=True))

    with pytest.raises(CannotSave, match="bara att läsa"):
        observed(log, "nej")
    assert verify(log).fault is None
    log.close()


def test_a_wrong_key_is_one_sentence_and_nothing_on_the_terminal(
    copied: Callable[[], Log], capfd: pytest.CaptureFixture[str]
) -> None:
    log = copied()
    before = log.store.path.read_bytes()

    for read_only in (False, True):
        with pytest.raises(WrongPassphrase) as refused:
            Store(log.store.path, bytes(32), read_only=read_only)
        assert "sqlite" not in str(refused.value).lower()
    with pytest.raises(ValueError, match="32 bytes"):
        Store(log.store.path, b"short")

    assert capfd.readouterr() == ("", "")
    assert log.store.path.read_bytes() == before


@pytest.mark.parametrize("file", ["nothing", "empty", "garbage", "first page"])
def test_a_file_that_is_gone_or_no_log_is_never_begun_anew(anna: Log, file: str) -> None:
    observed(anna, "något")
    anna.close()
    path = anna.store.path
    data = path.read_bytes()
    path.unlink()
    if file == "empty":
        path.touch()
    elif file != "nothing":
        path.write_bytes(os.urandom(8192) if file == "garbage" else bytes(100) + data[100:])

    with pytest.raises(Damaged, match="restore"):
        open_log(anna.unlocked, FRIDAY)


def test_an_older_copy_of_the_log_goes_on_in_a_new_chain(anna: Log, tmp_path: Path) -> None:
    observed(anna, "ett")
    anna.close()
    shutil.copyfile(anna.store.path, tmp_path / "older.db")
    again = open_log(anna.unlocked, FRIDAY)
    observed(again, "två")
    again.close()
    shutil.copyfile(tmp_path / "older.db", anna.store.path)
    old = anna.device

    log = open_log(anna.unlocked, FRIDAY)
    observed(log, "tre")

    assert log.device != old
    assert any("fieldlog verify" in notice for notice in log.notices)
    assert "avkortad" in str(verify(log).fault)
    _entries, heads = check_log(log.store.path, log.unlocked.database_key)
    with log.store.read() as connection:
        first = connection.exec_driver_sql(
            "SELECT previous, previous_head FROM device WHERE id = ?", (log.device,)
        ).one()
    assert (first.previous, first.previous_head) == (old, heads[old][1])
    log.close()


def test_files_are_for_their_owner_only(anna: Log) -> None:
    observed(anna, "något")

    modes = {file.name: file.stat().st_mode & 0o777 for file in anna.folder.path.glob("log.db*")}
    assert modes == dict.fromkeys(["log.db", "log.db-wal", "log.db-shm"], 0o600)


def test_emptying_the_write_ahead_log_waits_for_nobody_long(anna: Log) -> None:
    observed(anna, "något")
    with anna.store.read() as reading:
        reading.exec_driver_sql("SELECT count(*) FROM entry").scalar_one()
        observed(anna, "mer")
        assert anna.store.forget_written() is False
    assert anna.store.forget_written() is True
