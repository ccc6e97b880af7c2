"""Warned every crew, and what they warned of: needs no approval, and ends by itself."""

import re
from datetime import UTC, datetime, timedelta

from fieldlog.language import _
from fieldlog.logbook import folding, warned
from fieldlog.logbook.log import Log
from fieldlog.models.moment import STOCKHOLM, written
from fieldlog.models.refusal import NotFound, RuleBroken
from fieldlog.models.shape import SPOT_LIMIT
from fieldlog.models.warning import KIND, LONGEST, TEXT_LIMIT, Warned, end_of_day
from fieldlog.privacy import find_personal


def warn(log: Log, place: str, text: str, now: datetime, *, spot: str = "", until: datetime | None = None) -> str:
    """Warn of something; returns its id. It reaches every crew of every organisation at its next exchange.

    RuleBroken if it has no known place, says nothing, is too long, points at a person, or holds for over seven days.
    """
    what, where = " ".join(text.split()), " ".join(spot.split())
    code = place.upper()
    if code not in log.vocabulary.places:
        raise RuleBroken(_("En varning behöver en plats. Skriv platsens kod, som PLA."))
    if not what:
        raise RuleBroken(_("Skriv vad de andra ska göra, som: gå inte ensam."))
    if len(what) > TEXT_LIMIT or len(where) > SPOT_LIMIT:
        raise RuleBroken(_("Håll varningen kort: högst {most} tecken.").format(most=TEXT_LIMIT))
    if find_personal(f"{where} {what}"):
        raise RuleBroken(_("En varning går till alla och får inte peka ut någon. Ta bort det som gör det."))
    ends = until or end_of_day(now)
    if not now < ends <= now + LONGEST:
        raise RuleBroken(_("En varning gäller från nu och högst sju dygn. Välj ett annat slut."))
    core = {
        "at": written(now),
        "until": written(ends),
        "place": code,
        "spot": where,
        "text": what,
        "class": "A",
        "vocabulary": log.vocabulary.version,
    }
    with log.writing(now) as pen:
        return pen.write(KIND, core).fields.id


def warn_with(log: Log, text: str, now: datetime) -> str:
    """As `warn`, from one line: `brk kniv 20:10, gå inte ensam till 23`."""
    from fieldlog.line import read_line

    reading = read_line(text, now=now, vocabulary=log.vocabulary)
    place = next((token for token in reading.tokens if token.part == "place"), None)
    # The place stands first, and beside the warning on every screen; within the words it is part of what they say.
    what = text[place.end :] if place is not None and not text[: place.start].strip() else text
    return warn(log, reading.place or "", what, now, until=_said_end(text, now))


_TILL = re.compile(r"\b(?:till|until|til) (?:kl\.? )?([01]?\d|2[0-4])(?:[:.]([0-5]\d))?$", re.IGNORECASE)
_DAYS = re.compile(r"\b([1-7]) (?:dygn|dagar|days?)$", re.IGNORECASE)


def _said_end(text: str, now: datetime) -> datetime | None:
    """`till 23`, `till 06:30`, `3 dygn` at the end of the line; None: with the operational day."""
    if days := _DAYS.search(text.strip()):
        return now + timedelta(days=int(days[1]))
    if till := _TILL.search(text.strip()):
        hour, minute = int(till[1]) % 24, int(till[2] or 0)
        local = now.astimezone(STOCKHOLM)
        ends = local.replace(hour=hour, minute=minute, second=0, microsecond=0)
        if ends <= local:
            ends = (local + timedelta(days=1)).replace(hour=hour, minute=minute, second=0, microsecond=0)
        return ends.astimezone(UTC)
    return None


def take_back(log: Log, id_: str, now: datetime) -> None:
    """End a warning of one's own before its time. NotFound if it does not hold, or is another's."""
    mine = {warning.id for warning in in_force(log, now) if _is_mine(log, warning)}
    if id_ not in mine:
        raise NotFound(_("Den varningen är inte din, eller gäller inte längre."))
    with log.writing(now) as pen:
        pen.write("withdraw", {"reason": "given"}, target=id_, base=(id_,))


def in_force(log: Log, now: datetime) -> tuple[Warned, ...]:
    """Everybody's, newest first."""
    with log.store.raw() as connection:
        return warned.in_force(connection, now)


def _is_mine(log: Log, warning: Warned) -> bool:
    with log.store.read() as connection:
        by = folding.writers(connection).get(warning.device)
    return by is not None and (by.worker, by.org) == (log.worker, log.org)
