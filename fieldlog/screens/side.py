"""What stands beside the timeline where there is room: focus, numbers, the sun."""

from __future__ import annotations

import textwrap
from datetime import datetime
from typing import TYPE_CHECKING

from textual.content import Content

from fieldlog.language import _, spoken
from fieldlog.logbook.numbers import numbers
from fieldlog.models.moment import STOCKHOLM, clock
from fieldlog.models.sun import sun
from fieldlog.screens.text import content, fit, one_line, rule
from fieldlog.screens.warned import draw_warnings

if TYPE_CHECKING:
    from fieldlog.logbook.desk import Desk
    from fieldlog.logbook.glance import Tonight

WIDTH = 40
"""Cells beside the timeline."""
NUMBER = 15
"""Cells of a telephone number."""


def draw_side(tonight: Tonight, desk: Desk | None, now: datetime) -> Content:
    """Warnings, focus, numbers to ring, the sun: information, never a place where the focus of the keys gets lost."""
    rows: list[str] = []
    if tonight.shift and tonight.shift.get("focus"):
        rows += [rule(WIDTH, _("Fokus")), *_folded(tonight.shift["focus"])]
    rows.append(rule(WIDTH, _("Nummer")))
    for name, number in _numbers(desk):
        first, *more = _folded(name, NUMBER + 1)
        rows += [f" {number:<{NUMBER}}{first.strip()}", *more]
    today = sun(now.astimezone(STOCKHOLM).date())
    if today is not None:
        light = _("sol ner {down}, upp {up}").format(down=clock(today.down), up=clock(today.up))
        rows += [rule(WIDTH, _("Kväll och natt")), f" {light}"]
    warned = draw_warnings(tonight.warnings, now, WIDTH)
    return Content("\n").join([*warned, *(content(fit(row, WIDTH)) for row in rows)])


def _folded(text: str, indent: int = 1) -> list[str]:
    """The text in rows that stand in the side, whole words, each row indented."""
    return [" " * indent + row for row in textwrap.wrap(one_line(text), WIDTH - indent - 1)] or [""]


def _numbers(desk: Desk | None) -> list[tuple[str, str]]:
    if desk is None:
        return []
    found, _sentence = numbers(desk.folder)
    return [(spoken(one), one.number) for one in found[:8]]
