"""Watches the alone timer: one bell at its time, whatever screen is up, also on the locked one."""

from __future__ import annotations

import os
from datetime import datetime
from typing import TYPE_CHECKING, Any

from fieldlog.language import _
from fieldlog.models.moment import clock, read_moment
from fieldlog.screens.shift import ShiftScreen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.app import App

CARRIED = "FIELDLOG_ALONE"
"""The timer of the program that became this locked one: until when, a blank, whom to ring. Nothing else of the log."""
SHOWN = 3600.0
"""Seconds that the sentence stays on a screen that has no row for it."""


class AloneWatch:
    """Asked often; rings once for each time that was set."""

    def __init__(self) -> None:
        self._carried = os.environ.pop(CARRIED, "")
        self._rung = ""

    def look(self, app: App[Any], now: datetime) -> None:
        """Ring and say so if the time has come."""
        until, who = self._timer(app)
        if not until or until == self._rung or _moment(until, now) > now:
            return
        self._rung = until
        app.bell()
        sentence = _("Klockan är {clock}. Ring: {who}").format(clock=clock(_moment(until, now)), who=who)
        shift = _shift_of(app)
        if shift is not None:
            shift.board.draw()
        say = getattr(app.screen, "say", None)
        if app.screen is not shift:
            say(sentence) if say is not None else app.notify(sentence, severity="warning", timeout=SHOWN)

    def hand_on(self, app: App[Any]) -> None:
        """To the locked program that this one becomes."""
        until, who = self._timer(app)
        if until:
            os.environ[CARRIED] = f"{until} {who}"

    def _timer(self, app: App[Any]) -> tuple[str, str]:
        shift = _shift_of(app)
        if shift is None or shift.tonight is None:
            until, _blank, who = self._carried.partition(" ")
            return until, who
        body: Mapping[str, Any] = next((each.body for each in shift.tonight.waiting if each.kind == "alone"), {})
        self._carried = ""
        return str(body.get("until") or ""), str(body.get("who") or "")


def _shift_of(app: App[Any]) -> ShiftScreen | None:
    return next((screen for screen in reversed(app.screen_stack) if isinstance(screen, ShiftScreen)), None)


def _moment(text: str, now: datetime) -> datetime:
    """The time that is written; now for what cannot be read, which anybody can put into the environment."""
    try:
        return read_moment(text)
    except ValueError:
        return now
