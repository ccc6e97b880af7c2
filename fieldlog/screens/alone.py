"""Alone: hear from me by ...; a row that counts down, one bell, a number to ring. It alarms nobody, and says so."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from fieldlog.language import _, language
from fieldlog.logbook.desk import Desk
from fieldlog.logbook.numbers import numbers
from fieldlog.models.moment import clock, read_moment
from fieldlog.screens.say import refusals_said
from fieldlog.screens.status import aside
from fieldlog.screens.text import content, fit

CHOICES = (10, 20, 30, 45, 60, 90)
"""Minutes, by the digits 1 to 6."""
KIND = "alone"


class AloneScreen(Screen[None]):
    """A digit sets the time; Enter, when one is set, answers that all is well and takes it away."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", show=False)]
    DEFAULT_CSS = """
    AloneScreen { background: $background; color: $foreground; }
    AloneScreen Static { height: auto; }
    AloneScreen #page { height: 1fr; padding: 1 1; }
    """

    def __init__(self, desk: Desk, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.desk = desk
        self.now = now
        self.until: datetime | None = None

    def compose(self) -> ComposeResult:
        yield Static(id="top", markup=False)
        yield Static(id="page", markup=False)
        yield Static(id="keys", markup=False)

    async def on_mount(self) -> None:
        with refusals_said(self):
            held = [waiting for waiting in (await self.desk.look()).waiting if waiting.kind == KIND]
            self.until = read_moment(held[0].body["until"]) if held else None
        self.speak()

    def speak(self) -> None:
        width = self.app.size.width
        self.query_one("#top", Static).update(content(fit(" " + _("ENSAM   hör av mig senast ..."), width), "reverse"))
        rows = [content(_("Larmar ingen. Någon måste titta på skärmen eller ringa."), "bold"), Content("")]
        if self.until is not None:
            rows += [content(_("Hör av mig senast {clock}.").format(clock=clock(self.until)), "$waits"), Content("")]
        for digit, minutes in enumerate(CHOICES, 1):
            when = clock(self.now() + timedelta(minutes=minutes))
            rows.append(
                content(_("  {digit}  om {minutes} min, {clock}").format(digit=digit, minutes=minutes, clock=when))
            )
        rows += [Content(""), content(_("Ring sedan: {who}").format(who=self._who()))]
        self.query_one("#page", Static).update(Content("\n").join(rows))
        left = _(" Siffra sätter tiden") + ("   " + _("Enter allt är bra, ta bort") if self.until else "")
        self.query_one("#keys", Static).update(content(aside(left, _("Esc tillbaka   Esc Esc göm "), width), "$faint"))

    def _who(self) -> str:
        own = [one for one in numbers(self.desk.folder)[0] if one.number not in {"112", "114 14", "1177"}]
        if not own:
            return _("din kollega. Inga egna nummer finns inlagda.")
        return f"{own[0].sv if language() == 'sv' else own[0].en}, {own[0].number}"

    def on_key(self, event: events.Key) -> None:
        if event.character and event.character in "123456":
            event.stop()
            self.run_worker(self._set(CHOICES[int(event.character) - 1]))
        elif event.key == "enter" and self.until is not None:
            event.stop()
            self.run_worker(self._answered())

    async def _set(self, minutes: int) -> None:
        until = self.now() + timedelta(minutes=minutes)
        body = {"until": until.isoformat(), "minutes": minutes, "who": self._who()}
        with refusals_said(self):
            await self.desk.verb("drafts.keep_one", KIND, body, self.now(), shift="")
            self.dismiss()

    async def _answered(self) -> None:
        with refusals_said(self):
            await self.desk.verb("drafts.drop_kind", KIND)
            self.dismiss()

    def action_back(self) -> None:
        self.dismiss()
