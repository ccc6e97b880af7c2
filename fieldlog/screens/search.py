"""Finding in the log: the line searches while one types, codes become filters, and an empty line shows everything."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar
from weakref import WeakKeyDictionary

from rich.cells import cell_len
from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static, TextArea

from fieldlog.language import _
from fieldlog.line.query import Query, read_query
from fieldlog.logbook.desk import Desk
from fieldlog.logbook.glance import Tonight, Waiting
from fieldlog.models.moment import clock
from fieldlog.screens.filters import draw_filters
from fieldlog.screens.hits import HitList, draw_hit, sought
from fieldlog.screens.house import house
from fieldlog.screens.keys import MenuItem, menu_items
from fieldlog.screens.line import PromptedLine, WritingLine
from fieldlog.screens.menu import Menu
from fieldlog.screens.rows import PAGE, Rows
from fieldlog.screens.rule import Rule
from fieldlog.screens.say import Say, refusals_said
from fieldlog.screens.status import aside
from fieldlog.screens.text import Signs, content, fit, signs

if TYPE_CHECKING:
    from fieldlog.logbook.browsing import Hit, Hits

SEARCH_AFTER = 0.12
"""Seconds after a key until the log is searched."""

_LAST: "WeakKeyDictionary[Desk, str]" = WeakKeyDictionary()
"""What was searched for last, as long as the log is open: in memory only, since a search may name somebody."""


class SearchScreen(Screen[None]):
    """A writing screen: the rows above, newest first, the line below."""

    keys_of: ClassVar[tuple[str, ...]] = ("search",)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", show=False),
        Binding("pageup", "leaf(-1)", show=False),
        Binding("pagedown", "leaf(1)", show=False),
    ]
    DEFAULT_CSS = """
    SearchScreen { layout: vertical; background: $background; color: $foreground; }
    SearchScreen > Static { height: 1; }
    SearchScreen > #hits { height: 1fr; }
    """

    def __init__(self, desk: Desk, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.desk = desk
        self.now = now
        self.tonight: Tonight | None = None
        self.query_read = Query()
        self.hits: Hits | None = None
        self.menu = Menu(self._menu_items)
        self.line = WritingLine(menu=self.menu)
        self.list = HitList(self._load, self._draw, self._say, menu=self.menu, id="hits")
        self._is_sought: Callable[[str], bool] = sought("")
        self._searched: str | None = None
        self._said = ""

    def compose(self) -> ComposeResult:
        yield Static(id="top", markup=False)
        yield Rule(id="found")
        yield self.list
        yield Rule()
        yield Static(id="filters", markup=False)
        yield self.menu
        yield PromptedLine(self.line)
        yield Static(id="below", markup=False)
        yield Static(id="keys", markup=False)

    def on_mount(self) -> None:
        self.line.focus()
        text = _LAST.get(self.desk, "")
        if text:
            self.line.put_back(text)
        self.draw()
        self.look_again()

    def on_screen_resume(self) -> None:
        if self._searched is not None:
            self.look_again()

    def on_resize(self) -> None:
        self.draw()

    def speak(self) -> None:
        """Another language: everything is drawn anew, and what is written stays."""
        self.draw()

    # -- searching

    @on(TextArea.Changed)
    def _written(self) -> None:
        _LAST[self.desk] = self.line.text
        self.query_read = read_query(self.line.text, now=self.now(), vocabulary=self.desk.vocabulary)
        self._said = ""
        self.draw()
        self.set_timer(SEARCH_AFTER, self._search_if_still)

    def _search_if_still(self) -> None:
        if self.line.text.strip() != self._searched:
            self.look_again(keep_place=False)

    def look_again(self, *, keep_place: bool = True) -> None:
        """Search for what is on the line now; a search that is still under way is given up."""
        self._searched = self.line.text.strip()
        self._look(self._searched, keep_place)

    @work(group="search", exclusive=True)
    async def _look(self, text: str, keep_place: bool) -> None:
        with refusals_said(self):
            hits: Hits = await self.desk.verb("browsing.look_for", text, self.now(), limit=PAGE)
            self.tonight = await self.desk.look()
            self.hits = hits
            self._is_sought = sought(hits.wanted.text)
            self.list.show(hits, index=self.list.index if keep_place else 0)
            self.draw()

    async def _load(self, hits: "Hits", offset: int, limit: int) -> "Sequence[Hit]":
        found: Sequence[Hit] = await self.desk.verb("browsing.page", hits, offset, limit)
        return found

    # -- what is shown

    @property
    def signs(self) -> Signs:
        return signs(house(self).look.only_ascii)

    def _draw(self, hit: "Hit", width: int) -> Content:
        return draw_hit(hit, width, self.now(), self.signs, self.desk.vocabulary, is_sought=self._is_sought)

    def draw(self) -> None:
        """Everything but the rows themselves."""
        width = self.app.size.width
        practice = _("ÖVNING") + "  " if self.desk.folder.practice else ""
        top = aside(f" {practice}" + _("SÖK I LOGGEN"), f"{self.desk.facts.worker}  {clock(self.now())} ", width)
        self._static("top").update(content(top, "reverse"))
        found = self.query_one("#found", Rule)
        is_cut = self.hits is not None and self.hits.more and self.hits.wanted.text
        order = _("senast skrivet först") if is_cut else _("nyast först")
        if self.hits is not None and self.hits.open_:
            order = _("öppna överst, sedan {order}").format(order=order)
        found.title, found.aside = self._how_many(), order
        drawn = draw_filters(self.query_read, self.desk.vocabulary, self.signs, width)
        self._static("filters").update(drawn)
        self._static("filters").display = not self.menu.is_open
        below = f" {self._said}" if self._said else self._offer() or self._grammar(width)
        self._static("below").update(content(fit(below, width), "" if self._said or self._offer() else "$faint"))
        self._static("keys").update(content(fit(self._keys(width), width), "$faint"))

    def _how_many(self) -> str:
        if self.hits is None:
            return _("Söker")
        count = f"{self.hits.total:,}".replace(",", " ") + ("+" if self.hits.more else "")
        return (_("Träffar: {count}") if self._searched else _("Hela loggen: {count}")).format(count=count)

    def _offer(self) -> str:
        if self.hits is None or self.hits.total:
            return ""
        if not self.hits.offers:
            return " " + (_("Inget hittades.") if self._searched else _("Loggen är tom än."))
        text, count = self.hits.offers[0]
        return " " + _("Inget hittades. Menade du: {text} ({count})   Tab tar det").format(text=text, count=count)

    def _grammar(self, width: int) -> str:
        short = _("Ord, eller: nh  trp  s2  igår  sedan fredag  öppen  retur  OV-14  mitt  passet")
        longer = short + "   " + _("'hot' i citat är ord")
        return f" {longer if cell_len(longer) < width else short}"

    def _keys(self, width: int) -> str:
        if self.menu.is_open:
            return f" {self.menu.hint()}"
        if self.list.has_focus:
            return aside(_(" Enter öppna   Tab nästa   ↑ ↓ Home End PgUp PgDn"), _("bokstav, Esc: till raden "), width)
        first = _(" Enter till träffarna") if self.line.text else _(" Enter till listan   Mellanslag meny")
        return aside(first + _("   ↑ i listan"), _("Esc tillbaka   Esc Esc göm "), width)

    def _say(self, sentence: str) -> None:
        self._said = sentence
        self.draw()

    def _static(self, name: str) -> Static:
        return self.query_one(f"#{name}", Static)

    # -- where keys go

    def _menu_items(self) -> Sequence[MenuItem]:
        return menu_items(house(self).can, keys=house(self).keys)

    def action_search(self) -> None:
        """`s` in the menu of this very screen: to the line."""
        self.line.focus()

    @on(Menu.Opened)
    @on(Menu.Closed)
    @on(events.DescendantFocus)
    @on(events.DescendantBlur)
    def _moved(self) -> None:
        self.draw()

    @on(Say)
    def _told(self, message: Say) -> None:
        message.stop()
        self._say(message.sentence)

    @on(WritingLine.Save)
    @on(WritingLine.OpenForm)
    def _enter(self, message: WritingLine.Save | WritingLine.OpenForm) -> None:
        if isinstance(message, WritingLine.Save):
            self.line.put_back(message.text)
        if self.hits is not None and self.hits.total == 1 and self._searched == self.line.text.strip():
            self.list.action_choose()
        elif self.hits is not None and self.hits.total:
            self.list.focus()

    @on(WritingLine.NextWaiting)
    @on(WritingLine.NextChip)
    def _tab(self) -> None:
        if self.hits is not None and not self.hits.total and self.hits.offers:
            self.line.load_text("")
            self.line.put_back(self.hits.offers[0][0])
        elif self.hits is not None and self.hits.total:
            self.list.focus()

    @on(WritingLine.IntoTimeline)
    def _into_list(self) -> None:
        if self.hits is not None and self.hits.total:
            self.list.focus()

    @on(Rows.Chosen)
    def _chosen(self, message: Rows.Chosen) -> None:
        hit: Any = message.row
        if hit.draft is None:
            from fieldlog.screens.detail import DetailScreen  # only those who open one pay for it

            self.app.push_screen(DetailScreen(self.desk, self.now, hit.seen.id, beside=self._beside))
        else:
            body = hit.draft["body"]
            house(self).open_waiting(Waiting(hit.seen.id, hit.draft["kind"], hit.seen.at, body))

    def _beside(self, by: int) -> str | None:
        """The entry `by` rows further on in the list, where the bar then stands; None if there is none at hand."""
        index = self.list.index + by
        row = self.list.at(index)
        if row is None or row.draft is not None:
            return None
        self.list.move(index)
        return row.seen.id

    def action_leaf(self, by: int) -> None:
        self.list.action_leaf(by)

    def action_back(self) -> None:
        """Esc: close what is open; from the list to the line; else back to where one came from."""
        if self.menu.is_open:
            self.menu.close()
        elif not self.line.has_focus:
            self.line.focus()
        else:
            self.app.pop_screen()
