"""Jump mode: a letter stands on each place that can have the focus, and pressing it goes there."""

from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.widgets import Static

LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Jump(ModalScreen[None]):
    """Lies over `behind`. Any key that is no letter of a place closes it."""

    DEFAULT_CSS = """
    Jump { background: transparent; layers: places; }
    Jump > Static {
        layer: places; position: absolute; width: 3; height: 1;
        color: $background; background: $foreground; text-style: bold;
    }
    """

    def __init__(self, behind: Screen[Any]) -> None:
        super().__init__()
        places = [widget for widget in behind.focus_chain if widget.region.height]
        self._places: dict[str, Widget] = dict(zip(LETTERS, places, strict=False))

    def compose(self) -> ComposeResult:
        for letter, widget in self._places.items():
            sign = Static(Content(f" {letter} "))
            sign.styles.offset = widget.region.offset
            yield sign

    def on_key(self, event: events.Key) -> None:
        event.stop()
        self.dismiss()
        place = self._places.get(event.key)
        if place is not None:
            place.focus()
