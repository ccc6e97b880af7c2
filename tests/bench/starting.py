"""Starting: from the process to the line that takes keys, and to tonight's timeline; and the memory it takes."""

import statistics
import subprocess
import sys
from pathlib import Path

from tests.bench import floors
from tests.bench.stores import Made
from tests.bench.watching import Watched
from tests.secret_service import running_secret_service

ROUNDS = 9
READY = "Det går att skriva"
TIMELINE = "Ikväll: 1"
SETTLE = 1.5
"""Seconds in which the verbs are loaded, before the memory is read."""
FETCHED = """
import sys
from pathlib import Path
from fieldlog.home import Home
from fieldlog.vault import keyring_backend
from fieldlog.vault.file import read_vault
folder = Home(Path(sys.argv[1])).choose(None)
wrap = read_vault(folder).wrap("keyring")
print(keyring_backend.fetch(wrap.text("entry"), wrap.text("backend")).hex())
"""
AT_HAND = """
import os, sys
sys.argv[0] = "fieldlog"
from fieldlog.__main__ import main
from fieldlog.vault import keyring_backend
key = bytes.fromhex(os.environ["KEY_AT_HAND"])
keyring_backend.fetch = lambda entry, backend: key
sys.exit(main())
"""
"""The program as it is, but that its keyring answers at once: what is left is what fieldlog itself takes."""


def main(made: Made) -> None:
    with running_secret_service() as environ:
        made.give_to_keyring(environ)
        by_keyring = {**environ, "FIELDLOG_HOME": str(made.home)}
        by_passphrase = {"FIELDLOG_HOME": str(made.home), "FIELDLOG_PASSPHRASE_FILE": str(made.passphrase)}
        at_hand = by_keyring | {"KEY_AT_HAND": fetched(by_keyring, made.home)}
        program, launcher = floors.program("fieldlog"), [sys.executable, "-c", AT_HAND]
        rounds = [
            (
                bare(),
                started(program, by_keyring),
                started(launcher, at_hand),
                started(program, by_passphrase),
            )
            for _round in range(ROUNDS)
        ][1:]
    floor = [seconds for (seconds, _kib), *_others in rounds]
    said = f"of a bare app with Header and Footer ({statistics.median(floor) * 1000:.0f} ms)"

    def ratio(way: int, frame: int) -> float:
        return statistics.median(each[way][frame] / each[0][0] for each in rounds)

    print(f"start to the line, keyring: {ratio(1, 0):.2f}x {said}; reach <= 1.2x")
    print(f"start to the timeline, keyring: {ratio(1, 1):.2f}x; reach <= 2x")
    print(f"start to the timeline, key at hand: {ratio(2, 1):.2f}x (to the line {ratio(2, 0):.2f}x); reach <= 1.6x")
    print(f"start to the timeline, passphrase in a file: {ratio(3, 1):.2f}x (to the line {ratio(3, 0):.2f}x)")
    memory = [keyring[2] / bare_kib for (_seconds, bare_kib), keyring, *_others in rounds]
    print(f"peak memory, keyring: {statistics.median(memory):.2f}x of a bare app; reach <= 2.5x")


def bare() -> tuple[float, int]:
    """Seconds to the first frame of the floor, and its peak memory in KiB."""
    with Watched(floors.python(floors.FRAME)) as app:
        app.listen(4, until="ready to look at")
        app.listen(SETTLE)
    seconds = app.seen("ready to look at")
    if seconds is None:
        raise SystemExit("start: the bare app did not come")
    return seconds, app.peak_kib


def fetched(environ: dict[str, str], home: Path) -> str:
    """What the keyring keeps for the log, asked once beforehand in a process that finds its bus."""
    run = subprocess.run(
        [sys.executable, "-c", FETCHED, str(home)], env=environ, capture_output=True, text=True, check=True
    )
    return run.stdout.strip()


def started(command: list[str], environ: dict[str, str]) -> tuple[float, float, int]:
    """Seconds to the line and to the timeline, and the peak memory in KiB."""
    with Watched(command, environ) as app:
        app.listen(6, until=TIMELINE)
        app.listen(SETTLE)
    line, rows = app.seen(READY), app.seen(TIMELINE)
    if line is None or rows is None:
        raise SystemExit("start: a frame did not come")
    return line, rows, app.peak_kib
