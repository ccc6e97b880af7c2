"""From a line as it was read to what is kept: an entry where it is complete and clear, else an open event."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fieldlog.language import _
from fieldlog.line.reading import Reading
from fieldlog.logbook.events import open_event, save_or_open, without_identities
from fieldlog.logbook.log import Log
from fieldlog.logbook.observations import check, new_observation, remembered
from fieldlog.models.completeness import missing
from fieldlog.models.core import SPOT_LIMIT, WORDS_LIMIT, NewObservation
from fieldlog.models.moment import read_moment
from fieldlog.models.refusal import RuleBroken
from fieldlog.privacy import mask_identities


@dataclass(frozen=True, slots=True)
class Kept:
    """`open_` is true where `id` is that of a draft: something is missing, or something typed can mean several."""

    id: str
    open_: bool
    missing: tuple[str, ...] = ()


def keep_line(
    log: Log, reading: Reading, now: datetime, *, at: datetime | None = None, shift: str | None = None
) -> Kept:
    """Keep what was read. What is ambiguous is never guessed into the record: it waits, open, with its question.

    `at` overrules the time in the line. RuleBroken if a text is too long or the time lies ahead.
    """
    new = observation_of_reading(reading, at or reading.time or now, shift)
    if not reading.asks:
        id_, lacking = save_or_open(log, new, now, text=reading.text)
        return Kept(id_, bool(lacking), lacking)
    check(new, log.vocabulary, now)
    new = without_identities(new)
    body: dict[str, Any] = new.model_dump(mode="json", exclude_none=True)
    asks = [{"field": ask.field, "choices": list(ask.choices), "text": ask.text} for ask in reading.asks]
    id_ = open_event(log, body | {"text": mask_identities(reading.text), "ask": asks}, now, shift=shift)
    return Kept(id_, True, missing(new.category, new.place, new.actions, new.fields, log.vocabulary))


def observation_of_reading(reading: Reading, at: datetime, shift: str | None) -> NewObservation:
    """The observation that a reading stands for. A spot too long to be one goes among the words."""
    spot, note = reading.spot, reading.words
    if spot and len(spot) > SPOT_LIMIT:
        spot, note = None, f"{spot} {note}".strip()
    if len(note) > WORDS_LIMIT:
        raise RuleBroken(_("Texten är för lång: högst {limit} tecken. Dela den på flera.").format(limit=WORDS_LIMIT))
    return new_observation(
        shift=shift,
        at=at,
        place=reading.place,
        spot=spot,
        category=reading.category,
        severity=reading.severity,
        persons=reading.persons,
        ages=reading.ages,
        fields=dict(reading.fields),
        actions=reading.actions,
        words={"note": note},  # named although empty: the open event then takes no note from the raw line
    )


def open_shift(log: Log) -> tuple[str, datetime] | None:
    """The id and the start of the shift that is open here; by plain SQL, since nothing else of it is needed."""
    with log.store.read() as connection:
        found = connection.exec_driver_sql(
            "SELECT shift.id, shift.started_at FROM open_shift JOIN shift ON shift.id = open_shift.shift"
        ).fetchone()
    return (found.id, read_moment(found.started_at)) if found else None


def last_place(log: Log) -> str | None:
    """Where the latest observation was: what "lugnt" alone is about."""
    return remembered(log, ["place"]).get("place")
