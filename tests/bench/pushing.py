"""How many entries a second are taken in, checked and durable, against verifying their signatures alone on one core."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.servers import Kept, Queue, archive_at, joined, kept, pushed, verify_seconds, written_by
from tests.sync.databases import Postgres

LAPTOPS, PUSHES, AT_ONCE = 8, 3, 500
ROUNDS = 5


def main(folder: Path) -> None:
    sqlite = pushing(folder / "push-sqlite")
    print(f"push, SQLite, one process: {sqlite}; reach 0.45x")
    postgres = Postgres()
    try:
        one = pushing(folder / "push-one", postgres)
        two = pushing(folder / "push-two", postgres, workers=2)
    finally:
        postgres.close()
    print(f"push, PostgreSQL, one process: {one}; reach 0.4x")
    print(
        f"push, PostgreSQL, two processes: {two}, {two.rate / one.rate:.2f}x of one, where two that only reckon get "
        f"{two_against_one():.2f}x of what one gets on this machine; reach 0.4x, 1.6x of one"
    )
    cores = os.cpu_count() or 1
    print(
        f"  an entry takes {two.each * 1e6:.0f} us of processor (servers {two.processor * 1e6:.0f}, PostgreSQL "
        f"{two.database * 1e6:.0f}, laptops {two.client * 1e6:.0f}): {cores} cores that do nothing else hold "
        f"{cores / two.each:,.0f} entries/s, {cores / two.each / one.rate:.2f}x of one process, which has "
        f"{one.each * one.rate:.2f} cores at work already"
    )


def two_against_one(seconds: float = 1.0) -> float:
    """What the machine gives: how much two busy processes reckon in a while, of what one does. 2 where nobody else is
    there and there are two cores."""
    script = (
        f"import time\nuntil, n = time.perf_counter() + {seconds}, 0\n"
        "while time.perf_counter() < until: n += 1\nprint(n)"
    )

    def done(processes: int) -> int:
        running = [subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) for _ in range(processes)]
        return sum(int(each.communicate()[0]) for each in running)

    return statistics.median(done(2) / done(1) for _round in range(3))


@dataclass(slots=True)
class Round:
    """Seconds an entry: of the clock, and of the processor that each had who took part."""

    wall: float
    server: float
    database: float
    client: float


class Rate:
    """Entries a second in the median round, of its clock and of the processor that the server had."""

    def __init__(self, floors: Sequence[float], rounds: Sequence[Round]) -> None:
        self.floor = statistics.median(floors)
        self.rate = 1 / statistics.median(each.wall for each in rounds)
        self.best = 1 / min(each.wall for each in rounds)
        self.processor = statistics.median(each.server for each in rounds)
        self.database = statistics.median(each.database for each in rounds)
        self.client = statistics.median(each.client for each in rounds)

    @property
    def each(self) -> float:
        """Seconds of processor that an entry takes of everybody."""
        return self.processor + self.database + self.client

    def __str__(self) -> str:
        return (
            f"{self.rate:,.0f} entries/s (best round {self.best:,.0f}), {self.rate * self.floor:.2f}x of "
            f"{1 / self.floor:,.0f} signatures/s (best {self.best * self.floor:.2f}x); the server's processor "
            f"{self.processor * 1e6:.0f} us an entry, {self.floor / self.processor:.2f}x"
        )


def pushing(home: Path, postgres: Postgres | None = None, *, workers: int = 1) -> Rate:
    """Rounds of as many laptops at once, each with some full batches."""
    if postgres is None:
        return _pushing(home, None, workers)
    with postgres.empty(made=False) as url:
        return _pushing(home, url, workers)


def _pushing(home: Path, url: str | None, workers: int) -> Rate:
    with archive_at(home, url) as archive:
        laptops = joined(archive, LAPTOPS)
    floors, rounds = [], []
    with kept(home, url, workers=workers) as server:
        for _round in range(ROUNDS):
            queues = [written_by(laptop, PUSHES * AT_ONCE, AT_ONCE) for laptop in laptops]
            floors.append(verify_seconds(queues))
            rounds.append(measured(server, queues))
    return Rate(floors, rounds)


def measured(server: Kept, queues: Sequence[Queue]) -> Round:
    """One round in which all push at once."""
    before = server.processor_seconds(), server.database_seconds(), time.process_time()
    entries = sum(queue.entries for queue in queues)
    wall = pushed(server.port, queues)
    after = server.processor_seconds(), server.database_seconds(), time.process_time()
    return Round(wall / entries, *[(end - begin) / entries for begin, end in zip(before, after, strict=True)])
