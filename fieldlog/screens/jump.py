"""Jump mode: a letter stands on each place that can have the focus, and pressing it goes there."""

from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.widgets import Static

from fieldlog.language import _
from fieldlog.screens.text import content, fit

LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Jump(ModalScreen[None]):
    """Lies over `behind`. Any key that is no letter of a place closes it."""

    DEFAULT_CSS = """
    Jump { background: transparent; layers: places; }
    Jump > .place {
        layer: places; position: absolute; width: 3; height: 1;
        color: $background; background: $foreground; text-style: bold;
    }
    Jump > #keys { layer: places; dock: bottom; width: 100%; height: 1; color: $faint; background: $background; }
    """

    def __init__(self, behind: Screen[Any]) -> None:
        super().__init__()
        places = [widget for widget in behind.focus_chain if widget.region.height]
        self._places: dict[str, Widget] = dict(zip(LETTERS, places, strict=False))

    def compose(self) -> ComposeResult:
        for letter, widget in self._places.items():
            sign = Static(Content(f" {letter} "), classes="place")
            sign.styles.offset = widget.region.offset
            yield sign
        yield Static(id="keys", markup=False)

    def on_mount(self) -> None:
        self.speak()

    def speak(self) -> None:
        """The last row, in the language in use."""
        row = _("Bokstaven går dit, annan tangent stänger.") if self._places else _("Här finns inget att hoppa till.")
        self.query_one("#keys", Static).update(content(fit(f" {row}", self.app.size.width)))

    def on_key(self, event: events.Key) -> None:
        event.stop()
        self.dismiss()
        place = self._places.get(event.key)
        if place is not None:
            place.focus()
