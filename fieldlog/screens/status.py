"""The top row of a screen: who, since when, what is not sent, battery, clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content

from fieldlog.language import _
from fieldlog.models.moment import STOCKHOLM, clock, read_moment
from fieldlog.screens.text import content, fit

if TYPE_CHECKING:
    from fieldlog.logbook.desk import Desk
    from fieldlog.logbook.glance import Tonight

WIDE = 110
"""Columns from which the row has room for how long the shift has lasted, and when the last exchange was."""
POWER = Path("/sys/class/power_supply")


def battery() -> str:
    """How much is left, as `41 %`; empty where there is no battery to ask."""
    for supply in sorted(POWER.glob("BAT*/capacity")) if POWER.is_dir() else []:
        try:
            return f"{int(supply.read_text())} %"
        except (OSError, ValueError):
            return ""
    return ""


def aside(left: str, right: str, width: int) -> str:
    """Left text and right text on one row of `width` cells; the right one is never cut."""
    return fit(left, max(width - cell_len(right), 0)) + fit(right, min(cell_len(right), width))


def top_row(tonight: Tonight, worker: str, now: datetime, width: int, *, practice: bool) -> str:
    """` PASS  OV-12 + OV-14  radio 3214  sedan 15:45     osänt 1  nät nej  41 %  21:52 `."""
    shift = tonight.shift
    word = _("ÖVNING") if practice else _("PASS") if shift else _("INGET PASS")
    names = " + ".join([worker, *tonight.crew])
    parts = [f" {word}  {names}"]
    if shift:
        if shift["radio"]:
            parts.append(_("radio {call_sign}").format(call_sign=shift["radio"]))
        since = read_moment(shift["started_at"])
        parts.append(_("sedan {clock}").format(clock=clock(since)) + (_duration(since, now) if width >= WIDE else ""))
    right = [_("osänt {count}").format(count=tonight.unsent)] if tonight.unsent else []
    if tonight.away:
        right.append(_("nät nej"))
    if tonight.synced is not None and width >= WIDE:
        right.append(_("synkat {when}").format(when=_when(tonight.synced, now)))
    right += [text for text in (battery(), clock(now)) if text]
    return aside("  ".join(parts), "  ".join(right) + " ", width)


def _when(moment: datetime, now: datetime) -> str:
    """The clock of the last 18 hours, before that the day as well."""
    day = "" if now - moment < timedelta(hours=18) else f"{moment.astimezone(STOCKHOLM):%d/%m} "
    return day + clock(moment)


def _duration(since: datetime, now: datetime) -> str:
    hours, minutes = divmod(max(0, int((now - since).total_seconds() // 60)), 60)
    return _(" ({hours} h {minutes} min)").format(hours=hours, minutes=minutes)


def title_row(title: str, desk: Desk | None, now: datetime, width: int) -> Content:
    """The top row of a page: ` INSTÄLLNINGAR   OV-12          21:52 `. Practice says so on every page."""
    practice = _("ÖVNING") + "   " if desk is not None and desk.folder.practice else ""
    worker = f"   {desk.facts.worker}" if desk is not None else ""
    right = "   ".join(text for text in (battery(), clock(now)) if text)
    return content(aside(f" {practice}{title}{worker}", f"{right} ", width), "reverse")
