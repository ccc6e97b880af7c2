"""The entries of one device, each holding the hash of the one before; how one is added and how all are checked."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from fieldlog.language import _
from fieldlog.models.entry import LINE_LIMIT, NO_HEAD, SIGNED, VERSION, Entry, EntryFault, Part, check_parts, new_id
from fieldlog.models.strict import encode_known

FIRST = "device"
"""The kind of the first entry of every chain, and of no other."""


class Signer(Protocol):
    """Signs bytes with the device's Ed25519 key."""

    def __call__(self, data: bytes) -> bytes: ...


@dataclass(slots=True)
class Chain:
    """Where a chain stands: the device, how many entries, and the hash of the last line."""

    device: str
    org: str
    n: int = 0
    head: str = NO_HEAD

    def add(
        self,
        kind: str,
        parts: Mapping[str, Part],
        *,
        at: str,
        sign: Signer,
        target: str | None = None,
        base: Iterable[str] = (),
    ) -> Entry:
        """Make the next entry and stand on it. The chain is where it was if making it fails.

        EntryFault if the line would be longer than any reader takes.
        """
        seals = {name: part.seal(name) for name, part in parts.items()}
        _id, line, sig = self.extend(kind, seals, at=at, sign=sign, target=target, base=base)
        return Entry(line, sig, parts)

    def extend(
        self,
        kind: str,
        seals: Mapping[str, str],
        *,
        at: str,
        sign: Signer,
        target: str | None = None,
        base: Iterable[str] = (),
    ) -> tuple[str, bytes, bytes]:
        """As `add`, for parts that are sealed already: the id, the line and its signature."""
        id_ = new_id()
        # A template, not a dictionary: nothing here has a sign that JSON spells in another way, but for the name of the
        # organisation, and each line of a large import is made here.
        about = f'"{target}"' if target else "null"
        built_on = ",".join([f'"{version}"' for version in base])
        sealed = ",".join([f'"{name}":"{seal}"' for name, seal in seals.items()])
        line = (
            f'{{"v":{VERSION},"id":"{id_}","device":"{self.device}","n":{self.n + 1},"prev":"{self.head}",'
            f'"kind":"{kind}","org":{_spelled(self.org)},"at":"{at}","target":{about},"base":[{built_on}],'
            f'"parts":{{{sealed}}}}}'
        ).encode()
        if len(line) > LINE_LIMIT:
            raise EntryFault(_("raden är längre än 4 KiB"))
        sig = sign(SIGNED + line)
        self.n += 1
        self.head = hashlib.sha256(line).hexdigest()
        return id_, line, sig


@lru_cache(maxsize=16)
def _spelled(org: str) -> str:
    return encode_known(org).decode()


def verify_signature(entry: Entry) -> None:
    """EntryFault unless the device that the line names signed these bytes."""
    import base64

    from nacl.exceptions import BadSignatureError
    from nacl.signing import VerifyKey

    key = VerifyKey(base64.urlsafe_b64decode(entry.fields.device + "="))
    try:
        key.verify(entry.signed_bytes, entry.sig)
    except (BadSignatureError, ValueError):
        raise EntryFault(_("underskriften stämmer inte med raden")) from None


def check_parts_and_signature(entry: Entry) -> list[tuple[str, str]]:
    """What any reader can check of one entry, whatever she was given of it; the parts she was not given."""
    verify_signature(entry)
    line = entry.fields
    if set(entry.parts) - set(line.parts):
        raise EntryFault(_("en del som raden inte nämner"))
    check_parts(entry)
    return [(line.id, name) for name in line.parts if name not in entry.parts]


@dataclass(slots=True)
class Walk:
    """One pass over a whole chain: where it stands, what is missing, and what accounts for the missing."""

    device: str
    n: int = 0
    head: str = NO_HEAD

    def step(self, entry: Entry) -> list[tuple[str, str]]:
        """Check the next entry; the parts that are not at hand, as (entry id, part). EntryFault if it is wrong."""
        line = entry.fields
        if line.device != self.device:
            raise EntryFault(_("raden hör till en annan enhet"))
        if line.n != self.n + 1:
            raise EntryFault(_("väntade nummer {expected}, hittade {found}").format(expected=self.n + 1, found=line.n))
        if line.prev != self.head:
            raise EntryFault(_("raden följer inte på den förra"))
        if (line.kind == FIRST) != (line.n == 1):
            raise EntryFault(_("en kedja börjar med enhetens egen post, en enda gång"))
        absent = check_parts_and_signature(entry)
        self.n, self.head = line.n, entry.hash
        return absent
