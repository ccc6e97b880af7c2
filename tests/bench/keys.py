"""Keys: from the press to the paint on the line, also while the verbs load; and from Enter to durable and shown."""

import statistics
import time
from pathlib import Path

from tests.bench import floors
from tests.bench.stores import Made
from tests.bench.watching import Watched

TEXT = "två langar öppet vid räcket hand till hand drog sig undan när vi kom "


def main(made: Made, folder: Path) -> None:
    bare = latencies(floors.python(floors.LINE), "ready to type", settle=1.0)
    early = latencies(made.command(), "Det går att skriva", settle=0.0)
    calm = latencies(made.command(), "Ikväll: 1", settle=2.0)
    floor = p95(bare)
    print(f"key to paint, p95: {p95(calm) / floor:.2f}x of a bare Input ({floor:.1f} ms); reach <= 2x")
    slowest = max(early + calm)
    print(f"key to paint while the verbs load, p95: {p95(early) / floor:.2f}x; slowest {slowest:.0f} ms; reach 50")
    saves(made, folder)


def latencies(command: list[str], ready: str, *, settle: float) -> list[float]:
    """Milliseconds of each of some 70 keys."""
    taken = []
    with Watched(command) as app:
        app.listen(6, until=ready)
        if settle:
            app.listen(settle)
        for sign in TEXT:
            pressed = app.press(sign)
            app.listen(0.045)
            answered = app.answered(pressed)
            if answered is not None:
                taken.append(answered * 1000)
    return taken


def p95(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]


def saves(made: Made, folder: Path) -> None:
    floor = floors.durable_insert(folder)
    taken = []
    with Watched(made.command()) as app:
        app.listen(6, until="Ikväll: 1")
        app.listen(2.5)
        for number in range(12):
            app.press(f"nh trp {number + 2} langar")
            app.listen(0.4)
            pressed = app.press("\r")
            app.listen(0.8)
            shown = app.seen("Sparat", pressed)
            if shown is not None:
                taken.append((shown - pressed) * 1000)
            time.sleep(0.2)
    if not taken:
        print("Enter to durable and shown: nothing was shown")
        return
    print(
        f"Enter to durable and shown: median {statistics.median(taken):.0f} ms, p95 {p95(taken):.0f} ms (reach 50), "
        f"{statistics.median(taken) / floor:.0f}x of one raw encrypted durable insert ({floor:.2f} ms)"
    )
