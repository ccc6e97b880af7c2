"""Starting: from the process to the line that takes keys, and to tonight's timeline; and the memory it takes."""

import statistics

from tests.bench import floors
from tests.bench.stores import Made
from tests.bench.watching import Watched

ROUNDS = 7
READY = "Det går att skriva"
TIMELINE = "Ikväll: 1"


def main(made: Made) -> None:
    line, timeline, memory, frames = [], [], [], []
    for _round in range(ROUNDS):
        with Watched(floors.python(floors.FRAME)) as bare:
            bare.listen(4, until="ready to look at")
        floor = bare.seen("ready to look at") or 0.0
        with Watched(made.command()) as app:
            app.listen(6, until=TIMELINE)
            app.listen(1.5)
        ready, rows = app.seen(READY), app.seen(TIMELINE)
        if not floor or ready is None or rows is None:
            print("start: a frame did not come")
            return
        frames.append(floor)
        line.append(ready / floor)
        timeline.append(rows / floor)
        memory.append(app.peak_kib / bare.peak_kib)
    print(
        f"start to the line: {statistics.median(line):.2f}x of a bare app with Header and Footer "
        f"({statistics.median(frames) * 1000:.0f} ms); reach <= 1.2x"
    )
    print(f"start to the timeline, passphrase at hand: {statistics.median(timeline):.2f}x; reach <= 1.6x")
    print(f"peak memory: {statistics.median(memory):.2f}x of a bare app; reach <= 2.5x")
