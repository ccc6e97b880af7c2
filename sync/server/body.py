"""The body of a request: read as it comes, never more of it than is allowed, never longer than is patient."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

from starlette.requests import ClientDisconnect, Request

from sync.batch import Batch, BatchFault, decompress, unpack
from sync.protocol import BATCH, Refused

_REST_BYTES, _REST_SECONDS = 1 << 20, 0.5
"""What is still taken in, and thrown away, of a body that is refused for its size."""


async def read_body(request: Request, most: int, seconds: int, of: str) -> bytes:
    """The body, still compressed. Refused if it says or turns out to be larger, or if it does not come in time.

    `of` is what the limit of its size is called.
    """
    said = request.headers.get("content-length", "0")
    pieces = request.stream()
    if not said.isdecimal() or int(said) > most:
        # One that asks whether to send holds nothing back yet, and of one that is far too large a part is no help.
        if "expect" not in request.headers and said.isdecimal() and int(said) <= most + _REST_BYTES:
            await _throw_away(pieces, int(said))
        raise Refused("large", limit=most, of=of)
    found = bytearray()
    try:
        async with asyncio.timeout(seconds):
            async for piece in pieces:
                found += piece
                if len(found) > most:
                    break
    except TimeoutError:
        raise Refused("slow", limit=seconds, of="body_seconds") from None
    except ClientDisconnect:
        raise Refused("malformed") from None
    if len(found) > most:
        await _throw_away(pieces, most + _REST_BYTES - len(found))
        raise Refused("large", limit=most, of=of)
    return bytes(found)


async def _throw_away(pieces: AsyncIterator[bytes], most: int) -> None:
    """Take in the rest of a body, within limits: a connection that is closed over what nobody read is reset, and the
    one who sends may lose the answer with it."""
    with contextlib.suppress(TimeoutError, ClientDisconnect):
        async with asyncio.timeout(_REST_SECONDS):
            async for piece in pieces:
                most -= len(piece)
                if most < 0:
                    return


async def read_packed(request: Request, most: int, seconds: int, of: str) -> Callable[[int], Batch]:
    """The batch that was sent, at most so many bytes, as a function: called with how many entries there may be it takes
    the bytes apart, which is not for the loop that serves. Both refuse what is none.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != BATCH:
        raise Refused("encoding", want=BATCH)
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("zstd", "identity"):
        raise Refused("encoding", want="zstd")
    body = await read_body(request, most, seconds, of)
    return lambda entries: _unpacked(body, encoding, most, of, entries)


def _unpacked(body: bytes, encoding: str, most: int, of: str, entries: int) -> Batch:
    try:
        plain = decompress(body, most) if encoding == "zstd" else body
        batch = unpack(plain)
    except BatchFault as fault:
        if fault.args == ("too large",):
            raise Refused("large", limit=most, of=of) from None
        raise Refused("malformed", fault=str(fault)) from None
    if len(batch.entries) > entries:
        raise Refused("large", limit=entries, of="entries")
    return batch
