"""What the OpenAPI description says of routes that take and give bytes."""

from typing import Any

from sync.answers import Enrolled, Enrolment
from sync.protocol import BATCH, CLOCK_HEADER, HEAD_HEADER, UNSENT_HEADER, VERSION_HEADER
from sync.protocol import STATUS as STATUSES

_PROBLEM = {
    "type": "object",
    "required": ["error"],
    "properties": {"error": {"type": "string", "enum": sorted(STATUSES)}},
    "additionalProperties": {"type": ["string", "integer"]},
}
_BYTES = {"schema": {"type": "string", "format": "binary"}}
_HEAD_TEXT = {"type": "string", "pattern": "^(0|[1-9][0-9]{0,14}):[0-9a-f]{64}$"}
_EPOCH_TEXT = {"type": "string", "pattern": "^(0|[1-9][0-9]{0,9})-[0-9a-f]{32}$"}


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(properties), "properties": properties}


def _texts(names: tuple[str, ...]) -> dict[str, Any]:
    return _object(**{name: {"type": "string"} for name in names})


_HEAD_SAID = _object(epoch=_EPOCH_TEXT, head=_HEAD_TEXT)
_PUSH_SAID = _object(
    epoch=_EPOCH_TEXT,
    head=_HEAD_TEXT,
    verdicts={"type": "array", "items": {"type": "array", "minItems": 3, "maxItems": 4}},
    receipt={"type": "string"},
    sig={"type": "string"},
)
_TEXT = {"type": "string"}


def _header(name: str, *, required: bool = False, schema: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": required, "schema": schema or _TEXT}


_VERSION = _header(VERSION_HEADER, required=True, schema={"type": "string", "example": "1-1"})
_SAID_OF_ITSELF = (_header(UNSENT_HEADER), _header(CLOCK_HEADER))


def _route(
    about: str,
    answers: dict[str, Any],
    problems: tuple[int, ...],
    *,
    parameters: tuple[dict[str, Any], ...] = (),
    body: dict[str, Any] | None = None,
    token: bool = True,
) -> dict[str, Any]:
    everywhere = (429, 500, 503)
    told = {
        str(status): _said("As `error` says", {"application/json": {"schema": _PROBLEM}})
        for status in (*problems, *everywhere)
    }
    extra: dict[str, Any] = {"parameters": list(parameters), "responses": {**answers, **told}}
    if body is not None:
        extra["requestBody"] = {"required": True, "content": body}
    if token:
        extra["security"] = [{"token": []}]
    return {"summary": about, "openapi_extra": extra, "response_model": None}


def _said(about: str, content: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"description": about} | ({"content": content} if content else {})


def _json(about: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"200": _said(about, {"application/json": {"schema": schema}})}


_OF_A_DEVICE = (400, 401, 404, 426)
_BATCH_BODY = {BATCH: _BYTES}

HEAD = _route(
    "Where the chain of a device stands here",
    _json("Head", _HEAD_SAID),
    _OF_A_DEVICE,
    parameters=(_VERSION, *_SAID_OF_ITSELF),
)
PUSH = _route(
    "Entries of a device, in order",
    _json("A verdict for each line", _PUSH_SAID),
    (*_OF_A_DEVICE, 403, 408, 409, 413, 415),
    parameters=(_VERSION, _header(HEAD_HEADER, required=True, schema=_HEAD_TEXT), *_SAID_OF_ITSELF),
    body=_BATCH_BODY,
)
FORKS = _route(
    "The whole log of a device whose chain is another one here",
    _json("A verdict for each line", _PUSH_SAID),
    (*_OF_A_DEVICE, 403, 408, 409, 413, 415),
    parameters=(_VERSION,),
    body=_BATCH_BODY,
)
FEED = _route(
    "What the reader may read, after the cursor",
    {"200": _said("Entries, with the parts that the reader is given", {BATCH: _BYTES}), "304": _said("Nothing new")},
    (400, 401, 403, 404, 426),
    parameters=(
        _VERSION,
        {"name": "after", "in": "query", "required": False, "schema": _TEXT},
        {
            "name": "limit",
            "in": "query",
            "required": False,
            "schema": {"type": "integer", "minimum": 1, "maximum": 1000},
        },
        _header("If-None-Match"),
    ),
)
ENROL = _route(
    "A laptop joins, with a code",
    _json("What it needs from then on", _texts(Enrolled.FIELDS)),
    (400, 403, 408, 413, 422, 426),
    parameters=(_VERSION,),
    body={"application/json": {"schema": _texts(Enrolment.FIELDS)}},
    token=False,
)
SUCCESSOR = _route(
    "The device that follows one that was restored, copied or damaged",
    _json("What it needs from then on", _texts(Enrolled.FIELDS)),
    (*_OF_A_DEVICE, 403, 408, 409, 413, 422),
    parameters=(_VERSION,),
    body={"application/json": {"schema": _texts(Enrolment.FIELDS)}},
)
STATUS = _route(
    "How the server sees a device",
    _json("State", {"type": "object"}),
    _OF_A_DEVICE,
    parameters=(_VERSION, *_SAID_OF_ITSELF),
)
HEALTH = _route("The process is alive", _json("Alive", {"type": "object"}), (), token=False)
READY = _route("The archive answers", _json("Ready", {"type": "object"}), (), token=False)
VERSIONS = _route("The versions that are spoken", _json("Versions", {"type": "object"}), (), token=False)
