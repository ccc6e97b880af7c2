"""Several entries that are decided over as one: all of them are shown, and only then Enter approves."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Static

from fieldlog.language import _
from fieldlog.logbook.desk import Desk
from fieldlog.screens.review_list import ReviewList
from fieldlog.screens.rows import Rows
from fieldlog.screens.rule import Rule
from fieldlog.screens.say import Say
from fieldlog.screens.status import aside, title_row
from fieldlog.screens.text import content, fit

if TYPE_CHECKING:
    from fieldlog.logbook.review_queue import Item


class TogetherScreen(Screen[bool]):
    """A browsing screen. Ends with True once the last row has been on the screen and Enter was pressed, else False."""

    keys_of: ClassVar[tuple[str, ...]] = ("review",)
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", show=False)]
    DEFAULT_CSS = """
    TogetherScreen { layout: vertical; background: $background; color: $foreground; }
    TogetherScreen > Static { height: 1; }
    TogetherScreen > ReviewList { height: 1fr; }
    """

    def __init__(self, desk: Desk, now: Callable[[], datetime], title: str, items: "Sequence[Item]") -> None:
        super().__init__()
        self.desk = desk
        self.now = now
        self._title, self._items = title, items
        self.list = ReviewList(desk, now, self._say, id="together")
        self._said = ""

    def compose(self) -> ComposeResult:
        yield Static(id="top", markup=False)
        yield Rule(id="what")
        yield self.list
        yield Rule()
        yield Static(id="said", markup=False)
        yield Static(id="keys", markup=False)

    def on_mount(self) -> None:
        self.list.show(self._items)
        self.list.focus()
        self.draw()

    @on(events.Resize)
    @on(Rows.Moved)
    def draw(self) -> None:
        width = self.app.size.width
        self.query_one("#top", Static).update(title_row(_("GODKÄNN TILLSAMMANS"), self.desk, self.now(), width))
        self.query_one("#what", Rule).title = f"{self._title}: {len(self._items)}"
        self.query_one("#said", Static).update(content(fit(f" {self._said}", width)))
        enter = _(" Enter godkänner alla") if self._all_shown else _(" Enter nästa sida")
        last = aside(enter + "   ↓ ↑ PgUp PgDn", _("Esc tillbaka, inget ändras "), width)
        self.query_one("#keys", Static).update(content(fit(last, width), "$faint"))

    def speak(self) -> None:
        self.draw()

    @property
    def _all_shown(self) -> bool:
        """Whether the bar has come to the end, or everything is on the screen at once."""
        return self.list.index >= self.list.total - 1 or self.list.total <= self.list.size.height

    @on(Rows.Chosen)
    def _enter(self) -> None:
        if self._all_shown:
            self.dismiss(True)
        else:
            self.list.action_leaf(1)

    @on(ReviewList.Pressed)
    def _letter(self) -> None:
        self._say(_("Enter godkänner när alla har visats. Esc går tillbaka."))

    @on(Say)
    def _told(self, message: Say) -> None:
        message.stop()
        self._say(message.sentence)

    def _say(self, sentence: str) -> None:
        self._said = sentence
        self.draw()

    def action_back(self) -> None:
        self.dismiss(False)
