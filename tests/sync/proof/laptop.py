"""A real laptop in a world of its own: a folder, a log, a clock that may be wrong, and a way to the server."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from fieldlog.cipher import connect
from fieldlog.database import Store
from fieldlog.home import Folder, Home
from fieldlog.logbook.log import open_log
from fieldlog.models.core import NewObservation
from fieldlog.models.refusal import Refusal, TurnedAway
from fieldlog.vault import Unlocked
from fieldlog.vault.file import read_vault
from fieldlog.vault.unlocked import open_secrets
from sync.client.enrolling import enrol
from sync.client.exchange import exchange
from sync.client.membership import conversation
from sync.client.outcome import Outcome
from tests.sync.proof.weather import DISK, FINE, Crash, Wire

ADDRESS = "https://fieldlog.exempel.se"
PLACES = ("PLA", "TRP", "KLV")


@dataclass(slots=True)
class Disk:
    """When the laptop ends before a write to its store; 0 is never."""

    writes_left: int = 0

    def written(self) -> None:
        if self.writes_left:
            self.writes_left -= 1
            if not self.writes_left:
                raise Crash


@dataclass  # noqa: PLR0904 - all that is done with one
class Laptop:
    """`clock` is the world's; `skew` what this laptop's own clock adds to it."""

    home: Home
    unlocked: Unlocked
    clock: Callable[[], datetime]
    wire: Wire
    skew: timedelta = timedelta(0)
    told: list[str] = field(default_factory=list)
    """Every sentence that its worker was told."""
    turned_away: str = ""
    """The code of the last no."""
    barred: bool = False
    """Whether its worker was told that it is revoked, and whom to ring, when it asked to join anew."""
    saved: Path | None = None

    def __post_init__(self) -> None:
        self.log = open_log(self.unlocked, self.now)

    @property
    def now(self) -> datetime:
        return self.clock() + self.skew

    @property
    def folder(self) -> Folder:
        return self.unlocked.folder

    @property
    def device(self) -> str:
        return self.log.device

    def read(self, sql: str, *values: Any) -> list[Any]:
        with self.log.store.read() as connection:
            return list(connection.exec_driver_sql(sql, values).fetchall())

    def reopen(self) -> None:
        """The program begins anew with what is on the disk."""
        self.log.close()
        self.unlocked = reread(self.unlocked, self.folder)
        self.log = open_log(self.unlocked, self.now)

    def close(self) -> None:
        self.log.close()

    def observe(self, count: int, secrecy: str, *, severity: int = 2, free: bool = False, words: str = "") -> list[str]:
        """So many observations in one transaction; their ids."""
        now = self.now
        new = NewObservation(
            at=now, place=PLACES[count % 3], category="NH", severity=severity, words_may_leave=free, incomplete=True
        )
        core = new.core(self.log.vocabulary, secrecy)
        with self.log.writing(now) as pen:
            return [
                pen.write("observation", core, {"note": f"{words or 'två vid trappan'} {number}"}).fields.id
                for number in range(count)
            ]

    def write(self, kind: str, core: dict[str, Any], target: str | None = None, base: tuple[str, ...] = ()) -> None:
        words = {"note": "rättad"} if kind == "amend" else None
        with self.log.writing(self.now) as pen:
            pen.write(kind, core, words, target=target, base=base)

    def spoil_part(self) -> bool:
        """A bit of a part of the last entry falls over on the disk, before it was sent."""
        device = self.device
        connection = connect(self.folder.database, self.unlocked.database_key)
        try:
            row = connection.execute(
                "SELECT part.entry, part.data FROM part JOIN entry ON entry.seq = part.entry WHERE part.name = 'words' "
                "AND entry.device = ? AND n > coalesce((SELECT n FROM delivered WHERE device = ?), 0) AND own = 1 "
                "ORDER BY n DESC LIMIT 1",
                (device, device),
            ).fetchone()
            if row is None:
                return False
            connection.execute("DROP TRIGGER part_is_final")
            wrong = row[1].replace(b'"note":"', b'"note":"!')
            connection.execute("UPDATE part SET data = ? WHERE entry = ? AND name = 'words'", (wrong, row[0]))
            connection.execute(
                "CREATE TRIGGER part_is_final BEFORE UPDATE ON part BEGIN SELECT RAISE(ABORT, 'a part is final'); END"
            )
            return True
        finally:
            connection.close()

    def enrol(self, code: str) -> bool:
        return self._asks(lambda: enrol(self.log, ADDRESS, code, "", self.now, transport=self.wire)) is not None

    def exchange(self, faults: tuple[str, ...] = (), disk: Disk | None = None) -> Outcome | None:
        """One exchange in this weather; None if it ended early, for whatever reason: the laptop is there again."""
        ahead = [fault for fault in faults if not fault.startswith(DISK)]
        if disk is not None:
            disk.writes_left = next((int(fault.split()[1]) for fault in faults if fault.startswith(DISK)), 0)
        self.wire.foresee(ahead)
        try:
            return self._asks(self._exchange)
        except Crash:
            if disk is not None:
                disk.writes_left = 0
            self.reopen()
            return None
        finally:
            self.wire.foresee(())
            if disk is not None:
                disk.writes_left = 0

    def _exchange(self) -> Outcome:
        talk = conversation(self.log, lambda: self.now, self.wire)
        try:
            outcome = exchange(self.log, self.now, talk)
        finally:
            talk.close()
        self.told += outcome.notices
        return outcome

    def _asks(self, asked: Callable[[], Any]) -> Any:
        self.turned_away = ""
        try:
            return asked()
        except TurnedAway as no:
            self.turned_away = no.code
            self.told.append(str(no))
        except Refusal as no:
            self.turned_away = "unreachable"
            self.told.append(str(no))
        return None

    def copy_to(self, home: Home, wire: Wire) -> "Laptop":
        """The same disk in another laptop."""
        folder = home.folder(self.log.worker)
        folder.path.parent.mkdir(parents=True)
        shutil.copytree(self.folder.path, folder.path)
        return Laptop(home, reread(self.unlocked, folder), self.clock, wire, self.skew)

    def save(self, path: Path) -> None:
        shutil.rmtree(path, ignore_errors=True)
        shutil.copytree(self.folder.path, path)
        self.saved = path

    def put_back(self, *, knowing: bool) -> None:
        """The folder as it was saved. `knowing`: as `fieldlog restore` does, with a new device."""
        assert self.saved is not None
        self.log.close()
        shutil.rmtree(self.folder.path)
        shutil.copytree(self.saved, self.folder.path)
        self.unlocked = reread(self.unlocked, self.folder)
        if knowing:
            self.unlocked.new_device()
        self.log = open_log(self.unlocked, self.now)


def reread(unlocked: Unlocked, folder: Folder) -> Unlocked:
    """The keys as a program that begins reads them; a passphrase is stretched once in a session, not each time."""
    file = read_vault(folder)
    key = unlocked.database_key
    return replace(unlocked, folder=folder, facts=file.facts, secrets=open_secrets(file, key))


@contextmanager
def mortal_disks(disk: Disk) -> Iterator[None]:
    """Let whoever writes to a store end before that, when the disk says so."""
    real = Store.write

    @contextmanager
    def write(store: Store) -> Iterator[sa.Connection]:
        disk.written()
        with real(store) as connection:
            yield connection

    Store.write = write  # type: ignore[method-assign]  # put back below
    try:
        yield
    finally:
        Store.write = real  # type: ignore[method-assign]  # put back as it was


__all__ = ["FINE", "Disk", "Laptop", "mortal_disks", "reread"]
