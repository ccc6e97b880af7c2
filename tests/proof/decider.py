"""Decides over entries until it is killed: each decision over three at once, told when it is kept and when it left.

python -m tests.proof.decider HOME PASSPHRASE FIRST ID ...
"""

import sys
from datetime import timedelta
from pathlib import Path

from fieldlog.home import Home
from fieldlog.logbook import reviews
from fieldlog.logbook.log import open_log
from fieldlog.vault import unlock_with_passphrase
from tests.supervising import MORNING

TOGETHER = 3


def main(home: str, passphrase: str, first: int, ids: list[str]) -> None:
    now = MORNING + timedelta(seconds=first)
    log = open_log(unlock_with_passphrase(Home(Path(home)).folder("GL-01"), passphrase), now)
    print("ready", flush=True)
    for number in range(first, first + 200):
        chosen = dict.fromkeys(ids[number % 5 :: 5][:TOGETHER], ())
        made = reviews.give_back(log, chosen, "missing", now, text=f"beslut {number}")
        print(f"kept {number}", flush=True)
        if number % 4 == 1:
            reviews.undo(log, made)
            print(f"undone {number}", flush=True)
        if number % 3 == 2:
            reviews.leave(log, now)
            print(f"left {number}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4:])
