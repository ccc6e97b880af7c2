"""A part of the handover, where one writes it: as tall as its text, within bounds."""

from rich.cells import cell_len
from textual import events
from textual.widgets import TextArea

from fieldlog.screens.masking import mask_personal

LEAST_ROWS, MOST_ROWS = 3, 8
"""What is longer scrolls."""
MARGIN = 4
"""Cells of a row that no text stands in: both sides, a scroll bar, the cursor."""


class HandoverBox(TextArea):
    """A part of the handover: Enter makes a row, Tab masks what identifies somebody, else goes on."""

    DEFAULT_CSS = f"""
    HandoverBox {{
        height: auto; min-height: {LEAST_ROWS}; max-height: {MOST_ROWS}; border: none; padding: 0 1; background: $panel;
    }}
    HandoverBox:focus {{ border: none; }}
    """

    def rows(self, width: int) -> int:
        """How many rows the text takes on a screen of this width."""
        return sum(-(-cell_len(row) // (width - MARGIN)) or 1 for row in self.text.split("\n"))

    def offer(self, text: str) -> None:
        """Have this text in the box, the cursor where one goes on writing."""
        self.load_text(text)
        self.move_cursor(self.document.end)

    async def _on_key(self, event: events.Key) -> None:
        if event.key in {"tab", "shift+tab"}:
            event.stop()
            event.prevent_default()
            if event.key == "shift+tab":
                self.screen.focus_previous()
            elif not mask_personal(self):
                self.screen.focus_next()
            return
        await super()._on_key(event)
