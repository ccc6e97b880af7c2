"""What an archive asks of each line that a device sends: its frame, which must hold, and its content, which should.

A frame that does not hold stops the push: the device cannot have written it like this. Content that does not hold sets
one entry aside. Nothing that a device can send raises anything else.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from fieldlog.models.chain import FIRST
from fieldlog.models.entry import (
    LINE_LIMIT,
    SALT,
    SIGNED,
    Entry,
    EntryFault,
    Line,
    Part,
    part_limit,
    read_line_bytes,
)
from fieldlog.models.strict import NotStrict, decode
from sync.archive.cores import core_holds, line_holds, words_hold
from sync.archive.signatures import first_false
from sync.archive.spelling import unspelled
from sync.protocol import MOST_FORK_BYTES, Head

NOT_KEPT: Final = "part"
"""Said of a part that is not the one that was signed: it is kept nowhere."""

LONGEST_LINE: Final = MOST_FORK_BYTES
"""A line over 4 KiB is still read, so that its chain goes on; more than a whole push no line can be."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose device it is, as the server knows: never as an entry says."""

    org: str
    device: str
    worker: str
    role: str


@dataclass(slots=True)
class Framed:
    """A line that its device can have written where it stands."""

    entry: Entry
    line: Line
    hash: str
    key: bytes
    """The id, as the archive has it in its columns."""
    core: dict[str, Any] = field(default_factory=dict)
    """What its core says, once the content was looked at; empty where it is not at hand."""


@dataclass(frozen=True, slots=True)
class Fault:
    """The line that stops a push, by its number, and one of FRAME_FAULTS."""

    at: int
    code: str


def framed(device: str, head: Head, entries: Sequence[Entry]) -> tuple[list[Framed], Fault | None]:
    """The lines that follow on the head one by one, up to the first that does not. Signatures are not looked at."""
    found: list[Framed] = []
    n, before = head.n, head.hash
    for entry in entries:
        n += 1
        try:
            line = entry.fields if len(entry.line) <= LINE_LIMIT else read_line_bytes(entry.line, LONGEST_LINE)
        except EntryFault:
            return found, Fault(n, "line")
        code = _misplaced(line, device, n, before)
        if code:
            return found, Fault(n, code)
        before = entry.hash
        found.append(Framed(entry, line, before, key_of(line.id)))
    return found, None


def key_of(id_: str) -> bytes:
    """16 bytes, of an id whose form was looked at."""
    return bytes.fromhex(id_.replace("-", ""))


def _misplaced(line: Line, device: str, n: int, before: str) -> str:
    if line.device != device:
        return "device"
    if line.n != n:
        return "number"
    return "prev" if line.prev != before else ""


def signed(device: str, lines: Sequence[Framed]) -> int:
    """How many of the lines, from the first on, bear the device's signature."""
    false = first_false(unspelled(device), [(item.entry.sig, SIGNED + item.entry.line) for item in lines])
    return len(lines) if false is None else false


def content_fault(item: Framed, owner: Owner) -> str:
    """One of CONTENT_FAULTS, or nothing. Whether its id is free and its device revoked is asked elsewhere.

    NOT_KEPT goes before all others: its laptop must know that it holds the only copy of a part.
    """
    code = _fault(item, owner)
    return NOT_KEPT if code and not all(held(item, *part) for part in item.entry.parts.items()) else code


def _fault(item: Framed, owner: Owner) -> str:
    line = item.line
    if len(item.entry.line) > LINE_LIMIT:
        return "large"
    if line.org != owner.org:
        return "org"
    if (line.kind == FIRST) != (line.n == 1):
        return "first"
    if not line_holds(line):
        return "schema"
    for name, part in item.entry.parts.items():
        code = part_fault(item, name, part, owner)
        if code:
            return code
    return ""


def part_fault(item: Framed, name: str, part: Part, owner: Owner) -> str:
    """What is wrong with one part of a line, by the same codes."""
    line = item.line
    if len(part.data) > part_limit(name):
        return "large"
    if not held(item, name, part):
        return NOT_KEPT
    try:
        value = decode(part.data)
    except NotStrict:
        return "strict"
    if name == "core":
        if isinstance(value, dict):
            item.core = value
        if line.kind == FIRST and not _is_owner(value, owner):
            return "worker"
        return "" if core_holds(line.kind, value) else "schema"
    return "" if name != "words" or words_hold(line.kind, value) else "schema"


def held(item: Framed, name: str, part: Part) -> bool:
    """As `fits`, without reckoning again what the line was put together by."""
    return name in item.entry.sealed or fits(item.line, name, part)


def fits(line: Line, name: str, part: Part) -> bool:
    """Whether it is the part that the line names: any other is not the device's word."""
    return len(part.salt) == SALT and line.parts.get(name) == part.seal(name)


def _is_owner(core: Any, owner: Owner) -> bool:
    return isinstance(core, dict) and core.get("worker") == owner.worker and core.get("role") == owner.role
