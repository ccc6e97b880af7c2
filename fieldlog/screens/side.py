"""What stands beside the timeline where there is room: numbers, focus, the sun."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from textual.content import Content

from fieldlog.language import _, spoken
from fieldlog.logbook.numbers import numbers
from fieldlog.models.moment import STOCKHOLM, clock
from fieldlog.models.sun import sun
from fieldlog.screens.text import content, fit, rule

if TYPE_CHECKING:
    from fieldlog.logbook.desk import Desk
    from fieldlog.logbook.glance import Tonight


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
    return [(spoken(one), one.number) for one in found[:8]]
