"""The routes of administration: of people and devices, of words, of how long things are kept; each by role."""

import contextlib
from datetime import datetime, timedelta

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from fieldlog.models.strict import encode
from sync.archive.administering import ACTS, Asked, note_refused, perform
from sync.archive.devices import ACTIVE, Caller
from sync.protocol import ProtocolFault, Refused, read_object
from sync.server import openapi
from sync.server.body import read_body
from sync.server.caller import called_by, now

router = APIRouter()
NOTED_EVERY = timedelta(minutes=10)
LARGEST = 64 * 1024
"""Bytes of what may be sent."""


@router.get("/v1/admin/organisations", **openapi.admin("organisations"))
async def organisations(request: Request) -> Response:
    return await _answer(request, "organisations")


@router.post("/v1/admin/organisations", **openapi.admin("organisations", name="text", contact="text"))
async def change_organisation(request: Request) -> Response:
    return await _answer(request, "organisations")


@router.get("/v1/admin/workers", **openapi.admin("workers"))
async def workers(request: Request) -> Response:
    return await _answer(request, "workers")


@router.post("/v1/admin/workers", **openapi.admin("workers", worker="text", role="text"))
async def add_worker(request: Request) -> Response:
    return await _answer(request, "workers")


@router.get("/v1/admin/codes", **openapi.admin("codes"))
async def codes(request: Request) -> Response:
    return await _answer(request, "codes")


@router.post("/v1/admin/codes", **openapi.admin("codes", worker="text"))
async def new_code(request: Request) -> Response:
    return await _answer(request, "codes")


@router.get("/v1/admin/devices", **openapi.admin("devices"))
async def devices(request: Request) -> Response:
    return await _answer(request, "devices")


@router.post("/v1/admin/devices/{device}/revoke", **openapi.admin("revoke", of_a_device=True))
async def revoke(request: Request, device: str) -> Response:
    return await _answer(request, "revoke", device)


@router.post("/v1/admin/devices/{device}/lost", **openapi.admin("lost", of_a_device=True))
async def lose(request: Request, device: str) -> Response:
    return await _answer(request, "lost", device)


@router.get("/v1/admin/vocabulary", **openapi.admin("vocabulary"))
async def vocabulary(request: Request) -> Response:
    return await _answer(request, "vocabulary")


@router.post("/v1/admin/vocabulary", **openapi.admin("vocabulary", of="text", items="object"))
async def decide_vocabulary(request: Request) -> Response:
    return await _answer(request, "vocabulary")


@router.get("/v1/admin/policies", **openapi.admin("policies"))
async def policies(request: Request) -> Response:
    return await _answer(request, "policies")


@router.post("/v1/admin/policies", **openapi.admin("policies", name="text", days="number"))
async def decide_policy(request: Request) -> Response:
    return await _answer(request, "policies")


async def _answer(request: Request, what: str, device: str = "") -> Response:
    known = await called_by(request, None, None)
    act = ACTS[request.method, what]
    if known.role not in act.roles:
        await _note_refused(request, known)
        raise Refused("unknown")  # before anything is read: to others there is no such address
    body = {} if request.method == "GET" or device else await _body(request)
    asked = Asked(request.app.state.archive, known, now(), body, device)
    said = await run_in_threadpool(perform, act, asked)
    return Response(encode(said), media_type="application/json")


async def _note_refused(request: Request, known: Caller) -> None:
    """Once in a while for each laptop: who asks again and again must not fill the server's chain."""
    noted: dict[str, datetime] = request.app.state.turned_away
    at = now()
    if known.state == ACTIVE and at - noted.get(known.device, at - NOTED_EVERY) >= NOTED_EVERY:
        noted[known.device] = at
        with contextlib.suppress(Refused):  # a copy that only reads writes nothing down
            await run_in_threadpool(note_refused, request.app.state.archive, known, at)


async def _body(request: Request) -> dict[str, object]:
    data = await read_body(request, LARGEST, request.app.state.limits.body_seconds, "change_bytes")
    try:
        return read_object(data)
    except ProtocolFault:
        raise Refused("malformed") from None
