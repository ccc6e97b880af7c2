"""Filling in an open event until it is complete and clear: then it becomes an entry."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from fieldlog.logbook import drafts
from fieldlog.logbook.events import close_event, observation_of, without_identities
from fieldlog.logbook.log import Log
from fieldlog.logbook.observations import check, new_observation
from fieldlog.models.completeness import missing

_ANSWERS = {"persons": "number", "ages": "number", "actions": "action"}
"""Which question an answer settles, where the two have different names."""


def fill_in(
    log: Log, draft: drafts.Draft, changes: Mapping[str, Any], now: datetime, *, why_incomplete: str | None = None
) -> tuple[str, bool]:
    """Add `changes` (names of `NewObservation`, `class`, or `note`) to an open event: its id, and whether it was saved.

    Saved when nothing is missing and no question is open, or when `why_incomplete` says why it cannot be completed;
    a question that is still open then stands as the words do. RuleBroken for what cannot be.
    """
    old = observation_of(draft)
    values = {name: getattr(old, name) for name in type(old).model_fields}
    given = dict(changes)
    if "note" in given:
        given["words"] = {**old.words, "note": str(given.pop("note"))}
    if "class" in given:
        given["class_"] = given.pop("class")
    if "fields" in given:
        given["fields"] = {key: value for key, value in (old.fields | given["fields"]).items() if value is not None}
    new = new_observation(**(values | given))
    check(new, log.vocabulary, now)
    new = without_identities(new)
    settled = {_ANSWERS.get(name, name) for name in changes}
    asks = [ask for ask in draft.body.get("ask", []) if ask.get("field") not in settled]
    body = draft.body | new.model_dump(mode="json", exclude_none=True) | {"ask": asks}
    for name, value in given.items():
        if value is None:
            body.pop(name, None)
    drafts.keep(log, drafts.EVENT, body, now, id_=draft.id, shift=new.shift)
    lacking = missing(new.category, new.place, new.actions, new.fields, log.vocabulary)
    if (lacking or asks) and why_incomplete is None:
        return draft.id, False
    return close_event(log, draft.id, now, why_incomplete=why_incomplete if lacking or asks else None), True
