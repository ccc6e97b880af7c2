"""The whole program without the closing of its memory, so that a test may look into it.

python locking.py HOME [--passphrase WORDS] [--idle SECONDS]
"""

import argparse
import sys
from datetime import timedelta
from pathlib import Path

from fieldlog.home import Home
from fieldlog.program import Start, show


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path)
    parser.add_argument("--passphrase")
    parser.add_argument("--worker", default="OV-12")
    parser.add_argument("--idle", type=float)
    given = parser.parse_args()
    home = Home(given.home)
    idle = None if given.idle is None else timedelta(seconds=given.idle)
    again = [sys.executable, __file__, str(given.home)]
    return show(Start(home, home.folder(given.worker), given.passphrase, again=again, idle=idle))


if __name__ == "__main__":
    sys.exit(main())
