"""The routes that entries take: heads, pushes, forks and feeds. Bytes in, bytes out; no models are made of them."""

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from sync.archive import devices, feeds, forks, pulling, pushing
from sync.batch import compress
from sync.protocol import BATCH, HEAD_HEADER, PAGE, Cursor, Head, ProtocolFault, Refused
from sync.server import openapi
from sync.server.body import read_batch
from sync.server.caller import called_by, note, now

router = APIRouter()
_DEVICE = "/v1/orgs/{org}/devices/{device}"
COMPRESS_FROM = 256
"""Bytes from which on an answer is worth compressing."""


@router.get(_DEVICE + "/head", **openapi.HEAD)
async def head(request: Request, org: str, device: str) -> Response:
    known = await called_by(request, org, device)
    await note(request, known)
    said = await run_in_threadpool(devices.head, request.app.state.archive, known, device)
    return _json(said.data())


@router.post(_DEVICE + "/entries", **openapi.PUSH)
async def push(request: Request, org: str, device: str) -> Response:
    known = await called_by(request, org, device)
    limits = request.app.state.limits
    try:
        stands = Head.read(request.headers.get(HEAD_HEADER, ""))
    except ProtocolFault:
        raise Refused("malformed", field=HEAD_HEADER) from None
    batch = await read_batch(request, limits.push_bytes, limits.entries, limits.body_seconds)
    said = await run_in_threadpool(pushing.push, request.app.state.archive, known, device, stands, batch, now())
    for run in said.verdicts:
        request.app.state.metrics.lines.labels(run.what).inc(run.last - run.first + 1)
    await note(request, known)
    return _json(said.data())


@router.post(_DEVICE + "/forks", **openapi.FORKS)
async def fork(request: Request, org: str, device: str) -> Response:
    known = await called_by(request, org, device)
    limits = request.app.state.limits
    batch = await read_batch(request, limits.fork_bytes, limits.entries, limits.body_seconds)
    said = await run_in_threadpool(forks.keep, request.app.state.archive, known, device, batch, now())
    return _json(said.data())


@router.get("/v1/orgs/{org}/feed", **openapi.FEED)
async def feed(request: Request, org: str) -> Response:
    return await _read(request, org, org)


@router.get("/v1/orgs/{org}/shared", **openapi.FEED)
async def shared(request: Request, org: str) -> Response:
    return await _read(request, org, feeds.SHARED)


async def _read(request: Request, org: str, which: str) -> Response:
    known = await called_by(request, org, None)
    if known.state == "revoked":
        raise Refused("revoked", contact=known.contact)
    after, limit = _after(request.query_params.get("after")), _limit(request.query_params.get("limit"))
    archive = request.app.state.archive
    if after is not None and request.headers.get("if-none-match") == f'"{after}"':
        newest = await run_in_threadpool(pulling.newest, archive, known, which)
        if newest == after:
            return Response(status_code=304, headers={"etag": f'"{after}"'})
    page = await run_in_threadpool(pulling.pull, archive, known, which, after, limit, now())
    headers = {"etag": f'"{page.cursor}"'}
    data = page.data
    if len(data) >= COMPRESS_FROM and "zstd" in request.headers.get("accept-encoding", ""):
        data = await run_in_threadpool(compress, data)
        headers["content-encoding"] = "zstd"
    return Response(data, 200, headers, BATCH)


def _after(said: str | None) -> Cursor | None:
    if not said:
        return None
    try:
        return Cursor.read(said)
    except ProtocolFault:
        raise Refused("malformed", field="after") from None


def _limit(said: str | None) -> int:
    if said is None:
        return PAGE
    if not (said.isascii() and said.isdigit() and 1 <= int(said[:9]) <= PAGE):
        raise Refused("malformed", field="limit")
    return int(said)


def _json(data: bytes) -> Response:
    return Response(data, media_type="application/json")
