"""The routes that entries take: heads, pushes, forks and feeds. Bytes in, bytes out; no models are made of them."""

from typing import TYPE_CHECKING

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from sync.answers import PushAnswer
from sync.archive import devices, feeds, forks, pulling, pushing, recalls
from sync.batch import compress
from sync.protocol import BATCH, HEAD_HEADER, PAGE, Cursor, Head, ProtocolFault, Refused
from sync.server import openapi
from sync.server.body import read_packed
from sync.server.caller import called_by, heard, now

if TYPE_CHECKING:
    from sync.archive.archive import Archive
    from sync.server.settings import Limits

router = APIRouter()
_DEVICE = "/v1/orgs/{org}/devices/{device}"
COMPRESS_FROM = 256
"""Bytes from which on an answer is worth compressing."""


@router.get(_DEVICE + "/head", **openapi.HEAD)
async def head(request: Request, org: str, device: str) -> Response:
    known = await called_by(request, org, device)
    itself = heard(request)
    archive: Archive = request.app.state.archive

    def do() -> bytes:
        itself.note(archive, known)
        return devices.head(archive, known, device).data()

    return _json(await run_in_threadpool(do))


@router.post(_DEVICE + "/entries", **openapi.PUSH)
async def push(request: Request, org: str, device: str) -> Response:
    known = await called_by(request, org, device)
    itself = heard(request)
    limits: Limits = request.app.state.limits
    archive: Archive = request.app.state.archive
    try:
        stands = Head.read(request.headers.get(HEAD_HEADER, ""))
    except ProtocolFault:
        raise Refused("malformed", field=HEAD_HEADER) from None
    unpacked = await read_packed(request, limits.push_bytes, limits.body_seconds, "push_bytes")

    def do() -> PushAnswer:
        # All that takes time in one go: each way between the threads costs as much as a small push.
        said = pushing.push(archive, known, device, stands, unpacked(limits.entries), now())
        itself.note(archive, known)
        return said

    said = await run_in_threadpool(do)
    for run in said.verdicts:
        request.app.state.metrics.lines.labels(run.what).inc(run.last - run.first + 1)
    return _json(said.data())


@router.post(_DEVICE + "/forks", **openapi.FORKS)
async def fork(request: Request, org: str, device: str) -> Response:
    known = await called_by(request, org, device)
    limits: Limits = request.app.state.limits
    archive: Archive = request.app.state.archive
    unpacked = await read_packed(request, limits.fork_bytes, limits.body_seconds, "fork_bytes")
    said = await run_in_threadpool(
        lambda: forks.keep(archive, known, device, unpacked(limits.entries), now()),
    )
    return _json(said.data())


@router.get(_DEVICE + "/recalls", **openapi.RECALLS)
async def recalled(request: Request, org: str, device: str) -> Response:
    known = await called_by(request, org, device)
    if known.state == "revoked":
        raise Refused("revoked", contact=known.contact)
    archive: Archive = request.app.state.archive

    def do() -> bytes:
        with archive.database.reading() as session:
            return recalls.told(session, pulling.reader_of(known))

    return _json(await run_in_threadpool(do))


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
    itself = heard(request)
    archive: Archive = request.app.state.archive
    known_already = after is not None and request.headers.get("if-none-match") == f'"{after}"'

    def do() -> pulling.Page | None:
        itself.note(archive, known)  # a push says what was unsent before it
        if known_already and after is not None and pulling.caught_up(archive, known, which, after, now()):
            return None
        return pulling.pull(archive, known, which, after, limit, now())

    page = await run_in_threadpool(do)
    if page is None:
        return Response(status_code=304, headers={"etag": f'"{after}"'})
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
