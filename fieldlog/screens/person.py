"""Change person: who has a log on this laptop, chosen by digit, opened by her own passphrase."""

from collections.abc import Callable
from datetime import datetime
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from fieldlog.language import _
from fieldlog.logbook.desk import Desk
from fieldlog.screens.house import house
from fieldlog.screens.status import aside, title_row
from fieldlog.screens.text import content, fit

MOST = 9
"""Persons on a page; on a laptop that more share, 0 shows the next ones."""


class PersonScreen(Screen[None]):
    """With an open log, the choice locks it and begins the program anew for the other person."""

    keys_of: ClassVar[tuple[str, ...]] = ("person",)
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", show=False)]
    DEFAULT_CSS = """
    PersonScreen { layout: vertical; background: $background; color: $foreground; }
    PersonScreen > Static { height: 1; }
    PersonScreen > #list { height: 1fr; }
    """

    def __init__(self, desk: Desk | None, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.desk = desk
        self.now = now
        self._first = 0

    def compose(self) -> ComposeResult:
        yield Static(id="top", markup=False)
        yield Static(id="list", markup=False)
        yield Static(id="keys", markup=False)

    def on_mount(self) -> None:
        self.speak()

    def on_resize(self) -> None:
        self.speak()

    @property
    def _workers(self) -> list[str]:
        mine = self.desk.facts.worker if self.desk else None
        return [worker for worker in house(self).start.home.workers() if worker != mine]

    @property
    def _page(self) -> list[str]:
        return self._workers[self._first : self._first + MOST]

    def speak(self) -> None:
        width = self.app.size.width
        self.query_one("#top", Static).update(title_row(_("BYT PERSON"), self.desk, self.now(), width))
        rows = ["", *(f"  {number}  {worker}" for number, worker in enumerate(self._page, 1))]
        if len(self._workers) > MOST:
            rows.append(f"  0  {_('visa fler')}")
        if not self._workers:
            rows.append(f"  {_('Ingen annan har en logg på den här datorn.')}")
        rows += ["", f"  n  {_('ny person på den här datorn')}", ""]
        if self.desk is not None:
            rows += [
                "  " + _("{worker} låses, det som är skrivet finns kvar.").format(worker=self.desk.facts.worker),
                "  " + _("Sedan frågas lösenfrasen för den du valt."),
            ]
        drawn = Content("\n").join([content(fit(row, width)) for row in rows])
        self.query_one("#list", Static).update(drawn)
        left = _(" Siffra väljer   n ny person   Esc tillbaka") if self._workers else _(" n ny person   Esc tillbaka")
        row = aside(left, _("Esc Esc göm   F1 hjälp "), width)
        self.query_one("#keys", Static).update(content(row, "$faint"))

    def on_key(self, event: events.Key) -> None:
        character = (event.character or "").lower()
        if character == "n":
            self.action_new()
        elif character == "0":
            self._first = self._first + MOST if self._first + MOST < len(self._workers) else 0
            self.speak()
        elif character.isdecimal() and int(character) <= len(self._page):
            house(self).change_person(self._page[int(character) - 1])
        else:
            return
        event.stop()

    def action_new(self) -> None:
        from fieldlog.screens.first import FirstScreen

        self.app.push_screen(FirstScreen(house(self).start.home, self.now, beside=True))

    def action_back(self) -> None:
        """Back to the shift; where nobody's log is open there is nothing to go back to."""
        if self.desk is not None:
            self.dismiss()
