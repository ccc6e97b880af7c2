"""The end of an evening: 300 laptops that bring 40 entries each within a minute, to two processes on one PostgreSQL."""

import http.client
import random
import time
from collections.abc import Sequence
from pathlib import Path
from threading import Event, Thread

from sync.archive.archive import open_archive
from sync.protocol import SPOKEN, VERSION_HEADER
from tests.bench.servers import Kept, Queue, archive_at, joined, kept, written_by
from tests.sync.databases import Postgres

LAPTOPS, ENTRIES, WITHIN = 300, 40, 55.0
PROCESSES = 2


def main(folder: Path, within: float = WITHIN) -> None:
    home = folder / "evening"
    postgres = Postgres()
    try:
        with postgres.empty(made=False) as url:
            with archive_at(home, url) as archive:
                queues = [written_by(laptop, ENTRIES, ENTRIES) for laptop in joined(archive, LAPTOPS)]
            with kept(home, url, workers=PROCESSES) as server:
                evening = Evening(server, queues, within)
                evening.run()
            delivered = count(home, url)
    finally:
        postgres.close()
    wanted = sum(len(queue.laptop.entries) for queue in queues)
    print(
        f"{LAPTOPS} laptops x {ENTRIES} entries within {within:.0f} s, PostgreSQL, {PROCESSES} processes: "
        f"{delivered:,} of {wanted:,} delivered, {evening.errors} errors in {len(evening.seconds):,} answers, p50 "
        f"{evening.at(0.5) * 1000:.0f} ms, p99 {evening.at(0.99) * 1000:.0f} ms, slowest {max(evening.seconds):.2f} s; "
        f"reach all, 0, p99 1 s"
    )
    print(
        f"memory of the server under that load: {evening.peak >> 20} MiB, {evening.peak / evening.idle:.2f}x of idle "
        f"({evening.idle >> 20} MiB); reach 2x"
    )


def count(home: Path, url: str) -> int:
    archive = open_archive(home, url)
    try:
        with archive.database.reading() as session:
            return int(session.rows("SELECT COUNT(*) FROM entry WHERE org <> '*' AND state = 0")[0][0])
    finally:
        archive.close()


class Evening:
    """Each laptop at its own moment: where it stands, what it has, what is new for it. All answers are timed."""

    def __init__(self, server: Kept, queues: Sequence[Queue], within: float) -> None:
        self._server, self._queues, self._within = server, queues, within
        self.seconds: list[float] = []
        self.errors = 0
        self.idle = server.memory()
        self.peak = self.idle

    def run(self) -> None:
        chosen = random.Random(1)
        moments = sorted(chosen.uniform(0, self._within) for _queue in self._queues)
        done = Event()
        watching = Thread(target=self._watch, args=(done,))
        threads = [Thread(target=self._come, args=(queue, at)) for queue, at in zip(self._queues, moments, strict=True)]
        self._begun = time.perf_counter()
        watching.start()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        done.set()
        watching.join()

    def at(self, share: float) -> float:
        return sorted(self.seconds)[int(len(self.seconds) * share)]

    def _watch(self, done: Event) -> None:
        while not done.wait(0.25):
            self.peak = max(self.peak, self._server.memory())

    def _come(self, queue: Queue, moment: float) -> None:
        time.sleep(max(0.0, self._begun + moment - time.perf_counter()))
        connection = http.client.HTTPConnection("127.0.0.1", self._server.port, timeout=60)
        laptop = queue.laptop
        try:
            self._get(connection, laptop.token, f"/v1/orgs/{laptop.org}/devices/{laptop.device}/head")
            queue.push(connection)
            self.seconds += queue.seconds
            self.errors += sum(status != 200 for status in queue.statuses)
            self._get(connection, laptop.token, f"/v1/orgs/{laptop.org}/feed?limit=1000")
            self._get(connection, laptop.token, f"/v1/orgs/{laptop.org}/shared?limit=1000")
        except (OSError, http.client.HTTPException):
            self.errors += 1
        finally:
            connection.close()

    def _get(self, connection: http.client.HTTPConnection, token: str, path: str) -> None:
        headers = {"Authorization": f"Bearer {token}", VERSION_HEADER: SPOKEN, "Accept-Encoding": "zstd"}
        begun = time.perf_counter()
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        self.seconds.append(time.perf_counter() - begun)
        self.errors += answer.status != 200
