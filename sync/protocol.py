"""What a laptop and a server say to each other, apart from the entries themselves: `docs/protocol.md` is its page.

Everything here is data. An answer that is not as said here is a `ProtocolFault`: from a captive portal, say.
"""

import base64
import re
from dataclasses import dataclass, field
from typing import Any, Final

from fieldlog.models.entry import NO_HEAD
from fieldlog.models.strict import NotStrict, decode, encode

VERSION: Final = 1
OLDEST: Final = 1
"""The newest and the oldest version of the protocol that this program speaks."""

VERSION_HEADER: Final = "Fieldlog-Protocol"
HEAD_HEADER: Final = "If-Head"
UNSENT_HEADER: Final = "Fieldlog-Unsent"
CLOCK_HEADER: Final = "Fieldlog-Clock"
"""The laptop's own time, as an entry's `at`: the server reckons the skew from it and uses it for nothing else."""

BATCH: Final = "application/vnd.fieldlog.batch"
MOST_ENTRIES: Final = 1_000
MOST_BYTES: Final = 1 << 20
"""Of one push, the bytes as they are before compression."""

MOST_FORK_BYTES: Final = 4 << 20
PAGE: Final = 1_000
"""Rows of a feed in one answer, at most."""

# Why a push was stopped (the laptop takes the fork's way) and why one line was set aside (the chain goes on).
FRAME_FAULTS: Final = frozenset(("signature", "device", "number", "prev", "line"))
CONTENT_FAULTS: Final = frozenset((
    "schema", "part", "strict", "org", "worker", "first", "large", "id", "revoked", "rejected",
))  # fmt: skip
TURNED_AWAY: Final = "rejected"
"""The one among them that somebody has decided: the entry is kept, and never read."""

STATUS: Final = {
    "malformed": 400,  # not a request of this protocol
    "token": 401,  # nobody's token
    "code": 403,  # a code of enrolment that does not hold
    "revoked": 403,  # this device may no longer read; `contact` says whom to ring
    "unknown": 404,  # not there, or not yours: both answer alike
    "method": 405,
    "slow": 408,  # the request did not come whole in time
    "gap": 409,  # entries before these are missing here; `head` says from where
    "fork": 409,  # another entry has the number; `head` says what is here
    "frame": 409,  # a line that its device cannot have written like this; `at` is its number, `fault` what is wrong
    "large": 413,  # too many bytes or entries; `limit` says how many there may be
    "encoding": 415,  # a compression or media type that is not spoken here
    "fields": 422,  # a field of a request is not as it should be; `field` names it
    "version": 426,  # `oldest` and `newest` say what is spoken here
    "rate": 429,  # `limit` says how much there may be, Retry-After when to come back
    "fault": 500,  # the server's own fault; nothing that was answered before is lost by it
    "busy": 503,  # later
    "restored": 503,  # a restored archive that nobody has accepted yet
}
"""Each error of the protocol, and the status it is answered with."""


class ProtocolFault(ValueError):
    """Something else than this protocol was said. The argument is for a developer, and holds no content."""


@dataclass(frozen=True, slots=True)
class Head:
    """Where a chain stands: how many entries, and the hash of the last line."""

    n: int = 0
    hash: str = NO_HEAD

    def __str__(self) -> str:
        return f"{self.n}:{self.hash}"

    @classmethod
    def read(cls, text: str) -> "Head":
        found = re.fullmatch(r"(0|[1-9]\d{0,14}):([0-9a-f]{64})", text)
        if found is None or (found[1] == "0") != (found[2] == NO_HEAD):
            raise ProtocolFault("head")
        return cls(int(found[1]), found[2])


@dataclass(frozen=True, slots=True, order=True)
class Epoch:
    """One life of the archive. A restored one is given a higher number; the mark tells two of the same number apart."""

    number: int
    mark: str

    def __str__(self) -> str:
        return f"{self.number}-{self.mark}"

    @classmethod
    def read(cls, text: str) -> "Epoch":
        found = re.fullmatch(r"(0|[1-9]\d{0,9})-([0-9a-f]{32})", text)
        if found is None:
            raise ProtocolFault("epoch")
        return cls(int(found[1]), found[2])


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a reader has come in one feed. Another epoch or scope means: from the start."""

    epoch: Epoch
    scope: str
    seq: int

    def __str__(self) -> str:
        return base64.urlsafe_b64encode(f"{self.epoch}/{self.scope}/{self.seq}".encode()).decode().rstrip("=")

    @classmethod
    def read(cls, text: str) -> "Cursor":
        try:
            plain = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True).decode("ascii")
        except ValueError:
            raise ProtocolFault("cursor") from None
        found = re.fullmatch(r"([^/]+)/([0-9a-f]{16})/(0|[1-9]\d{0,14})", plain)
        if found is None:
            raise ProtocolFault("cursor")
        return cls(Epoch.read(found[1]), found[2], int(found[3]))


@dataclass(frozen=True, slots=True)
class Problem:
    """A refusal: its code, and what there is to know (a limit, a head, whom to ring)."""

    code: str
    facts: dict[str, str | int] = field(default_factory=dict)

    def data(self) -> bytes:
        return encode({"error": self.code, **self.facts})

    @classmethod
    def read(cls, data: bytes) -> "Problem":
        said = read_object(data)
        code = said.pop("error", None)
        if code not in STATUS:
            raise ProtocolFault("error")
        return cls(code, {name: value for name, value in said.items() if type(value) in (str, int)})


SPOKEN: Final = f"{OLDEST}-{VERSION}"
"""What a program says of itself in VERSION_HEADER: the oldest and the newest version that it speaks."""


def common_version(said: str) -> int:
    """The newest version that both speak. Refused if there is none, or if nothing of the kind was said."""
    found = re.fullmatch(r"([1-9]\d{0,3})(?:-([1-9]\d{0,3}))?", said)
    if found is None:
        raise Refused("malformed", field=VERSION_HEADER)
    oldest, newest = int(found[1]), int(found[2] or found[1])
    version = min(newest, VERSION)
    if version < max(oldest, OLDEST):
        raise Refused("version", oldest=OLDEST, newest=VERSION)
    return version


class Refused(Exception):
    """A request that is answered with a problem instead."""

    def __init__(self, code: str, **facts: str | int) -> None:
        super().__init__(code)
        self.problem = Problem(code, facts)

    @property
    def status(self) -> int:
        return STATUS[self.problem.code]


def read_object(data: bytes) -> dict[str, Any]:
    """The JSON object in the bytes. ProtocolFault for anything else, a web page among them."""
    try:
        said = decode(data)
    except NotStrict:
        raise ProtocolFault("not JSON") from None
    if not isinstance(said, dict):
        raise ProtocolFault("not an object")
    return said


def text(said: dict[str, Any], name: str) -> str:
    value = said.get(name)
    if not isinstance(value, str):
        raise ProtocolFault(name)
    return value
