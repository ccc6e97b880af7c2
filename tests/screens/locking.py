"""The whole program without the closing of its memory, so that a test may look into it.

python locking.py HOME [--passphrase WORDS] [--idle SECONDS] [--clock-goes-back]
"""

import argparse
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from fieldlog.home import Home
from fieldlog.program import Start, show

BEGUN = time.monotonic()


def put_back() -> datetime:
    """A clock that somebody puts back an hour when the program has run for a second."""
    now = datetime.now(UTC)
    return now if time.monotonic() - BEGUN < 1 else now - timedelta(hours=1)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path)
    parser.add_argument("--passphrase")
    parser.add_argument("--worker", default="OV-12")
    parser.add_argument("--idle", type=float)
    parser.add_argument("--clock-goes-back", action="store_true")
    given = parser.parse_args()
    home = Home(given.home)
    idle = None if given.idle is None else timedelta(seconds=given.idle)
    again = [sys.executable, __file__, str(given.home), "--worker", given.worker]
    clock = put_back if given.clock_goes_back else lambda: datetime.now(UTC)
    return show(Start(home, home.folder(given.worker), given.passphrase, clock, again, idle))


if __name__ == "__main__":
    sys.exit(main())
