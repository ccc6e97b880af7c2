"""Killed at any moment of a review: no decision that was kept is lost, none is there by halves, none twice."""

import random
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from fieldlog.logbook.folding import stored
from fieldlog.logbook.log import Log, open_log
from fieldlog.logbook.verifying import verify
from tests.conftest import PASSPHRASE
from tests.proof.decider import TOGETHER
from tests.supervising import MORNING, Night, let_supervise

ROUNDS = [10, pytest.param(200, marks=pytest.mark.proof)]


def one_round(home: Path, first: int, ids: list[str], seconds: float) -> Iterator[tuple[str, int]]:
    """What the program had told until it was killed, so long after it was ready."""
    command = [sys.executable, "-m", "tests.proof.decider", str(home), PASSPHRASE, str(first), *ids]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]) as done:
        assert done.stdout is not None
        assert done.stdout.readline() == "ready\n"
        threading.Timer(seconds, done.send_signal, (signal.SIGKILL,)).start()
        for line in done.stdout:
            if line.endswith("\n"):
                word, _blank, number = line.strip().partition(" ")
                yield word, int(number)


@pytest.mark.parametrize("rounds", ROUNDS)
def test_whenever_it_is_killed_every_decision_is_whole_and_there_once(eva: Log, rounds: int) -> None:
    let_supervise(eva, "GL-01")
    night = Night(eva)
    ids = [night.see(f"post {number}", number) for number in range(15)]
    night.arrive()
    home = Path(eva.folder.path.parent)
    eva.close()
    dice, told = random.Random(7), list[tuple[str, int]]()

    for number in range(rounds):
        told += one_round(home, 1000 * (number + 1), ids, dice.uniform(0.0, 0.25))

    log = open_log(eva.unlocked, MORNING + timedelta(days=1))
    with log.store.read() as connection:
        reviews = [entry for _row, entry in stored(connection, "kind = 'review' AND own = 1")]
        assert connection.exec_driver_sql("SELECT count(*) FROM decision").scalar_one() == 0
    there = Counter(int(entry.facts("words")["reason"].split()[1]) for entry in reviews)
    kept, undone = ({number for word, number in told if word == wanted} for wanted in ("kept", "undone"))
    # Of the last one of a round it is not known whether it was taken back before the program died.
    sure = {number for number in kept - undone if number % 4 != 1}
    assert kept
    assert {number: there[number] for number in sure if there[number] != TOGETHER} == {}
    assert set(there.values()) <= {TOGETHER}
    assert not undone & set(there)
    assert verify(log).fault is None
    log.close()
