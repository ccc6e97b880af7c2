"""Rows of any table as bytes, many at a time, the same out of either database and into either."""

import json
from collections.abc import Sequence
from typing import Any, Final

from sync.archive.session import Row

ROWS: Final = 1_000
"""Rows in one block at most; fewer where they are large."""
BYTES: Final = 8 << 20

_NONE: Final = -1


def pack(table: str, columns: Sequence[str], rows: Sequence[Row]) -> bytes:
    """A line of JSON, in which stand numbers and texts and how long each value of bytes is; then those bytes."""
    told: list[Any] = []
    loose: list[bytes] = []
    for values in zip(*rows, strict=True):
        if any(type(value) is bytes for value in values):
            told.append({"bytes": [_NONE if value is None else len(value) for value in values]})
            loose += [value for value in values if value is not None]
        else:
            told.append(values)
    head = json.dumps({"table": table, "columns": list(columns), "values": told}, separators=(",", ":"))
    return head.encode() + b"\n" + b"".join(loose)


def unpack(data: bytes) -> tuple[str, list[str], list[Row]]:
    """Table, columns and rows. The bytes are sealed, so they are as `pack` made them."""
    head, _line, loose = data.partition(b"\n")
    said = json.loads(head)
    at = 0
    found: list[list[Any]] = []
    for values in said["values"]:
        if isinstance(values, dict):
            taken: list[bytes | None] = []
            for size in values["bytes"]:
                taken.append(None if size == _NONE else loose[at : at + size])
                at += max(size, 0)
            found.append(taken)
        else:
            found.append(values)
    return said["table"], said["columns"], list(zip(*found, strict=True))
