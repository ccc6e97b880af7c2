"""Open events: what begins with one key and becomes an entry when it is complete, or when its writer says why not."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from fieldlog.language import _
from fieldlog.logbook import as_typed, drafts
from fieldlog.logbook.log import Log
from fieldlog.logbook.observations import Incomplete, check, new_observation, remember, write
from fieldlog.logbook.pen import composed
from fieldlog.models.core import NewObservation
from fieldlog.models.moment import read_moment
from fieldlog.models.refusal import RuleBroken
from fieldlog.models.shape import WORDS_LIMIT
from fieldlog.models.text import why_binary
from fieldlog.privacy import mask_identities


def open_event(log: Log, body: dict[str, Any], now: datetime, *, shift: str | None = None) -> str:
    """Begin an event with what is known; returns the draft's id. Its start time is `now` unless `at` is in the body."""
    return drafts.keep(log, drafts.EVENT, body, now, shift=shift)


def observation_of(draft: drafts.Draft) -> NewObservation:
    """What the draft would be as an observation. RuleBroken if something in it cannot be read."""
    body = {name: value for name, value in draft.body.items() if name in NewObservation.model_fields}
    body["at"] = read_moment(body["at"]) if body.get("at") else draft.started
    body.setdefault("shift", draft.shift)
    if draft.body.get("text") and not body.get("words"):
        body["words"] = {"note": draft.body["text"]}
    return new_observation(**body)


def save_or_open(
    log: Log, new: NewObservation, now: datetime, *, text: str = "", keep_identities: bool = False
) -> tuple[str, tuple[str, ...]]:
    """Save what is complete, keep the rest as an open event: (id, what is missing). Nobody is held in a question.

    `keep_identities` as `observations.save`; an open event holds none in any case.
    """
    with log.writing(now) as pen:
        try:
            id_ = write(pen, new, keep_identities=keep_identities)
            remember(pen, {"place": new.place or ""})
            if text and text != new.words.get("note"):
                as_typed.keep(pen.connection, id_, composed(text if keep_identities else mask_identities(text)), now)
            return id_, ()
        except Incomplete as lacking:
            names = lacking.names
    return _kept_open(log, new, now, text), names


def _kept_open(
    log: Log, new: NewObservation, now: datetime, text: str, asks: Sequence[Mapping[str, Any]] | None = None
) -> str:
    safe = without_identities(new)
    body = safe.model_dump(mode="json", exclude_none=True)
    if asks is not None:  # what was unclear is quoted in its question
        body["ask"] = composed([{**ask, "text": mask_identities(ask["text"])} for ask in asks])
    kept = mask_identities(composed(text)) or safe.words.get("note", "")
    if safe.place:  # here is where one stands, whether or not all is said
        drafts.remember(log, {"place": safe.place})
    return open_event(log, body | {"text": kept}, now, shift=new.shift)


def without_identities(new: NewObservation) -> NewObservation:
    """Masked before it is kept, not only when it becomes an entry: an open event may wait for hours."""
    fields = {key: mask_identities(value) if isinstance(value, str) else value for key, value in new.fields.items()}
    spot = mask_identities(new.spot) if new.spot else None
    words = {name: mask_identities(text) for name, text in new.words.items()}
    return new.model_copy(update={"words": words, "fields": fields, "spot": spot})


def close_event(log: Log, draft_id: str, now: datetime, *, why_incomplete: str | None = None) -> str:
    """Make the entry out of an open event; the draft goes in the same transaction.

    Incomplete while something is missing, unless `why_incomplete` says why it cannot be completed: then the entry is
    marked and the reason is among its words.
    """
    new = observation_of(drafts.draft(log, draft_id))
    if why_incomplete is not None:
        if not why_incomplete.strip():
            raise RuleBroken(_("Skriv varför den inte kan bli klar."))
        new = new.model_copy(update={"incomplete": True, "words": {**new.words, "incomplete": why_incomplete.strip()}})
    with log.writing(now) as pen:
        id_ = write(pen, new)
        remember(pen, {"place": new.place or ""})
        pen.connection.exec_driver_sql("DELETE FROM draft WHERE id = ?", (draft_id,))
    log.store.forget_written()
    return id_


def save_values(
    log: Log,
    values: Mapping[str, Any],
    now: datetime,
    *,
    text: str,
    keep_open: bool = False,
    keep_identities: bool = False,
) -> tuple[str, tuple[str, ...]]:
    """What a line holds (`composing.values`), as `save_or_open`: the one way in for every line, wherever it was typed.

    An open event too, with "?" for what is missing, where something is still unclear (`ask` among the values, which
    it keeps) or `keep_open` says so. RuleBroken if a text is too long or no text, or the time lies ahead.
    """
    given = dict(values)
    asks = given.pop("ask", [])
    if why := why_binary(text):
        raise RuleBroken(_("Det där är inte text: {why}. Skriv det med ord.").format(why=why))
    if any(len(said) > WORDS_LIMIT for said in given.get("words", {}).values()):
        raise RuleBroken(_("Texten är för lång: högst {limit} tecken. Dela den på flera.").format(limit=WORDS_LIMIT))
    new = new_observation(**given)
    if asks or keep_open:
        check(new, log.vocabulary, now)
        return _kept_open(log, new, now, text, asks), ("?",)
    return save_or_open(log, new, now, text=text, keep_identities=keep_identities)
