"""The few things done with libsodium: stretch a passphrase, seal and open a box, make keys.

nacl is imported inside the functions: a terminal that only shows the lock screen or parses a line needs none of it.
"""

import hashlib
import json
import os
import unicodedata

from fieldlog.language import _
from fieldlog.models.refusal import CannotSave

KEY = 32
NONCE = 24
SALT = 16
# RFC 9106's second recommended option, one lane: libsodium has no more.
MEMORY_KIB = 64 * 1024
PASSES = 3


def canonical(value: object) -> bytes:
    """The same bytes for the same JSON value, whatever the order of its keys."""
    return json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode()


def random_key() -> bytes:
    return os.urandom(KEY)


def derive(key: bytes, purpose: str) -> bytes:
    """A key for one purpose (at most 16 ASCII letters) from another; neither tells anything of its sisters."""
    return hashlib.blake2b(key=key, person=purpose.encode(), digest_size=KEY).digest()


def stretch(passphrase: str, salt: bytes, memory_kib: int, passes: int) -> bytes:
    """Argon2id over the passphrase in NFKC, so that it opens the vault however a keyboard composes its letters."""
    from nacl import exceptions
    from nacl.pwhash import argon2id

    # A terminal that is not UTF-8 hands over lone surrogates; they are spelled out, never refused.
    spelled = unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass")
    try:
        return argon2id.kdf(KEY, spelled, salt, opslimit=passes, memlimit=memory_kib * 1024)
    except (exceptions.RuntimeError, MemoryError):
        raise CannotSave(
            _("Datorn har för lite minne ledigt för att öppna loggen. Stäng något och försök igen.")
        ) from None


def seal(key: bytes, plain: bytes, about: bytes) -> tuple[bytes, bytes]:
    """A nonce and a box that opens only with the same key and the same `about`, which stays readable beside it."""
    from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_encrypt as encrypt

    nonce = os.urandom(NONCE)
    return nonce, encrypt(plain, about, nonce, key)


def open_box(key: bytes, nonce: bytes, box: bytes, about: bytes) -> bytes | None:
    """What was sealed; None for another key, another `about` or an altered box."""
    from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_decrypt as decrypt
    from nacl.exceptions import CryptoError

    try:
        return bytes(decrypt(box, about, nonce, key))
    except CryptoError:
        return None


def new_signing_seed() -> tuple[bytes, bytes]:
    """An Ed25519 public key and its seed."""
    from nacl.bindings import crypto_sign_seed_keypair

    seed = random_key()
    return crypto_sign_seed_keypair(seed)[0], seed


def new_box_pair() -> tuple[bytes, bytes]:
    """An X25519 public key and its private half."""
    from nacl.bindings import crypto_box_keypair

    public, private = crypto_box_keypair()
    return public, private
