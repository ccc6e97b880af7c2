"""Watches over what travels by itself: begins once the log is open and nobody waits, tells what came of it."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Protocol

from fieldlog.models.refusal import Refusal, Unreachable

if TYPE_CHECKING:
    from datetime import datetime

    from fieldlog.logbook.desk import Desk
    from fieldlog.settings import Settings
    from sync.client.background import Travelling
    from sync.client.outcome import Outcome

QUIET = 1.0
"""Seconds without a key before the first exchange's program parts are loaded: they take a tenth of a second."""


class Watched(Protocol):
    """The app, as far as it is needed here."""

    desk: Desk | None
    now: Callable[[], datetime]
    settings: Settings

    @property
    def screen(self) -> Any: ...
    @property
    def screen_stack(self) -> Any: ...
    def notify(self, message: str, *, timeout: float | None = None) -> None: ...


class TravelWatch:
    """For the log that is open: what sends and fetches beside whoever writes."""

    def __init__(self, app: Watched) -> None:
        self._app = app
        self._travelling: Travelling | None = None
        self._desk: Desk | None = None
        self._busy = False
        self._said: set[str] = set()
        self._is_away: bool | None = None

    def look(self, seconds: float) -> None:
        """Asked often, with the seconds since the last key."""
        desk = self._app.desk
        if desk is not self._desk:
            self.stop()
        if desk is None or self._travelling is not None or self._busy or seconds < QUIET or not self._may_travel(desk):
            return
        from sync.client.background import Travelling
        from sync.client.membership import conversation

        loop = asyncio.get_running_loop()

        def told(outcome: Outcome | None, refusal: Refusal | None) -> None:
            with suppress(RuntimeError):  # the program has ended meanwhile
                loop.call_soon_threadsafe(self._told, outcome, refusal)

        self._desk, now = desk, self._app.now
        self._travelling = Travelling(desk.unlocked, now, lambda log: conversation(log, now), told)
        desk.written = self._travelling.look
        self._travelling.start()

    def _may_travel(self, desk: Desk) -> bool:
        return bool(
            self._app.settings.travel
            and desk.is_loaded
            and desk.unlocked.secrets.server
            and not desk.read_only
            and not desk.folder.practice
        )

    def stop(self, seconds: float = 0) -> None:
        """End it between two requests, and wait so long for it: as the program ends it must not be within the store."""
        if self._travelling is not None:
            self._travelling.stop(seconds)
            self._travelling = None

    async def while_still(self, work: Callable[[], Any]) -> Any:
        """Do the work in a thread while nothing travels by itself: of two exchanges at once one is refused."""
        travelling, self._travelling, self._busy = self._travelling, None, True
        try:
            if travelling is not None:
                await asyncio.to_thread(travelling.stop)
            return await asyncio.to_thread(work)
        finally:
            self._busy = False

    def _told(self, outcome: Outcome | None, refusal: Refusal | None) -> None:
        # Why it did not go is no news on patrol: the top row says `nät nej`, and the screen of the exchange why.
        if not self._app.screen_stack:  # the program is ending
            return
        away = isinstance(refusal, Unreachable)
        news = away is not self._is_away or (outcome is not None and (outcome.sent or outcome.received))
        self._is_away = away
        if outcome is not None and outcome.notices:
            self._app.screen.run_worker(self.tell(outcome.notices), exclusive=False)
        again = getattr(self._app.screen, "look_again", None)
        if again is not None and news:
            found = again()
            if inspect.isawaitable(found):
                self._app.screen.run_worker(found, exclusive=False)

    async def tell(self, sentences: Iterable[str] = ()) -> None:
        """Show what an exchange left to be known, each once; also what was never shown because nobody was here."""
        desk = self._app.desk
        if desk is None:
            return
        with suppress(Refusal):  # what keeps the log from being read is said where it is opened
            kept = await desk.verb("told.told")
            seen = {one.said for one in kept if one.seen} | self._said
            for sentence in dict.fromkeys((*(one.said for one in reversed(kept)), *sentences)):
                if sentence not in seen:
                    self._said.add(sentence)
                    self._app.notify(sentence, timeout=30)
            if not all(one.seen for one in kept) and not desk.read_only:
                await desk.verb("told.see")
