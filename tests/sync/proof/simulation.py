"""Worlds by number: everything that happens in one follows from its seed, down to the last byte of every key.

An operation is an entry written by somebody, a request that left a laptop (whatever became of it), or an event: a
clock, a role, a crash, a copy, a backup. What a request carries is not counted.
"""

import hashlib
import os
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, Final

import nacl.public
import nacl.signing
import pytest

from fieldlog.models import entry
from tests.sync.proof.homes import Template
from tests.sync.proof.server import GENEROUS
from tests.sync.proof.weather import DISK, FAULTS, FINE
from tests.sync.proof.world import SMALL, World, world

CHECK_EVERY: Final = 12
"""Steps. Looking at everything takes longer than a step; it is done at the end of each exchange too."""


@contextmanager
def seeded(seed: int, clock: Callable[[], int] = lambda: 1_800_000_000_000_000_000) -> Iterator[None]:
    """Let chance come from the seed, for keys, salts, tokens and ids alike."""
    chance = random.Random(f"fieldlog {seed}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "urandom", chance.randbytes)
        patch.setattr(random, "_urandom", chance.randbytes)  # what `secrets` draws from
        patch.setattr(nacl.signing, "random", chance.randbytes)
        patch.setattr(nacl.public, "random", chance.randbytes)
        patch.setattr(entry, "_counter", type(entry._counter)())
        patch.setattr(entry, "time", SimpleNamespace(time_ns=clock))
        yield


def template() -> Template:
    """The same homes in every process."""
    made = Template()
    with seeded(0):
        made.unlocked  # noqa: B018 - made now, by this chance
    return made


@dataclass
class Ran:
    """What came of a world."""

    seed: int
    ops: int
    steps: int
    entries: int
    requests: int
    faults: dict[str, int]
    digest: str
    """Of everything that happened and of every byte that is left."""


@dataclass
class Failed(Exception):
    """Which seed breaks a promise, at which step, and what happened until then."""

    seed: int
    step: int
    broken: BaseException
    trace: list[str] = field(repr=False)

    def __str__(self) -> str:
        last = "\n  ".join(self.trace[-25:])
        return f"seed {self.seed}, step {self.step}: {self.broken!r}\nThe last of what happened:\n  {last}"


def weather(chance: random.Random) -> tuple[str, ...]:
    """What the requests of one exchange meet: mostly nothing."""
    if chance.random() < 0.4:
        return ()
    ahead = [
        chance.choice((*FAULTS, "late", "late")) if chance.random() < 0.35 else FINE
        for _request in range(chance.randint(1, 7))
    ]
    return (*ahead, f"{DISK} {chance.randint(1, 9)}") if chance.random() < 0.15 else tuple(ahead)


STEPS: Final[dict[str, tuple[int, Callable[[World, random.Random], None]]]] = {
    "observe": (30, lambda w, c: w.observe(
        c.randrange(6), c.choice((1, 2, 3, 8, 25)), c.choice("ABC"), severity=c.randrange(5), free=c.random() < 0.3)),
    "answer": (12, lambda w, c: w.answer(
        c.randrange(6), c.choice(("amend", "classify", "review", "review", "withdraw")), c.randrange(50),
        c.choice("AABC"))),
    "warn": (3, lambda w, c: w.warn(c.randrange(6))),
    "odd": (4, lambda w, c: w.write_odd(c.randrange(6), c.choice(("newer", "bad")))),
    "spoil": (1, lambda w, c: w.spoil(c.randrange(6))),
    "exchange": (60, lambda w, c: w.exchange(c.randrange(6), weather(c))),
    "late": (10, lambda w, c: w.deliver_late(c.randrange(20))),
    "backup": (3, lambda w, _c: w.back_up()),
    "restore": (2, lambda w, _c: w.restore()),
    "copy": (2, lambda w, c: w.copy(c.randrange(6))),
    "save": (2, lambda w, c: w.save(c.randrange(6))),
    "put back": (3, lambda w, c: w.put_back(c.randrange(6), knowing=c.random() < 0.4)),
    "reopen": (4, lambda w, c: w.reopen(c.randrange(6))),
    "revoke": (1, lambda w, c: w.revoke(c.randrange(6))),
    "decide": (3, lambda w, c: w.decide(c.randrange(50), accept=c.random() < 0.7)),
    "role": (3, lambda w, c: w.role(c.randrange(6), c.randrange(3))),
    "speak": (3, lambda w, c: w.speak(c.randrange(6), c.choice(("", "", "2-3")))),
    "jump": (3, lambda w, c: w.jump(c.randrange(6), c.choice((0, 0, 0, 1, -1, 12, -400, 3000)))),
    "code": (3, lambda w, c: w.code(c.randrange(6))),
}  # fmt: skip
NAMES: Final = list(STEPS)
WEIGHTS: Final = [weight for weight, _do in STEPS.values()]


def run(homes: Template, seed: int, steps: int, *, busy: int = 1) -> Ran:
    """One world. Failed if a promise is broken. `busy`: so many times as much is written."""
    chance = random.Random(seed)
    limits = SMALL if seed % 4 == 3 else GENEROUS
    with seeded(seed + 1), world(homes, limits=limits) as here:
        here.busy = busy if limits is GENEROUS else 1
        patched: Any = SimpleNamespace(time_ns=lambda: int(here.now.timestamp() * 1_000_000_000))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(entry, "time", patched)
            step = 0
            try:
                for step in range(1, steps + 1):
                    [name] = chance.choices(NAMES, WEIGHTS)
                    STEPS[name][1](here, chance)
                    if step % (CHECK_EVERY * busy) == 0:
                        here.check()
                here.heal()
            except Exception as broken:
                raise Failed(seed, step, broken, here.trace) from broken
            return _ran(here, seed, steps)


def _ran(here: World, seed: int, steps: int) -> Ran:
    digest = hashlib.sha256("\n".join(here.trace).encode())
    entries = 0
    with here.server.archive.database.reading() as session:
        for table in ("entry", "part", "fork", "feed_row", "matter", "device"):
            rows = sorted(repr(row) for row in session.rows(f"SELECT * FROM {table}"))  # noqa: S608 - our own names
            digest.update("\n".join(rows).encode())
            entries += len(rows) if table in {"entry", "fork"} else 0
    faults: dict[str, int] = {}
    for laptop in here.laptops:
        for row in laptop.read("SELECT line, sig FROM entry ORDER BY device, n"):
            digest.update(row.line + row.sig)
        for fault, count in laptop.wire.met.items():
            faults[fault] = faults.get(fault, 0) + count
    return Ran(seed, here.ops, steps, entries, sum(each.wire.requests for each in here.laptops), faults,
               digest.hexdigest())  # fmt: skip


def main(first: int, operations: int, steps: int = 60, busy: int = 1) -> str:
    """Run worlds from a seed on until so many operations are done; how it went, as a sentence."""
    homes, begun = template(), time.perf_counter()
    done = worlds = requests = entries = faulty = 0
    while done < operations:
        ran = run(homes, first + worlds, steps, busy=busy)
        done, worlds = done + ran.ops, worlds + 1
        requests, entries = requests + ran.requests, entries + ran.entries
        faulty += sum(count for fault, count in ran.faults.items() if fault != FINE)
    seconds = time.perf_counter() - begun
    homes.remove()
    return (f"seeds {first}-{first + worlds - 1}: {done} operations in {seconds:.0f} s, {done / seconds:.0f}/s; "
          f"{requests} requests, {faulty} of them with a fault; {entries} entries in the archives")  # fmt: skip


if __name__ == "__main__":
    import sys

    print(main(*(int(each) for each in sys.argv[1:])))
