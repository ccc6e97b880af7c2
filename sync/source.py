"""Taking entries out of the columns of a batch, as they were packed: each line with what does not travel put in."""

import re
from array import array
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from hashlib import sha256
from itertools import accumulate, pairwise

from fieldlog.models.entry import LINE_LIMIT, SALT, Entry, Part, seal, usual_line
from fieldlog.models.usual import AT, NAME, NUMBER, TEXT
from sync.columns import ID, KEY, NEVER, SIGNATURE, BatchFault, little_endian

_MARKED = re.compile(rb"\"([a-z][a-z0-9_-]*)\":\x05|[\x01-\x04]")
_USUAL = re.compile(
    (
        rb'\{"v":(%b),"id":\x01,"device":\x03,"n":(%b),"prev":([\x02\x04]),"kind":"(%b)","org":"(%b)","at":"(%b)",'
        rb'"target":(null|\x01),"base":\[((?:\x01(?:,\x01)*)?)\],"parts":\{((?:%b(?:,%b)*)?)\}\}'
        % (NUMBER, NUMBER, NAME, TEXT, AT, *[rb'"%b":[\x02\x04\x05]' % NAME] * 2)
    ).decode()
)


class Source:
    """Takes entries out of the columns, one after the other."""

    __slots__ = ("_at", "_columns", "_device", "_named", "_part", "_parts", "_previous")

    def __init__(self, columns: Mapping[str, bytes], entries: int) -> None:
        self._columns = columns
        self._at = {"ids": 0, "hashes": 0, "keys": 0}
        lengths = array("I")
        lengths.frombytes(columns["lengths"])
        ends = [0, *accumulate(little_endian(lengths))]
        salts, parts = columns["salts"], columns["parts"]
        if len(salts) != SALT * len(lengths) or len(parts) != ends[-1] or len(columns["sigs"]) != SIGNATURE * entries:
            raise BatchFault("columns")
        self._parts = [
            Part(salts[SALT * at : SALT * at + SALT], parts[begin:end])
            for at, (begin, end) in enumerate(pairwise(ends))
        ]
        self._part = 0
        self._previous = ""
        self._device = b"", ""
        self._named: dict[bytes, list[str]] = {b"": []}

    def _take(self, name: str, size: int) -> bytes:
        at = self._at[name]
        found = self._columns[name][at : at + size]
        if len(found) != size:
            raise BatchFault(name)
        self._at[name] = at + size
        return found

    def entry(self, number: int, marked: bytes, names: bytes) -> Entry:
        given = self._named.get(names)
        if given is None:
            given = self._named[names] = names.decode("ascii", "replace").split(" ")
        begin, self._part = self._part, self._part + len(given)
        parts = dict(zip(given, self._parts[begin : self._part], strict=False))
        if len(parts) != len(given):
            raise BatchFault("parts")
        sig = self._columns["sigs"][SIGNATURE * number : SIGNATURE * (number + 1)]
        usual = _USUAL.fullmatch(marked.decode("latin-1"))
        if usual is not None:
            return self._usual(usual, sig, parts)
        entry = Entry(self._any(marked, parts), sig, parts)
        self._previous = entry.hash
        return entry

    def _usual(self, found: re.Match[str], sig: bytes, parts: Mapping[str, Part]) -> Entry:
        """The entry whose marks stand where a program of ours puts them, as `_any` in a third of the time. Only here a
        seal can stand nowhere but among the parts; and what the line says need not be read out of it again."""
        v, n, prev, kind, org, at, target, base, marked = found.groups()
        ids = self._take("ids", 16 * (1 + (target == "\1") + base.count("\1"))).hex()
        id_, *others = [spelt_id(ids[begin : begin + 32]) for begin in range(0, len(ids), 32)]
        about = others.pop(0) if target == "\1" else None
        device = self._key()
        before = self._hash(prev)
        seals, sealed, spelt = [], [], []
        for item in marked.split(",") if marked else ():
            name, mark = item[1:-3], item[-1]
            if mark == "\5":
                sealed.append(name)
                digest = self._seal(name, parts)
            else:
                digest = self._hash(mark)
            seals.append((name, digest))
            spelt.append(f'"{name}":"{digest}"')
        base_text = ",".join([f'"{other}"' for other in others])
        target = "null" if about is None else f'"{about}"'
        line = (
            f'{{"v":{v},"id":"{id_}","device":"{device}","n":{n},"prev":"{before}","kind":"{kind}","org":"{org}",'
            f'"at":"{at}","target":{target},"base":[{base_text}],"parts":{{{",".join(spelt)}}}}}'
        ).encode("latin-1")
        self._previous = digest = sha256(line).hexdigest()
        fields = None
        # An id is one of ours only with its version and its variant in the right places; else the long way decides.
        if len(line) <= LINE_LIMIT and not ids[12::32].strip("7") and not ids[16::32].strip("89ab"):
            fields = usual_line(v, id_, device, n, before, kind, _text(org), at, about, others, seals)
        if fields is None:
            return Entry(line, sig, parts, tuple(sealed))
        return Entry.known(line, sig, parts, tuple(sealed), digest, fields)

    def _key(self) -> str:
        key = self._take("keys", 32)
        if key != self._device[0]:  # one device has written most batches
            self._device = key, urlsafe_b64encode(key).decode().rstrip("=")
        return self._device[1]

    def _hash(self, mark: str) -> str:
        if mark != "\4":
            return self._take("hashes", 32).hex()
        if not self._previous:  # the first line of a batch has none before it: an empty hash is no hash
            raise BatchFault("previous")
        return self._previous

    def _seal(self, name: str, parts: Mapping[str, Part]) -> str:
        part = parts.get(name)
        if part is None:
            raise BatchFault("seal")
        return seal(name, part.salt, part.data)

    def _any(self, marked: bytes, parts: Mapping[str, Part]) -> bytes:
        def unmark(found: re.Match[bytes]) -> bytes:
            if found[1] is not None:
                return b'"%b":"%b"' % (found[1], self._seal(found[1].decode(), parts).encode())
            mark = found[0]
            if mark == ID:
                return b'"%b"' % spelt_id(self._take("ids", 16).hex()).encode()
            return b'"%b"' % (self._key() if mark == KEY else self._hash(mark.decode())).encode()

        line = _MARKED.sub(unmark, marked)
        if NEVER.search(line):
            raise BatchFault("mark")
        return line

    def finish(self) -> None:
        """That nothing is left over."""
        left = [name for name, at in self._at.items() if at != len(self._columns[name])]
        if left or self._part != len(self._parts):
            raise BatchFault("left over")


def _text(spelled: str) -> str:
    """A text whose bytes were taken for signs, one by one; empty, which no usual text is, where they are no UTF-8."""
    if spelled.isascii():
        return spelled
    try:
        return spelled.encode("latin-1").decode()
    except UnicodeDecodeError:
        return ""


def spelt_id(id_: str) -> str:
    """An id of 32 hexadecimal digits, with its hyphens."""
    return f"{id_[:8]}-{id_[8:12]}-{id_[12:16]}-{id_[16:20]}-{id_[20:]}"
