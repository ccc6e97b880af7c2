"""What the server writes of itself: one JSON object a line, without content, tokens or anything about a person."""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Final

FIELDS: Final = (
    "event",
    "route",
    "method",
    "status",
    "ms",
    "received",
    "sent",
    "code",
    "org",
    "device",
    "count",
    "detail",
)
"""All that a line may say besides its time and its level; `device` is cut to eight signs of the key."""

_log = logging.getLogger("fieldlog.server")


def note(event: str, **facts: str | int | float) -> None:
    """One line of the log. A fact that has no place in it is a fault of the program: KeyError."""
    unknown = set(facts) - set(FIELDS)
    if unknown:
        raise KeyError(unknown.pop())
    _log.info(event, extra={"facts": {"event": event, **facts}})


def fault(kind: str, where: str) -> None:
    """An error that nobody foresaw: its kind and the line of the program, never what was in hand."""
    _log.error("fault", extra={"facts": {"event": "fault", "code": kind, "detail": where}})


class _Lines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        facts = getattr(record, "facts", None)
        if facts is None:  # a library's message: its template, never its arguments
            facts = {"event": record.name, "detail": str(record.msg)[:200]}
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        return json.dumps({"at": at, "level": record.levelname.lower(), **facts}, ensure_ascii=False)


def write_logs() -> None:
    """Write to stderr from now on, whatever a library would write of its own."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Lines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    _log.setLevel(logging.INFO)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        library = logging.getLogger(name)
        library.handlers, library.propagate = [], True
        library.setLevel(logging.WARNING)
