"""The shifts one has signed, each with its digit: to copy text of an earlier one too, so that nobody writes twice."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from fieldlog.language import _, n_
from fieldlog.logbook.desk import Desk
from fieldlog.models.moment import clock, written
from fieldlog.models.refusal import Refusal
from fieldlog.screens.signed import SignedScreen
from fieldlog.screens.status import aside, title_row
from fieldlog.screens.text import content, fit
from fieldlog.screens.values import when

if TYPE_CHECKING:
    from fieldlog.logbook.copying import Signed

MOST = 9
"""Shifts on a page; 0 shows older ones."""


class SignedShiftsScreen(Screen[None]):
    """Newest first. A digit opens the page that one has right after signing."""

    keys_of: ClassVar[tuple[str, ...]] = ("signed",)
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", show=False)]
    DEFAULT_CSS = """
    SignedShiftsScreen { layout: vertical; background: $background; color: $foreground; }
    SignedShiftsScreen > Static { height: 1; }
    SignedShiftsScreen > #list { height: 1fr; }
    """

    def __init__(self, desk: Desk, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.desk = desk
        self.now = now
        self._first = 0
        self._shifts: tuple[Signed, ...] | None = None
        self._said = ""

    def compose(self) -> ComposeResult:
        yield Static(id="top", markup=False)
        yield Static(id="list", markup=False)
        yield Static(id="keys", markup=False)

    def on_mount(self) -> None:
        self.speak()
        self.run_worker(self._look())

    def on_resize(self) -> None:
        self.speak()

    async def _look(self) -> None:
        try:
            self._shifts = await self.desk.verb("copying.signed")
        except Refusal as refusal:
            self._said = str(refusal)
        self.speak()

    @property
    def _page(self) -> tuple["Signed", ...]:
        return (self._shifts or ())[self._first : self._first + MOST]

    def speak(self) -> None:
        width = self.app.size.width
        self.query_one("#top", Static).update(title_row(_("SIGNERADE PASS"), self.desk, self.now(), width))
        rows = ["", f"  {_('Text att klistra in någon annanstans, ur ett pass:')}", ""]
        rows += [f"  {number}  {_row(shift)}" for number, shift in enumerate(self._page, 1)]
        if self._shifts is not None and len(self._shifts) > MOST:
            rows.append(f"  0  {_('visa fler')}")
        if self._shifts == ():
            rows.append(f"  {_('Du har inte signerat något pass än.')}")
        rows += ["", f"  {self._said}"] if self._said else []
        self.query_one("#list", Static).update(Content("\n").join([content(fit(row, width)) for row in rows]))
        left = _(" Siffra väljer   Esc tillbaka") if self._page else _(" Esc tillbaka")
        self.query_one("#keys", Static).update(content(aside(left, _("Esc Esc göm   F1 hjälp "), width), "$faint"))

    def on_key(self, event: events.Key) -> None:
        character = event.character or ""
        if character == "0":
            self._first = self._first + MOST if self._first + MOST < len(self._shifts or ()) else 0
            self.speak()
        elif character.isdecimal() and int(character) <= len(self._page):
            chosen = self._page[int(character) - 1]
            self.app.push_screen(SignedScreen(self.desk, lambda: chosen.ended, chosen.id))
        else:
            return
        event.stop()

    def action_back(self) -> None:
        self.dismiss()


def _row(shift: "Signed") -> str:
    """`fre 20/11 15:45–23:58   13 poster   + OV-14`."""
    count = n_("{count} post", "{count} poster", shift.count).format(count=shift.count)
    crew = f"   + {', '.join(shift.crew)}" if shift.crew else ""
    return f"{when(written(shift.started))}–{clock(shift.ended)}   {count}{crew}"
