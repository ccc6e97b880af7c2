"""The exchange as a file on a stick: sealed to who shall read it, signed by who wrote it.

    fieldlog bundle 1\\n  sealed box (X25519) of  zstd of  signature (64) | facts as strict JSON, a line feed | bodies

The signature is over `fieldlog bundle\\0`, the facts and the bodies. `facts["bodies"]` are their lengths, in order.

Out, from a laptop, sealed to the server's box key, signed by `device`: `org`, `device`, `token`, `at`; `successors`, an
enrolment each; `pushes`, each with `to` (`entries` or `forks`), `device`, `head` (as If-Head) and one body, a batch;
`after`, the cursor of each feed (`feed`, `shared`).
In, from the server, sealed to the device's key as X25519, signed by the server's: `org`, `device`, `at`, `epoch`,
`state` of the device (a revoked one is given no pages) and `contact`;
`enrolled`, an answer for each successor; `answers` to the pushes in turn, each with `to`, `device` and `answer` (as a
push is answered, as text) or `problem` (as text), none after the first problem of a device; `pages`, each with `feed`,
`after` (where it begins) and one body, a batch as the feed gives it.
"""

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from fieldlog.models.strict import NotStrict, encode
from sync.batch import BatchFault, compress, decompress
from sync.protocol import ProtocolFault, read_object

MAGIC: Final = b"fieldlog bundle 1\n"
SIGNED: Final = b"fieldlog bundle\0"
SIGNATURE: Final = 64
MOST: Final = 256 << 20
"""Bytes of a bundle as it is before compression."""


@dataclass(frozen=True, slots=True)
class Bundle:
    facts: Mapping[str, Any]
    bodies: Sequence[bytes] = ()


class BundleFault(ValueError):
    """No bundle, or not for this reader, or not by this writer. The argument is for a developer."""


def write_bundle(bundle: Bundle, box: bytes, sign: Callable[[bytes], bytes]) -> bytes:
    """The bytes of a bundle for who has the private half of `box`; `sign` gives an Ed25519 signature."""
    from nacl.public import PublicKey, SealedBox

    facts = encode({**bundle.facts, "bodies": [len(body) for body in bundle.bodies]})
    said = facts + b"\n" + b"".join(bundle.bodies)
    return MAGIC + SealedBox(PublicKey(box)).encrypt(compress(sign(SIGNED + said) + said))


def read_bundle(
    data: bytes, opened: Callable[[bytes], bytes | None], writer: Callable[[Mapping[str, Any]], str]
) -> Bundle:
    """The bundle in the bytes. `opened` opens a sealed box or gives None; `writer` names, by the facts, the Ed25519
    key (base64url) that must have signed. BundleFault for anything else."""
    from nacl.exceptions import BadSignatureError
    from nacl.signing import VerifyKey

    if not data.startswith(MAGIC):
        raise BundleFault("magic")
    packed = opened(data[len(MAGIC) :])
    if packed is None:
        raise BundleFault("sealed")
    try:
        plain = decompress(packed, MOST)
        sig, said = plain[:SIGNATURE], plain[SIGNATURE:]
        end = said.index(b"\n")
        facts = read_object(said[:end])
        VerifyKey(base64.urlsafe_b64decode(writer(facts) + "=")).verify(SIGNED + said, sig)
    except (BadSignatureError, BatchFault, NotStrict, ProtocolFault, ValueError):
        raise BundleFault("signature") from None
    return Bundle(facts, _bodies(facts.get("bodies"), said, end + 1))


def _bodies(lengths: Any, said: bytes, at: int) -> list[bytes]:
    if not isinstance(lengths, list) or not all(type(length) is int and length >= 0 for length in lengths):
        raise BundleFault("bodies")
    if at + sum(lengths) != len(said):
        raise BundleFault("length")
    found = []
    for length in lengths:
        found.append(said[at : at + length])
        at += length
    return found


def box_of(device: str) -> bytes:
    """The X25519 key that stands for a device's Ed25519 key (base64url). BundleFault if it is no key."""
    from nacl.bindings import crypto_sign_ed25519_pk_to_curve25519
    from nacl.exceptions import CryptoError

    try:
        return bytes(crypto_sign_ed25519_pk_to_curve25519(base64.urlsafe_b64decode(device + "=")))
    except (CryptoError, ValueError, TypeError):
        raise BundleFault("device") from None
