"""A line that was typed without a screen: read, and kept the one way that the screens keep theirs."""

from dataclasses import dataclass
from datetime import datetime

from fieldlog.line.reading import Reading
from fieldlog.logbook import composing
from fieldlog.logbook.events import save_values
from fieldlog.logbook.log import Log
from fieldlog.logbook.observations import remembered
from fieldlog.models.completeness import missing
from fieldlog.models.moment import read_moment


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
    values = composing.values(reading, shift=shift, now=now, chosen={"time": at} if at else None)
    id_, lacking = save_values(log, values, now, text=reading.text)
    if values["ask"]:
        lacking = missing(values["category"], values["place"], values["actions"], values["fields"], log.vocabulary)
        return Kept(id_, True, lacking)
    return Kept(id_, bool(lacking), lacking)


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
