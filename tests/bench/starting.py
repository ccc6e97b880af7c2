"""Starting: from the process to the line that takes keys, and to tonight's timeline; and the memory it takes."""

import statistics

from tests.bench import floors
from tests.bench.stores import Made
from tests.bench.watching import Watched
from tests.secret_service import running_secret_service

ROUNDS = 9
READY = "Det går att skriva"
TIMELINE = "Ikväll: 1"
SETTLE = 1.5
"""Seconds in which the verbs are loaded, before the memory is read."""


def main(made: Made) -> None:
    with running_secret_service() as environ:
        made.give_to_keyring(environ)
        by_keyring = {**environ, "FIELDLOG_HOME": str(made.home)}
        by_passphrase = {"FIELDLOG_HOME": str(made.home), "FIELDLOG_PASSPHRASE_FILE": str(made.passphrase)}
        rounds = [(bare(), started(by_keyring), started(by_passphrase)) for _round in range(ROUNDS)][1:]
    floor, memory = [seconds for (seconds, _kib), _keyring, _passphrase in rounds], []
    for (_seconds, bare_kib), keyring, _passphrase in rounds:
        memory.append(keyring[2] / bare_kib)
    said = f"of a bare app with Header and Footer ({statistics.median(floor) * 1000:.0f} ms)"
    line = [keyring[0] / seconds for (seconds, _kib), keyring, _passphrase in rounds]
    print(f"start to the line, keyring: {statistics.median(line):.2f}x {said}; reach <= 1.2x")
    rows = [keyring[1] / seconds for (seconds, _kib), keyring, _passphrase in rounds]
    print(f"start to the timeline, keyring: {statistics.median(rows):.2f}x; reach <= 2x")
    line = [passphrase[0] / seconds for (seconds, _kib), _keyring, passphrase in rounds]
    rows = [passphrase[1] / seconds for (seconds, _kib), _keyring, passphrase in rounds]
    print(
        f"start to the timeline, passphrase in a file: {statistics.median(rows):.2f}x "
        f"(to the line {statistics.median(line):.2f}x); reach <= 1.6x"
    )
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


def started(environ: dict[str, str]) -> tuple[float, float, int]:
    """Seconds to the line and to the timeline, and the peak memory in KiB; started as a person does, by its name."""
    with Watched(floors.program("fieldlog"), environ) as app:
        app.listen(6, until=TIMELINE)
        app.listen(SETTLE)
    line, rows = app.seen(READY), app.seen(TIMELINE)
    if line is None or rows is None:
        raise SystemExit("start: a frame did not come")
    return line, rows, app.peak_kib
