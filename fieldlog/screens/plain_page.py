"""A plain page: a title, text of any length that the arrows move, and a last row that says so."""

from abc import abstractmethod
from collections.abc import Callable
from datetime import datetime
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from fieldlog.language import _
from fieldlog.logbook.desk import Desk
from fieldlog.screens.status import aside
from fieldlog.screens.text import content


class PlainPage(Screen[None]):
    """What stands on it each page knows itself."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", show=False)]
    DEFAULT_CSS = """
    PlainPage { background: $background; color: $foreground; }
    PlainPage VerticalScroll { height: 1fr; scrollbar-size-vertical: 1; }
    PlainPage Static { height: auto; }
    """

    def __init__(self, desk: Desk, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.desk = desk
        self.now = now

    def compose(self) -> ComposeResult:
        yield Static(id="top", markup=False)
        with VerticalScroll():
            yield Static(id="page", markup=False)
        yield Static(id="keys", markup=False)

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()
        self.speak()

    @abstractmethod
    def speak(self) -> None:
        """Draw all of it, in the language in use."""

    def show_around(self, top: Content) -> None:
        """The first row and the last."""
        self.query_one("#top", Static).update(top)
        keys = aside(_(" Pilar bläddrar"), _("Esc tillbaka   Esc Esc göm "), self.app.size.width)
        self.query_one("#keys", Static).update(content(keys, "$faint"))

    def show_page(self, rows: list[Content]) -> None:
        self.query_one("#page", Static).update(Content("\n").join(rows))

    def action_back(self) -> None:
        self.dismiss()
