"""Entries on their way: many of them as a few columns of bytes that compress well and come out as they went in.

A line of an entry is half hashes, keys and ids, as text twice as long as they are. They travel as bytes in columns of
their own, a mark stands for each in the line, and what the receiver can reckon for herself does not travel at all: the
hash of the line before, the seal of a part that is there. `docs/protocol.md` shows it byte by byte.
"""

import hashlib
import re
from array import array
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import zstandard

from fieldlog.models.entry import SALT, Entry, Part
from fieldlog.models.strict import NotStrict, decode, encode

MAGIC = "fieldlog batch 1"
COLUMNS = ("lines", "names", "ids", "hashes", "keys", "lengths", "salts", "sigs", "parts", "gone")
SIGNATURE = 64
LONGEST_HEADER = 64 * 1024

ID, HASH, KEY, PREVIOUS, SEAL = b"\1", b"\2", b"\3", b"\4", b"\5"
"""Marks: none of these bytes can stand in strict JSON."""

_FOUND = re.compile(
    rb'"(?:([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})|([0-9a-f]{64})'
    rb'|([A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]))"'
)
_MARKED = re.compile(rb"\"([a-z][a-z0-9_-]*)\":\x05|[\x01-\x04]")
_USUAL = re.compile(
    rb'\{"v":([1-9][0-9]*),"id":\x01,"device":\x03,"n":([1-9][0-9]*),"prev":([\x02\x04]),"kind":"([^"\x00-\x1f]+)",'
    rb'"org":"([^"\x00-\x1f]+)","at":"([^"\x00-\x1f]+)","target":(null|\x01),"base":\[((?:\x01(?:,\x01)*)?)\],'
    rb'"parts":\{((?:"[a-z][a-z0-9_-]*":[\x02\x04\x05](?:,"[a-z][a-z0-9_-]*":[\x02\x04\x05])*)?)\}\}'
)
_NEVER = re.compile(rb"[\x00-\x1f]")


class BatchFault(ValueError):
    """Bytes that are no batch, or entries that cannot be in one. The argument is for a developer."""


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
        if _NEVER.search(line) or len(sig) != SIGNATURE:
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
        joined["lengths"] = _little_endian(self.lengths).tobytes()
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
    source = _Source(columns)
    entries = [source.entry(line, given) for line, given in zip(lines, names, strict=True)]
    source.finish()
    return Batch(entries, [_id_text(columns["gone"], at) for at in range(0, len(columns["gone"]), 16)], header["facts"])


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


class _Source:
    """Takes entries out of the columns, one after the other."""

    __slots__ = ("_at", "_columns", "_lengths", "_part", "_previous")

    def __init__(self, columns: Mapping[str, bytes]) -> None:
        self._columns = columns
        self._at = dict.fromkeys(("ids", "hashes", "keys", "salts", "sigs", "parts"), 0)
        self._lengths = array("I")
        self._lengths.frombytes(columns["lengths"])
        self._lengths = _little_endian(self._lengths)
        self._part = 0
        self._previous = b""

    def _take(self, name: str, size: int) -> bytes:
        at = self._at[name]
        found = self._columns[name][at : at + size]
        if len(found) != size:
            raise BatchFault(name)
        self._at[name] = at + size
        return found

    def entry(self, marked: bytes, names: bytes) -> Entry:
        parts: dict[str, Part] = {}
        for name in names.decode("ascii", "replace").split(" ") if names else ():
            if self._part >= len(self._lengths) or name in parts:
                raise BatchFault("parts")
            parts[name] = Part(self._take("salts", SALT), self._take("parts", self._lengths[self._part]))
            self._part += 1

        usual = _USUAL.fullmatch(marked)
        line, sealed = (self._any(marked, parts), ()) if usual is None else self._usual(usual, parts)
        entry = Entry(line, self._take("sigs", SIGNATURE), parts, sealed)
        self._previous = entry.hash.encode()
        return entry

    def _usual(self, found: re.Match[bytes], parts: Mapping[str, Part]) -> tuple[bytes, tuple[str, ...]]:
        """The line of marks that stand where a program of ours puts them, as `_any` in a third of the time; and the
        parts by whose seals it was put together: only here a seal can stand nowhere but among the parts."""
        v, n, prev, kind, org, at, target, base, marked = found.groups()
        ids = self._take("ids", 16 * (1 + (target == ID) + base.count(ID)))
        texts = [b'"%b"' % _id_text(ids, at_).encode() for at_ in range(0, len(ids), 16)]
        device = urlsafe_b64encode(self._take("keys", 32)).rstrip(b"=")
        before = self._hash(prev)
        seals, sealed = [], []
        for item in marked.split(b",") if marked else ():
            name, mark = item[1:-3], item[-1:]
            if mark == SEAL:
                sealed.append(name.decode())
                seals.append(b'"%b":"%b"' % (name, self._seal(sealed[-1], parts)))
            else:
                seals.append(b'"%b":"%b"' % (name, self._hash(mark)))
        about = texts.pop(1) if target == ID else target
        line = (
            b'{"v":%b,"id":%b,"device":"%b","n":%b,"prev":"%b","kind":"%b","org":"%b","at":"%b","target":%b,'
            b'"base":[%b],"parts":{%b}}'
            % (v, texts[0], device, n, before, kind, org, at, about, b",".join(texts[1:]), b",".join(seals))
        )
        return line, tuple(sealed)

    def _hash(self, mark: bytes) -> bytes:
        return self._previous if mark == PREVIOUS else self._take("hashes", 32).hex().encode()

    def _seal(self, name: str, parts: Mapping[str, Part]) -> bytes:
        part = parts.get(name)
        if part is None:
            raise BatchFault("seal")
        return part.seal(name).encode()

    def _any(self, marked: bytes, parts: Mapping[str, Part]) -> bytes:
        def unmark(found: re.Match[bytes]) -> bytes:
            if found[1] is not None:
                return b'"%b":"%b"' % (found[1], self._seal(found[1].decode(), parts))
            mark = found[0]
            if mark == ID:
                return b'"%b"' % _id_text(self._take("ids", 16)).encode()
            if mark == KEY:
                return b'"%b"' % urlsafe_b64encode(self._take("keys", 32)).rstrip(b"=")
            return b'"%b"' % self._hash(mark)

        line = _MARKED.sub(unmark, marked)
        if _NEVER.search(line):
            raise BatchFault("mark")
        return line

    def finish(self) -> None:
        """That nothing is left over."""
        left = [name for name, at in self._at.items() if at != len(self._columns[name])]
        if left or self._part != len(self._lengths):
            raise BatchFault("left over")


def _id_text(data: bytes, at: int = 0) -> str:
    spelled = data[at : at + 16].hex()
    return f"{spelled[:8]}-{spelled[8:12]}-{spelled[12:16]}-{spelled[16:20]}-{spelled[20:]}"


def _little_endian(numbers: "array[int]") -> "array[int]":
    import sys

    if sys.byteorder == "big":
        numbers = array("I", numbers)
        numbers.byteswap()
    return numbers


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
