"""An open event on a screen: what is known of it, kept as a draft while it is typed and chosen."""

import asyncio
import contextlib
from collections.abc import Callable
from datetime import datetime
from typing import Any

from fieldlog.logbook.desk import Desk
from fieldlog.models.entry import new_id
from fieldlog.models.moment import read_moment, written
from fieldlog.models.refusal import Refusal


class OpenEvent:
    """`body` holds names of `NewObservation` and what its screens remember; `keep` after each change of it.

    Keeping is quick to ask for: while one writing runs only the newest state waits for the next. `failed` is told the
    sentence when the store refuses, and "" when it works again. Nothing is in the store before the first `keep`;
    `is_kept` says whether something is.
    """

    def __init__(
        self,
        desk: Callable[[], Desk | None],
        now: Callable[[], datetime],
        *,
        id_: str | None = None,
        body: dict[str, Any] | None = None,
        shift: str | None = None,
        started: datetime | None = None,
    ) -> None:
        self.id = id_ or new_id()
        self.is_kept = id_ is not None
        self.body: dict[str, Any] = dict(body or {})
        self.shift = shift
        self.started = started or now()
        self.failed: Callable[[str], None] = lambda _sentence: None
        self._desk = desk
        self._now = now
        self._wanted = False
        self._refused: Refusal | None = None
        self._over = False
        self._keeping: asyncio.Task[None] | None = None
        self.body.setdefault("at", written(self.started))

    @property
    def at(self) -> datetime:
        """When it happened."""
        return read_moment(self.body["at"])

    def keep(self) -> None:
        """What the body holds now is on the disk within a moment; a log that is still being opened is waited for."""
        self._wanted = True
        if (self._keeping is None or self._keeping.done()) and not self._over:
            self._keeping = asyncio.get_running_loop().create_task(self._keep())

    def flush(self) -> None:
        """What the body holds is on the disk when this returns; for the ways out, where nothing can be waited for."""
        desk = self._desk()
        if desk is None or desk.keeper is None or self._over:
            return
        # On the way out nobody is left to tell of a disk that is full; what was kept before stays.
        with contextlib.suppress(Refusal):
            desk.keeper.keep_event(self.id, self.body, self.shift)
            self.is_kept = True

    async def settled(self) -> bool:
        """Wait until what was asked for is kept; False if the store refused it."""
        if self._wanted:
            self.keep()
        if self._keeping is not None:
            await self._keeping
        return not self._wanted

    async def _keep(self) -> None:
        while self._wanted and not self._over:
            desk = self._desk()
            if desk is None or desk.keeper is None:
                return
            self._wanted = False
            try:
                await asyncio.to_thread(desk.keeper.keep_event, self.id, dict(self.body), self.shift)
                self.is_kept = True
            except Refusal as refusal:
                self._wanted, self._refused = True, refusal
                self.failed(str(refusal))
                return
            if self._refused is not None:
                self._refused = None
                self.failed("")

    async def drop(self) -> None:
        """Forget it, in the store too."""
        self._over = True
        if self._keeping is not None:
            await self._keeping
        desk = self._desk()
        if desk is not None:
            await desk.verb("drafts.drop", self.id)

    async def close(self, why_incomplete: str | None = None) -> str:
        """Make the entry of it; returns the entry's id. Refusal (also `Incomplete`) leaves it as it is."""
        self.keep()
        if not await self.settled() and self._refused is not None:
            raise self._refused
        desk = self._desk()
        assert desk is not None  # noqa: S101 - it was kept, so the log is open
        made: str = await desk.verb("events.close_event", self.id, self._now(), why_incomplete=why_incomplete)
        self._over = True
        return made
