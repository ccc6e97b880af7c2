"""What an exchange came to that its worker has to know: kept until it was shown once, and to be read again."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from fieldlog.logbook import delivery
from fieldlog.logbook.log import Log
from fieldlog.models.moment import read_moment, written

NAME = "told"
"""Under which it stands among the facts of the exchange."""
MOST = 9
"""So many are kept, the newest."""


@dataclass(frozen=True, slots=True)
class Told:
    """One sentence, when it was said last, and whether it has been shown."""

    at: str
    said: str
    seen: bool = False

    @property
    def moment(self) -> datetime:
        return read_moment(self.at)


def keep(connection: Any, sentences: Iterable[str], at: datetime) -> None:
    """Keep what was said; a sentence that is kept already is only of a later day."""
    kept = {one.said: one for one in _kept(delivery.kept(connection))}
    for said in sentences:
        kept[said] = Told(written(at), said, seen=said in kept and kept.pop(said).seen)
    _put(connection, list(kept.values())[-MOST:])


def told(log: Log) -> tuple[Told, ...]:
    """What is kept, newest first."""
    with log.store.read() as connection:
        return tuple(reversed(_kept(delivery.kept(connection))))


def see(log: Log) -> None:
    """All of it has been shown. CannotSave leaves it to be shown again."""
    with log.store.write() as connection:
        kept = _kept(delivery.kept(connection))
        if not all(one.seen for one in kept):
            _put(connection, [replace(one, seen=True) for one in kept])


def _kept(facts: Mapping[str, str]) -> list[Told]:
    return [Told(**one) for one in json.loads(facts.get(NAME) or "[]")]


def _put(connection: Any, kept: Iterable[Told]) -> None:
    delivery.keep(connection, {NAME: json.dumps([asdict(one) for one in kept])})
