"""What a value must be to stand in a column of a fold; anything else counts as not said.

An entry may be from another program, newer or hostile: it is kept as it is, and must never stop a fold.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from fieldlog.models.moment import read_written

SPOT_LIMIT = 20
"""Characters of a spot; what is longer is told in words."""
WORDS_LIMIT = 4000
"""Characters of one free text; a part holds 64 KiB, and a note longer than this is a report, not a note."""


def text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def number(value: Any) -> int | None:
    return value if type(value) is int else None


def texts(value: Any) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def texts_in(value: Any) -> Iterator[str]:
    """Every text in it, however deep, names of values too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, each in value.items():
            yield name
            yield from texts_in(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from texts_in(each)


def facts(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def moment(value: Any, otherwise: str) -> tuple[str, datetime]:
    """The moment as written and as a point in time; `otherwise`, a time already checked, where it is none."""
    try:
        return value, read_written(value)
    except (TypeError, ValueError):
        return otherwise, read_written(otherwise)
