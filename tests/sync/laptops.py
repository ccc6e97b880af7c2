"""A laptop as a server sees it: a key, a chain, and the entries it writes; without a store of its own."""

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from nacl.signing import SigningKey

from fieldlog.models.chain import Chain
from fieldlog.models.entry import Entry, Part
from fieldlog.models.moment import written
from sync.answers import Enrolment, proof_bytes
from sync.protocol import Head
from tests.conftest import FRIDAY

PROGRAM = "fieldlog 0.1.0"


@dataclass
class Laptop:
    """Whose it is, what it has written, and the token once it is enrolled."""

    org: str
    worker: str
    role: str
    key: SigningKey = field(default_factory=SigningKey.generate)
    now: datetime = FRIDAY
    token: str = ""
    entries: list[Entry] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.device = base64.urlsafe_b64encode(bytes(self.key.verify_key)).decode().rstrip("=")
        self.chain = Chain(self.device, self.org)

    def sign(self, data: bytes) -> bytes:
        return self.key.sign(data).signature

    def begin(self, previous: str | None = None, previous_head: str | None = None) -> Entry:
        """The first entry of the chain."""
        core = {"worker": self.worker, "role": self.role, "program": PROGRAM}
        return self.write("device", core | {"previous": previous, "previous_head": previous_head})

    def write(
        self,
        kind: str,
        core: Mapping[str, Any],
        words: Mapping[str, str] | None = None,
        *,
        target: str | None = None,
        base: Iterable[str] = (),
    ) -> Entry:
        """The next entry of the chain, a second after the one before."""
        self.now += timedelta(seconds=1)
        parts = {"core": Part.of(core)} | ({"words": Part.of(words)} if words else {})
        entry = self.chain.add(kind, parts, at=written(self.now), sign=self.sign, target=target, base=base)
        self.entries.append(entry)
        return entry

    def observe(self, note: str = "", secrecy: str = "B", **more: Any) -> Entry:
        """An observation at Sergels torg, begun by `begin` if nothing is written yet."""
        if not self.entries:
            self.begin()
        core = {
            "shift": None, "at": written(self.now), "place": "PLA", "spot": None, "category": "NH", "severity": 2,
            "class": secrecy, "persons": None, "ages": [], "fields": {}, "actions": [], "event": None,
            "seen_by": [self.worker], "protected": False, "words_may_leave": False, "incomplete": False,
            "source": None, "vocabulary": 1, "extra": {}, **more,
        }  # fmt: skip
        return self.write("observation", core, {"note": note} if note else None)

    @property
    def head(self) -> Head:
        return Head(self.chain.n, self.chain.head)

    def head_at(self, n: int) -> Head:
        return Head(n, self.entries[n - 1].hash) if n else Head()

    def enrolment(self, code: str, *, previous: str = "", **wrong: str) -> Enrolment:
        """What this laptop asks with; `wrong` says otherwise than it is."""
        said = {
            "code": code, "device": self.device, "org": self.org, "worker": self.worker, "role": self.role,
            "program": PROGRAM, "proof": "", "previous": previous, **wrong,
        }  # fmt: skip
        if not said["proof"]:
            proof = self.sign(proof_bytes(said["code"], said["device"]))
            said["proof"] = base64.urlsafe_b64encode(proof).decode().rstrip("=")
        return Enrolment(**said)
