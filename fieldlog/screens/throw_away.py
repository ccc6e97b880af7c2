"""Throwing away an open event that was begun by mistake: it is shown once more, and only Enter does it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual.screen import Screen

from fieldlog.language import _
from fieldlog.models.refusal import Refusal
from fieldlog.screens.house import house
from fieldlog.screens.only_enter import OnlyEnterScreen
from fieldlog.screens.status import title_row
from fieldlog.screens.text import signs
from fieldlog.screens.timeline import draw_waiting

if TYPE_CHECKING:
    from fieldlog.logbook.desk import Desk
    from fieldlog.logbook.glance import Waiting


class ThrowAwayScreen(OnlyEnterScreen):
    """Any other key goes back and changes nothing."""

    keys_of: ClassVar[tuple[str, ...]] = ("timeline",)

    def __init__(self, desk: Desk, now: Callable[[], datetime], waiting: Waiting) -> None:
        super().__init__(desk, now)
        self.waiting = waiting

    def on_mount(self) -> None:
        self.draw()

    def draw(self) -> None:
        width = self.app.size.width
        row = draw_waiting(self.waiting, width - 1, self.now(), signs(house(self).look.only_ascii))
        words = str((self.waiting.body.get("words") or {}).get("note") or self.waiting.body.get("text") or "")
        question = _("Kasta händelsen? Det som står i den förstörs och går inte att få tillbaka.")
        self._draw(
            title_row(_("KASTA"), self.desk, self.now(), width), self._about(row, words), question, _("Enter kastar")
        )

    @property
    def can_enter(self) -> bool:
        return not self._said

    def enter(self) -> None:
        self._is_doing = True
        self.run_worker(self._throw_away())

    async def _throw_away(self) -> None:
        try:
            await self.desk.verb("drafts.drop", self.waiting.id)
        except Refusal as refusal:
            self._said, self._is_doing = str(refusal), False
            self.draw()
            return
        self.dismiss()


def ask_to_throw_away(screen: Screen[None], row: object) -> None:
    """Backspace on something that waits; only an open event can go this way, whatever else waits has a better one."""
    from fieldlog.logbook.glance import Waiting  # with the log, long since loaded

    desk = house(screen).desk
    if isinstance(row, Waiting) and row.kind == "event" and desk is not None:
        house(screen).push_screen(ThrowAwayScreen(desk, house(screen).now, row))
