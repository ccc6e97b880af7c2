"""A process killed while it decides: the decision is whole, with its `read` entry, or it is not there at all."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from fieldlog.home import Home
from fieldlog.logbook import folding, reads, requests
from fieldlog.logbook.log import Log, open_log
from fieldlog.logbook.verifying import verify
from fieldlog.vault import unlock_with_passphrase
from tests.conftest import FRIDAY, PASSPHRASE
from tests.logbook.test_requests import ALL, night

__all__ = ["night"]
ROUNDS = int(os.environ.get("FIELDLOG_DISCLOSURE_KILLS", "20"))
DECIDING = """
import sys
from pathlib import Path
from fieldlog.home import Home
from fieldlog.logbook import disclosures, requests
from fieldlog.logbook.log import open_log
from fieldlog.vault import unlock_with_passphrase
from tests.conftest import FRIDAY, PASSPHRASE
from tests.logbook.test_disclosures import wanted
log = open_log(unlock_with_passphrase(Home(Path(sys.argv[1])).folder("GL-01"), PASSPHRASE), FRIDAY)
print("ready", flush=True)
while True:
    disclosures.disclose(log, sys.argv[2], wanted(), FRIDAY)
    requests.give_out(log, requests.one(log, "D 2026/17"), "GL-01", FRIDAY)
    print("decided", flush=True)
"""


def test_killed_at_any_moment_no_decision_is_half_there_and_none_that_was_answered_is_lost(
    eva: Log, night: dict[str, str], tmp_path: Path
) -> None:
    requests.new(eva, "D 2026/17", ALL, FRIDAY)
    home = eva.folder.path.parent
    eva.close()
    before = 0
    for number in range(ROUNDS):
        answered = _decide_and_die(home, night["C"], number)
        before = _whole(home, before, answered)


def _decide_and_die(home: Path, id_: str, number: int) -> int:
    """How many pairs of decisions were answered before the kill."""
    command = [sys.executable, "-c", DECIDING, str(home), id_]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        until = time.monotonic() + number * 0.0037 % 0.06  # another moment each time
        while time.monotonic() < until:
            pass
        process.send_signal(signal.SIGKILL)
        rest = process.stdout.read()
    return rest.count("decided")


def _whole(home: Path, before: int, answered: int) -> int:
    log = open_log(unlock_with_passphrase(Home(home).folder("GL-01"), PASSPHRASE), FRIDAY)
    try:
        with log.store.read() as connection:
            kept = [
                (row.seq, entry)
                for row, entry in folding.stored(
                    connection, "own = 1 AND kind IN ('disclosure', 'read') ORDER BY entry.seq"
                )
            ]
        for seq, entry in kept:
            if entry.fields.kind == "disclosure":
                following = dict(kept)[seq + 1]
                assert following.fields.kind == reads.KIND
                assert following.facts("core")["how"] in {"disclosure", "request"}
                assert set(entry.parts) == set(entry.fields.parts)
        decided = sum(entry.fields.kind == "disclosure" for _seq, entry in kept)
        assert decided >= before + 2 * answered
        assert verify(log).fault is None
        return decided
    finally:
        log.close()


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(Path(__file__).resolve().parents[2])
