"""One immutable, signed fact of the log: a line and its parts. `docs/entry.md` fixes every byte of it."""

import hashlib
import os
import re
import time
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache
from threading import Lock
from typing import Any, NamedTuple

from fieldlog.language import _
from fieldlog.models.moment import read_written
from fieldlog.models.strict import NotStrict, decode, encode
from fieldlog.models.usual import USUAL, ids_in, seals_in

VERSION = 1
NO_HEAD = "0" * 64
"""What the first line of a chain holds as the hash of the one before."""

SALT = 16
"""Bytes of a part's salt, no more and no less."""

LINE_LIMIT = 4 * 1024
PART_LIMIT = 64 * 1024
PHOTO_LIMIT = 512 * 1024
LONGEST_ORG = 40

KINDS = frozenset(
    "device shift end observation amend withdraw classify review comment task answer acknowledge warning read "
    "disclosure erase purge tally hold policy vocabulary report meeting care".split()
)
"""Kinds this program knows. Others are kept and passed on verbatim."""

_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
# The last sign holds four bits of the key and two that must be 0: else one key would go by four names.
_DEVICE = re.compile(r"[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]")
_HASH = re.compile(r"[0-9a-f]{64}")
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")
SIGNED = b"fieldlog line\0"
"""What stands before the line when it is signed."""


class EntryFault(ValueError):
    """What is wrong with an entry, as a sentence without its full stop: no content of the entry is in it."""


def seal(name: str, salt: bytes, data: bytes) -> str:
    """The hash by which a line names a part."""
    return hashlib.sha256(_before(name) + salt + data).hexdigest()


@lru_cache(maxsize=64)
def _before(name: str) -> bytes:
    return b"fieldlog part\0" + name.encode() + b"\0"


@dataclass(frozen=True, slots=True)
class Part:
    """Bytes that the line holds only by their salted hash, so that they can be destroyed or held back."""

    salt: bytes
    data: bytes

    def seal(self, name: str) -> str:
        return seal(name, self.salt, self.data)

    @classmethod
    def of(cls, value: object) -> "Part":
        return cls(os.urandom(SALT), encode(value))


class Line(NamedTuple):
    """What the signed bytes say: who (by device), in which order, what kind, about what; never what was seen."""

    v: int
    id: str
    device: str
    n: int
    prev: str
    kind: str
    org: str
    at: str
    target: str | None
    base: tuple[str, ...]
    parts: Mapping[str, str]


@dataclass(frozen=True)
class Entry:
    """The line as bytes, its signature, and those of its parts that are at hand."""

    line: bytes
    sig: bytes
    parts: Mapping[str, Part] = field(default_factory=dict)
    sealed: tuple[str, ...] = field(default=(), compare=False, repr=False)
    """Names of parts by whose seals the line was put together: they need not be reckoned again."""

    @classmethod
    def known(
        cls, line: bytes, sig: bytes, parts: Mapping[str, Part], sealed: tuple[str, ...], hash_: str, fields: Line
    ) -> "Entry":
        """One whose line was put together out of these fields: it need not be read."""
        entry = cls.__new__(cls)
        entry.__dict__.update(line=line, sig=sig, parts=parts, sealed=sealed, hash=hash_, fields=fields)
        return entry

    @cached_property
    def fields(self) -> Line:
        return read_line_bytes(self.line)

    @cached_property
    def hash(self) -> str:
        return hashlib.sha256(self.line).hexdigest()

    def content(self, name: str) -> Any:
        """The value of a part, or None where the part was destroyed or held back. NotStrict if it is not JSON."""
        part = self.parts.get(name)
        return None if part is None else decode(part.data)

    def facts(self, name: str) -> dict[str, Any]:
        """The part as an object; empty where it is not at hand or is something else, as a newer program may write."""
        content = self.content(name)
        return content if isinstance(content, dict) else {}

    @property
    def signed_bytes(self) -> bytes:
        return SIGNED + self.line


def read_line_bytes(data: bytes, limit: int = LINE_LIMIT) -> Line:
    """The line in the bytes; unknown fields may be there. EntryFault if too long, not strict JSON or misshapen.

    Only an archive reads longer ones: it must go on with the chain, and sets the entry aside.
    """
    if len(data) > limit:
        raise EntryFault(_("raden är längre än 4 KiB"))
    return _read_usual(data) or _read_any(data)


def _read_usual(data: bytes) -> Line | None:
    """The line if it is spelt as fieldlog spells it and nothing is wrong with it; else the long way decides."""
    found = USUAL.fullmatch(data)
    if found is None:
        return None
    v, id_, device, n, prev, kind, org, at, target, base, parts = found.groups()
    try:
        spelled = org.decode()
    except UnicodeDecodeError:
        return None
    about = target.decode() if target else None
    return usual_line(
        v, id_.decode(), device.decode(), n, prev.decode(), kind.decode(), spelled, at.decode(), about,
        ids_in(base), seals_in(parts),
    )  # fmt: skip


def usual_line(
    v: str | bytes, id_: str, device: str, n: str | bytes, prev: str, kind: str, org: str, at: str, target: str | None,
    base: Sequence[str], seals: Sequence[tuple[str, str]],
) -> Line | None:  # fmt: skip
    """The line with these texts in it, each of the form that `USUAL` asks for; None if something is wrong with one."""
    named = dict(seals)
    try:
        datetime.fromisoformat(at)
    except ValueError:
        return None
    if len(named) != len(seals) or not 1 <= len(org) <= LONGEST_ORG:
        return None
    if not org.isascii() and not unicodedata.is_normalized("NFC", org):
        return None
    return Line(int(v), id_, device, int(n), prev, kind, org, at, target, tuple(base), named)


def _read_any(data: bytes) -> Line:
    try:
        raw = decode(data)
    except NotStrict as fault:
        raise EntryFault(_("raden är inte strikt JSON: {fault}").format(fault=fault)) from None
    if not isinstance(raw, dict):
        raise EntryFault(_("raden är inget objekt"))
    if b"\n" in data or b"\r" in data:
        raise EntryFault(_("raden är mer än en rad"))
    missing = [name for name in Line._fields if name not in raw]
    if missing:
        raise EntryFault(_("raden saknar {name}").format(name=missing[0]))
    line = Line(
        raw["v"],
        raw["id"],
        raw["device"],
        raw["n"],
        raw["prev"],
        raw["kind"],
        raw["org"],
        raw["at"],
        raw["target"],
        tuple(raw["base"]) if isinstance(raw["base"], list) else (0,),  # type: ignore[arg-type]  # refused just below
        raw["parts"],
    )
    _refuse_misshapen(line)
    return line


def _refuse_misshapen(line: Line) -> None:
    checks = (
        (type(line.v) is int and line.v >= 1, "v"),
        (_matches(_ID, line.id), "id"),
        (_matches(_DEVICE, line.device), "device"),
        (type(line.n) is int and line.n >= 1, "n"),
        (_matches(_HASH, line.prev), "prev"),
        (_matches(_NAME, line.kind), "kind"),
        (isinstance(line.org, str) and 1 <= len(line.org) <= LONGEST_ORG, "org"),
        (isinstance(line.at, str) and _is_moment(line.at), "at"),
        (line.target is None or _matches(_ID, line.target), "target"),
        (all(_matches(_ID, version) for version in line.base), "base"),
        (isinstance(line.parts, dict) and all(map(_is_seal, line.parts.items())), "parts"),
    )
    for holds, name in checks:
        if not holds:
            raise EntryFault(_("radens {name} har fel form").format(name=name))


def _matches(pattern: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _is_seal(item: tuple[str, object]) -> bool:
    return _matches(_NAME, item[0]) and _matches(_HASH, item[1])


def _is_moment(text: str) -> bool:
    try:
        read_written(text)
    except ValueError:
        return False
    return True


def part_limit(name: str) -> int:
    return PHOTO_LIMIT if name == "photo" else PART_LIMIT


def check_parts(entry: Entry) -> None:
    """That each part at hand is the one that was signed. EntryFault names the first that is not."""
    for name, part in entry.parts.items():
        if len(part.data) > part_limit(name):
            raise EntryFault(_("delen {name} är för stor").format(name=name))
        # Salt and data are hashed as one: with a salt of any length a byte could change sides unnoticed.
        if len(part.salt) != SALT or entry.fields.parts.get(name) != part.seal(name):
            raise EntryFault(_("delen {name} är inte den som signerades").format(name=name))
        try:
            decode(part.data)
        except NotStrict as fault:
            raise EntryFault(_("delen {name} är inte strikt JSON: {fault}").format(name=name, fault=fault)) from None


class _Counter:
    """Keeps ids of one process in the order they were made, also within a millisecond or when the clock goes back."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._last = 0
        self._random = b""
        self._process = 0

    def next(self, milliseconds: int) -> tuple[int, bytes]:
        """Milliseconds and counter as 60 bits; and 8 random bytes."""
        with self._lock:
            self._last = max(self._last + 1, milliseconds << 12)
            if not self._random or self._process != os.getpid():  # a forked process must not give out the same
                self._random, self._process = os.urandom(512), os.getpid()
            some, self._random = self._random[:8], self._random[8:]
            return self._last, some


_counter = _Counter()


def new_id() -> str:
    """A UUIDv7 (RFC 9562): milliseconds, then a counter, then 62 random bits."""
    stamp, some = _counter.next(time.time_ns() // 1_000_000)
    clock, end = f"{stamp:015x}", f"{int.from_bytes(some, 'big') >> 2 | 2 << 62:016x}"
    return f"{clock[:8]}-{clock[8:12]}-7{clock[12:]}-{end[:4]}-{end[4:]}"
