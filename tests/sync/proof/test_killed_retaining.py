"""Killed at any moment of a retention run: what it says is destroyed, all else stands, and the next run goes on."""

import random
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from sync.archive import retention
from sync.archive.archive import Archive, create, open_archive
from sync.archive.verifying import verify
from tests.conftest import FRIDAY
from tests.sync.archive.exchanging import sent
from tests.sync.archive.retaining import CANARY
from tests.sync.conftest import enroll

ROUNDS = [10, pytest.param(200, marks=pytest.mark.proof)]
LATER = FRIDAY + timedelta(days=400)
RUN = """
import sys
from datetime import timedelta
from pathlib import Path
from sync.archive import retention
from sync.archive.archive import open_archive
from tests.conftest import FRIDAY

retention.AT_ONCE = 1
archive = open_archive(Path(sys.argv[1]))
print("ready", flush=True)
retention.run(archive, FRIDAY + timedelta(days=400))
"""


def killed(home: Path, seconds: float) -> None:
    command = [sys.executable, "-c", RUN, str(home)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "ready\n"
        timer = threading.Timer(seconds, running.kill)
        timer.start()
        running.wait()
        timer.cancel()


def parts(archive: Archive, class_: str) -> int:
    sql = "SELECT count(*) FROM matter JOIN part ON part.id = matter.id AND part.org = matter.org WHERE class = ?"
    with archive.database.reading() as session:
        return int(session.rows(sql, (class_,))[0][0])


@pytest.mark.parametrize("rounds", ROUNDS)
def test_a_run_that_is_killed_again_and_again_destroys_what_is_due_and_nothing_else(
    tmp_path: Path, rounds: int
) -> None:
    home, chance = tmp_path / "server", random.Random(rounds)
    archive = create(home, FRIDAY)
    anna = enroll(archive, "OVB", "OV-12", "ov")
    for number in range(8 * rounds):
        anna.observe(CANARY, "BC"[number % 2])
        if number % 8 == 0:
            anna.observe("fyra lampor", "A")
    sent(archive, anna)
    archive.close()
    left, halved = 16 * rounds, 0
    for _round in range(rounds):
        killed(home, chance.uniform(0.0, 0.12))
        archive = open_archive(home)
        now = parts(archive, "B") + parts(archive, "C")
        found = verify(archive)
        assert (found.fault, found.absent, found.erased) == ("", 0, 16 * rounds - now)
        assert parts(archive, "A") == 2 * rounds
        halved += now not in (left, 0)
        left = now
        archive.close()
    archive = open_archive(home)
    retention.run(archive, LATER, pause=lambda _seconds: None)
    assert (parts(archive, "B"), parts(archive, "C"), parts(archive, "A")) == (0, 0, 2 * rounds)
    assert verify(archive).fault == ""
    archive.close()
    assert halved, "no round was killed in the middle"
