"""Real processes on one store: two at once, and killed at any moment. Nothing that was said to be saved is lost."""

import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from fieldlog.home import Folder
from fieldlog.logbook.log import Log, open_log
from fieldlog.logbook.verifying import verify
from fieldlog.vault import Unlocked
from tests.conftest import FRIDAY, PASSPHRASE
from tests.proof.checker import check_log

ROOT = Path(__file__).parents[2]


@contextmanager
def writing(folder: Folder, count: int) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.proof.writer", str(folder.path.parent), folder.worker, str(count)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        assert process.stdin is not None
        process.stdin.write(PASSPHRASE + "\n")
        process.stdin.flush()
        try:
            yield process
        finally:
            process.kill()


def saved(log: Log) -> set[str]:
    with log.store.read() as connection:
        return {row.id for row in connection.exec_driver_sql("SELECT id FROM observation")}


def assert_whole(log: Log, acknowledged: set[str]) -> None:
    assert acknowledged <= saved(log)
    assert verify(log).fault is None
    with log.store.raw() as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    entries, _heads = check_log(log.store.path, log.unlocked.database_key)
    assert entries == verify(log).entries


def test_two_windows_write_at_once_and_both_are_kept(anna: Log) -> None:
    with writing(anna.folder, 150) as one, writing(anna.folder, 150) as other:
        said = [process.communicate(timeout=60) for process in (one, other)]

    ids = [set(out.split()) - {"open", "done"} for out, _ in said]
    assert [(process.returncode, err) for process, (_, err) in zip((one, other), said, strict=True)] == [(0, "")] * 2
    assert [len(found) for found in ids] == [150, 150]
    assert saved(anna) == ids[0] | ids[1]
    assert_whole(anna, saved(anna))
    [(n, _head)] = anna.unlocked.kept_heads().values()
    assert n == 301


def test_looking_while_another_window_writes_finds_no_fault(anna: Log) -> None:
    with writing(anna.folder, 0) as process:
        assert process.stdout is not None
        verdicts = []
        for _ in range(12):
            for _ in range(6):
                assert process.stdout.readline()
            verdicts.append(verify(anna))

    assert [verdict.fault for verdict in verdicts] == [None] * 12
    assert sorted(verdict.entries for verdict in verdicts) == [verdict.entries for verdict in verdicts]


def test_two_windows_open_a_new_log_at_once(moved_in: Callable[[str, str, str], Unlocked]) -> None:
    unlocked = moved_in("OV-12", "OVB", "ov")

    with writing(unlocked.folder, 3) as one, writing(unlocked.folder, 3) as other:
        said = [process.communicate(timeout=60) for process in (one, other)]

    assert [(out.count("\n"), err) for out, err in said] == [(5, "")] * 2
    log = open_log(unlocked, FRIDAY)
    assert len(saved(log)) == 6
    assert verify(log).entries == 7
    assert_whole(log, saved(log))
    log.close()


def kill_over_and_over(log: Log, kills: int, seed: int) -> tuple[int, int]:
    """Start, kill at a random moment while it logs, look: (entries said to be saved, kills that hit it at work)."""
    dice, acknowledged, hit = random.Random(seed), set[str](), 0
    for number in range(kills):
        with writing(log.folder, 0) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "open\n"
            wanted = dice.randrange(1, 25)
            for _ in range(wanted):
                acknowledged.add(process.stdout.readline().strip())
            spin = dice.randrange(20_000)
            while spin:  # a moment somewhere within the next entry, without a clock
                spin -= 1
            process.kill()
            rest, fault = process.communicate()
            whole = rest[: rest.rfind("\n") + 1]
            acknowledged |= set(whole.split())
            assert fault == ""
            hit += 1
        if number % max(5, kills // 20) == 0 or number == kills - 1:
            assert_whole(log, acknowledged)
    assert acknowledged <= saved(log)
    return len(acknowledged), hit


def test_20_kills_lose_no_entry_that_was_said_to_be_saved(anna: Log) -> None:
    acknowledged, hit = kill_over_and_over(anna, 20, seed=20)

    assert hit == 20
    assert acknowledged > 100


@pytest.mark.proof
def test_1000_kills_lose_no_entry_that_was_said_to_be_saved(anna: Log) -> None:
    assert kill_over_and_over(anna, 1000, seed=1000)[1] == 1000
