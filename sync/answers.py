"""What a server answers to a push, and what the two say to each other when a laptop is enrolled."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from fieldlog.models.moment import read_written
from fieldlog.models.strict import encode
from sync.protocol import Epoch, Head, ProtocolFault, read_object, text

STORED, HAVE, QUARANTINED = "stored", "have", "quarantined"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of the lines from number `first` to `last`; `code` is one of CONTENT_FAULTS where set aside."""

    first: int
    last: int
    what: str
    code: str = ""


def verdicts(each: Iterable[tuple[int, str, str]]) -> tuple[Verdict, ...]:
    """(number, what, code) of each line in turn, as runs."""
    runs: list[Verdict] = []
    for n, what, code in each:
        if runs and (runs[-1].what, runs[-1].code, runs[-1].last) == (what, code, n - 1):
            runs[-1] = Verdict(runs[-1].first, n, what, code)
        else:
            runs.append(Verdict(n, n, what, code))
    return tuple(runs)


@dataclass(frozen=True, slots=True)
class HeadAnswer:
    """What the server holds of a chain."""

    epoch: Epoch
    head: Head

    def data(self) -> bytes:
        return encode({"epoch": str(self.epoch), "head": str(self.head)})

    @classmethod
    def read(cls, data: bytes) -> "HeadAnswer":
        said = read_object(data)
        return cls(Epoch.read(text(said, "epoch")), Head.read(text(said, "head")))


@dataclass(frozen=True, slots=True)
class PushAnswer:
    """What became of a push, line by line, and the receipt: what the server signed of it."""

    epoch: Epoch
    head: Head
    verdicts: tuple[Verdict, ...]
    receipt: str = ""
    """Strict JSON in which the server says: device, head, epoch, at."""
    sig: str = ""
    """Its Ed25519 signature over `fieldlog receipt\\0` and the receipt, base64url."""

    def data(self) -> bytes:
        return encode({
            "epoch": str(self.epoch),
            "head": str(self.head),
            "verdicts": [[run.first, run.last, run.what, *([run.code] if run.code else [])] for run in self.verdicts],
            "receipt": self.receipt,
            "sig": self.sig,
        })

    @classmethod
    def read(cls, data: bytes) -> "PushAnswer":
        said = read_object(data)
        runs = said.get("verdicts")
        if not isinstance(runs, list):
            raise ProtocolFault("verdicts")
        return cls(
            Epoch.read(text(said, "epoch")),
            Head.read(text(said, "head")),
            tuple(_verdict(run) for run in runs),
            text(said, "receipt"),
            text(said, "sig"),
        )


def _verdict(run: Any) -> Verdict:
    if (
        not isinstance(run, list)
        or len(run) not in (3, 4)
        or not all(type(number) is int for number in run[:2])
        or run[2] not in (STORED, HAVE, QUARANTINED)
        or not all(isinstance(code, str) for code in run[3:])
    ):
        raise ProtocolFault("verdict")
    return Verdict(*run)


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What a laptop asks with: the code, and the device that `init` made.

    `proof` is the device's signature over `fieldlog enrol\\0`, the code and a line feed and the device, base64url: that
    the key is there. For a device that follows another (restored, copied, damaged) `code` is empty, the request bears
    the token of the one before, and `previous` names it.
    """

    code: str
    device: str
    org: str
    worker: str
    role: str
    program: str
    proof: str
    previous: str = ""

    FIELDS = ("code", "device", "org", "worker", "role", "program", "proof", "previous")

    def data(self) -> bytes:
        return encode({name: getattr(self, name) for name in self.FIELDS})

    @classmethod
    def read(cls, data: bytes) -> "Enrolment":
        said = read_object(data)
        return cls(*(text(said, name) for name in cls.FIELDS))


def proof_bytes(code: str, device: str) -> bytes:
    """What the device signs to enrol."""
    return b"fieldlog enrol\0" + code.encode() + b"\n" + device.encode()


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What the laptop needs from then on: its token, whose server it is, and whom to ring."""

    token: str = field(repr=False)
    server: str
    """The Ed25519 public key of the server's own chain, base64url."""
    box: str
    """The X25519 public key that bundles are sealed to, base64url."""
    org: str
    org_name: str
    worker: str
    role: str
    contact: str
    epoch: str

    FIELDS = ("token", "server", "box", "org", "org_name", "worker", "role", "contact", "epoch")

    def data(self) -> bytes:
        return encode({name: getattr(self, name) for name in self.FIELDS})

    @classmethod
    def read(cls, data: bytes) -> "Enrolled":
        said = read_object(data)
        return cls(*(text(said, name) for name in cls.FIELDS))


def read_recalls(data: bytes) -> dict[str, list[tuple[str, int, int]]]:
    """Id -> organisation, how many of its devices had the entry, how many of them have it no longer."""
    said: Any = read_object(data).get("recalls")
    try:
        return {str(one["id"]): [(str(org), int(had), int(taken)) for org, had, taken in one["orgs"]] for one in said}
    except (TypeError, KeyError, ValueError):
        raise ProtocolFault("recalls") from None


LONGEST = 64
"""Signs of what stands in an answer about readers."""


@dataclass(frozen=True, slots=True)
class ReadersAnswer:
    """Who has read what the worker wrote: rows of (id, organisation, by, at, how), and from where to go on."""

    epoch: str
    readers: tuple[tuple[str, str, str, str, str], ...]
    after: int
    more: bool

    @classmethod
    def read(cls, data: bytes) -> "ReadersAnswer":
        said: dict[str, Any] = read_object(data)
        rows, after = said.get("readers"), said.get("after")
        if not isinstance(rows, list) or type(after) is not int:
            raise ProtocolFault("readers")
        return cls(text(said, "epoch"), tuple(map(_reader, rows)), after, said.get("more") is True)


def _reader(said: Any) -> tuple[str, str, str, str, str]:
    if not isinstance(said, dict):
        raise ProtocolFault("readers")
    id_, org, by, at, how = (text(said, name) for name in ("id", "org", "by", "at", "how"))
    if max(map(len, (id_, org, by, at, how))) > LONGEST:
        raise ProtocolFault("readers")
    try:
        read_written(at)
    except ValueError:
        raise ProtocolFault("readers") from None
    return id_, org, by, at, how
