"""Packing entries that were checked when they came in: no hash is reckoned again, and the bytes are the same."""

from base64 import urlsafe_b64decode
from binascii import unhexlify
from collections.abc import Mapping, Sequence
from typing import Final

from fieldlog.models.entry import Part
from fieldlog.models.usual import USUAL, seals_in
from sync.batch import HASH, ID, KEY, PREVIOUS, SEAL, Packer

LONGEST: Final = 35
"""Bytes of a text in a line that cannot be taken for an id, a hash or a key."""

_LINE: Final = (
    b'{"v":%b,"id":' + ID + b',"device":' + KEY + b',"n":%b,"prev":%b,"kind":"%b","org":"%b","at":"%b",'
    b'"target":%b,"base":[%b],"parts":{%b}}'
)

Stored = tuple[str, bytes, bytes]
"""Name, salt and data of a part."""


def add(packer: Packer, line: bytes, digest: bytes, sig: bytes, parts: Sequence[Stored]) -> None:
    """One entry with those of its parts that are given, each as the line seals it. `digest` is the hash of the line."""
    if not _add_usual(packer, line, sig, {part[0]: part for part in parts}):
        packer.add(line, sig, {name: Part(salt, data) for name, salt, data in parts})
    packer.previous = digest.hex().encode()


def _add_usual(packer: Packer, line: bytes, sig: bytes, held: Mapping[str, Stored]) -> bool:
    """False, and nothing packed, if the line is spelt in a way that takes a closer look."""
    found = USUAL.fullmatch(line)
    if found is None:
        return False
    v, id_, device, n, prev, kind, org, at, target, base, sealed = found.groups()
    seals = seals_in(sealed)
    given = [held[name] for name, _seal in seals if name in held]
    if (
        len(kind) > LONGEST
        or len(org) > LONGEST
        or any(len(name) > LONGEST for name, _seal in seals)
        or len({seal for _name, seal in seals}) != len(seals)  # such a seal would stand for either part
        or len(given) != len(held)
    ):
        return False
    columns, previous = packer.columns, packer.previous
    ids = [id_] if target is None else [id_, target]
    if base:
        ids += base[1:-1].split(b'","')
    columns["ids"].append(unhexlify(b"".join(ids).replace(b"-", b"")))
    columns["keys"].append(urlsafe_b64decode(device + b"="))
    before, marked = _mark(packer, prev, previous), []
    for name, seal in seals:
        mark = SEAL if name in held and seal.encode() != previous else _mark(packer, seal.encode(), previous)
        marked.append(b'"%b":%b' % (name.encode(), mark))
    columns["lines"].append(
        _LINE
        % (
            v, n, before, kind, org, at, b"null" if target is None else ID,
            b",".join([ID] * (len(ids) - (1 if target is None else 2))), b",".join(marked),
        )
    )  # fmt: skip
    columns["names"].append(" ".join([part[0] for part in given]).encode())
    for _name, salt, data in given:
        packer.lengths.append(len(data))
        columns["salts"].append(salt)
        columns["parts"].append(data)
    columns["sigs"].append(sig)
    return True


def _mark(packer: Packer, hash_: bytes, previous: bytes) -> bytes:
    if hash_ == previous:
        return PREVIOUS
    packer.columns["hashes"].append(unhexlify(hash_))
    return HASH
