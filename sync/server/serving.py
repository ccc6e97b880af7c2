"""Keeping the server up: one process or several, with or without TLS, until it is told to stop."""

import asyncio
import gc
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sync.archive.archive import open_archive
from sync.server import logs, nightly, tls
from sync.server.settings import read_limits

if TYPE_CHECKING:
    from fastapi import FastAPI

HOME, DATABASE = "FIELDLOG_SERVER_HOME", "FIELDLOG_SERVER_DATABASE"
STOP_WITHIN = 20
"""Seconds that requests which have begun are given when the server stops."""


@dataclass(frozen=True, slots=True)
class Serving:
    """Where and how to serve."""

    home: Path
    database: str | None = None
    host: str = "127.0.0.1"
    port: int = 8470
    certificate: Path | None = None
    key: Path | None = None
    workers: int = 1


def serve(how: Serving) -> None:
    """Serve until SIGTERM or SIGINT. A process that dies is started again where there are several."""
    open_archive(how.home, how.database).close()  # a refusal is told here, once, not by every process
    limits = read_limits(how.home)
    os.environ[HOME] = str(how.home)
    if how.database:
        os.environ[DATABASE] = how.database
    if how.workers > 1:
        from sync.server.metrics import SEVERAL

        figures = how.home / "figures"
        shutil.rmtree(figures, ignore_errors=True)
        figures.mkdir(mode=0o700)
        os.environ[SEVERAL] = str(figures)
    import uvicorn

    from sync.server.patience import PatientProtocol

    logs.write_logs()
    logs.note("serving", detail=f"{how.host}:{how.port}", count=how.workers)
    uvicorn.run(
        "sync.server.serving:app_of_environment",
        factory=True,
        host=how.host,
        port=how.port,
        workers=how.workers,
        http=PatientProtocol,
        ssl_certfile=how.certificate,
        ssl_keyfile=how.key,
        ssl_context_factory=tls.context if how.certificate else None,
        timeout_keep_alive=limits.idle_seconds,
        timeout_graceful_shutdown=STOP_WITHIN,
        log_config=None,
        access_log=False,
        server_header=False,
        ws="none",
    )


def _look_for_garbage_seldom() -> None:
    """A push makes thousands of objects that go with its answer and by themselves; and what the program consists of
    stays. To look through all of it each time takes a thirtieth of a push."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def app_of_environment() -> "FastAPI":
    """The program of one process: what to serve stands in its environment."""
    from sync.server.app import make_app
    from sync.server.patience import PatientProtocol

    logs.write_logs()
    home = Path(os.environ[HOME])
    limits = read_limits(home)
    PatientProtocol.limits = limits
    archive = open_archive(home, os.environ.get(DATABASE))
    app = make_app(archive, limits)
    _look_for_garbage_seldom()

    @asynccontextmanager
    async def alive(_app: "FastAPI") -> AsyncIterator[None]:
        fresh = asyncio.create_task(tls.keep_fresh())
        retaining = asyncio.create_task(nightly.each_day(archive, home, limits.retention_at))
        try:
            yield
        finally:
            fresh.cancel()
            retaining.cancel()
            await asyncio.get_running_loop().shutdown_default_executor()  # what it is writing comes to its end first
            archive.close()

    app.router.lifespan_context = alive
    return app
