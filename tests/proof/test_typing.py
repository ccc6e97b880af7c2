"""Typists killed at any moment: what stood on the line a second before is there, and the store is whole."""

import json
import random
import subprocess
import sys
import threading
import time
from contextlib import ExitStack

import pytest

from fieldlog.logbook.drafts import LINE, drafts
from fieldlog.logbook.log import Log
from fieldlog.logbook.verifying import verify
from tests.proof.test_processes import ROOT
from tests.proof.typist import typed

AT_ONCE = 8
MAY_BE_LOST = 1.0  # seconds of typing


def typist(log: Log, seed: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.proof.typist", str(log.store.path), str(seed)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert process.stdin is not None
    process.stdin.write(log.unlocked.database_key.hex() + "\n")
    process.stdin.flush()
    return process


def type_and_kill(log: Log, dice: random.Random, count: int) -> dict[int, tuple[int, int]]:
    """So many typists at once, each killed in its own time: process -> letters typed a second before, and in all."""
    with ExitStack() as stack:
        typists = [stack.enter_context(typist(log, dice.randrange(10**6))) for _ in range(count)]
        for each in typists:
            stack.callback(each.kill)
            assert each.stdout is not None
            assert each.stdout.readline() == "open\n"
        for each in typists:
            assert each.stdin is not None
            each.stdin.write("begin\n")
            each.stdin.flush()
        begun, killed = time.monotonic(), dict[int, tuple[int, int]]()
        for each, moment in zip(typists, sorted(dice.uniform(0.05, 4) for _ in typists), strict=True):
            threading.Event().wait(max(0.0, begun + moment - time.monotonic()))
            at = time.monotonic()
            each.kill()
            said = [line.split() for line in each.communicate()[0].split("\n")[:-1]]
            long_ago = [int(letters) for letters, when in said if float(when) < at - MAY_BE_LOST]
            killed[each.pid] = (max(long_ago, default=0), int(said[-1][0]) if said else 0)
    return killed


def kept(log: Log) -> dict[int, str]:
    """Process -> what it left on its line."""
    return {held.body["pid"]: held.body["text"] for held in drafts(log, LINE)}


def assert_kept(log: Log, killed: dict[int, tuple[int, int]]) -> None:
    left = kept(log)
    for pid, (long_ago, in_all) in killed.items():
        text = left.get(pid, "")
        assert text == typed(len(text))
        # One letter may have been kept and not said yet.
        assert long_ago <= len(text) <= in_all + 1, json.dumps({"kept": len(text), "a second before": long_ago})


def assert_whole(log: Log) -> None:
    assert verify(log).fault is None
    with log.store.raw() as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_8_kills_lose_no_more_than_the_last_second_of_typing(anna: Log) -> None:
    killed = type_and_kill(anna, random.Random(8), AT_ONCE)

    assert_kept(anna, killed)
    assert max(long_ago for long_ago, _all in killed.values()) > 10
    assert_whole(anna)


@pytest.mark.proof
def test_1000_kills_lose_no_more_than_the_last_second_of_typing(anna: Log) -> None:
    dice, kills = random.Random(1000), 0
    while kills < 1000:
        killed = type_and_kill(anna, dice, AT_ONCE)
        assert_kept(anna, killed)
        kills += len(killed)
        # The number of a process comes again after a while.
        with anna.store.write() as connection:
            connection.exec_driver_sql("DELETE FROM draft")
        if kills % 200 == 0:
            assert_whole(anna)
    assert_whole(anna)
