"""Verifying many signatures of one device: libsodium lets go of the interpreter, so that all cores take part."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Final

FEW: Final = 32
"""Fewer than this are verified where they are: handing them over takes longer."""


def first_false(key: bytes, signed: Sequence[tuple[bytes, bytes]]) -> int | None:
    """Which of (signature, message) is the first that the key has not signed, or None."""
    if len(signed) < FEW:
        return _first_false(key, signed)
    hands = os.cpu_count() or 1
    size = -(-len(signed) // hands)
    shares = [signed[at : at + size] for at in range(0, len(signed), size)]
    for number, false in enumerate(_pool(os.getpid()).map(lambda share: _first_false(key, share), shares)):
        if false is not None:
            return number * size + false
    return None


def _first_false(key: bytes, signed: Sequence[tuple[bytes, bytes]]) -> int | None:
    from nacl.bindings import crypto_sign_open
    from nacl.exceptions import BadSignatureError

    for number, (signature, message) in enumerate(signed):
        try:
            crypto_sign_open(signature + message, key)
        except BadSignatureError:
            return number
    return None


@lru_cache(maxsize=1)
def _pool(_process: int) -> ThreadPoolExecutor:
    """One a process: threads are not there any more in a process that was forked off."""
    return ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="verify")
