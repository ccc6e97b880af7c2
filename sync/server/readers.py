"""The route by which a worker learns who has read what she wrote."""

from typing import TYPE_CHECKING

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from sync.archive import readers
from sync.protocol import Refused
from sync.server import openapi
from sync.server.caller import called_by, now

if TYPE_CHECKING:
    from sync.archive.archive import Archive

router = APIRouter()


@router.get("/v1/orgs/{org}/readers", **openapi.READERS)
async def read_by(request: Request, org: str) -> Response:
    known = await called_by(request, org, None)
    after = _after(request.query_params.get("after"))
    archive: Archive = request.app.state.archive
    said = await run_in_threadpool(readers.told, archive, known, after, now())
    return Response(said, media_type="application/json")


def _after(said: str | None) -> int:
    if said is None:
        return 0
    if not (said.isascii() and said.isdigit() and len(said) <= 15):
        raise Refused("malformed", field="after")
    return int(said)
