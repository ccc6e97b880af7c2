"""What the shift's screen shows before a shift: the handover of the last one, and how to start as last time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from fieldlog.language import _
from fieldlog.models.moment import STOCKHOLM, clock, read_moment
from fieldlog.screens.text import content, fit

if TYPE_CHECKING:
    from fieldlog.logbook.glance import Tonight
    from fieldlog.models.manning import Manning

HANDOVER_ROWS = 6


def draw_handover(tonight: Tonight, width: int) -> Content:
    """Before the shift: what the last one left, and how to start as last time."""
    rows = [""]
    last = tonight.handover
    if last is not None:
        when = read_moment(last["ended_at"])
        rows.append(" " + _("Överlämning från {worker}, {day} {clock}").format(
            worker=last["worker"], day=f"{when.astimezone(STOCKHOLM):%d/%m}", clock=clock(when)
        ))  # fmt: skip
        rows += _lines(_("Alla"), last["handover_all"]) + _lines(_("Egna"), last["handover_own"]) + [""]
    rows += [" " + _("Inget pass är startat."), " " + _("Enter: {how}").format(how=as_last_time(tonight))]
    rows.append(" " + _("Annars skriv till exempel: OV-14 radio 3214 bil"))
    return Content("\n").join([content(fit(row, width)) for row in rows])


def as_last_time(tonight: Tonight) -> str:
    """`samma som sist: OV-14, radio 3214, till fots`."""
    if "crew" not in tonight.remembered:
        return _("starta ensam, till fots")
    from fieldlog.models.manning import manning_of  # with the log, not before the first frame

    return _("samma som sist: {how}").format(how=manning_in_words(manning_of(tonight.remembered)))


def manning_in_words(who: Manning) -> str:
    """`OV-14 + FA-07, radio 3214, till fots`."""
    parts = [" + ".join(who.crew) or _("ensam")]
    if who.radio:
        parts.append(_("radio {call_sign}").format(call_sign=who.radio))
    parts.append(_("till fots") if who.on_foot else _("bil"))
    if who.area:
        parts.append(who.area)
    return ", ".join(parts)


def starts(text: str, tonight: Tonight | None) -> str:
    """What Enter starts, where no shift is open and the line says no more than with whom and how; else empty."""
    if tonight is None or tonight.shift is not None or not text.strip():
        return ""
    from fieldlog.models.manning import manning_of, read_manning  # as above

    who = read_manning(text, manning_of(tonight.remembered))
    return _("Enter startar passet: {how}").format(how=manning_in_words(who)) if who else ""


def _lines(title: str, text: str) -> list[str]:
    lines = [line for line in text.splitlines() if line.strip()]
    shown = [f" {title if number == 0 else '':<5} {line}" for number, line in enumerate(lines[:HANDOVER_ROWS])]
    if len(lines) > HANDOVER_ROWS:
        shown.append("       " + _("och {count} rader till").format(count=len(lines) - HANDOVER_ROWS))
    return shown
