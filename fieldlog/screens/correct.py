"""The nine latest of one's own, each with its digit: to correct one of them, or to say what belongs together."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Static

from fieldlog.language import _
from fieldlog.logbook.desk import Desk
from fieldlog.logbook.glance import Tonight
from fieldlog.models.moment import clock
from fieldlog.models.refusal import Refusal
from fieldlog.screens.hits import draw_hit
from fieldlog.screens.house import house
from fieldlog.screens.keys import MenuItem, menu_items
from fieldlog.screens.menu import Menu
from fieldlog.screens.rows import Rows
from fieldlog.screens.rule import Rule
from fieldlog.screens.say import Say
from fieldlog.screens.status import aside
from fieldlog.screens.text import content, fit, signs

if TYPE_CHECKING:
    from fieldlog.logbook.browsing import Hit


class Nine(Rows["Hit"]):
    """Up to nine entries; a digit chooses one, as Enter does with the bar."""

    def __init__(self, desk: Desk, now: Callable[[], datetime], menu: Menu | None = None) -> None:
        super().__init__(
            lambda offset, limit: self.hits[offset : offset + limit],
            lambda: len(self.hits),
            self._drawn,
            gutter=1,
            menu=menu,
            id="nine",
        )
        self.desk = desk
        self.now = now
        self.hits: Sequence[Hit] = ()

    class Digit(Message):
        """That one."""

        def __init__(self, id_: str) -> None:
            super().__init__()
            self.id = id_

    def show(self, hits: "Sequence[Hit]") -> None:
        self.hits = hits
        self.reload()

    def _drawn(self, hit: "Hit", width: int) -> Content:
        digit = next((number for number, each in enumerate(self.hits, 1) if each is hit), 0)
        sign, vocabulary = signs(house(self).look.only_ascii), self.desk.vocabulary
        row = draw_hit(hit, max(width - 2, 0), self.now(), sign, vocabulary)
        return content(f"{digit} ", "bold") + row

    def on_key(self, event: events.Key) -> None:
        character = event.character or ""
        # What is not taken here goes on to the handler of `Rows`: Textual calls both.
        if character.isdigit() and not (self._menu is not None and self._menu.is_open):
            event.stop()
            event.prevent_default()
            if 1 <= int(character) <= len(self.hits):
                self.post_message(self.Digit(self.hits[int(character) - 1].seen.id))

    @on(Rows.Chosen)
    def _chosen(self, message: Rows.Chosen) -> None:
        message.stop()
        row: Any = message.row
        self.post_message(self.Digit(row.seen.id))


class CorrectScreen(Screen[None]):
    """A browsing screen: a digit opens the entry, where `1` corrects it."""

    keys_of: ClassVar[tuple[str, ...]] = ("timeline",)
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", show=False)]
    DEFAULT_CSS = """
    CorrectScreen { layout: vertical; background: $background; color: $foreground; }
    CorrectScreen > Static { height: 1; }
    CorrectScreen > #nine { height: 1fr; }
    """

    def __init__(self, desk: Desk, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.desk = desk
        self.now = now
        self.tonight: Tonight | None = None
        self.menu = Menu(self._menu_items, writing=False)
        self.nine = Nine(desk, now, self.menu)
        self._said = ""

    def compose(self) -> ComposeResult:
        yield Static(id="top", markup=False)
        yield Rule(_("Vilken?"))
        yield self.nine
        yield Rule()
        yield self.menu
        yield Static(id="said", markup=False)
        yield Static(id="keys", markup=False)

    def on_mount(self) -> None:
        self.nine.focus()
        self.draw()

    @on(events.ScreenResume)
    def _resumed(self) -> None:
        self.run_worker(self._look())

    async def _look(self) -> None:
        try:
            self.nine.show(await self.desk.verb("browsing.latest_own"))
            self.tonight = await self.desk.look()
            self._said = "" if self.nine.total else _("Du har inte skrivit något än.")
        except Refusal as refusal:
            self._said = str(refusal)
        self.draw()

    @on(events.Resize)
    @on(Menu.Opened)
    @on(Menu.Closed)
    def draw(self) -> None:
        width = self.app.size.width
        practice = _("ÖVNING") + "  " if self.desk.folder.practice else ""
        top = aside(f" {practice}" + _("RÄTTA EN AV DE SENASTE"), f"{clock(self.now())} ", width)
        self.query_one("#top", Static).update(content(top, "reverse"))
        self.query_one("#said", Static).update(content(fit(f" {self._said}", width)))
        last = aside(_(" Siffra öppnar, sedan 1 rätta"), _("Mellanslag meny   Esc tillbaka   Esc Esc göm "), width)
        self.query_one("#keys", Static).update(content(fit(last, width), "$faint"))

    def speak(self) -> None:
        self.query_one(Rule).title = _("Vilken?")
        self.draw()

    def _menu_items(self) -> Sequence[MenuItem]:
        return menu_items(house(self).can, keys=house(self).keys)

    @on(Nine.Digit)
    def _open(self, message: Nine.Digit) -> None:
        from fieldlog.screens.detail import DetailScreen  # only those who open one pay for it

        self.app.switch_screen(DetailScreen(self.desk, self.now, message.id))

    @on(Say)
    def _told(self, message: Say) -> None:
        message.stop()
        self._said = message.sentence
        self.draw()

    def action_back(self) -> None:
        if self.menu.is_open:
            self.menu.close()
        else:
            self.dismiss()


class LinkScreen(Screen[str | None]):
    """A browsing screen: which other entry is of the same event. Ends with its id, or None."""

    keys_of: ClassVar[tuple[str, ...]] = ("timeline",)
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", show=False)]
    DEFAULT_CSS = """
    LinkScreen { layout: vertical; background: $background; color: $foreground; }
    LinkScreen > Static { height: 1; }
    LinkScreen > #nine { height: 1fr; }
    """

    def __init__(self, desk: Desk, now: Callable[[], datetime], id_: str) -> None:
        super().__init__()
        self.desk = desk
        self.now = now
        self.entry = id_
        self.nine = Nine(desk, now)
        self._said = ""

    def compose(self) -> ComposeResult:
        yield Static(id="top", markup=False)
        yield Rule(_("Vilken är samma händelse?"))
        yield self.nine
        yield Rule()
        yield Static(id="said", markup=False)
        yield Static(id="keys", markup=False)

    def on_mount(self) -> None:
        self.nine.focus()
        self.draw()
        self.run_worker(self._look())

    async def _look(self) -> None:
        try:
            self.nine.show(await self.desk.verb("browsing.latest_own", around=self.entry))
            self._said = _("De nio närmaste i tid.") if self.nine.total else _("Det finns ingen annan av dina.")
        except Refusal as refusal:
            self._said = str(refusal)
        self.draw()

    @on(events.Resize)
    def draw(self) -> None:
        width = self.app.size.width
        top = aside(f" {_('HÖR IHOP MED')}", f"{clock(self.now())} ", width)
        self.query_one("#top", Static).update(content(top, "reverse"))
        self.query_one("#said", Static).update(content(fit(f" {self._said}", width)))
        last = aside(_(" Siffra väljer"), _("Esc tillbaka, inget ändras   Esc Esc göm "), width)
        self.query_one("#keys", Static).update(content(fit(last, width), "$faint"))

    def speak(self) -> None:
        self.query_one(Rule).title = _("Vilken är samma händelse?")
        self.draw()

    @on(Nine.Digit)
    def _chosen(self, message: Nine.Digit) -> None:
        self.dismiss(message.id)

    def action_back(self) -> None:
        self.dismiss(None)
