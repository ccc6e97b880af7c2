"""How far it has come that something was taken back: as the last exchange heard it of the server."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from fieldlog.logbook import delivery

NAME = "recalls"
"""Under which it stands among the facts of the exchange."""


class Recalled(NamedTuple):
    """Of one organisation: so many of its devices had the entry, and so many of them hold it no longer."""

    org: str
    had: int
    taken: int


def keep(connection: Any, said: Mapping[str, Sequence[tuple[str, int, int]]]) -> None:
    delivery.keep(connection, {NAME: json.dumps(said)})


def recalled(connection: Any, id_: str) -> tuple[Recalled, ...]:
    """Of one entry; nothing where nobody had it, or nothing has been heard yet."""
    said = json.loads(delivery.kept(connection).get(NAME) or "{}")
    return tuple(Recalled(*one) for one in said.get(id_, ()))
