"""A real server for the tests: uvicorn with its limits over an archive, on a port of this machine."""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn

from sync.archive.archive import Archive
from sync.server import tls
from sync.server.app import make_app
from sync.server.patience import PatientProtocol
from sync.server.settings import Limits


@contextmanager
def serving(
    archive: Archive, limits: Limits | None = None, certificate: tuple[Path, Path] | None = None
) -> Iterator[str]:
    """The address of a server over the archive, for as long as the block lasts."""
    chosen = limits or Limits()

    class Patient(PatientProtocol):
        pass

    Patient.limits = chosen
    config = uvicorn.Config(
        make_app(archive, chosen),
        http=Patient,
        timeout_keep_alive=chosen.idle_seconds,
        log_config=None,
        access_log=False,
        server_header=False,
        ws="none",
        ssl_certfile=certificate[0] if certificate else None,
        ssl_keyfile=certificate[1] if certificate else None,
        ssl_context_factory=tls.context if certificate else None,
    )
    listening = socket.create_server(("127.0.0.1", 0))
    server = _Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve([listening])), daemon=True)
    thread.start()
    assert server.up.wait(10)
    try:
        yield f"http{'s' if certificate else ''}://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(20)
        assert not thread.is_alive()


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = threading.Event()
        self.beside: list[Callable[[], Any]] = []

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.up.set()

    def install_signal_handlers(self) -> None:
        """Signals are the test's own."""
