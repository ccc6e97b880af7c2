"""A supervisor's queue of 5,000 in a store of 250,000: how long it takes to open, and to answer a key.

python -m tests.bench.reviewing [entries] [queue]
"""

import sys
import tempfile
import time
from datetime import timedelta
from functools import partial
from pathlib import Path

from fieldlog.home import Home
from fieldlog.logbook import reads, reviews
from fieldlog.logbook.log import Log, open_log
from fieldlog.logbook.night import night
from fieldlog.logbook.review_queue import page, queue
from fieldlog.logbook.whole import whole
from fieldlog.vault import create_vault
from tests.bench.floors import each_ms
from tests.supervising import MORNING, Night, let_supervise

_COPY = (
    "WITH RECURSIVE many (k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM many WHERE k < ?) "
    "INSERT INTO {table} ({columns}) SELECT {values} FROM {table} JOIN many WHERE {table}.{number} = ?"
)


def main(entries: int = 250_000, waiting: int = 5_000) -> None:
    with tempfile.TemporaryDirectory() as made:
        log = filled(Path(made), entries, waiting)
        opening = each_ms(partial(opened, log), 5)
        print(
            f"a queue of {waiting:,} of {entries:,}: opened in {min(opening):.0f} to {max(opening):.0f} ms; reach 300"
        )
        items = queue(log, MORNING).items
        keys = [decided(log, item.id) for item in items[:200]]
        print(f"approve and show the next: p95 {p95(keys):.1f} ms, slowest {max(keys):.0f}; reach 50")
        begun = time.perf_counter()
        reviews.leave(log, MORNING)
        print(f"200 decisions leave in {1000 * (time.perf_counter() - begun):.0f} ms")
        log.close()


def opened(log: Log) -> None:
    """All that the first picture needs."""
    found = queue(log, MORNING)
    night(log, found.shifts)
    page(log, [number for item in found.items[:100] for number in item.numbers])
    whole(log, found.items[0].id)


def decided(log: Log, id_: str) -> float:
    begun = time.perf_counter()
    reviews.approve(log, {id_: ()}, MORNING)
    whole(log, id_)
    reads.write_down(log, MORNING)
    return 1000 * (time.perf_counter() - begun)


def filled(path: Path, entries: int, waiting: int) -> Log:
    """Eva's log: so many entries of her guards, of which the last wait; the others were approved long ago."""
    folder = Home(path).folder("GL-01")
    folder.make()
    log = open_log(
        create_vault(folder, "rätt häst batteri", worker="GL-01", org="OVB", role="gl", keyring=False), MORNING
    )
    let_supervise(log, "GL-01")
    for begun in range(0, waiting, 250):
        shift = Night(log, f"OV-{begun}", began=MORNING - timedelta(hours=24 + begun))
        for minute in range(min(250, waiting - begun)):
            shift.see(f"post {minute}: två langar öppet, drog sig undan", minute, severity=(minute % 37) // 9)
        shift.arrive()
    with log.store.write() as connection:
        first = connection.exec_driver_sql("SELECT max(row) FROM observation").scalar_one()
        for table, number in (("entry", "seq"), ("observation", "row")):
            names = [row[1] for row in connection.exec_driver_sql(f"PRAGMA table_info({table})")]
            new = {number: f"{number} + k", "id": "id || '-' || k", "n": "n + k * 1000", "state": "'approved'"}
            new |= {"at_ms": "at_ms - k * 60000", "shift": "NULL"} if table == "observation" else {}
            values = ", ".join(new.get(name, f'{table}."{name}"') for name in names)
            columns = ", ".join(f'"{name}"' for name in names)
            statement = _COPY.format(table=table, columns=columns, values=values, number=number)
            connection.exec_driver_sql(statement, (entries - waiting, first))
    return log


def p95(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
