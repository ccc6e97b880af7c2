"""Text on its way to the terminal: made harmless, cut to width, and drawn with signs that the terminal has.

Whatever other people wrote is hostile until it has passed here. Textual hands control characters to the terminal as
they are and reads square brackets as markup, so a note could write the clipboard or run an action: widgets get
`content(text)`, never the `str` itself.
"""

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.color import Color
from textual.content import Content
from textual.filter import LineFilter

from fieldlog.models.text import HARMFUL, REPLACEMENT, one_line, plain

if TYPE_CHECKING:
    from textual.widgets import Static

__all__ = [
    "REPLACEMENT",
    "LastGuard",
    "Signs",
    "content",
    "fit",
    "one_line",
    "plain",
    "put",
    "rule",
    "signs",
    "spell",
    "wrapped",
]


def content(text: str, style: str = "") -> Content:
    """Harmless text for a widget, in a style such as `$faint` or `bold`; nothing in it is read as markup."""
    return Content.styled(plain(text), style)


def put(static: "Static", shown: Content) -> None:
    """Show another text; the same one once more would have the whole screen laid out anew, at every key."""
    if static.content != shown:
        static.update(shown)


def fit(text: str, width: int) -> str:
    """One line of exactly `width` terminal cells: padded with blanks, or cut with `…` at its end.

    A wide character that would stand half outside becomes a blank.
    """
    text = one_line(text)
    if width <= 0:
        return ""
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    return set_cell_size(text, width - 1) + "…"


def wrapped(text: str, width: int) -> str:
    """A sentence in as many rows of `width` cells as it takes, a blank before and after each."""
    return "\n".join(fit(f" {row}", width) for row in textwrap.wrap(one_line(text), max(width - 2, 1)))


def rule(width: int, title: str = "", aside: str = "") -> str:
    """A line across: `── Ikväll: 13 ─────── Tab ──`, exactly `width` cells. Too little room cuts the title."""
    end = f" {aside} ──" if aside else ""
    start = f"── {one_line(title)} " if title else ""
    room = width - cell_len(end)
    if cell_len(start) > room:
        start = fit(start, max(room, 0))
    return fit(start + "─" * (room - cell_len(start)) + end, width)


@dataclass(frozen=True, slots=True)
class Signs:
    """The signs of the screens, all one cell wide (`!!` and `!!!` two and three)."""

    calm: str = "✓"
    note: str = "·"
    follow_up: str = "!"
    serious: str = "!!"
    critical: str = "!!!"
    guess: str = "?"
    bar: str = "▸"
    returned: str = "↩"
    leads_to: str = "→"
    ramp: tuple[str, ...] = ("░", "▒", "▓", "█")
    rule: str = "─"
    divide: str = "│"
    span: str = "–"
    more: str = "…"

    def severity(self, level: int) -> str:
        """The sign of severity 0-4."""
        return (self.calm, self.note, self.follow_up, self.serious, self.critical)[level]


_SPELLED = str.maketrans(
    "✓·–—▸↩→←↑↓█▓▒░│─┌┐└┘├┤┬┴┼…“”’½×•" + "▁▔▏▎▍▌▋▊▉▐▕" + "▂▃▄▅▆▇▀",
    'v.--><><^v#%+:|-+++++++++.""\'/x*' + "--|||||||||" + "#######",
)
_SIGNS = Signs()
_ASCII_SIGNS = Signs(
    calm="v",
    note=".",
    bar=">",
    returned="<",
    leads_to=">",
    ramp=(":", "+", "%", "#"),
    rule="-",
    divide="|",
    span="-",
    more=".",
)


def signs(only_ascii: bool = False) -> Signs:
    """The table of signs, or its twin for terminals that lack them."""
    return _ASCII_SIGNS if only_ascii else _SIGNS


def lacks_signs(term: str, output: TextIO | None) -> bool:
    """Whether this terminal can't draw the signs: its letters are not UTF-8, or it is the console without a desktop."""
    encoding = (output.encoding if output is not None else None) or "utf-8"
    return term in {"linux", "vt100", "vt220"} or encoding.lower().replace("-", "") != "utf8"


def spell(text: str) -> str:
    """The text with each sign as its ASCII twin of the same width; letters stay as they are."""
    return text.translate(_SPELLED)


class LastGuard(LineFilter):
    """Stands before the terminal: what a screen forgot to make harmless is made so here, and signs are spelled.

    A replaced character may shift its row by one cell; that is the price of a forgotten `content`.
    """

    def __init__(self, only_ascii: bool = False) -> None:
        super().__init__()
        self.only_ascii = only_ascii

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [
            segment if segment.control else Segment(self._safe(segment.text), segment.style) for segment in segments
        ]

    def _safe(self, text: str) -> str:
        text = HARMFUL.sub(REPLACEMENT, text)
        return text.translate(_SPELLED) if self.only_ascii else text
