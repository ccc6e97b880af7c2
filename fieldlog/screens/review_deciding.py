"""What a supervisor decided on its way to the store: the list goes on at once, and what is refused comes back to it."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from fieldlog.language import _
from fieldlog.logbook.desk import Desk
from fieldlog.models.refusal import Refusal
from fieldlog.screens.review_sitting import Done, Sitting

if TYPE_CHECKING:
    from fieldlog.logbook.review_queue import Item

SECONDS = 60
"""After which a decision leaves, as `fieldlog.logbook.reviews` has it: that is not loaded before the first key."""


class Deciding:
    """One decision after the other, in the order of the keys.

    `changed` is told a sentence, and draws; `reread` too, where the entry is no longer as it was read.
    """

    def __init__(
        self,
        desk: Desk,
        now: Callable[[], datetime],
        sitting: Sitting,
        changed: Callable[[str], None],
        reread: Callable[[str], None],
    ) -> None:
        self.desk = desk
        self.now = now
        self.sitting = sitting
        self._changed = changed
        self._reread = reread
        self._turn = asyncio.Lock()

    async def decide(
        self,
        items: Iterable["Item"],
        said: str,
        verb: str,
        *args: Any,
        read: Mapping[str, tuple[str, ...]] | None = None,
        stays: bool = False,
        **more: Any,
    ) -> None:
        """`verb` of `logbook.reviews` over these, `args` before the time. `read` are versions that were read since the
        queue was; with `stays` the entries stay in the list, as after a comment.
        """
        chosen = tuple(items)
        judged = {id_: base for item in chosen for id_, base in item.judged.items()} | dict(read or {})
        done = Done(chosen, said, self.now(), leaves=verb != "put_off", stays=stays)
        if not stays:
            self.sitting.take(chosen)
        self.sitting.done.append(done)
        self._changed("")
        async with self._turn:
            try:
                done.made = await self.desk.verb(f"reviews.{verb}", judged, *args, done.at, **more)
            except Refusal as refusal:
                self._take_back(done)
                self._reread(str(refusal))

    async def classify(self, item: "Item", class_: str, reason: str) -> None:
        """Let fewer or more read it; the entry stays where it is, and is read again."""
        async with self._turn:
            try:
                await self.desk.verb("reviews.classify", item.id, class_, self.now(), reason=reason)
            except Refusal as refusal:
                self._changed(str(refusal))
                return
        self._reread(_("Klassen är {class_} nu.").format(class_=class_))

    async def undo(self) -> None:
        """Take the last one back; a sentence where nothing is left to take back."""
        async with self._turn:
            if not self.sitting.done:
                self._changed(_("Det finns inget att ångra."))
                return
            done = self.sitting.done[-1]
            try:
                await self.desk.verb("reviews.undo", done.made)
            except Refusal as refusal:
                self.sitting.done.remove(done)
                self._changed(str(refusal))
                return
            self._take_back(done)
            self._changed(_("Ångrat: {said}.").format(said=done.said))

    def _take_back(self, done: Done) -> None:
        if done in self.sitting.done:
            self.sitting.done.remove(done)
        if not done.stays:
            self.sitting.put_back(done.items)

    def seconds_left(self) -> float:
        """Until the last one leaves."""
        done = self.sitting.done[-1] if self.sitting.done else None
        return SECONDS - (self.now() - done.at).total_seconds() if done else 0.0

    async def leave(self, *, due: bool) -> None:
        """Let those leave whose time has come, or all of them."""
        now = self.now()
        old = [done for done in self.sitting.done if not due or (now - done.at).total_seconds() >= SECONDS]
        if not old and due:
            return
        async with self._turn:
            try:
                await self.desk.verb("reviews.leave", now, due=due)
            except Refusal as refusal:  # they are kept, and leave the next time
                self._changed(str(refusal))
                return
            self.sitting.done = [done for done in self.sitting.done if done not in old]
        self._changed("")
