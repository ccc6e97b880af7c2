"""The pages of an encrypted store and of its write-ahead log, decrypted one by one outside SQLite."""

import unicodedata
from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE = 4096
RESERVED = 80  # 16 bytes of IV, 64 of HMAC-SHA512
SALT = 16
LOG_HEADER, FRAME_HEADER = 32, 24


def decrypted(page: bytes, key: bytes, *, first: bool) -> bytes:
    """The content of one page; the first of a file begins with the salt instead of a header."""
    start = SALT if first else 0
    iv = page[PAGE - RESERVED : PAGE - RESERVED + 16]
    opened = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
    return opened.update(page[start : PAGE - RESERVED]) + opened.finalize()


def pages(path: Path, key: bytes) -> Iterator[tuple[str, bytes]]:
    """(where, content) of every page of the file and every frame of its log, free ones too."""
    data = path.read_bytes()
    for place in range(0, len(data), PAGE):
        yield f"page {place // PAGE + 1}", decrypted(data[place : place + PAGE], key, first=place == 0)
    log = path.with_name(path.name + "-wal")
    frames = log.read_bytes() if log.exists() else b""
    for place in range(LOG_HEADER, len(frames), FRAME_HEADER + PAGE):
        number = int.from_bytes(frames[place : place + 4], "big")
        content = frames[place + FRAME_HEADER : place + FRAME_HEADER + PAGE]
        if len(content) == PAGE:
            yield f"frame of page {number}", decrypted(content, key, first=number == 1)


def found(path: Path, key: bytes, text: str) -> list[str]:
    """Where the text is, as it was written or as the search index spells it: small letters without accents.

    The first letter may stand apart: the index keeps of each word what differs from the word before.
    """
    plain = "".join(sign for sign in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(sign))
    needles = {text.encode(), text[1:].encode(), plain.encode(), plain[1:].encode()}
    return [where for where, content in pages(path, key) if any(needle in content for needle in needles)]
