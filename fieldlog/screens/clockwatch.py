"""Notices when the clock is set while the program runs; sleep with a closed lid is no jump."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from fieldlog.language import _
from fieldlog.models.moment import clock

JUMP = 120.0
"""Seconds that the clock may differ from the time that passed before it is said."""


class Watched(Protocol):
    """The app, as far as it is needed here."""

    now: Callable[[], datetime]

    def notify(self, message: str, *, timeout: float | None = None) -> None: ...


class ClockWatch:
    """Asked now and then; compares the wall clock with one that nobody sets."""

    def __init__(self, now: datetime) -> None:
        self._wall, self._steady = now, steady_seconds()

    def look(self, app: Watched) -> None:
        """Say it if the clock was set."""
        now = app.now()
        if self.has_jumped(now):
            sentence = _("Klockan ställdes om till {clock}. Kontrollera den; inget i loggen ändras.")
            app.notify(sentence.format(clock=clock(now)), timeout=20)

    def has_jumped(self, now: datetime) -> bool:
        """Whether the clock was set since the last time it was asked."""
        steady = steady_seconds()
        passed = (now - self._wall).total_seconds() - (steady - self._steady)
        self._wall, self._steady = now, steady
        return abs(passed) > JUMP


def steady_seconds() -> float:
    """Seconds on a clock that goes on while the machine sleeps, where there is one."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()
