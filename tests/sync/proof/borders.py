"""Random worlds of several organisations, with a mark in every part: what leaves must be what may, byte for byte."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path

from fieldlog.models.entry import Entry
from sync.access import Reader  # who asks, and the scope of a cursor: no rule
from sync.archive import bundles, devices, feeds, people
from sync.archive.archive import Archive, create
from sync.archive.devices import Caller
from sync.archive.pulling import pull
from sync.archive.recalls import told
from sync.archive.session import Session
from sync.archive.spelling import device_bytes
from sync.archive.sqlite import SqliteDatabase
from sync.batch import unpack
from sync.protocol import Cursor
from tests.conftest import FRIDAY
from tests.sync.archive.exchanging import caller_of, sent
from tests.sync.archive.test_bundles import opened, out
from tests.sync.laptops import Laptop
from tests.sync.proof.border_rules import Said, World

ROLES = ("ov", "falt", "soc", "gl", "sam", "ana", "par", "sky", "reg", "adm")
ORGS = ("OVB", "SOC", "NIS")
NUMBERS = count(1)


class Leak(AssertionError):
    """Something reached whom it must not, or did not reach whom it must."""


@dataclass
class Hand:
    """A laptop that writes and reads: what it has pushed, what it holds, how far it has come."""

    laptop: Laptop
    pushed: int = 0
    held: dict[str, frozenset[str]] = field(default_factory=dict)
    cursors: dict[str, Cursor] = field(default_factory=dict)
    role: str = ""

    def caller(self) -> Caller:
        known = caller_of(self.laptop)
        return Caller(known.org, known.worker, self.role, known.device, "active")


@dataclass
class Run:
    """One world and its archive."""

    archive: Archive
    draw: random.Random
    world: World = field(default_factory=World)
    hands: list[Hand] = field(default_factory=list)
    entries: dict[str, Entry] = field(default_factory=dict)
    wrote: dict[str, Said] = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)
    reckoned: dict[tuple[str, str], dict[str, frozenset[str]]] = field(default_factory=dict)
    reckoned_at: int = -1
    turns: int = 0
    """Goes up with all that can change what somebody may read."""
    bytes_seen: int = 0
    arrived: int = 0

    def people(self) -> None:
        run = next(NUMBERS)
        with self.archive.database.writing() as session:
            self.start = feeds.newest(session, feeds.SHARED)
            for name in ORGS[: self.draw.choice((2, 2, 3))]:
                org = f"{name}{run}"
                session.run("INSERT INTO org VALUES (?, ?, '', 0)", (org, org))
                crew = [("AU-01", self.draw.choice(ROLES[:3])), ("GL-01", "gl"), ("GL-02", "gl")]
                crew += [(f"R-{number}", role) for number, role in enumerate(self.draw.sample(ROLES, 4))]
                for worker, role in crew:
                    session.run("INSERT INTO worker VALUES (?, ?, ?, 0)", (org, worker, role))
                    self.world.roles[org, worker] = role
                for worker, role in [*crew, crew[0]]:
                    self.hands.append(self._joined(session, org, worker, role))

    @staticmethod
    def _joined(session: Session, org: str, worker: str, role: str) -> Hand:
        laptop = Laptop(org, worker, role, token=f"{org}{worker}{next(NUMBERS)}")
        laptop.now += timedelta(milliseconds=next(NUMBERS) % 1000)
        session.run(
            "INSERT INTO device (org, device, worker, role, token, state, n, head, program, enrolled_ms) "
            "VALUES (?, ?, ?, ?, ?, 'active', 0, ?, '', 0)",
            (org, device_bytes(laptop.device), worker, role, devices.hash_of_token(laptop.token), bytes(32)),
        )
        return Hand(laptop, role=role)

    def keep(self, hand: Hand, entry: Entry, mark: str = "", **what: object) -> None:
        line = entry.fields
        self.marks[line.id] = mark
        self.entries[line.id] = entry
        self.wrote[line.id] = Said(
            line.id, line.kind, line.org, hand.laptop.worker, line.target, line.base, words="words" in line.parts,
            **what,  # type: ignore[arg-type]  # fields of Said by name
        )  # fmt: skip

    def push(self, hand: Hand) -> None:
        laptop = hand.laptop
        if hand.pushed == len(laptop.entries):
            return
        sent(self.archive, laptop, hand.pushed + 1, caller=hand.caller())
        for entry in laptop.entries[hand.pushed :]:
            self.world.said[entry.fields.id] = self.wrote[entry.fields.id]
        hand.pushed = len(laptop.entries)
        self.turns += 1

    def change_role(self) -> None:
        hand = self.draw.choice(self.hands)
        org, worker = hand.laptop.org, hand.laptop.worker
        role = self.draw.choice(ROLES)
        people.add_worker(self.archive, org, worker, role, FRIDAY)
        self.world.roles[org, worker] = role
        self.turns += 1
        for each in self.hands:
            if (each.laptop.org, each.laptop.worker) == (org, worker):
                each.role = role

    def read(self, hand: Hand, limit: int) -> None:
        """She pulls both feeds to their end, and holds what a laptop would."""
        for feed in (hand.laptop.org, feeds.SHARED):
            first, more = True, True
            while more:
                page = pull(self.archive, hand.caller(), feed, self._after(hand, feed), limit, FRIDAY)
                batch = unpack(page.data)
                self.look(hand, page.data)
                if first and batch.facts.get("reset"):
                    hand.held = {id_: parts for id_, parts in hand.held.items() if not self._is_of(id_, hand, feed)}
                    # The next page goes on from before the world began: what earlier worlds shared is not looked at.
                hand.held |= {
                    entry.fields.id: frozenset(entry.parts)
                    for entry in batch.entries
                    if entry.fields.id in self.entries
                }
                for id_ in batch.gone:
                    hand.held.pop(id_, None)
                hand.cursors[feed], more, first = page.cursor, page.more, False

    def _after(self, hand: Hand, feed: str) -> Cursor | None:
        scope = devices_scope(hand)
        at = hand.cursors.get(feed)
        if at is not None and at.scope == scope:
            return at
        if at is not None:
            hand.held = {id_: parts for id_, parts in hand.held.items() if not self._is_of(id_, hand, feed)}
        return Cursor(self.archive.epoch, scope, self.start) if feed == feeds.SHARED else None

    def _is_of(self, id_: str, hand: Hand, feed: str) -> bool:
        return (self.wrote[id_].org == hand.laptop.org) == (feed != feeds.SHARED)

    def may(self, hand: Hand) -> dict[str, frozenset[str]]:
        """What the rules say that she may have now."""
        key = (hand.laptop.org, hand.laptop.worker)
        if self.reckoned_at != self.turns:
            self.reckoned, self.reckoned_at = {}, self.turns
        if key not in self.reckoned:
            self.reckoned[key] = self.world.may_read(*key)
        return self.reckoned[key]

    def look(self, hand: Hand, data: bytes) -> None:
        """That no byte of what she may not have is in an answer."""
        self.bytes_seen += len(data)
        may = self.may(hand)
        for id_, entry in self.entries.items():
            own = entry.fields.device == hand.laptop.device
            given = frozenset(entry.parts) if own else may.get(id_)
            if given is None and entry.sig in data:
                raise Leak(f"line of {self.wrote[id_]} to {hand.laptop.org} {hand.role}")
            for name, part in entry.parts.items():
                mark = f"{name}~{self.marks[id_]}".encode()
                marked = self.marks[id_] and mark in data
                if name not in (given or ()) and (marked or part.salt in data):
                    raise Leak(f"{name} of {self.wrote[id_]} to {hand.laptop.org} {hand.role}")

    def check(self, hand: Hand) -> None:
        """That she holds exactly what she may: read on from where she was, read anew, and by stick."""
        self.read(hand, self.draw.choice((2, 1000)))
        may = self.may(hand)
        may = {id_: parts for id_, parts in may.items() if self.entries[id_].fields.device != hand.laptop.device}
        fresh = Hand(hand.laptop, hand.pushed, role=hand.role)
        self.read(fresh, self.draw.choice((3, 1000)))
        for how, held in (("read on", hand.held), ("read anew", fresh.held)):
            held = {id_: parts for id_, parts in held.items() if self.entries[id_].fields.device != hand.laptop.device}
            if held != may:
                wrong = [(self.wrote[id_], held.get(id_), may.get(id_)) for id_ in held.keys() | may.keys()
                         if held.get(id_) != may.get(id_)]  # fmt: skip
                raise Leak(f"{how} {hand.laptop.org} {hand.laptop.worker} {hand.role}: {wrong}")
        self.arrived += len(may)
        with self.archive.database.reading() as session:
            reader = devices.caller(self.archive, hand.laptop.org, None, hand.laptop.token, FRIDAY)
            said = told(session, reader_of(reader))
        self.look(hand, said + devices.status(self.archive, reader, hand.laptop.device, FRIDAY))
        self.look(hand, devices.head(self.archive, reader, hand.laptop.device).data())
        if self.draw.random() < 0.1:
            after = {"feed": "", "shared": str(Cursor(self.archive.epoch, devices_scope(hand), self.start))}
            file = out(self.archive, hand.laptop, hand.pushed + 1, pushes=[], after=after)
            answer = opened(self.archive, hand.laptop, bundles.take(self.archive, file, FRIDAY).answer)
            for body in answer.bodies:
                self.look(hand, body)


def reader_of(known: Caller) -> Reader:
    return Reader(known.org, known.worker, known.role)


def devices_scope(hand: Hand) -> str:
    return reader_of(hand.caller()).scope


@contextmanager
def fresh_archive(place: Path) -> Iterator[Archive]:
    """What it keeps need not outlive a power cut here: without that a world takes a third of the time."""
    archive = create(place, FRIDAY)
    database = archive.database
    assert isinstance(database, SqliteDatabase)
    with database.writing():
        pass  # opens the connection that writes
    database._writer.execute("PRAGMA synchronous=OFF")
    yield archive
    archive.close()
