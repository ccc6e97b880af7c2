"""The real server in this very thread: its whole program over a real archive; it can die, be set back, and live on."""

import asyncio
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from sync.archive import backups
from sync.archive.archive import Archive, open_archive
from sync.server.app import make_app
from sync.server.settings import Limits

GENEROUS = Limits(per_device="1000000/minute", per_address="1000000/minute", enrolments_per_address="1000000/minute")
"""How often one may come is counted in real time, and here years go by in a second."""


class Died(BaseException):
    """The server's process ended: nothing in it goes on, and nothing catches this."""


class Mortal:
    """The archive's connection for writing; on demand its process ends just before a commit."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self.dying = False

    def execute(self, sql: str, *values: Any) -> Any:
        if sql == "COMMIT" and self.dying:
            raise Died
        return self._connection.execute(sql, *values)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


class Server:
    """Of one home. `clock` is what the server takes the time from."""

    def __init__(self, home: Path, clock: Callable[[], datetime], limits: Limits = GENEROUS) -> None:
        self.home, self.clock, self.limits = home, clock, limits
        self.lives = 0
        """How often it was restored."""
        self.saved: Path | None = None
        self._loop = asyncio.new_event_loop()
        self._saves = 0
        self._open()
        self._app = make_app(self.archive, limits)

    archive: Archive
    _mortal: Mortal

    def _open(self) -> None:
        self.archive = open_archive(self.home)
        database: Any = self.archive.database
        self._mortal = database._writer = Mortal(database._writer)

    def ask(self, request: httpx.Request, *, dying: bool = False) -> httpx.Response:
        """What the server answers. Died if its process ends in the middle of writing; it is there again afterwards."""
        self._mortal.dying = dying
        try:
            return self._loop.run_until_complete(_asked(self._app, request))
        except Died:
            self.restart()
            raise
        finally:
            self._mortal.dying = False

    def restart(self) -> None:
        """The process ends, and begins anew with what is on the disk."""
        self.archive.close()
        self._open()
        self._app.state.archive = self.archive

    def back_up(self) -> None:
        self._saves += 1
        self.saved = self.home.with_name(f"{self.home.name}-{self._saves}.backup")
        backups.backup(self.archive, self.saved, self.clock())

    def restore(self) -> None:
        """As `fieldlog-server restore --accept` does with the last backup."""
        assert self.saved is not None
        self.archive.close()
        backups.restore(self.home, self.saved, accept=True)
        self._open()
        self._app.state.archive = self.archive
        self.lives += 1

    def stop(self) -> None:
        self.archive.close()
        self._loop.close()


async def _asked(app: Any, request: httpx.Request) -> httpx.Response:
    said: dict[str, Any] = {"body": b""}
    body = request.content

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            said["status"], said["headers"] = message["status"], message["headers"]
        else:
            said["body"] += message.get("body", b"")

    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": request.method,
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "scheme": "https", "path": request.url.path, "raw_path": request.url.raw_path.split(b"?")[0],
        "query_string": request.url.query, "server": ("fieldlog.exempel.se", 443), "client": ("127.0.0.1", 1),
        "root_path": "",
    }  # fmt: skip
    await app(scope, receive, send)
    return httpx.Response(said["status"], headers=said["headers"], stream=httpx.ByteStream(said["body"]))


async def _here(work: Callable[..., Any], *values: Any) -> Any:
    return work(*values)


@contextmanager
def in_one_thread(clock: Callable[[], datetime]) -> Iterator[pytest.MonkeyPatch]:
    """Let servers work in the thread that asks them and by this clock, for as long as the block lasts."""
    with pytest.MonkeyPatch.context() as patch:
        for module in [each for name, each in sys.modules.items() if name.startswith("sync.server.")]:
            for name, instead in (("run_in_threadpool", _here), ("now", clock)):
                if hasattr(module, name):
                    patch.setattr(module, name, instead)
        yield patch
