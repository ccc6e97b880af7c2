"""Entries on their way: many of them as a few columns of bytes that compress well and come out as they went in.

A line of an entry is half hashes, keys and ids, as text twice as long as they are. They travel as bytes in columns of
their own, a mark stands for each in the line, and what the receiver can reckon for herself does not travel at all: the
hash of the line before, the seal of a part that is there. `docs/protocol.md` shows it byte by byte.
"""

import hashlib
import re
from array import array
from base64 import urlsafe_b64decode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import zstandard

from fieldlog.models.entry import SALT, Entry, Part
from fieldlog.models.strict import NotStrict, decode, encode
from sync.columns import COLUMNS, HASH, ID, KEY, NEVER, PREVIOUS, SEAL, SIGNATURE, BatchFault, little_endian
from sync.source import Source, spelt_id

__all__ = ["MAGIC", "Batch", "BatchFault", "Packer", "compress", "decompress", "pack", "unpack"]

MAGIC = "fieldlog batch 1"
LONGEST_HEADER = 64 * 1024

_FOUND = re.compile(
    rb'"(?:([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})|([0-9a-f]{64})'
    rb'|([A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]))"'
)


@dataclass(slots=True)
class Batch:
    """Entries with those of their parts that are given, the ids of entries that are given no longer, and facts."""

    entries: Sequence[Entry] = ()
    gone: Sequence[str] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)


def pack(batch: Batch) -> bytes:
    """The bytes of a batch, not compressed. BatchFault if a line or a salt is no entry's."""
    packer = Packer()
    for entry in batch.entries:
        packer.add(entry.line, entry.sig, entry.parts)
    return packer.bytes(batch.gone, batch.facts)


class Packer:
    """A batch in the making: its columns so far, and the hash of the last line as text."""

    __slots__ = ("columns", "lengths", "previous")

    def __init__(self) -> None:
        self.columns: dict[str, list[bytes]] = {name: [] for name in COLUMNS}
        self.lengths = array("I")
        self.previous = b""

    @property
    def entries(self) -> int:
        return len(self.columns["lines"])

    def add(self, line: bytes, sig: bytes, parts: Mapping[str, Part]) -> None:
        """One entry. BatchFault if its line, signature or salts are no entry's."""
        columns = self.columns
        if NEVER.search(line) or len(sig) != SIGNATURE:
            raise BatchFault("line")
        seals = {part.seal(name).encode(): name for name, part in parts.items()}
        given: list[str] = []

        def mark(found: re.Match[bytes]) -> bytes:
            kind, value = found.lastindex, found[found.lastindex or 0]
            if kind == 1:
                columns["ids"].append(bytes.fromhex(value.replace(b"-", b"").decode()))
                return ID
            if kind == 3:
                columns["keys"].append(urlsafe_b64decode(value + b"="))
                return KEY
            if value == self.previous:
                return PREVIOUS
            name = seals.pop(value, None)
            # The receiver reads the name of a part from just before the mark of its seal.
            if name is not None and line.endswith(b'"' + name.encode() + b'":', 0, found.start()):
                given.append(name)
                return SEAL
            columns["hashes"].append(bytes.fromhex(value.decode()))
            return HASH

        columns["lines"].append(_FOUND.sub(mark, line))
        given += [name for name in parts if name not in given]
        columns["names"].append(" ".join(given).encode())
        for name in given:
            part = parts[name]
            if len(part.salt) != SALT:
                raise BatchFault("salt")
            self.lengths.append(len(part.data))
            columns["salts"].append(part.salt)
            columns["parts"].append(part.data)
        columns["sigs"].append(sig)
        self.previous = hashlib.sha256(line).hexdigest().encode()

    def bytes(self, gone: Iterable[str], facts: Mapping[str, Any]) -> bytes:
        """The batch as it travels, not compressed."""
        columns = self.columns
        joined = {name: b"".join(columns[name]) for name in COLUMNS}
        joined["lines"] = b"".join([line + b"\n" for line in columns["lines"]])
        joined["names"] = b"".join([names + b"\n" for names in columns["names"]])
        joined["lengths"] = little_endian(self.lengths).tobytes()
        joined["gone"] = b"".join([bytes.fromhex(id_.replace("-", "")) for id_ in gone])
        header = {
            "batch": MAGIC,
            "entries": len(columns["lines"]),
            "columns": [[name, len(joined[name])] for name in COLUMNS],
            "facts": facts,
        }
        return encode(header) + b"\n" + b"".join([joined[name] for name in COLUMNS])


def unpack(data: bytes) -> Batch:
    """The batch in the bytes, each line and part as it was packed. BatchFault for anything else.

    Nothing of an entry is checked here but that it could be taken out: a signature or a seal may well be false.
    """
    end = data.find(b"\n", 0, LONGEST_HEADER)
    try:
        header = decode(data[:end]) if end >= 0 else None
    except NotStrict:
        header = None
    if not isinstance(header, dict) or header.get("batch") != MAGIC or not isinstance(header.get("facts"), dict):
        raise BatchFault("header")
    columns = _columns(header.get("columns"), data, end + 1)
    lines, names = columns["lines"].split(b"\n"), columns["names"].split(b"\n")
    if lines.pop() or names.pop() or not len(lines) == len(names) == header.get("entries"):
        raise BatchFault("lines")
    if len(columns["lengths"]) % 4 or len(columns["gone"]) % 16:
        raise BatchFault("columns")
    gone = columns["gone"].hex()
    source = Source(columns, len(lines))
    entries = [source.entry(*each) for each in zip(count(), lines, names)]
    source.finish()
    return Batch(entries, [spelt_id(gone[at : at + 32]) for at in range(0, len(gone), 32)], header["facts"])


def _columns(said: Any, data: bytes, at: int) -> dict[str, bytes]:
    """The columns by name. Those that this program does not know are passed over."""
    found = dict.fromkeys(COLUMNS, b"")
    if not isinstance(said, list):
        raise BatchFault("columns")
    for column in said:
        if not (isinstance(column, list) and len(column) == 2 and isinstance(column[0], str)):
            raise BatchFault("columns")
        name, length = column
        if type(length) is not int or length < 0:
            raise BatchFault("columns")
        found[name] = data[at : at + length]
        at += length
    if at != len(data):
        raise BatchFault("length")
    return found


LEVEL = 3


def compress(data: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=LEVEL).compress(data)


def decompress(data: bytes, most: int) -> bytes:
    """The bytes, at most so many. BatchFault if they are more, or no zstd: what a header promises is never believed."""
    try:
        # A read of a stream stops at the limit; `decompress(max_output_size=)` believes what the frame says of itself.
        with zstandard.ZstdDecompressor(max_window_size=8 << 20).stream_reader(data) as reader:
            found = reader.read(most + 1)
    except zstandard.ZstdError:
        raise BatchFault("compression") from None
    if len(found) > most:
        raise BatchFault("too large")
    return found
