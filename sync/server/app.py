"""The server as an ASGI program: the routes, what stands around them, and how each refusal is answered."""

from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from fieldlog import __version__
from sync.protocol import Refused
from sync.server import administering, health, joining, openapi, readers, traffic
from sync.server.around import Around, Rates, answer
from sync.server.metrics import Metrics
from sync.server.settings import Limits

if TYPE_CHECKING:
    from sync.archive.archive import Archive


def make_app(archive: "Archive", limits: Limits | None = None) -> FastAPI:
    """The program over an open archive."""
    app = FastAPI(title="fieldlog", version=__version__, docs_url=None, redoc_url=None, redirect_slashes=False)
    app.state.archive = archive
    app.state.limits = limits or Limits()
    app.state.rates = Rates(app.state.limits)
    app.state.metrics = Metrics()
    app.state.turned_away = {}
    for part in (traffic, readers, joining, administering, health):
        app.include_router(part.router)
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(HTTPException, _elsewhere)
    app.openapi = lambda: openapi.described(app)  # type: ignore[method-assign]  # as FastAPI says to do it
    app.add_middleware(Around, limits=app.state.limits, rates=app.state.rates, metrics=app.state.metrics)
    return app


async def _refused(_request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)  # noqa: S101 - it is registered for nothing else
    return answer(error)


async def _elsewhere(_request: Request, error: Exception) -> Response:
    """A path or a method that is not there."""
    assert isinstance(error, HTTPException)  # noqa: S101 - it is registered for nothing else
    said = answer(Refused("method" if error.status_code == 405 else "unknown"))
    said.headers.update(error.headers or {})
    return said
