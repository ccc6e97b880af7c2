"""A process that logs: `python -m tests.proof.writer HOME WORKER COUNT`. It says each id once that is durable.

The passphrase comes on stdin, so that it is in no list of processes. COUNT 0 means until it is killed.
"""

import sys
from datetime import datetime
from pathlib import Path

from fieldlog.home import Home
from fieldlog.logbook import drafts, observations
from fieldlog.logbook.log import open_log
from fieldlog.models.moment import STOCKHOLM
from fieldlog.vault import unlock_with_passphrase


def main(home: str, worker: str, count: int) -> None:
    now = datetime.now(STOCKHOLM)
    unlocked = unlock_with_passphrase(Home(Path(home)).folder(worker), sys.stdin.readline().rstrip("\n"))
    log = open_log(unlocked, now)
    print("open", flush=True)
    number = 0
    while number < count or not count:
        number += 1
        note = f"nummer {number} vid trappan"
        draft = drafts.keep(log, drafts.LINE, {"text": note}, now)
        new = observations.new_observation(at=now, category="OS", place="PLA", persons="2-4", words={"note": note})
        print(observations.save(log, new, now), flush=True)
        if number % 3 == 0:
            drafts.drop(log, draft)
    print("done", flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
