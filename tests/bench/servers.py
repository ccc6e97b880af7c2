"""A server in processes of its own, as it is kept, with what it takes of processor and memory; laptops that push."""

import http.client
import os
import socket
import ssl
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread

import psycopg

from sync.archive import enrolling, people
from sync.archive.archive import Archive, create
from sync.batch import Batch, compress, pack
from sync.protocol import BATCH, HEAD_HEADER, SPOKEN, VERSION_HEADER
from tests.bench.notices import notices
from tests.bench.stores import now
from tests.sync.laptops import Laptop

TICK = os.sysconf("SC_CLK_TCK")
ORGANISATIONS = ("OVB", "NIS", "SOC", "POL")


@dataclass(slots=True)
class Kept:
    """A server that is up, and the processes that are it."""

    port: int
    processes: list[int]
    database: int | None = None
    """The process that all of PostgreSQL's descend from, where it is on this machine."""

    def processor_seconds(self) -> float:
        return sum(map(processor_seconds, self.processes))

    def database_seconds(self) -> float:
        """Of PostgreSQL's processes together; 0 where there is none to be seen."""
        return sum(map(processor_seconds, _family(self.database))) if self.database else 0.0

    def memory(self) -> int:
        """Bytes that stand in memory for the processes, what they share counted in each."""
        return sum(_status(process, "VmRSS") for process in self.processes)


def processor_seconds(process: int) -> float:
    """That the process has had so far; 0 if it is gone."""
    try:
        said = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0
    return (int(said[11]) + int(said[12])) / TICK


def _status(process: int, name: str) -> int:
    for row in Path(f"/proc/{process}/status").read_text().splitlines():
        if row.startswith(f"{name}:"):
            return int(row.split()[1]) * 1024
    return 0


def memory_of(process: int) -> int:
    """Bytes of a process that stand in memory."""
    return _status(process, "VmRSS")


def _family(process: int) -> list[int]:
    """The process and its descendants that serve: those that only watch over others take neither time nor room."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [process, *(grand for child in children for grand in _family(int(child)))]


def _postmaster(url: str) -> int | None:
    with psycopg.connect(url) as connection:
        [(backend,)] = connection.execute("SELECT pg_backend_pid()")
        try:
            return int(Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()[1])
        except FileNotFoundError:
            return None


@contextmanager
def kept(home: Path, url: str | None = None, *, workers: int = 1, certificate: tuple[Path, Path] | None = None,
         limits: str = "") -> Iterator[Kept]:  # fmt: skip
    """`fieldlog-server serve` on a port of this machine, for as long as the block lasts."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    if limits:
        (home / "limits.toml").write_text(limits)
    words = ["--home", str(home), "serve", "--port", str(port), "--workers", str(workers)]
    words += ["--database", url] if url else []
    words += ["--tls-cert", str(certificate[0]), "--tls-key", str(certificate[1])] if certificate else []
    process = subprocess.Popen([sys.executable, "-m", "sync.server", *words], stderr=subprocess.DEVNULL)
    try:
        _wait(port, process, tls=certificate is not None)
        yield Kept(port, _family(process.pid), _postmaster(url) if url else None)
    finally:
        process.terminate()
        process.wait(30)


def _wait(port: int, process: "subprocess.Popen[bytes]", *, tls: bool) -> None:
    unverified = ssl._create_unverified_context() if tls else None  # noqa: S323 - is it up is all that is asked
    for _try in range(200):
        if process.poll() is not None:
            raise SystemExit("the server did not start")
        try:
            address = f"http{'s' if tls else ''}://127.0.0.1:{port}/health"
            with urllib.request.urlopen(address, timeout=5, context=unverified) as answer:  # noqa: S310 - our own
                answer.read()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server does not answer")


@contextmanager
def archive_at(home: Path, url: str | None = None) -> Iterator[Archive]:
    made = create(home, now(), url)
    try:
        yield made
    finally:
        made.close()


def joined(archive: Archive, count: int, organisations: Sequence[str] = ORGANISATIONS) -> list[Laptop]:
    """So many guards with their laptops, spread over the organisations."""
    laptops = []
    for org in organisations:
        people.add_organisation(archive, org, org, "vakthavande", now())
    for number in range(count):
        org, worker = organisations[number % len(organisations)], f"OV-{number:03}"
        people.add_worker(archive, org, worker, "ov", now())
        laptop = Laptop(org, worker, "ov")
        code = people.new_code(archive, org, "ov", worker, now())
        laptop.token = enrolling.enrol(archive, laptop.enrolment(code), now()).token
        laptops.append(laptop)
    return laptops


@dataclass(slots=True)
class Queue:
    """What a laptop has to send, made ready beforehand, and the answers."""

    laptop: Laptop
    bodies: list[tuple[str, bytes]]
    """`If-Head` and body of each push."""
    entries: int
    statuses: list[int] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def push(self, connection: http.client.HTTPConnection) -> None:
        """All of it, one push after the other."""
        path = f"/v1/orgs/{self.laptop.org}/devices/{self.laptop.device}/entries"
        said = {
            "Authorization": f"Bearer {self.laptop.token}", VERSION_HEADER: SPOKEN, "Content-Type": BATCH,
            "Content-Encoding": "zstd",
        }  # fmt: skip
        for head, body in self.bodies:
            begun = time.perf_counter()
            connection.request("POST", path, body, {**said, HEAD_HEADER: head})
            answer = connection.getresponse()
            answer.read()
            self.seconds.append(time.perf_counter() - begun)
            self.statuses.append(answer.status)


def written_by(laptop: Laptop, entries: int, at_once: int, words: Iterator[str] | None = None) -> Queue:
    """That many entries of about 640 bytes more (codes and a short note), packed as they travel."""
    said = words or notices(laptop.worker, shorter=True)
    first = len(laptop.entries)
    if not first:
        laptop.begin()
    while len(laptop.entries) < first + entries:
        laptop.observe(next(said))
    bodies = []
    for start in range(first, first + entries, at_once):
        some = laptop.entries[start : min(start + at_once, first + entries)]
        bodies.append((str(laptop.head_at(start)), compress(pack(Batch(some)))))
    return Queue(laptop, bodies, entries)


def pushed(port: int, queues: Sequence[Queue]) -> float:
    """Seconds in which all of them have pushed at once, each over a connection of its own; each answered with 200."""
    connections = [http.client.HTTPConnection("127.0.0.1", port, timeout=120) for _queue in queues]
    threads = [Thread(target=queue.push, args=(to,)) for queue, to in zip(queues, connections, strict=True)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken = time.perf_counter() - begun
    for connection in connections:
        connection.close()
    if any(queue.statuses != [200] * len(queue.bodies) for queue in queues):
        raise SystemExit(f"not everything was taken: {[queue.statuses for queue in queues]}")
    return taken


def verify_seconds(queues: Sequence[Queue]) -> float:
    """Processor seconds to verify one signature of these entries alone, on one core: median of a few rounds."""
    from sync.archive.signatures import _first_false
    from sync.archive.spelling import unspelled

    taken = []
    for queue in queues[:5]:
        entries = queue.laptop.entries[:1000]
        signed = [(entry.sig, entry.signed_bytes) for entry in entries]
        key = unspelled(queue.laptop.device)
        begun = time.thread_time()
        if _first_false(key, signed) is not None:
            raise SystemExit("a signature that does not hold")
        taken.append((time.thread_time() - begun) / len(signed))
    return statistics.median(taken)
