"""One terminal locks and all of them know; memory and files stay closed to others."""

import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from fieldlog.home import Folder, Home
from fieldlog.models.refusal import WrongPassphrase
from fieldlog.vault import Unlocked, unlock_with_passphrase
from fieldlog.vault.lock import is_locked, lock, lock_count

PASSPHRASE = "rätt häst på Sergels torg"
Wait = Callable[[float], None]


def test_a_log_is_locked_until_the_right_passphrase(folder: Folder, wait: Wait) -> None:
    assert not is_locked(folder)
    assert lock(folder)
    assert is_locked(folder)
    with pytest.raises(WrongPassphrase):
        unlock_with_passphrase(folder, "fel fel fel", wait=wait)
    assert is_locked(folder)
    unlock_with_passphrase(folder, PASSPHRASE, wait=wait)
    assert not is_locked(folder)


def test_every_lock_is_seen_even_when_it_is_over_already(folder: Folder, wait: Wait) -> None:
    seen = [lock_count(folder)]
    for _ in range(3):
        lock(folder)
        unlock_with_passphrase(folder, PASSPHRASE, wait=wait)
        seen.append(lock_count(folder))
    lock(folder)
    lock(folder)
    seen.append(lock_count(folder))
    assert len(set(seen)) == len(seen)


def test_a_clock_set_back_hides_no_lock(folder: Folder) -> None:
    lock(folder)
    os.utime(folder.locks, (4_000_000_000, 4_000_000_000))
    before = lock_count(folder)
    lock(folder)
    assert lock_count(folder) != before


def test_nothing_but_a_lock_changes_the_number(anna: Unlocked, wait: Wait) -> None:
    lock(anna.folder)
    before = lock_count(anna.folder)
    unlock_with_passphrase(anna.folder, PASSPHRASE, wait=wait)
    anna.keep_head(anna.device, 1, "ab" * 32)
    anna.new_device()
    assert lock_count(anna.folder) == before


def test_the_mark_has_no_content_and_is_closed_to_others(folder: Folder) -> None:
    lock(folder)
    for path in (folder.locked, folder.locks):
        assert (path.stat().st_size, stat.S_IMODE(path.stat().st_mode)) == (0, 0o600)


def test_where_no_mark_can_be_made_the_caller_is_told_without_an_error(tmp_path: Path) -> None:
    nowhere = Home(tmp_path).folder("OV-99")
    assert not lock(nowhere)
    assert (is_locked(nowhere), lock_count(nowhere)) == (False, 0)


def test_a_hardened_process_leaves_no_core_and_shows_no_memory(tmp_path: Path) -> None:
    script = """
import ctypes, os, pathlib, resource, sys
from fieldlog.vault.lock import harden_process
hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
print(harden_process())
print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), resource.getrlimit(resource.RLIMIT_CORE))
pathlib.Path(sys.argv[1], "made").touch()
os.abort()
"""
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)],
        check=False,  # it aborts itself
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert done.returncode < 0
    assert done.stdout.split("\n")[:2] == ["True", "0 (0, 0)"]
    assert [path.name for path in tmp_path.iterdir()] == ["made"]
    assert stat.S_IMODE((tmp_path / "made").stat().st_mode) == 0o600
