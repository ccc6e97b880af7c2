"""Keys: from the press to the paint on the line, also while the verbs load; and from Enter to durable and shown."""

import statistics
from pathlib import Path

from tests.bench import floors
from tests.bench.stores import Made
from tests.bench.watching import Watched

TEXT = "två langar öppet vid räcket hand till hand drog sig undan när vi kom "
SAVES = 120


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
    """From Enter until both the sentence and the row stand on the screen; both come after the commit."""
    floor = floors.durable_insert(folder)
    asked = []
    with Watched(made.command()) as app:
        app.listen(6, until="Ikväll: 1")
        app.listen(2.5)
        for number in range(SAVES):
            app.press(f"nh trp {number % 30 + 2} langar nr{number}")
            app.listen(0.3)
            asked.append((app.press("\r"), ("Sparat", f"  langar nr{number} ")))
            app.listen(0.4)
        app.listen(1)
    shown = app.seen_each(asked)
    taken = [(at - pressed) * 1000 for (pressed, _texts), at in zip(asked, shown, strict=True) if at is not None]
    if len(taken) < SAVES:
        print(f"Enter to durable and shown: {SAVES - len(taken)} of {SAVES} were not shown")
        return
    print(
        f"Enter to durable and shown, {SAVES} times: median {statistics.median(taken):.0f} ms, p95 {p95(taken):.0f} ms "
        f"(reach 50), slowest {max(taken):.0f} ms; "
        f"{statistics.median(taken) / floor:.0f}x of one raw encrypted durable insert ({floor:.2f} ms)"
    )
