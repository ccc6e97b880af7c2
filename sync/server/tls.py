"""Certificate and key of the server, read anew when the files change: no restart, no connection dropped."""

import asyncio
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from sync.server import logs

if TYPE_CHECKING:
    from uvicorn import Config

LOOK_EVERY = 5.0
"""Seconds between looks at the files."""

_contexts: dict[tuple[str, str | None], ssl.SSLContext] = {}
"""By their files, those of this process."""


def context(config: "Config", default: Callable[[], ssl.SSLContext]) -> ssl.SSLContext:
    """What uvicorn asks for once in each process: TLS 1.2 and up. Remembered, to be given newer files."""
    made = default()
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    key = config.ssl_keyfile
    _contexts[str(config.ssl_certfile), str(key) if key else None] = made
    return made


async def keep_fresh(every: float = LOOK_EVERY) -> None:
    """Until it is cancelled: give newer files to the contexts of this process. New connections are served by them."""
    seen = {files: _stamps(*files) for files in _contexts}
    while True:
        await asyncio.sleep(every)
        for files, made in list(_contexts.items()):
            stamps = _stamps(*files)
            if stamps is not None and stamps != seen.get(files):
                seen[files] = stamps
                _take(made, *files)


def _take(made: ssl.SSLContext, certificate: str, key: str | None) -> None:
    try:
        made.load_cert_chain(certificate, key)
    except (OSError, ssl.SSLError):  # half written, or a key that does not fit: the ones before stay in use
        logs.note("certificate", code="unreadable")
        return
    logs.note("certificate", code="renewed")


def _stamps(certificate: str, key: str | None) -> tuple[int, ...] | None:
    try:
        return tuple(Path(file).stat().st_mtime_ns for file in (certificate, key) if file)
    except OSError:
        return None
