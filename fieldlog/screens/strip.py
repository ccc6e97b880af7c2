"""The menu as one row that is always there, on a screen with room for it: Space and a letter, without opening it."""

from collections.abc import Callable, Sequence

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from fieldlog.screens.keys import MenuItem
from fieldlog.screens.text import content, fit, rule

WIDE, TALL = 110, 34
"""Columns and rows from which it is shown."""
LONGEST = 13
"""Cells of a label of two words; a longer one keeps its first."""


class Strip(Widget):
    """A rule and a row. `items` as the menu's own; what can't be done just now is left out."""

    DEFAULT_CSS = """
    Strip { height: 2; display: none; background: $background; color: $foreground; }
    """

    def __init__(self, items: Callable[[], Sequence[MenuItem]]) -> None:
        super().__init__(id="strip")
        self._items = items

    def fit_screen(self) -> None:
        """Show it where there is room: asked when the screen's size changes, and when the log was opened."""
        size = self.app.size
        self.display = size.width >= WIDE and size.height >= TALL
        self.refresh()

    def render(self) -> Content:
        width = self.size.width
        items = [item for item in self._items() if not item.why_not]
        row = in_a_row([f"{item.letter} {shortened(item.label)}" for item in items])
        if cell_len(row) > width:  # `byt person` as `byt`: whole words, and none of them left out
            short = [f"{item.letter} {shortened(item.label).split()[0]}" for item in items]
            row = in_a_row(short) if cell_len(in_a_row(short)) <= width else " " + " ".join(short)
        return Content(rule(width)) + Content("\n") + content(fit(row, width), "$faint")


def in_a_row(parts: Sequence[str]) -> str:
    return f" {'  '.join(parts)}"


def shortened(label: str) -> str:
    """`Sök i loggen` as `sök`, `Byt person` as it is: enough to know the letter again."""
    name = label.partition(":")[0].partition(",")[0]
    words = name.split()
    return (name if len(words) <= 2 and len(name) <= LONGEST else words[0]).lower()
