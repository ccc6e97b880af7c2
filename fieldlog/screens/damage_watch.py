"""Watches for damage of the file: looks when nobody types, says it at once, shows the ways on when there is time."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Protocol

from fieldlog.language import _
from fieldlog.screens.shift import ShiftScreen

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from fieldlog.logbook.desk import Desk
    from fieldlog.logbook.glance import Tonight

QUIET = 3.0
"""Seconds without a key after which somebody no longer writes."""


class Watched(Protocol):
    """The app, as far as it is needed here."""

    desk: Desk | None
    now: Callable[[], datetime]

    @property
    def screen(self) -> Any: ...
    @property
    def screen_stack(self) -> Any: ...
    def notify(self, message: str, *, timeout: float | None = None) -> None: ...
    def push_screen(self, screen: Any, callback: Any = None) -> Any: ...
    def call_after_refresh(self, callback: Callable[..., Any]) -> bool: ...
    def instead(self, screen: Any) -> None: ...
    def keep(self) -> None: ...


class DamageWatch:
    """For each log that is opened: which of its pages are known to be damaged, and whether that was shown."""

    def __init__(self, app: Watched) -> None:
        self._app = app
        self._pages: tuple[int, ...] | None = None
        self._shown = False

    def over(self, found: tuple[Desk, Tonight | None]) -> tuple[Desk, Tonight | None]:
        """Watch over this desk from now on; any thread may ask."""
        desk = found[0]
        loop = getattr(self._app, "_loop", None)

        def damaged(pages: tuple[int, ...]) -> None:
            if isinstance(loop, asyncio.AbstractEventLoop):
                with suppress(RuntimeError):  # the program has ended meanwhile
                    loop.call_soon_threadsafe(self._found, desk, pages)

        self._pages = None
        desk.damaged = damaged
        return found

    def look(self, seconds: float) -> None:
        """Asked often, with the seconds since the last key."""
        desk = self._app.desk
        if desk is None or seconds < QUIET:
            return
        if desk.wants_look:
            desk.look_at_pages()
        if self._pages is not None and not self._shown and isinstance(self._app.screen, ShiftScreen):
            self._show(desk)

    def _found(self, desk: Desk, pages: tuple[int, ...]) -> None:
        if self._pages is not None and (not pages or pages == self._pages):
            return
        from fieldlog.logbook.damage import which

        self._pages, self._shown = pages, False
        self._app.notify(f"{_('Loggen är skadad på disken.')} {which(pages)}".strip(), timeout=30)
        if not pages:  # somebody met one: now it is worth knowing which they are
            desk.look_at_pages(at_once=True)

    def _show(self, desk: Desk) -> None:
        from fieldlog.screens.damage import DamageScreen

        self._shown = True
        self._app.push_screen(DamageScreen(self._pages or (), read_only=desk.read_only), self._answered)

    def _answered(self, only_read: bool | None) -> None:
        """The log anew, for reading only; what was on the line stays on it."""
        desk = self._app.desk
        if desk is None or not only_read:
            return
        from fieldlog.logbook.opening import open_to_read

        self._app.keep()
        shift = next(screen for screen in self._app.screen_stack if isinstance(screen, ShiftScreen))
        unlocked, text = desk.unlocked, shift.line.unsaved
        self._app.desk = None
        now, pages = self._app.now, self._pages

        def opening() -> tuple[Desk, Tonight | None]:
            found = self.over(open_to_read(unlocked, now))
            found[0].wants_look, self._pages = False, pages  # they are known
            return found

        self._app.instead(ShiftScreen(opening, now, text))
        # Only when the screens that ask it are gone: what they had asked for would have no thread to be done in.
        self._app.call_after_refresh(desk.close)
