"""The line across the screen that begins a block, with its title and, to the right, a word aside."""

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from fieldlog.screens.text import rule


class Rule(Widget):
    """As wide as the screen; set `title` and `aside` at any time (plain text, cut where there is no room)."""

    DEFAULT_CSS = "Rule { height: 1; }"

    title: reactive[str] = reactive("")
    aside: reactive[str] = reactive("")

    def __init__(self, title: str = "", aside: str = "", *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.set_reactive(Rule.title, title)
        self.set_reactive(Rule.aside, aside)

    def render(self) -> Content:
        return Content(rule(self.size.width, self.title, self.aside))
