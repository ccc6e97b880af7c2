"""What is written on a screen of its own: kept a moment after each change, and at once on every way out."""

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from typing import Any

from textual.screen import Screen

from fieldlog.logbook.desk import Desk
from fieldlog.models.entry import new_id
from fieldlog.models.refusal import Refusal

KEEP_AFTER = 0.2


class PageDraft:
    """One draft of a kind. `body` says what stands on the screen now, None while nothing does.

    `soon` after each change; `drop` when it was saved: after that nothing is kept any more. `failed` is told the
    sentence when the store refuses.
    """

    def __init__(
        self,
        screen: Screen[Any],
        desk: Desk,
        kind: str,
        body: Callable[[], Mapping[str, Any] | None],
        failed: Callable[[str], None],
    ) -> None:
        self._screen = screen
        self._desk = desk
        self._kind = kind
        self._body = body
        self._failed = failed
        self._id = new_id()
        self._is_kept = False
        self._is_due = False
        self._over = False
        self.shift: str | None = None

    def take_over(self, id_: str) -> None:
        """Go on with a draft that is in the store."""
        self._id, self._is_kept = id_, True

    def soon(self) -> None:
        """Keep it within `KEEP_AFTER`, however fast one types."""
        if not self._is_due:
            self._is_due = True
            self._screen.set_timer(KEEP_AFTER, self._due)

    async def _due(self) -> None:
        self._is_due = False
        await self.keep()

    async def keep(self) -> bool:
        """It is on the disk when this returns, an empty one dropped; False, with the sentence told, if it is not."""
        body = self._body()
        try:
            if body is None:
                await self._forget()
            else:
                await asyncio.to_thread(self._write, body)
        except Refusal as refusal:
            self._failed(str(refusal))
            return False
        return True

    def flush(self) -> None:
        """As `keep`, in this thread: for the ways out, where nobody is left to tell of a full disk."""
        body = self._body()
        if body is not None:
            with contextlib.suppress(Refusal):
                self._write(body)

    async def drop(self) -> None:
        """It has become what it was for; where the store refuses, it is offered again."""
        self._over = True
        try:
            await self._forget()
        except Refusal as refusal:
            self._failed(str(refusal))

    async def _forget(self) -> None:
        if self._is_kept:
            self._is_kept = False
            await self._desk.verb("drafts.drop", self._id)

    def _write(self, body: Mapping[str, Any]) -> None:
        if not self._over and self._desk.keeper is not None:
            self._desk.keeper.keep_draft(self._kind, self._id, body, self.shift)
            self._is_kept = True
