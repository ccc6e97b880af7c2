"""Letters on a browsing screen: handed to the screen that knows what each does, and what is typed there by mistake."""

from typing import TypeVar

from textual import events
from textual.message import Message

from fieldlog.screens.rows import Rows

Row = TypeVar("Row")


class LetterRows(Rows[Row]):
    """Rows whose letters, digits and signs go to the screen: what each does stands in its last rows."""

    class Pressed(Message):
        def __init__(self, character: str, at: float) -> None:
            super().__init__()
            self.character = character
            self.time = at

    def on_key(self, event: events.Key) -> None:
        # What is not taken here goes on to the handler of `Rows`: Textual calls both.
        if event.is_printable and event.key != "space" and not (self._menu is not None and self._menu.is_open):
            event.stop()
            event.prevent_default()
            self.post_message(self.Pressed(event.character or "", event.time))
