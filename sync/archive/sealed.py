"""A file that only the recovery key opens: messages in order, whole or not at all (libsodium secretstream)."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_ABYTES,
    crypto_secretstream_xchacha20poly1305_HEADERBYTES,
    crypto_secretstream_xchacha20poly1305_init_pull,
    crypto_secretstream_xchacha20poly1305_init_push,
    crypto_secretstream_xchacha20poly1305_keygen,
    crypto_secretstream_xchacha20poly1305_pull,
    crypto_secretstream_xchacha20poly1305_push,
    crypto_secretstream_xchacha20poly1305_state,
    crypto_secretstream_xchacha20poly1305_TAG_FINAL,
    crypto_secretstream_xchacha20poly1305_TAG_MESSAGE,
)
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from fieldlog.home import cannot_save, keep_names
from fieldlog.language import _
from fieldlog.models.refusal import Damaged, NotFound, RuleBroken

MAGIC: Final = b"fieldlog backup 1\n"
KEY_BYTES: Final = 32 + 48
"""The stream's key, sealed to the recovery key."""
LARGEST: Final = 256 << 20
"""Bytes of one message, so that a damaged length is not believed."""


class SealedWriter:
    """Writes beside the file and takes its name at `finish`: a backup that broke off never looks like one."""

    def __init__(self, path: Path, recovery: PublicKey) -> None:
        self._path = path
        self._new = path.with_name(f".{path.name}.{os.urandom(8).hex()}.new")
        self._state = crypto_secretstream_xchacha20poly1305_state()
        key = crypto_secretstream_xchacha20poly1305_keygen()
        try:
            descriptor = os.open(self._new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            self._file = os.fdopen(descriptor, "wb")
            self._file.write(MAGIC + SealedBox(recovery).encrypt(key))
            self._file.write(crypto_secretstream_xchacha20poly1305_init_push(self._state, key))
        except OSError as error:
            raise cannot_save(error) from None

    def add(self, message: bytes, *, last: bool = False) -> None:
        tags = (crypto_secretstream_xchacha20poly1305_TAG_MESSAGE, crypto_secretstream_xchacha20poly1305_TAG_FINAL)
        sealed = crypto_secretstream_xchacha20poly1305_push(self._state, message, tag=tags[last])
        try:
            self._file.write(len(sealed).to_bytes(4, "big") + sealed)
        except OSError as error:
            raise cannot_save(error) from None

    def finish(self) -> None:
        """On the disk, under its name, when this returns."""
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            self._new.replace(self._path)
            keep_names(self._path.parent)
        except OSError as error:
            raise cannot_save(error) from None

    def drop(self) -> None:
        self._file.close()
        self._new.unlink(missing_ok=True)


def read_sealed(path: Path, key: PrivateKey) -> Iterator[bytes]:
    """The messages in turn; whole only if the iterator ends by itself.

    NotFound without the file, RuleBroken for another kind of file or another's key, Damaged for one that was changed
    or cut short.
    """
    try:
        file = path.open("rb")
    except OSError:
        raise NotFound(_("Säkerhetskopian går inte att läsa. Ange rätt fil.")) from None
    with file:
        if file.read(len(MAGIC)) != MAGIC:
            raise RuleBroken(_("Filen är ingen säkerhetskopia av en fieldlog-server."))
        try:
            inner = SealedBox(key).decrypt(file.read(KEY_BYTES))
        except (CryptoError, ValueError):
            raise RuleBroken(_("Återställningsnyckeln passar inte till säkerhetskopian.")) from None
        yield from _messages(file, inner)


def _messages(file: BinaryIO, key: bytes) -> Iterator[bytes]:
    state = crypto_secretstream_xchacha20poly1305_state()
    tag = crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
    try:
        header = file.read(crypto_secretstream_xchacha20poly1305_HEADERBYTES)
        crypto_secretstream_xchacha20poly1305_init_pull(state, header, key)
        while tag != crypto_secretstream_xchacha20poly1305_TAG_FINAL:
            size = int.from_bytes(_exactly(file, 4), "big")
            if not crypto_secretstream_xchacha20poly1305_ABYTES <= size <= LARGEST:
                raise _damaged()
            message, tag = crypto_secretstream_xchacha20poly1305_pull(state, _exactly(file, size))
            yield message
    except (CryptoError, ValueError, RuntimeError, TypeError):
        raise _damaged() from None
    if file.read(1):
        raise _damaged()


def _exactly(file: BinaryIO, size: int) -> bytes:
    found = file.read(size)
    if len(found) != size:
        raise _damaged()
    return found


def _damaged() -> Damaged:
    return Damaged(_("Säkerhetskopian är skadad eller ofullständig. Inget är ändrat. Ta en annan."))
