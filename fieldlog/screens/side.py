"""What stands beside the timeline where there is room, and the handover that a shift opens with."""

from datetime import datetime
from typing import Any

from textual.content import Content

from fieldlog.language import _, language
from fieldlog.logbook.desk import Desk
from fieldlog.logbook.glance import Tonight
from fieldlog.logbook.numbers import numbers
from fieldlog.models.moment import STOCKHOLM, clock, read_moment
from fieldlog.models.sun import sun
from fieldlog.screens.text import content, fit, rule

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
    kept = tonight.remembered
    crew = kept.get("crew", "[]").strip("[]").replace('"', "").replace(",", " + ")
    parts = [crew] if crew else [_("ensam")]
    if kept.get("radio"):
        parts.append(_("radio {call_sign}").format(call_sign=kept["radio"]))
    parts.append(_("till fots") if kept.get("on_foot", "1") == "1" else _("bil"))
    if kept.get("area"):
        parts.append(kept["area"])
    return _("samma som sist: {how}").format(how=", ".join(parts)) if "crew" in kept else _("starta ensam, till fots")


def _lines(title: str, text: str) -> list[str]:
    lines = [line for line in text.splitlines() if line.strip()]
    shown = [f" {title if number == 0 else '':<5} {line}" for number, line in enumerate(lines[:HANDOVER_ROWS])]
    if len(lines) > HANDOVER_ROWS:
        shown.append("       " + _("och {count} rader till").format(count=len(lines) - HANDOVER_ROWS))
    return shown


def draw_side(tonight: Tonight, desk: Desk | None, now: datetime) -> Content:
    """Numbers to ring, the last handover, the sun: information, never a place where the focus gets lost."""
    width = 37
    rows: list[Any] = [rule(width, _("Nummer"))]
    rows += [f"{number:<14} {name}" for name, number in _numbers(desk)]
    if tonight.shift and tonight.shift.get("focus"):
        rows += [rule(width, _("Fokus")), tonight.shift["focus"]]
    today = sun(now.astimezone(STOCKHOLM).date())
    if today is not None:
        light = _("sol ner {down}, upp {up}").format(down=clock(today.down), up=clock(today.up))
        rows += [rule(width, _("Kväll och natt")), light]
    return Content("\n").join([content(fit(row, width)) for row in rows])


def _numbers(desk: Desk | None) -> list[tuple[str, str]]:
    if desk is None:
        return []
    found, _sentence = numbers(desk.folder)
    return [(one.sv if language() == "sv" else one.en, one.number) for one in found[:8]]
