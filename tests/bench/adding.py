"""`fieldlog add` as a whole process, against a Python that imports SQLModel."""

import statistics
import subprocess
import sys
import time

from tests.bench.stores import Made

ROUNDS = 7


def main(made: Made) -> None:
    ratios, floors_ = [], []
    for number in range(ROUNDS):
        floor = seconds([sys.executable, "-c", "import sqlmodel"])
        ratios.append(seconds(made.command("add", f"nh trp {number + 2} langar")) / floor)
        floors_.append(floor)
    print(
        f"fieldlog add: {statistics.median(ratios):.2f}x of python -c 'import sqlmodel' "
        f"({statistics.median(floors_) * 1000:.0f} ms); reach <= 1.5x"
    )


def seconds(command: list[str]) -> float:
    begun = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - begun
