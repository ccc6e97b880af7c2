"""Numbers to ring, offline: 112 first, then the public ones, then the organisation's own."""

from collections.abc import Callable
from datetime import datetime
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from fieldlog.home import Folder
from fieldlog.language import _, spoken
from fieldlog.logbook.desk import Desk
from fieldlog.logbook.numbers import numbers
from fieldlog.screens.status import aside
from fieldlog.screens.text import content, fit


class NumbersScreen(Screen[None]):
    """Works without a key too: `folder` may be given instead of a desk."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", show=False)]
    DEFAULT_CSS = """
    NumbersScreen { background: $background; color: $foreground; }
    NumbersScreen VerticalScroll { height: 1fr; scrollbar-size-vertical: 1; }
    NumbersScreen Static { height: auto; }
    """

    def __init__(self, desk: Desk | None, now: Callable[[], datetime], folder: Folder | None = None) -> None:
        super().__init__()
        self.folder = folder or (desk.folder if desk else None)

    def compose(self) -> ComposeResult:
        yield Static(id="top", markup=False)
        with VerticalScroll():
            yield Static(id="list", markup=False)
        yield Static(id="keys", markup=False)

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()
        self.speak()

    def speak(self) -> None:
        width = self.app.size.width
        self.query_one("#top", Static).update(
            content(fit(" " + _("NUMMER ATT RINGA   fieldlog ringer inte själv"), width), "reverse")
        )
        self.query_one("#keys", Static).update(
            content(fit(aside(_(" Pilar bläddrar"), _("Esc tillbaka   Esc Esc göm "), width), width), "$faint")
        )
        if self.folder is None:
            return
        found, complaint = numbers(self.folder)
        rows = [Content("")]
        for one in found:
            style = "$critical on $critical-ground" if one.number == "112" else ""
            name = spoken(one)
            rows.append(content(f"  {one.number:<16}", style) + content(f"  {name}"))
        if complaint:
            rows += [Content(""), content(f"  {complaint}", "$waits")]
        self.query_one("#list", Static).update(Content("\n").join(rows))

    def action_back(self) -> None:
        self.dismiss()
