"""The sign ÖVNING in the top row of every screen of a practice log, whether the screen thinks of it or not."""

from typing import Any

from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from fieldlog.language import _


class PracticeSign(Static):
    """Lies over the top row, where there is nothing but the blanks between its two ends."""

    DEFAULT_CSS = """
    PracticeSign { position: absolute; overlay: screen; width: auto; height: 1; }
    """


def say_practice(screen: Screen[Any]) -> None:
    """Put the sign on the screen, unless its top row says so itself. Called again and again; a top row may change."""
    if screen.styles.background.a == 0:
        return  # it lies over one that says so
    word = _("ÖVNING")
    tops = [static.visual for static in screen.query("#top").results(Static) if static.display]
    rows = [top.plain for top in tops if isinstance(top, Content)]
    signs = screen.query(PracticeSign)
    if any(word in row for row in rows):
        signs.remove()
    elif not signs:
        sign = PracticeSign(Content.styled(f" {word} ", "bold $background on $waits"))
        gap = rows[0].find(" " * (len(word) + 6)) if rows else -1
        sign.styles.offset = (gap + 3 if gap >= 0 else screen.app.size.width // 2, 0)
        screen.mount(sign)
