"""A supervisor's first exchange over loopback: 30,000 entries of 90 days, until her queue is ready.

python -m tests.bench.first_pull [entries]
"""

import sys
import tempfile
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from fieldlog.home import Home
from fieldlog.logbook.log import open_log
from fieldlog.logbook.review_queue import queue
from fieldlog.vault import create_vault
from sync.archive import people
from sync.client.enrolling import enrol
from sync.client.exchange import exchange
from sync.client.membership import conversation
from tests.bench.pulling import fill
from tests.bench.servers import archive_at, joined
from tests.bench.stores import now
from tests.sync.serving import serving

LAPTOPS = 10


def main(entries: int = 30_000) -> None:
    with tempfile.TemporaryDirectory() as made, archive_at(Path(made) / "server") as archive:
        for laptop in joined(archive, LAPTOPS, ("OVB",)):
            fill(archive, laptop, entries // LAPTOPS)
        people.add_worker(archive, "OVB", "GL-99", "gl", now())
        folder = Home(Path(made) / "home").folder("GL-99")
        log = open_log(
            create_vault(folder, "rätt häst batteri", worker="GL-99", org="OVB", role="gl", keyring=False), now()
        )
        other = open_log(log.unlocked, now())  # as the screens hold it meanwhile
        code = people.new_code(archive, "OVB", "gl", "GL-99", datetime.now(UTC))
        with serving(archive) as address:
            enrol(log, address, code, "", now())
            waits, stop = list[float](), threading.Event()

            def look() -> None:
                while not stop.wait(0.1):
                    begun = time.perf_counter()
                    with other.store.read() as connection:
                        connection.exec_driver_sql("SELECT * FROM observation ORDER BY row DESC LIMIT 30").fetchall()
                    waits.append(1000 * (time.perf_counter() - begun))

            looking = threading.Thread(target=look)
            looking.start()
            begun, cpu, told = time.perf_counter(), time.process_time(), list[int]()
            talk = conversation(log, now)
            exchange(log, now() + timedelta(minutes=5), talk, progress=lambda *_said: told.append(1))
            talk.close()
            found = queue(log, now() + timedelta(minutes=5))
            taken, used = time.perf_counter() - begun, time.process_time() - cpu
            stop.set()
            looking.join()
        print(
            f"first pull of {entries:,} entries to a queue of {found.total:,}: {taken:.1f} s, {used:.1f} s of the "
            f"processor for both; {len(told)} steps told; a list read meanwhile took at most {max(waits):.0f} ms; "
            "reach 10 s"
        )
        other.close()
        log.close()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
