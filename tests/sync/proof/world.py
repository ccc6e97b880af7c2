"""A small world: a server, the laptops of three people and copies of them, a clock, and all that can go wrong."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import Any, Final

import pytest

from fieldlog.home import Home
from fieldlog.models.refusal import RuleBroken
from sync.archive import devices, people, quarantine
from sync.archive.aside import quarantine as aside
from sync.client import sending
from sync.client.ready import batch
from sync.server.settings import Limits
from tests.conftest import FRIDAY
from tests.sync.proof.homes import PEOPLE, Template, fast_folder
from tests.sync.proof.laptop import Disk, Laptop, mortal_disks, reread
from tests.sync.proof.promises import Promises
from tests.sync.proof.server import GENEROUS, Server, in_one_thread
from tests.sync.proof.weather import Sent, Wire

OTHER_ROLES: Final = {"ov": ("ov", "ana", "sky"), "gl": ("gl", "ov"), "falt": ("falt", "gl", "par")}
MOST_LAPTOPS: Final = 6
SMALL: Final = Limits(
    entries=5, per_device=GENEROUS.per_device, per_address=GENEROUS.per_address,
    enrolments_per_address=GENEROUS.enrolments_per_address,
)  # fmt: skip
"""A server that takes little at once."""


class World:  # noqa: PLR0904 - everything that can happen
    """Everything is done by its methods, each of which leaves the promises kept or raises."""

    def __init__(self, template: Template, *, limits: Limits = GENEROUS) -> None:
        self.root = fast_folder()
        self.now = FRIDAY
        self.disk = Disk()
        self.late: list[Sent] = []
        self.busy = 1
        """How many times as much is written."""
        self.ops = 0
        self.trace: list[str] = []
        unlocked = template.unlocked
        shutil.copytree(template.root / "server", self.root / "server")
        self.server = Server(self.root / "server", self.clock, limits)
        self.laptops: list[Laptop] = []
        for (_org, worker, _role), made in zip(PEOPLE, unlocked, strict=True):
            home = Home(self.root / f"laptop-{len(self.laptops)}")
            folder = home.folder(worker)
            shutil.copytree(made.folder.path, folder.path)
            self._add(Laptop(home, reread(made, folder), self.clock, self._wire()))
        self.revoked: set[str] = set()
        self.promises = Promises(self)

    def clock(self) -> datetime:
        return self.now

    def _wire(self) -> Wire:
        wire = Wire(self.server, self.late)
        wire.served = lambda request, status: self.promises.answered(request, status)  # noqa: PLW0108 - made later
        return wire

    def _add(self, laptop: Laptop) -> None:
        self.laptops.append(laptop)

    def close(self) -> None:
        for laptop in self.laptops:
            laptop.close()
        self.server.stop()
        shutil.rmtree(self.root, ignore_errors=True)

    def note(self, what: str, ops: int = 1) -> None:
        self.ops += ops
        self.trace.append(what)

    def laptop(self, which: int) -> Laptop:
        return self.laptops[which % len(self.laptops)]

    def observe(self, which: int, count: int, secrecy: str, *, severity: int = 2, free: bool = False) -> None:
        self.now += timedelta(seconds=1)
        count *= self.busy
        self.laptop(which).observe(count, secrecy, severity=severity, free=free)
        self.note(f"{which} writes {count} {secrecy}", count)

    def answer(self, which: int, kind: str, target: int, value: str) -> None:
        """An amendment, a class, a review or a withdrawal: by whoever, of whatever observation is on the laptop."""
        self.now += timedelta(seconds=1)
        laptop = self.laptop(which)
        found = laptop.read("SELECT id, tips FROM observation ORDER BY id")
        if not found:
            return
        row = found[target % len(found)]
        core: dict[str, Any] = {"withdraw": {"reason": "fel plats"}, "classify": {"class": value, "reason": "prövat"},
            "review": {"verdict": {"A": "approve", "B": "return", "C": "comment"}[value], "reason": "se"},
        }.get(kind, {})  # fmt: skip
        if kind == "amend":
            new = laptop.read("SELECT data FROM part JOIN entry ON entry.seq = part.entry WHERE id = ? "
                              "AND name = 'core'", row.id)  # fmt: skip
            if not new:
                return
            from fieldlog.models.strict import decode

            core = decode(new[0].data) | {"severity": "ABC".index(value) + 1}
        laptop.write(kind, core, row.id, tuple(json.loads(row.tips)) if kind in ("amend", "review") else ())
        self.note(f"{which} {kind} {target} {value}")

    def warn(self, which: int) -> None:
        self.now += timedelta(seconds=1)
        laptop = self.laptop(which)
        laptop.write("warning", {"text": "halt i trappan", "at": _written(laptop.now), "place": "PLA",
                                 "until": _written(laptop.now + timedelta(hours=4))})  # fmt: skip
        self.note(f"{which} warns")

    def write_odd(self, which: int, kind: str) -> None:
        """Something newer than this program, or something that the server cannot take as it is."""
        self.now += timedelta(seconds=1)
        if kind == "newer":
            self.laptop(which).write("patrol", {"at": "snart", "with": ["hund"]})
        else:
            self.laptop(which).write("warning", {"text": None, "place": "PLA"})
        self.note(f"{which} writes something {kind}")

    def spoil(self, which: int) -> None:
        if self.laptop(which).spoil_part():
            self.promises.spoiled.add(self.laptop(which).device)
        self.note(f"{which} spoils a part")

    def exchange(self, which: int, faults: tuple[str, ...] = ()) -> None:
        self.now += timedelta(seconds=61)
        laptop = self.laptop(which)
        before = laptop.wire.requests
        outcome = laptop.exchange(faults, self.disk)
        came = "ends" if outcome is None else f"{outcome.sent} {outcome.received} {outcome.unsent} {outcome.revoked}"
        self.note(f"{which} exchanges {faults}: {came} {laptop.turned_away}", laptop.wire.requests - before)
        # Where much is written, looking at all of it each time would take most of the time.
        if laptop.wire.requests % self.busy == 0:
            self.promises.exchanged(laptop, outcome)

    def code(self, which: int) -> None:
        """Somebody gives the worker a new code, and the laptop joins with it."""
        laptop = self.laptop(which)
        people.add_worker(self.server.archive, laptop.log.org, laptop.log.worker, laptop.log.role, self.now)
        code = people.new_code(self.server.archive, laptop.log.org, laptop.log.role, laptop.log.worker, self.now)
        joined = laptop.enrol(code)
        laptop.barred = laptop.turned_away == "revoked"
        self.note(f"{which} joins: {joined}")

    def deliver_late(self, which: int) -> None:
        if self.late:
            self.laptops[0].wire.deliver_late(which)
            self.note(f"late {which}")

    def back_up(self) -> None:
        self.server.back_up()
        self.promises.backed_up()
        self.note("backup")

    def restore(self) -> None:
        if self.server.saved is not None:
            self.server.restore()
            self.promises.restored()
            self.note("restore")

    def copy(self, which: int) -> None:
        """The laptop's folder in another laptop; both go on."""
        if len(self.laptops) < MOST_LAPTOPS:
            home = Home(self.root / f"laptop-{len(self.laptops)}")
            self._add(self.laptop(which).copy_to(home, self._wire()))
            self.note(f"copy of {which}")

    def save(self, which: int) -> None:
        self.laptop(which).save(self.root / f"saved-{which % len(self.laptops)}")
        self.note(f"{which} is saved")

    def put_back(self, which: int, *, knowing: bool) -> None:
        laptop = self.laptop(which)
        if laptop.saved is not None:
            laptop.put_back(knowing=knowing)
            self.note(f"{which} is put back {knowing}")

    def reopen(self, which: int) -> None:
        self.laptop(which).reopen()
        self.note(f"{which} opens again")

    def revoke(self, which: int) -> None:
        device = self.laptop(which).device
        known = {each.device for each in devices.devices(self.server.archive)}
        if device in known:
            self.promises.about_to_revoke(device)
            devices.revoke(self.server.archive, device, self.now)
            self.revoked.add(device)
        self.note(f"{which} is revoked")

    def decide(self, which: int, *, accept: bool) -> None:
        """Somebody looks at one entry in quarantine and lets it in, or turns it away."""
        found = aside(self.server.archive)
        if not found:
            return
        one = found[which % len(found)]
        if accept:
            self.promises.about_to_let_in(one.device, bytes.fromhex(one.hash))
            with suppress(RuleBroken):  # no reader could take it: it stays
                quarantine.accept(self.server.archive, one.hash)
        else:
            quarantine.reject(self.server.archive, one.hash)
        self.note(f"{which} is {'let in' if accept else 'turned away'}")

    def role(self, which: int, choice: int) -> None:
        log = self.laptop(which).log
        roles = OTHER_ROLES[log.role]
        people.add_worker(self.server.archive, log.org, log.worker, roles[choice % len(roles)], self.now)
        self.note(f"{which} becomes {roles[choice % len(roles)]}")

    def speak(self, which: int, version: str) -> None:
        self.laptop(which).wire.speaks = version
        self.note(f"{which} speaks {version}")

    def jump(self, which: int, days: int) -> None:
        """The laptop's own clock; of the server's nobody has said that it goes wrong."""
        self.laptop(which).skew = timedelta(days=days)
        self.note(f"{which} is {days} days off")

    def check(self) -> None:
        self.promises.check()

    def heal(self) -> None:
        """The weather clears, everything late comes, whoever needs a code gets one; then all must be well."""
        while self.late:
            self.deliver_late(0)
        for _round in range(3):
            for which, laptop in enumerate(self.laptops):
                laptop.wire.speaks = ""
                self.exchange(which)
                if laptop.turned_away in {"token", "unknown"}:
                    self.code(which)
                    self.exchange(which)
        self.promises.healed()


def _written(moment: datetime) -> str:
    from fieldlog.models.moment import written

    return written(moment)


def _small_batch(*said: Any, most: int = SMALL.entries + 1, **more: Any) -> Any:
    """A laptop that sends little at once, and first a little more than the server takes."""
    return batch(*said, most=min(most, SMALL.entries + 1), **more)


@contextmanager
def world(template: Template, *, limits: Limits = GENEROUS) -> Iterator[World]:
    """A new world, for as long as the block lasts."""
    clock: list[datetime] = [FRIDAY]
    with in_one_thread(lambda: made.now if clock else FRIDAY):
        made = World(template, limits=limits)
        with mortal_disks(made.disk), pytest.MonkeyPatch.context() as patch:
            if limits.entries < GENEROUS.entries:
                patch.setattr(sending, "batch", _small_batch)
            try:
                yield made
            finally:
                made.close()
