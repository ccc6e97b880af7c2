"""The routes of whoever keeps the server running: alive, ready, figures, versions."""

import ipaddress

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from fieldlog import __version__
from fieldlog.models.strict import encode
from sync.archive.counts import answers
from sync.protocol import OLDEST, VERSION, Refused
from sync.server import openapi

router = APIRouter()


@router.get("/health", **openapi.HEALTH)
async def health() -> Response:
    """The process is alive; whether it can serve, `/ready` says."""
    return _json({"alive": True})


@router.get("/ready", **openapi.READY)
async def ready(request: Request) -> Response:
    """The archive answers, and is the one that belongs here."""
    await run_in_threadpool(answers, request.app.state.archive)
    return _json({"ready": True})


@router.get("/v1/versions", **openapi.VERSIONS)
async def versions() -> Response:
    return _json({"oldest": OLDEST, "newest": VERSION, "program": f"fieldlog {__version__}"})


@router.get("/metrics", include_in_schema=False)
async def metrics(request: Request) -> Response:
    """Figures, for this machine and nobody else: how many devices an authority has is nobody's business."""
    client = request.client.host if request.client else ""
    try:
        here = ipaddress.ip_address(client).is_loopback
    except ValueError:
        here = False
    if not here:
        raise Refused("unknown")
    page = await run_in_threadpool(request.app.state.metrics.page, request.app.state.archive)
    return Response(page, media_type="text/plain; version=0.0.4")


def _json(value: dict[str, object]) -> Response:
    return Response(encode(value), media_type="application/json")
