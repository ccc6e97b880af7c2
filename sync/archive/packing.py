"""Packing entries that were checked when they came in: no hash is reckoned again, and the bytes are the same."""

from binascii import unhexlify
from collections.abc import Sequence
from typing import Final

from fieldlog.models.entry import Part
from fieldlog.models.usual import USUAL, seals_in
from sync.batch import Packer
from sync.columns import HASH, ID, KEY, PREVIOUS, SEAL

LONGEST: Final = 35
"""Bytes of a text in a line that cannot be taken for an id, a hash or a key."""

_LINE: Final = (
    b'{"v":%b,"id":' + ID + b',"device":' + KEY + b',"n":%b,"prev":%b,"kind":"%b","org":"%b","at":"%b",'
    b'"target":%b,"base":[%b],"parts":{%b}}'
)

Stored = tuple[str, bytes, bytes]
"""Name, salt and data of a part."""


def add(packer: Packer, line: bytes, digest: bytes, sig: bytes, parts: Sequence[Stored], device: bytes) -> None:
    """One entry with those of its parts that are given, each as the line seals it. `digest` is the hash of the line,
    `device` the key that it names."""
    if not _add_usual(packer, line, sig, parts, device):
        packer.add(line, sig, {name: Part(salt, data) for name, salt, data in parts})
    packer.previous = digest.hex().encode()


def _add_usual(packer: Packer, line: bytes, sig: bytes, parts: Sequence[Stored], device: bytes) -> bool:
    """False, and nothing packed, if the line is spelt in a way that takes a closer look."""
    found = USUAL.fullmatch(line)
    if found is None:
        return False
    v, id_, _key, n, prev, kind, org, at, target, base, sealed = found.groups()
    if len(kind) > LONGEST or len(org) > LONGEST:
        return False
    chosen = _chosen(seals_in(sealed), parts, packer.previous)
    if chosen is None:
        return False
    marked, given, hashes = chosen
    before = PREVIOUS if prev == packer.previous else HASH
    if before == HASH:
        hashes.insert(0, prev)
    columns = packer.columns
    ids = [id_] if target is None else [id_, target]
    if base:
        ids += base[1:-1].split(b'","')
    columns["ids"].append(unhexlify(b"".join(ids).replace(b"-", b"")))
    columns["keys"].append(device)
    if hashes:
        columns["hashes"].append(unhexlify(b"".join(hashes)))
    columns["lines"].append(
        _LINE
        % (
            v, n, before, kind, org, at, b"null" if target is None else ID,
            b",".join([ID] * (len(ids) - (1 if target is None else 2))) if base else b"", b",".join(marked),
        )
    )  # fmt: skip
    columns["names"].append(" ".join([part[0] for part in given]).encode())
    for _name, salt, data in given:
        packer.lengths.append(len(data))
        columns["salts"].append(salt)
        columns["parts"].append(data)
    columns["sigs"].append(sig)
    return True


def _chosen(
    seals: Sequence[tuple[str, str]], parts: Sequence[Stored], previous: bytes
) -> tuple[list[bytes], list[Stored], list[bytes]] | None:
    """Each name with its mark, the parts in their order, and the hashes that are not reckoned; None as above."""
    marked, given, hashes = list[bytes](), list[Stored](), list[bytes]()
    seen = set[bytes]()
    for name, seal in seals:
        code = seal.encode()
        if len(name) > LONGEST or code in seen:  # such a seal would stand for either part
            return None
        seen.add(code)
        mark = HASH
        for part in parts:
            if part[0] == name:
                given.append(part)
                mark = SEAL
        if code == previous:
            mark = PREVIOUS
        elif mark == HASH:
            hashes.append(code)
        marked.append(b'"%b":%b' % (name.encode(), mark))
    return (marked, given, hashes) if len(given) == len(parts) else None
