"""Sentences beside the line: what is flagged, what is missing, what was saved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from fieldlog.language import _, mark
from fieldlog.models.moment import clock
from fieldlog.screens.timeline import ages_in_short

if TYPE_CHECKING:
    from fieldlog.logbook.glance import Repeat
    from fieldlog.screens.understood import Understood

NARROW = 4
"""Hours between the earliest and the latest, up to which it is always at that time."""
SPAN = "–"
ORDINALS = {3: mark("tredje"), 4: mark("fjärde"), 5: mark("femte"), 6: mark("sjätte"), 7: mark("sjunde")}


def warning(text: str) -> str:
    """What the linter says of the text, the most serious first; empty if nothing."""
    if not text:
        return ""
    from fieldlog.privacy import find_personal, find_sensitive  # word lists: nobody waits for them on an empty line

    personal = find_personal(text)
    if personal:
        return f"{personal[0].why()} " + _("Tab maskerar")
    if find_sensitive(text):
        return _("Behövs ordet? Det du sparar kan begäras ut.")
    return ""


def what_is_missing(understood: Understood, values: Mapping[str, Any]) -> str:
    """What is unclear or missing, or that nothing is."""
    from fieldlog.logbook import composing
    from fieldlog.models.completeness import missing, name_of

    asks = composing.unanswered(understood.reading, understood.chosen)
    if asks:
        return _("Oklart: {text}. Enter frågar.").format(text=asks[0].text)
    vocabulary = understood.vocabulary
    lacking = missing(values["category"], values["place"], values["actions"], values["fields"], vocabulary)
    if not lacking:
        return _("Inget saknas.")
    names = ", ".join(name_of(vocabulary, name) for name in lacking)
    return _("Saknas: {names}. Sparas som öppen.").format(names=names)


def what_repeats(repeat: Repeat | None, place: str) -> str:
    """`TRP: tredje gången på 5 dygn, alltid 20–22`; empty where it is not the third time."""
    if repeat is None:
        return ""
    times = _(ORDINALS[repeat.times]) if repeat.times in ORDINALS else _("{count}:e").format(count=repeat.times)
    said = _("{place}: {times} gången på {days} dygn").format(place=place, times=times, days=repeat.days)
    if 0 < repeat.to_hour - repeat.from_hour <= NARROW:
        said += _(", alltid {from_hour}–{to_hour}").format(from_hour=repeat.from_hour, to_hour=repeat.to_hour)
    return said


def what_was_saved(values: Mapping[str, Any], lacking: tuple[str, ...]) -> str:
    when = clock(values["at"])
    if lacking:
        return _("Öppen händelse {clock}. Fyll i den under Väntar på svar.").format(clock=when)
    what = [" ".join(str(part) for part in (values["category"], values["place"]) if part)]
    if values.get("persons"):
        what.append(_("{count} pers").format(count=values["persons"].replace("-", SPAN)))
    if values.get("ages"):
        what.append(_("{ages} år").format(ages=ages_in_short(values["ages"]).replace("-", SPAN)))
    return _("Sparat {clock}  {what}").format(clock=when, what="  ".join(what))


def next_time(shorter: str) -> str:
    return _("Nästa gång räcker: {line}").format(line=shorter)
