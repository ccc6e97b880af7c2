"""What must hold after anything that can happen: the invariants I1-I13 of the exchange, looked at from outside.

I1 once; I2 prefix; I3 acknowledged is stored; I4 nothing lost unsaid; I5 readers hold what they may, no more, no less;
I6 feeds only grow; I7 folds do not depend on order; I8 nothing of a revoked device enters a feed; I9 again changes
nothing; I10 durable; I11 it gets on; I12 what was accepted verifies; I13 what a laptop destroys of its
own is there.
"""

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import httpx

from fieldlog.logbook.delivery import delivered
from fieldlog.logbook.verifying import verify as verify_log
from sync.archive.devices import hash_of_token
from sync.archive.forked import read_parts
from sync.archive.spelling import device_bytes, device_text, id_text
from sync.archive.verifying import verify
from sync.client.outcome import Outcome
from tests.sync.proof.given import allowed

if TYPE_CHECKING:
    from tests.sync.proof.laptop import Laptop
    from tests.sync.proof.world import World


@dataclass
class Held:
    """What the archive holds at one moment."""

    chains: dict[str, list[bytes]] = field(default_factory=dict)
    """Hashes of the lines of each device, in order."""
    states: dict[bytes, tuple[int, str]] = field(default_factory=dict)
    """State and code of each line in a chain, by hash."""
    forks: dict[bytes, int] = field(default_factory=dict)
    feeds: dict[str, list[tuple[str, bytes]]] = field(default_factory=dict)

    def __contains__(self, line: bytes) -> bool:
        return line in self.states or line in self.forks


class Promises:
    def __init__(self, world: "World") -> None:
        self._world = world
        self._acknowledged: set[bytes] = set()
        """Lines that a laptop was told are stored, since the archive was last set back."""
        self._saved: set[bytes] = set()
        self._feeds: dict[str, list[tuple[str, bytes]]] = {}
        self._before_revocation: dict[str, set[bytes]] = {}
        self._previous: dict[bytes, str] = {}
        self._set_back: set[tuple[str, str]] = set()
        """Parts that had been destroyed on a laptop when the archive was set back to a day before it had them."""
        self.spoiled: set[str] = set()
        """Devices of which a part was spoilt on the disk."""

    def answered(self, request: httpx.Request, status: int) -> None:
        """I8: who is revoked reads nothing."""
        if request.method != "GET" or not request.url.path.endswith(("/feed", "/shared")):
            return
        token = request.headers["authorization"].removeprefix("Bearer ")
        with self._world.server.archive.database.reading() as session:
            row = session.row("SELECT device FROM device WHERE token = ?", (hash_of_token(token),))
        if row is not None and device_text(row[0]) in self._world.revoked:
            assert status == 403, "I8: a revoked device was given a feed"

    def backed_up(self) -> None:
        self._saved = set(self.held().states) | set(self.held().forks)

    def restored(self) -> None:
        self._acknowledged &= self._saved
        self._feeds = {}
        for laptop in self._world.laptops:
            for device, gone in _gone(laptop).items():
                self._set_back |= gone - self._parts_of(device)

    def about_to_revoke(self, device: str) -> None:
        held = self.held()
        readable = {line for line in held.chains.get(device, ()) if held.states[line][0] == 0}
        before = self._before_revocation.get(device)
        self._before_revocation[device] = readable if before is None else before

    def about_to_let_in(self, device: str, line: bytes) -> None:
        """Somebody takes the responsibility for it."""
        if device in self._before_revocation:
            self._before_revocation[device].add(line)

    def exchanged(self, laptop: "Laptop", outcome: Outcome | None) -> None:
        """I3 and I5 of a laptop that has just come to an end of an exchange."""
        held = self.held()
        self._acknowledge(laptop, held)
        if outcome is None:
            return
        assert not outcome.stopped
        if outcome.revoked:
            assert not laptop.read("SELECT 1 FROM entry WHERE own = 0"), "I5: a revoked laptop keeps what it pulled"
            assert laptop.told, "I4: nobody told the worker that the laptop is revoked"
            return
        self._reads_what_it_may(laptop)

    def check(self) -> None:
        """After every step."""
        held = self.held()
        self._chains_are_whole(held)
        self._feeds_only_grow(held)
        self._revoked_stay_out(held)
        for line in self._acknowledged:
            assert line in held, "I3: a line that was acknowledged is gone"
        for laptop in self._world.laptops:
            self._acknowledge(laptop, held)
            self._what_is_gone_is_there(laptop)

    def healed(self) -> None:
        """At the end, when the weather has cleared."""
        self.check()
        held = self.held()
        fault = verify(self._world.server.archive).fault
        assert not fault, f"I7, I12: {fault}"
        for which, laptop in enumerate(self._world.laptops):
            self._all_is_there(which, laptop, held)
            found = verify_log(laptop.log)
            if found.fault is not None:
                assert self.spoiled & set(laptop.unlocked.devices()), f"I7: {found.fault}"

    def held(self) -> Held:
        found = Held()
        with self._world.server.archive.database.reading() as session:
            for device, n, line, hash_, state, code in session.rows(
                "SELECT device, n, line, hash, state, code FROM entry ORDER BY device, n"
            ):
                chain = found.chains.setdefault(device_text(device), [])
                assert hash_ not in found.states, "I1: a line is there twice"
                assert n == len(chain) + 1, "I2: a chain has a gap, or a number twice"
                assert self._prev(line, hash_) == (chain[-1].hex() if chain else "0" * 64), "I2: a chain is broken"
                assert code != "id", "I1: an entry came twice under two numbers"
                chain.append(hash_)
                found.states[hash_] = (state, code or "")
            for hash_, state in session.rows("SELECT hash, state FROM fork"):
                assert hash_ not in found.forks, "I1: a fork is there twice"
                found.forks[hash_] = state
            for device, n, head in session.rows("SELECT device, n, head FROM device"):
                chain = found.chains.get(device_text(device), [])
                assert (n, head) == (len(chain), chain[-1] if chain else bytes(32)), "I2: the head is not the chain's"
            for feed, seq, org, id_ in session.rows("SELECT org, seq, entry_org, id FROM feed_row ORDER BY org, seq"):
                rows = found.feeds.setdefault(feed, [])
                assert seq > (0 if not rows else len(rows)) - 1, "I6: a number twice"
                rows.append((org, id_) if seq == len(rows) + 1 else ("a gap", b""))
        return found

    def _prev(self, line: bytes, hash_: bytes) -> str:
        if hash_ not in self._previous:
            assert hashlib.sha256(line).digest() == hash_, "I2: a line is not what its hash says"
            self._previous[hash_] = json.loads(line)["prev"]
        return self._previous[hash_]

    def _chains_are_whole(self, held: Held) -> None:
        """`held` has looked at them already; here that nothing readable is odd."""
        for rows in held.feeds.values():
            assert ("a gap", b"") not in rows, "I6: a feed has a gap"

    def _feeds_only_grow(self, held: Held) -> None:
        for feed, rows in self._feeds.items():
            assert held.feeds.get(feed, [])[: len(rows)] == rows, "I6: a row came behind one that was seen"
        self._feeds = held.feeds

    def _revoked_stay_out(self, held: Held) -> None:
        for device, before in self._before_revocation.items():
            now = {line for line in held.chains.get(device, ()) if held.states[line][0] == 0}
            assert now <= before, "I8: something of a revoked device entered a feed"

    def _acknowledge(self, laptop: "Laptop", held: Held) -> None:
        """I3: what a laptop believes to be stored in this life of the archive is so, with its parts."""
        epoch = str(self._world.server.archive.epoch)
        with laptop.log.store.read() as connection:
            rows = {device: delivered(connection, device) for device in laptop.unlocked.devices()}
        for device, said in rows.items():
            if not said.n or said.epoch != epoch:
                continue
            own = laptop.read("SELECT n, line FROM entry WHERE device = ? AND own = 1 AND n <= ?", device, said.n)
            for row in own:
                hash_ = hashlib.sha256(row.line).digest()
                assert hash_ in held, f"I3: number {row.n} counts as stored and is not"
                assert said.forked or hash_ in held.states, f"I3: number {row.n} lies only among the forks"
                self._acknowledged.add(hash_)
            if not said.forked and not self.spoiled & {device}:
                self._parts_are_there(laptop, device, said.n)

    def _parts_are_there(self, laptop: "Laptop", device: str, n: int) -> None:
        mine = laptop.read(
            # Of a part that is not as it was signed the server keeps nothing, and the laptop is told.
            "SELECT entry.id, part.name FROM entry JOIN part ON part.entry = entry.seq WHERE device = ? AND own = 1 "
            "AND n <= ? AND NOT EXISTS (SELECT 1 FROM set_aside AS aside WHERE aside.device = entry.device "
            "AND aside.n = entry.n AND aside.code = 'part')", device, n,
        )  # fmt: skip
        missing = {(row.id, row.name) for row in mine} - self._parts_of(device)
        assert not missing, f"I3: parts count as stored and are not: {len(missing)}"

    def _parts_of(self, device: str) -> set[tuple[str, str]]:
        """(entry, part) of everything of the device that the archive has: read, set aside, or of a copy."""
        with self._world.server.archive.database.reading() as session:
            rows = session.rows("SELECT part.id, part.name FROM part JOIN entry ON entry.org = part.org AND "
                                "entry.id = part.id WHERE entry.device = ?", (device_bytes(device),))  # fmt: skip
            rows += session.rows("SELECT part.id, part.name FROM part JOIN fork ON fork.org = part.org AND fork.id = "
                                 "part.id AND state = 0 WHERE device = ?", (device_bytes(device),))  # fmt: skip
            beside = session.rows("SELECT id, parts FROM fork WHERE device = ?", (device_bytes(device),))
        found = {(id_text(id_), name) for id_, name in rows}
        return found | {(id_text(id_), name) for id_, parts in beside for name in read_parts(parts)}

    def _what_is_gone_is_there(self, laptop: "Laptop") -> None:
        """I13: of one's own a laptop destroys only what the archive has; that may be set back later."""
        for device, gone in _gone(laptop).items():
            missing = gone - self._parts_of(device) - self._set_back
            assert not missing, f"I13: destroyed here, and not there: {sorted(missing)[:3]}"

    def _reads_what_it_may(self, laptop: "Laptop") -> None:
        """I5: after an exchange a laptop holds of others exactly what the table gives its worker now."""
        with self._world.server.archive.database.reading() as session:
            given = allowed(session, laptop)
        own, held = set(), dict[str, set[str]]()
        for row in laptop.read("SELECT id, own, name FROM entry LEFT JOIN part ON part.entry = entry.seq"):
            if row.own:
                own.add(row.id)
            else:
                held.setdefault(row.id, set()).update([row.name] if row.name else [])
        mine = {(row.device, row.n) for row in laptop.read("SELECT device, n FROM entry WHERE own = 1")}
        purged = {row.entry for row in laptop.read("SELECT entry FROM gone")}
        for id_, parts in held.items():
            assert id_ in given, f"I5: a laptop holds what it may not: {id_}"
            assert parts <= given[id_].parts, f"I5: a laptop holds parts that it may not: {parts - given[id_].parts}"
        for id_, one in given.items():
            if id_ in own or (one.device, one.n) in mine or one.device == laptop.device:
                continue
            if id_ not in held:  # of a line whose parts have not come to the server a purge has nothing to name
                assert id_ in purged or not one.parts, f"I5: a laptop lacks what it may read: {one}"
            else:
                assert one.parts == held[id_], f"I5: a laptop lacks parts that it may read: {one}"

    def _all_is_there(self, which: int, laptop: "Laptop", held: Held) -> None:
        """I4: everything that is on a laptop is in the archive, aside or among the forks, and its worker knows."""
        aside = {(row.device, row.n) for row in laptop.read("SELECT device, n FROM set_aside")}
        for row in laptop.read("SELECT device, n, line FROM entry WHERE own = 1"):
            hash_ = hashlib.sha256(row.line).digest()
            where = f"number {row.n} of device {laptop.unlocked.devices().index(row.device)} of laptop {which}"
            if hash_ not in held:
                assert laptop.barred or self._may_not_join(laptop, row.device), f"I4: lost: {where}"
                continue
            readable = held.states.get(hash_, (1, ""))[0] == 0 or held.forks.get(hash_) == 0
            assert readable or laptop.barred or (row.device, row.n) in aside, f"I4: set aside and not told: {where}"

    def _may_not_join(self, laptop: "Laptop", device: str) -> bool:
        """A device that the server refuses, since an earlier one of the same laptop is revoked: its worker rings."""
        kept = {row.name: row.value for row in laptop.read("SELECT name, value FROM exchange")}
        devices = laptop.unlocked.devices()
        earlier = set(devices[: devices.index(device)])
        return bool(kept.get("revoked")) and bool(earlier & self._world.revoked)


def _gone(laptop: "Laptop") -> dict[str, set[tuple[str, str]]]:
    """(entry, part) of one's own that was destroyed there and has not come back, by device."""
    found: dict[str, set[tuple[str, str]]] = {}
    for row in laptop.read(
        "SELECT device, id, part FROM gone JOIN entry ON entry.id = gone.entry WHERE own = 1 "
        "AND NOT EXISTS (SELECT 1 FROM part AS held WHERE held.entry = entry.seq AND held.name = gone.part)"
    ):
        found.setdefault(row.device, set()).add((row.id, row.part))
    return found
