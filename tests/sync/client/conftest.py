"""Anna's and Eva's laptops with real logs, and a real server that they exchange with."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from fieldlog.logbook import observations
from fieldlog.logbook.log import Log, open_log
from fieldlog.models.core import NewObservation
from fieldlog.models.moment import STOCKHOLM
from fieldlog.vault import Unlocked
from sync.archive import people
from sync.archive.archive import Archive, create
from sync.client.enrolling import enrol
from sync.client.exchange import exchange
from sync.client.membership import Membership, conversation
from sync.client.outcome import Outcome
from sync.server.app import make_app
from tests.conftest import FRIDAY
from tests.sync.client.in_process import InProcess

ADDRESS = "https://fieldlog.exempel.se"
CONTACT = "08-123 45 67"


@dataclass
class Server:
    """The archive with its program around it, and what the laptops need to reach it."""

    archive: Archive
    wire: InProcess
    started: datetime = FRIDAY

    def furnish(self) -> None:
        """The organisation OVB and its guards."""
        people.add_organisation(self.archive, "OVB", "Ordningsvakterna", CONTACT, FRIDAY)
        for worker, role in (("OV-12", "ov"), ("OV-14", "ov"), ("GL-01", "gl")):
            people.add_worker(self.archive, "OVB", worker, role, FRIDAY)

    def code(self, worker: str = "OV-12", role: str = "ov", org: str = "OVB") -> str:
        return people.new_code(self.archive, org, role, worker, datetime.now(STOCKHOLM))

    def lines(self, device: str) -> list[bytes]:
        """The lines that the archive's own chain of a device has."""
        from sync.archive.spelling import device_bytes

        with self.archive.database.reading() as session:
            rows = session.rows("SELECT line FROM entry WHERE device = ? ORDER BY n", (device_bytes(device),))
        return [row[0] for row in rows]

    def forks(self) -> list[bytes]:
        with self.archive.database.reading() as session:
            return [row[0] for row in session.rows("SELECT line FROM fork ORDER BY n", ())]

    def parts(self) -> int:
        with self.archive.database.reading() as session:
            return int(session.rows("SELECT count(*) FROM part", ())[0][0])


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server on SQLite, with the organisation OVB and its guards."""
    archive = create(tmp_path / "server", FRIDAY)
    made = Server(archive, InProcess(make_app(archive)))
    made.furnish()
    yield made
    made.wire.stop()
    made.archive.close()


def told(outcome: Outcome) -> list[str]:
    """What the worker is told, but for the clock: the server's is the real one, a laptop's test day has its own."""
    return [notice for notice in outcome.notices if not notice.startswith("Datorns klocka")]


@dataclass
class Laptop:
    """A log, and the way to the server."""

    log: Log
    server: Server
    now: datetime = field(default_factory=lambda: datetime.now(STOCKHOLM) - timedelta(seconds=100))
    outcomes: list[Outcome] = field(default_factory=list)

    def join(self, code: str = "") -> Membership:
        role, worker = self.log.role, self.log.worker
        typed = code or self.server.code(worker, role)
        return enrol(self.log, ADDRESS, typed, "", self.now, transport=self.server.wire)

    def see(self, note: str = "två langar vid trappan", severity: int = 2) -> str:
        """Save an observation now; its id."""
        self.now += timedelta(seconds=1)
        new = NewObservation(at=self.now, place="PLA", category="NH", severity=severity, words={"note": note})
        return observations.save(self.log, new, self.now)

    def later(self, seconds: float = 90) -> "Laptop":
        self.now += timedelta(seconds=seconds)
        return self

    def exchange(self, stop: Callable[[], bool] = lambda: False) -> Outcome:
        talk = conversation(self.log, lambda: self.now, self.server.wire)
        try:
            outcome = exchange(self.log, self.now, talk, stop=stop)
        finally:
            talk.close()
        self.outcomes.append(outcome)
        return outcome

    def lines(self, device: str = "") -> list[bytes]:
        with self.log.store.read() as connection:
            rows = connection.exec_driver_sql(
                "SELECT line FROM entry WHERE own = 1 AND device = ? ORDER BY n", (device or self.log.device,)
            ).fetchall()
        return [row.line for row in rows]


def write_many(laptop: Laptop, count: int, *, severe: tuple[int, ...] = (), words: str = "lugnt") -> None:
    """So many observations in one go; the severe ones by their place among them."""
    with laptop.log.writing(laptop.now) as pen:
        for number in range(count):
            severity = 3 if number in severe else 1
            core = {"at": "2026-11-20T21:52:00.000+01:00", "class": "B", "category": "NH", "severity": severity}
            pen.write("observation", core, {"note": f"{words} {number}"})


@pytest.fixture
def annas(anna: Log, server: Server) -> Laptop:
    """Anna's laptop, enrolled, with the first entry of its chain."""
    laptop = Laptop(anna, server)
    laptop.join()
    return laptop


@pytest.fixture
def evas(moved_in: Callable[[str, str, str], Unlocked], server: Server) -> Iterator[Laptop]:
    """The laptop of Eva, Anna's supervisor."""
    with _laptop(moved_in("GL-01", "OVB", "gl"), server) as laptop:
        laptop.join()
        yield laptop


@contextmanager
def _laptop(unlocked: Unlocked, server: Server) -> Iterator[Laptop]:
    log = open_log(unlocked, FRIDAY - timedelta(hours=7))
    yield Laptop(log, server)
    log.close()
