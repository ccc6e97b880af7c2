"""The routes by which a laptop joins: enrolment, the device after a lost one, and how the server sees it."""

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from sync.answers import Enrolment
from sync.archive import devices, enrolling
from sync.archive.archive import Archive
from sync.protocol import ProtocolFault, Refused
from sync.server import openapi
from sync.server.body import read_body
from sync.server.caller import called_by, heard, now, speak

router = APIRouter()


@router.post("/v1/enrol", **openapi.ENROL)
async def enrol(request: Request) -> Response:
    speak(request)
    asked = await _enrolment(request)
    said = await run_in_threadpool(enrolling.enrol, request.app.state.archive, asked, now())
    return Response(said.data(), media_type="application/json")


@router.post("/v1/orgs/{org}/devices/{device}/successor", **openapi.SUCCESSOR)
async def successor(request: Request, org: str, device: str) -> Response:
    known = await called_by(request, org, device)
    asked = await _enrolment(request)
    if asked.previous != device:
        raise Refused("fields", field="previous")
    said = await run_in_threadpool(enrolling.successor, request.app.state.archive, known, asked, now())
    return Response(said.data(), media_type="application/json")


@router.get("/v1/orgs/{org}/devices/{device}/status", **openapi.STATUS)
async def status(request: Request, org: str, device: str) -> Response:
    known = await called_by(request, org, device)
    itself = heard(request)
    archive: Archive = request.app.state.archive

    def do() -> bytes:
        itself.note(archive, known)
        return devices.status(archive, known, device, now())

    return Response(await run_in_threadpool(do), media_type="application/json")


async def _enrolment(request: Request) -> Enrolment:
    limits = request.app.state.limits
    body = await read_body(request, limits.enrol_bytes, limits.body_seconds, "enrol_bytes")
    try:
        return Enrolment.read(body)
    except ProtocolFault as fault:
        raise Refused("fields", field=str(fault)) from None
