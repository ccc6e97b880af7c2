"""A process that types: `python -m tests.proof.typist STORE SEED`. It says the number and moment of each letter.

The key of the store comes on stdin, in hex, so that it is in no list of processes; the next line on stdin says begin.
"""

import random
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

from fieldlog.logbook.keeper import Keeper

WORDS = "två som langar vid trappan, en i grå jacka står och tittar upp mot rulltrappan och ringer gång på gång"


def typed(letters: int) -> str:
    """What stands on the line after so many letters: every typist writes the same."""
    return (WORDS * (letters // len(WORDS) + 1))[:letters]


def main(store: str, seed: int) -> None:
    keeper = Keeper(Path(store), bytes.fromhex(sys.stdin.readline()), lambda: datetime.now(UTC))
    print("open", flush=True)
    sys.stdin.readline()
    dice, pause = random.Random(seed), threading.Event()
    letters = 0
    while True:
        letters += 1
        keeper.keep(typed(letters))
        print(letters, time.monotonic(), flush=True)
        # Now and then she looks up, for longer than the pause after which the line is kept.
        pause.wait(dice.uniform(0.2, 0.5) if dice.random() < 0.05 else dice.uniform(0.03, 0.12))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
