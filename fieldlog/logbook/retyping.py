"""An entry back as the line that would say it: what undo puts where one writes."""

import json
from datetime import datetime
from typing import Any

from fieldlog.language import _
from fieldlog.line import read_line
from fieldlog.line.reading import Reading
from fieldlog.logbook import amendments, as_typed, browsing
from fieldlog.logbook.glance import Seen
from fieldlog.logbook.log import Log
from fieldlog.models.refusal import RuleBroken
from fieldlog.models.vocabulary import Vocabulary

_SAME = ("category", "place", "persons", "spot")


def undo(log: Log, id_: str, now: datetime) -> tuple[str, dict[str, Any]]:
    """As `amendments.undo`; returns the line, and what was chosen beside it because no line says it."""
    hit = browsing.hit(log, id_)
    if hit is None:
        raise RuleBroken(_("Posten är redan tillbakatagen."))
    with log.store.read() as connection:
        typed = as_typed.line_of(connection, id_)
        who = connection.exec_driver_sql("SELECT seen_by FROM observation WHERE id = ?", (id_,)).scalar_one()
    amendments.undo(log, id_, now)
    text, chosen = as_line(hit.seen, log.vocabulary, now, log.role, typed)
    seen_by = tuple(json.loads(who))
    return text, {**chosen, "seen_by": seen_by} if seen_by else chosen


def latest(log: Log) -> tuple[browsing.Hit | None, bool]:
    """The latest of one's own entries, and whether it can be undone: it is not, once it was sent."""
    row = amendments.undoable(log)
    if row is not None:
        return browsing.hit(log, row.id), True
    own = browsing.latest_own(log)
    return (own[0] if own else None), False


def as_line(
    seen: Seen, vocabulary: Vocabulary, now: datetime, role: str, typed: str | None = None
) -> tuple[str, dict[str, Any]]:
    """What was `typed`, where that is kept; else the words alone where they say it all, or codes before them.

    And by name what still differs.
    """
    tries = [typed] if typed else [seen.note, f"{_codes(seen, vocabulary)} {seen.note}".strip()]
    found = [(text, _differs(read_line(text, now=now, vocabulary=vocabulary, role=role), seen)) for text in tries]
    text, chosen = min(found, key=lambda each: len(each[1]))
    return text, {**chosen, "time": seen.at}


def _codes(seen: Seen, vocabulary: Vocabulary) -> str:
    category = vocabulary.categories.get(seen.category or "")
    parts = [(seen.category or "").lower(), (seen.place or "").lower(), seen.persons or ""]
    if seen.ages:
        low, high = seen.ages[0], seen.ages[-1]
        parts.append(low if low == high else f"{low.partition('-')[0]}-{high.rpartition('-')[2]}")
    if category is not None and seen.severity != category.severity:
        parts.append(f"s{seen.severity}")
    parts += [f"+{code.lower()}" for code in seen.actions]
    return " ".join(part for part in parts if part)


def _differs(reading: Reading, seen: Seen) -> dict[str, Any]:
    """What has to be chosen for the line to become the same entry; `words` where the line would keep other words."""
    chosen: dict[str, Any] = {
        name: getattr(seen, name) for name in _SAME if getattr(reading, name) != getattr(seen, name)
    }
    if reading.ages != seen.ages:
        chosen["ages"] = seen.ages
    if reading.actions != seen.actions:
        chosen["actions"] = seen.actions
    severity = reading.severity if reading.severity is not None else reading.default_severity
    if severity != seen.severity:
        chosen["severity"] = seen.severity
    if seen.class_ > (reading.class_ or "A"):
        chosen["class_"] = seen.class_
    for key in {*reading.fields, *seen.fields}:
        if reading.fields.get(key) != seen.fields.get(key):
            chosen[f"fields.{key}"] = seen.fields.get(key)
    return chosen
