"""What the OpenAPI description says of routes that take and give bytes."""

from typing import TYPE_CHECKING, Any

from sync.answers import Enrolled, Enrolment
from sync.protocol import BATCH, CLOCK_HEADER, HEAD_HEADER, SPOKEN, UNSENT_HEADER, VERSION_HEADER
from sync.protocol import STATUS as STATUSES

if TYPE_CHECKING:
    from fastapi import FastAPI

_EVERYWHERE = (400, 405, 408, 429, 431, 500, 503)
"""What any request may be answered with: no HTTP at all, another method, too slow, too often, headers too large."""


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(properties), "properties": properties}


def _pattern(said: str) -> dict[str, Any]:
    return {"type": "string", "pattern": f"^{said}$"}


_TEXT = {"type": "string"}
_NUMBER = {"type": "integer"}
_BYTES = {"schema": {"type": "string", "format": "binary"}}
_DEVICE = _pattern("[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]")
_HEAD_TEXT = _pattern("(0:0{64}|[1-9][0-9]{0,14}:[0-9a-f]{64})")
_EPOCH_TEXT = _pattern("(0|[1-9][0-9]{0,9})-[0-9a-f]{32}")
_MOMENT = _pattern(r"20[0-9]{2}-0[1-9]-[01][1-9]T[01][0-9]:[0-5][0-9]:[0-5][0-9]\.[0-9]{3}\+0[12]:00")
_STATUS_SAID = _object(
    device=_DEVICE, state={"enum": ["active", "closed", "revoked"]}, n=_NUMBER, org=_TEXT, worker=_TEXT, role=_TEXT,
    contact=_TEXT, epoch=_EPOCH_TEXT, retention={"type": "object"},
)  # fmt: skip
_RECALL = _object(
    id=_TEXT, orgs={"type": "array", "items": {"type": "array", "items": {"type": ["integer", "string"]}}}
)
_VERDICT = {"type": "array", "minItems": 3, "maxItems": 4, "items": {"type": ["integer", "string"]}}
_PUSH_SAID = _object(
    epoch=_EPOCH_TEXT, head=_HEAD_TEXT, verdicts={"type": "array", "items": _VERDICT}, receipt=_TEXT, sig=_TEXT
)


def _problem(status: int) -> dict[str, Any]:
    """What a refusal of that status says: which of the protocol's errors, and what there is to know."""
    # 431 is said of a connection that has no request yet.
    codes = [code for code, said in STATUSES.items() if said == status] or ["large"]
    return _object(error={"enum": codes}) | {"additionalProperties": {"type": ["string", "integer"]}}


def _header(name: str, schema: dict[str, Any] | None = None, *, required: bool = False) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": required, "schema": schema or _TEXT}


def _path(name: str, schema: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": schema or _TEXT}


def _query(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": schema}


_VERSION = _header(VERSION_HEADER, _pattern(SPOKEN) | {"example": SPOKEN}, required=True)
_OF_ITSELF = (_header(UNSENT_HEADER, _pattern("[0-9]{1,9}")), _header(CLOCK_HEADER, _MOMENT))
_OF_A_DEVICE = (_path("org"), _path("device", _DEVICE), _VERSION)


def _route(
    about: str,
    answers: dict[str, Any],
    problems: tuple[int, ...] = (),
    *,
    parameters: tuple[dict[str, Any], ...] = (),
    body: dict[str, Any] | None = None,
    token: bool = True,
) -> dict[str, Any]:
    told = {
        str(status): _said("As `error` says", {"application/json": {"schema": _problem(status)}})
        for status in sorted({*problems, *_EVERYWHERE})
    }
    extra: dict[str, Any] = {"parameters": list(parameters), "responses": {**answers, **told}}
    extra["security"] = [{"token": []}] if token else []
    if body is not None:
        extra["requestBody"] = {"required": True, "content": body}
    return {"summary": about, "openapi_extra": extra, "response_model": None}


def _said(about: str, content: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"description": about} | ({"content": content} if content else {})


def _json(about: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"200": _said(about, {"application/json": {"schema": schema}})}


def _texts(names: tuple[str, ...], **patterns: dict[str, Any]) -> dict[str, Any]:
    return _object(**{name: patterns.get(name, _TEXT) for name in names})


_ASKED, _ASKED_MORE = (401, 404, 426), (401, 403, 404, 426)
_PUSHED = (*_ASKED, 409, 413, 415)
_ENROLMENT = {"application/json": {"schema": _texts(Enrolment.FIELDS, device=_DEVICE)}}
_ENROLLED = _json("What it needs from then on", _texts(Enrolled.FIELDS, epoch=_EPOCH_TEXT, server=_DEVICE))

HEAD = _route(
    "Where the chain of a device stands here",
    _json("Head", _object(epoch=_EPOCH_TEXT, head=_HEAD_TEXT)),
    _ASKED,
    parameters=(*_OF_A_DEVICE, *_OF_ITSELF),
)
PUSH = _route(
    "Entries of a device, in order",
    _json("A verdict for each line", _PUSH_SAID),
    _PUSHED,
    parameters=(*_OF_A_DEVICE, _header(HEAD_HEADER, _HEAD_TEXT, required=True), *_OF_ITSELF),
    body={BATCH: _BYTES},
)
FORKS = _route(
    "The whole log of a device whose chain is another one here",
    _json("A verdict for each line", _PUSH_SAID),
    _PUSHED,
    parameters=_OF_A_DEVICE,
    body={BATCH: _BYTES},
)
FEED = _route(
    "What the reader may read, after the cursor",
    {"200": _said("Entries, with the parts that the reader is given", {BATCH: _BYTES}), "304": _said("Nothing new")},
    _ASKED_MORE,
    parameters=(
        _path("org"),
        _VERSION,
        _query("after", {"type": "string", "description": "The cursor of the answer before"}),
        _query("limit", {"type": "integer", "minimum": 1, "maximum": 1000}),
        _header("If-None-Match"),
    ),
)
ENROL = _route(
    "A laptop joins, with a code",
    _ENROLLED,
    (403, 413, 422, 426),
    parameters=(_VERSION,),
    body=_ENROLMENT,
    token=False,
)
SUCCESSOR = _route(
    "The device that follows one that was restored, copied or damaged",
    _ENROLLED,
    (*_ASKED_MORE, 413, 422),
    parameters=_OF_A_DEVICE,
    body=_ENROLMENT,
)
STATUS = _route(
    "How the server sees a device", _json("State", _STATUS_SAID), _ASKED, parameters=(*_OF_A_DEVICE, *_OF_ITSELF)
)
RECALLS = _route(
    "Who had what is theirs no longer, and has taken that in",
    _json("By entry and organisation", _object(recalls={"type": "array", "items": _RECALL})),
    _ASKED_MORE,
    parameters=_OF_A_DEVICE,
)
_READER = _object(id=_TEXT, at=_TEXT, how=_TEXT, org=_TEXT, by=_TEXT)
READERS = _route(
    "Who has read what the worker wrote",
    _json(
        "Readings, and from where to go on",
        _object(
            epoch=_EPOCH_TEXT, readers={"type": "array", "items": _READER}, after=_NUMBER, more={"type": "boolean"}
        ),
    ),
    _ASKED_MORE,
    parameters=(_path("org"), _VERSION, _query("after", {"type": "integer", "minimum": 0, "maximum": 10**15 - 1})),
)


def _rows(of: str, **columns: Any) -> dict[str, Any]:
    return _object(**{of: {"type": "array", "items": _object(**columns)}})


_MAYBE_TEXT, _MAYBE_NUMBER = {"type": ["string", "null"]}, {"type": ["integer", "null"]}
_DEVICE_ROW: dict[str, Any] = {
    "device": _DEVICE, "worker": _TEXT, "role": _TEXT, "state": {"enum": ["active", "closed", "revoked"]},
    "n": _NUMBER, "program": _TEXT, "unsent": _MAYBE_NUMBER, "skew": _MAYBE_NUMBER, "enrolled": _TEXT,
    "contacted": _MAYBE_TEXT, "revoked": _MAYBE_TEXT,
}  # fmt: skip
_SAID_OF: dict[str, tuple[str, dict[str, Any]]] = {
    "organisations": (
        "Organisations: the names of all, whom to ring of one's own (adm)",
        _rows("organisations", org=_TEXT, name=_TEXT, contact=_TEXT, own={"type": "boolean"},
              decides={"type": "boolean"}),
    ),
    "workers": ("Who works in one's own organisation (adm)", {"type": "object"}),
    "codes": ("Codes that can still be used; a new one, shown once (adm)", {"type": "object"}),
    "devices": ("Devices of one's own organisation, and when each was heard of (adm)", _rows("devices", **_DEVICE_ROW)),
    "revoke": ("Shut a device of one's own organisation out (adm)", _object(**_DEVICE_ROW)),
    "lost": (
        "Shut a lost device out; how much of what class was on it (adm)",
        _object(**_DEVICE_ROW, entries=_NUMBER, observations={"type": "array", "items": {"type": "object"}}),
    ),
    "vocabulary": ("Words of the work: places, categories, focus (sam), legal grounds (reg)", _object(version=_NUMBER)),
    "policies": (
        "How long what is kept (reg)",
        _object(archive={"type": "object"}, laptops={"type": "object"}, bounds={"type": "object"}),
    ),
}  # fmt: skip


def admin(what: str, *, of_a_device: bool = False, **fields: str) -> dict[str, Any]:
    """A route of administration: any role but those named is answered as if it were not there."""
    kinds: dict[str, Any] = {"text": _TEXT, "number": _MAYBE_NUMBER, "object": {"type": "object"}}
    about, said = _SAID_OF[what]
    body = {"application/json": {"schema": _object(**{name: kinds[kind] for name, kind in fields.items()})}}
    changes = bool(fields) or of_a_device
    return _route(
        about,
        _json("As it is now", said),
        (*_ASKED_MORE, *((413, 422) if changes else ())),
        parameters=(*((_path("device", _DEVICE),) if of_a_device else ()), _VERSION),
        body=body if fields else None,
    )


HEALTH = _route("The process is alive", _json("Alive", _object(alive={"const": True})), token=False)
READY = _route("The archive answers", _json("Ready", _object(ready={"const": True})), token=False)
VERSIONS = _route(
    "The versions that are spoken",
    _json("Versions", _object(oldest=_NUMBER, newest=_NUMBER, program=_TEXT)),
    token=False,
)


def described(app: "FastAPI") -> dict[str, Any]:
    """The description as it is given out: with what a token is; FastAPI's suppositions give way to what stands here."""
    from fastapi.openapi.utils import get_openapi

    said: dict[str, Any] = get_openapi(title=app.title, version=app.version, routes=app.routes)
    said["components"] = {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}}
    for ways in said["paths"].values():
        for way in ways.values():
            way["parameters"] = [*{(one["in"], one["name"]): one for one in way.get("parameters", ())}.values()]
            supposed = way["responses"].get("422", {}).get("content", {}).get("application/json", {}).get("schema", {})
            if supposed.pop("$ref", "") and not supposed:
                del way["responses"]["422"]
    return said
