"""Tonight as the shift's screen has it, wherever that lies under the others: asked by screens that stand above it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from fieldlog.screens.shift import ShiftScreen

if TYPE_CHECKING:
    from fieldlog.logbook.glance import Tonight


def tonight_of(stack: Sequence[Screen[Any]]) -> Tonight | None:
    """None while its log is being opened."""
    return next((screen.tonight for screen in reversed(stack) if isinstance(screen, ShiftScreen)), None)


def open_events(stack: Sequence[Screen[Any]]) -> int | None:
    """How many events are open; None where no log is."""
    tonight = tonight_of(stack)
    return sum(waiting.kind == "event" for waiting in tonight.waiting) if tonight else None
