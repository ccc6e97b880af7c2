"""Real processes for the proofs: a server that can be killed and started again, and laptops that push to it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from fieldlog.models.entry import Entry
from fieldlog.models.refusal import Unreachable
from sync.archive.archive import Archive, create, open_archive
from sync.archive.spelling import device_bytes
from sync.archive.verifying import verify
from sync.batch import Batch
from sync.client.talking import Talk
from sync.protocol import Head
from tests.conftest import FRIDAY
from tests.sync.conftest import enroll
from tests.sync.laptops import Laptop

PATIENCE = 30.0


@dataclass
class Serving:
    """`fieldlog-server serve` over a home; on one port, however often it is started."""

    home: Path
    url: str | None
    workers: int = 1
    _running: "subprocess.Popen[bytes] | None" = None

    def __post_init__(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        (self.home / "limits.toml").write_text('per_device = "1000000/minute"\nper_address = "1000000/minute"\n')

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        words = ["--home", str(self.home), "--port", str(self.port), "--workers", str(self.workers)]
        words += ["--database", self.url] if self.url else []
        self._running = subprocess.Popen(
            [sys.executable, "-m", "sync.server", "serve", *words],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        late = time.monotonic() + PATIENCE
        while time.monotonic() < late:
            try:
                if httpx.get(f"{self.address}/ready", trust_env=False).status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.02)  # it is on its way; there is nothing to wait on
        raise AssertionError("the server does not come up")

    def kill(self) -> None:
        """At once, and all its processes."""
        if self._running is not None:
            os.killpg(self._running.pid, signal.SIGKILL)
            self._running.wait()
            self._running = None


@contextmanager
def prepared(home: Path, url: str | None, laptops: int) -> Iterator[tuple[Serving, list["Pushing"]]]:
    """A server that is not started yet, and the laptops of so many guards, enrolled at it."""
    archive = create(home, FRIDAY, url)
    made = [Pushing(enroll(archive, "OVB", f"OV-{number}", "ov")) for number in range(1, laptops + 1)]
    archive.close()
    serving = Serving(home, url)
    for each in made:
        each.address = serving.address
    try:
        yield serving, made
    finally:
        serving.kill()


@dataclass
class Pushing:
    """A laptop that pushes its chain, and believes only answers."""

    laptop: Laptop
    address: str = ""
    acknowledged: int = 0
    answers: list[int] = field(default_factory=list)

    def talk(self, address: str = "") -> Talk:
        return Talk(address or self.address, clock=lambda: FRIDAY, token=self.laptop.token)

    def write(self, count: int) -> None:
        for number in range(count):
            self.laptop.observe(f"två vid trappan {number}")

    def push(self, talk: Talk, most: int = 20) -> Head:
        """From what was acknowledged on, as much as one request takes."""
        after = self.acknowledged
        entries: list[Entry] = self.laptop.entries[after : after + most]
        answer = talk.push("OVB", self.laptop.device, self.laptop.head_at(after), Batch(entries))
        assert answer.head.hash == self.laptop.head_at(answer.head.n).hash
        self.acknowledged = after + len(entries)
        assert answer.head.n >= self.acknowledged
        return answer.head

    def push_until_it_breaks(self) -> int:
        """Write and push until nobody answers; how many requests were answered."""
        talk, answered = self.talk(), 0
        try:
            while True:
                self.write(7)
                self.push(talk)
                answered += 1
        except Unreachable:
            return answered
        finally:
            talk.close()


def looked_at(serving: Serving, laptops: list[Pushing], *, whole: bool = True) -> None:
    """Nothing acknowledged is lost, nothing is doubled, and all of it is as it was sent; `whole`: signatures too."""
    archive = open_archive(serving.home, serving.url)
    try:
        fault = verify(archive).fault if whole else ""
        assert not fault, fault
        for each in laptops:
            lines = lines_of(archive, each.laptop)
            assert len(lines) >= each.acknowledged, "an acknowledged entry is lost"
            assert lines == [entry.line for entry in each.laptop.entries[: len(lines)]]
    finally:
        archive.close()


def lines_of(archive: Archive, laptop: Laptop) -> list[bytes]:
    with archive.database.reading() as session:
        rows = session.rows(
            "SELECT line FROM entry WHERE org = ? AND device = ? ORDER BY n", ("OVB", device_bytes(laptop.device))
        )
    return [row[0] for row in rows]
