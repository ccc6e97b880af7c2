"""Throwing away an open event that was begun by mistake: it is shown once more, and only Enter does it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from fieldlog.language import _
from fieldlog.models.refusal import Refusal
from fieldlog.screens.house import house
from fieldlog.screens.rule import Rule
from fieldlog.screens.status import aside, title_row
from fieldlog.screens.text import content, fit, signs
from fieldlog.screens.timeline import draw_waiting

if TYPE_CHECKING:
    from fieldlog.logbook.desk import Desk
    from fieldlog.logbook.glance import Waiting


class ThrowAwayScreen(Screen[None]):
    """Any other key goes back and changes nothing."""

    keys_of: ClassVar[tuple[str, ...]] = ("timeline",)
    AUTO_FOCUS = None
    DEFAULT_CSS = """
    ThrowAwayScreen { layout: vertical; background: $background; color: $foreground; }
    ThrowAwayScreen > Static { height: 1; }
    ThrowAwayScreen > #about { height: 1fr; }
    """

    def __init__(self, desk: Desk, now: Callable[[], datetime], waiting: Waiting) -> None:
        super().__init__()
        self.desk = desk
        self.now = now
        self.waiting = waiting
        self._said = ""
        self._is_doing = False

    def compose(self) -> ComposeResult:
        yield Static(id="top", markup=False)
        yield Static(id="about", markup=False)
        yield Rule()
        yield Static(id="said", markup=False)
        yield Static(id="keys", markup=False)

    def on_mount(self) -> None:
        self.speak()

    def on_resize(self) -> None:
        self.speak()

    def speak(self) -> None:
        width = self.app.size.width
        self.query_one("#top", Static).update(title_row(_("KASTA"), self.desk, self.now(), width))
        row = draw_waiting(self.waiting, width - 1, self.now(), signs(house(self).look.only_ascii))
        words = str((self.waiting.body.get("words") or {}).get("note") or self.waiting.body.get("text") or "")
        rows = [Content(""), Content(" ") + row, Content("")]
        rows += [Content("   ") + line for line in content(words).wrap(max(width - 4, 20))]
        self.query_one("#about", Static).update(Content("\n").join(rows))
        asked = self._said or _("Kasta händelsen? Det som står i den förstörs och går inte att få tillbaka.")
        self.query_one("#said", Static).update(content(fit(f" {asked}", width), "$waits"))
        last = aside(_(" Enter kastar"), _("annan tangent: tillbaka   Esc Esc göm "), width)
        self.query_one("#keys", Static).update(content(last, "$faint"))

    def on_key(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()
        if self._is_doing:
            return
        if event.key == "enter" and not self._said:
            self._is_doing = True
            self.run_worker(self._throw_away())
        else:
            self.dismiss()

    async def _throw_away(self) -> None:
        try:
            await self.desk.verb("drafts.drop", self.waiting.id)
        except Refusal as refusal:
            self._said, self._is_doing = str(refusal), False
            self.speak()
            return
        self.dismiss()


def ask_to_throw_away(screen: Screen[None], row: object) -> None:
    """Backspace on something that waits; only an open event can go this way, whatever else waits has a better one."""
    from fieldlog.logbook.glance import Waiting  # with the log, long since loaded

    desk = house(screen).desk
    if isinstance(row, Waiting) and row.kind == "event" and desk is not None:
        house(screen).push_screen(ThrowAwayScreen(desk, house(screen).now, row))
