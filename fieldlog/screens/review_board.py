"""The upper part of the review screen: what is left, the night in short or the queue, and the entry with the bar."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from fieldlog.language import _
from fieldlog.logbook import reads
from fieldlog.logbook.desk import Desk
from fieldlog.screens.house import house
from fieldlog.screens.menu import Menu
from fieldlog.screens.review_list import ReviewList
from fieldlog.screens.review_rows import count_levels, date_in_words, draw_file, draw_night, levels
from fieldlog.screens.review_shown import draw_shown, title_of
from fieldlog.screens.review_sitting import FILTERS, Sitting
from fieldlog.screens.rows import Rows
from fieldlog.screens.rule import Rule
from fieldlog.screens.status import aside
from fieldlog.screens.text import Signs, content, fit, put, signs
from fieldlog.screens.whole import draw_readers

if TYPE_CHECKING:
    from fieldlog.logbook.night import ShiftInShort
    from fieldlog.logbook.review_queue import Item
    from fieldlog.logbook.whole import Whole

NIGHT, QUEUE, READERS = "night", "queue", "readers"
"""The views: the last is the queue, with who may read the entry in the place of what it says."""
LIST, REST = 7, 24
"""Rows of the list on a screen of 24; of a higher one it takes half of what is more."""
NEAR = 60
"""Rows around the bar among which others of its event are counted: they stand together."""


class ReviewBoard(Vertical):
    """Draws what the sitting holds. `shown` is the entry with the bar and the versions of it that are read."""

    DEFAULT_CSS = """
    ReviewBoard { height: 1fr; background: $background; color: $foreground; }
    ReviewBoard > Static { height: 1; }
    ReviewBoard > #night { height: 1fr; scrollbar-size-vertical: 1; background: $background; }
    ReviewBoard > #night > Static { height: auto; }
    ReviewBoard > #shown { height: 1fr; }
    """

    def __init__(
        self, desk: Desk, now: Callable[[], datetime], sitting: Sitting, say: Callable[[str], None], menu: Menu
    ) -> None:
        super().__init__()
        self.desk = desk
        self.now = now
        self.sitting = sitting
        self.list = ReviewList(desk, now, say, menu=menu, id="queue")
        self.view = NIGHT
        self.is_read = False
        self.night: Sequence[ShiftInShort] = ()
        self.shown: tuple[Whole, tuple[str, ...]] | None = None

    def compose(self) -> ComposeResult:
        yield Static(id="top", markup=False)
        yield Static(id="purpose", markup=False)
        yield Rule(id="order")
        with VerticalScroll(id="night", can_focus=False):
            yield Static(id="page", markup=False)
        yield self.list
        yield Static(id="below", markup=False)
        yield Rule(id="about")
        yield Static(id="shown", markup=False)

    def on_resize(self) -> None:
        self.draw()

    @on(Rows.Moved)
    def _moved(self) -> None:
        self.call_after_refresh(self.draw)

    @property
    def signs(self) -> Signs:
        return signs(house(self).look.only_ascii)

    @property
    def item(self) -> "Item | None":
        """The row with the bar; None outside the queue and in an empty one."""
        return self.list.row if self.view != NIGHT else None

    @property
    def together(self) -> int:
        """How many entries of the event of the row with the bar wait, with it; 1 where it stands alone."""
        item = self.item
        around = self.list.items[max(self.list.index - NEAR, 0) : self.list.index + NEAR] if item else ()
        return sum(each is item or each.event == item.event for each in around) if item and item.event else 1

    @property
    def whole(self) -> "Whole | None":
        """The entry with the bar, once it has been read."""
        item = self.item
        return self.shown[0] if self.shown and item and self.shown[0].said["id"] == item.id else None

    def scroll_night(self, by: int) -> None:
        self.query_one("#night", VerticalScroll).scroll_relative(y=by, animate=False, force=True)

    def draw(self) -> None:
        width = self.app.size.width
        is_night = self.view == NIGHT
        self.query_one("#night").display = is_night
        for name in ("#queue", "#below", "#about", "#shown"):
            self.query_one(name).display = not is_night
        self.list.styles.height = max(LIST, (self.app.size.height - REST) // 2 + LIST)
        left = " " + _("GRANSKA  {left} kvar av {all}").format(left=self.sitting.count, all=self.sitting.total)
        right = f"{self.sitting.counts()}   {date_in_words(self.now())} "
        self._put("top", content(aside(left, right, width), "reverse"))
        purpose = reads.purpose(self.desk.unlocked)
        said = _("Syfte: {purpose}. Gäller tills du lämnar listan. Loggas.").format(purpose=purpose) if purpose else ""
        self._put("purpose", content(fit(f" {said}", width), "$faint"))
        order = self.query_one("#order", Rule)
        order.title, order.aside = (_("Natten i korthet"), "") if is_night else (_(FILTERS[self.sitting.wanted]), "Tab")
        if is_night:
            self._put("page", draw_night(self.night, width - 1, self.now(), self.signs, self.desk.vocabulary))
        else:
            self._draw_queue(width)

    def _draw_queue(self, width: int) -> None:
        item, items = self.item, self.sitting.shown()
        rest = items[self.list.scroll_offset.y + (self.list.size.height or LIST) :]
        count = sum(len(each.judged) for each in rest)
        below = _("{count} till: {levels}").format(count=count, levels=levels(count_levels(rest))) if rest else ""
        self._put("below", content(fit(f"   {below or self._nothing(items)}", width), "$faint" if rest else "$waits"))
        about = self.query_one("#about", Rule)
        about.title = self._title(item)
        place = _("{number} av {count}").format(number=self.list.index + 1, count=len(items))
        if self.together > 1:
            place = _("Samma händelse: {count}").format(count=self.together) + f"   {place}"
        about.aside = place if item is not None else ""
        self._put("shown", Content("\n").join(self._rows(item, width)))

    def _nothing(self, items: "Sequence[Item]") -> str:
        if items or not self.is_read:
            return ""
        later = "   " + _("Påminnelser: {count}").format(count=self.sitting.put_off) if self.sitting.put_off else ""
        return _("Inget väntar på granskning.") + later

    def _title(self, item: "Item | None") -> str:
        if item is not None and item.file:
            return item.file
        return title_of(self.whole.said, self.desk.vocabulary) if self.whole is not None else ""

    def _rows(self, item: "Item | None", width: int) -> list[Content]:
        whole = self.whole
        if item is not None and item.file:
            hit = self.list.hit(item)
            return draw_file(item, [hit] if hit else [], width, self.now(), self.signs, self.desk.vocabulary)
        if whole is None:
            return [Content("")]
        if self.view == READERS:
            change = content(" " + _("+ färre läser   - fler läser   F5 lins: så här får andra den"), "$waits")
            return [*draw_readers(whole, width)[: LIST - 2], Content(""), change]
        rows = draw_shown(whole, width, self.now(), self.signs, self.desk.vocabulary, self.desk.facts.worker)
        room = max(self.query_one("#shown").size.height or LIST, 2)
        if len(rows) > room:
            return [*rows[: room - 2], content(" " + _("... o visar hela posten"), "$waits"), rows[-1]]
        return rows

    def _put(self, name: str, shown: Content) -> None:
        put(self.query_one(f"#{name}", Static), shown)
