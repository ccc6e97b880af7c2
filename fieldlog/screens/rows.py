"""A list of any length: only the rows on the screen are asked for and drawn, and a step redraws two of them."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from rich.segment import Segment
from rich.style import Style
from textual import events, on
from textual.binding import Binding
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from fieldlog.language import _, mark
from fieldlog.screens.line import to_line
from fieldlog.screens.menu import Menu
from fieldlog.screens.say import Say

Row = TypeVar("Row")

PAGE = 200
"""Rows that are asked for at a time."""
PAGES_KEPT = 8
STRAY = (3, 1.0)
"""So many letters without a meaning, within so many seconds, get a sentence."""
NO_WRITING = mark("Här går det inte att skriva. Esc går till raden.")


class Strays:
    """Letters without a meaning, of one screen: several in a row, and somebody means to write."""

    def __init__(self) -> None:
        self._times: list[float] = []

    def __len__(self) -> int:
        return len(self._times)

    def are_many(self, at: float) -> bool:
        """Whether the one at `at`, in seconds of any clock, makes them enough: then they begin anew."""
        most, within = STRAY
        self._times = [*(time for time in self._times if at - time <= within), at]
        if len(self._times) < most:
            return False
        self._times.clear()
        return True


class Rows(ScrollView, Generic[Row], can_focus=True):
    """The rows that `page(offset, limit)` gives of `count()`, each drawn by `draw(row, width)` as one line.

    `gutter` is the room to the left, where the bar `▸` stands. With `writes` a letter goes to the line of the screen,
    and arrow down from the last row too; without, letters are the bindings of the screen. A row that is gone when asked
    for is drawn empty; so are those of a page that is still on its way (`page` gives None), until the next `refresh`
    asks for it again.
    """

    DEFAULT_CSS = """
    Rows { background: $background; color: $foreground; scrollbar-size-vertical: 1; overflow-x: hidden; }
    """
    BINDINGS = [
        Binding("up", "step(-1)", show=False),
        Binding("down", "step(1)", show=False),
        Binding("pageup", "leaf(-1)", show=False),
        Binding("pagedown", "leaf(1)", show=False),
        Binding("home", "step(-1_000_000_000)", show=False),
        Binding("end", "step(1_000_000_000)", show=False),
        Binding("enter", "choose", show=False),
    ]

    class Moved(Message):
        """The bar stands on another row."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    class Chosen(Message):
        """Enter, or a click on the row with the bar."""

        def __init__(self, index: int, row: object) -> None:
            super().__init__()
            self.index = index
            self.row = row

    class ThrownAway(Message):
        """Backspace: whoever holds the list says whether that means anything."""

        def __init__(self, row: object) -> None:
            super().__init__()
            self.row = row

    class Left(Message):
        """Arrow down from the last row, where no line is: with one it has the focus now."""

    def __init__(
        self,
        page: Callable[[int, int], Sequence[Row] | None],
        count: Callable[[], int],
        draw: Callable[[Row, int], Content],
        *,
        gutter: int = 3,
        writes: bool = False,
        menu: Menu | None = None,
        id: str | None = None,  # noqa: A002 - Textual's own name for it
    ) -> None:
        super().__init__(id=id)
        self._page = page
        self._count = count
        self._draw = draw
        self._gutter = gutter
        self._writes = writes
        self._menu = menu
        self._pages: dict[int, Sequence[Row]] = {}
        self._strays = Strays()
        self.total = 0
        self.index = 0

    def on_mount(self) -> None:
        self.reload()

    def on_resize(self) -> None:
        self._measure()
        self._show_bar()

    @on(events.Focus)
    @on(events.Blur)
    def _redraw_bar(self) -> None:
        self.refresh_line(self.index)

    def reload(self, *, index: int | None = None) -> None:
        """Ask anew for everything; the bar on `index`, or where it was as far as there are rows."""
        self._pages.clear()
        self.total = self._count()
        self.index = max(0, min(self.index if index is None else index, self.total - 1))
        self._measure()
        self._show_bar()
        self.refresh()

    @property
    def row(self) -> Row | None:
        """The row with the bar; None in an empty list."""
        return self._row(self.index)

    def move(self, index: int) -> None:
        """The bar to this row, or to the nearest end."""
        index = max(0, min(index, self.total - 1))
        if index == self.index or not self.total:
            return
        before, self.index = self.index, index
        self.refresh_line(before)
        self.refresh_line(index)
        self._show_bar()
        self.post_message(self.Moved(index))

    def action_step(self, by: int) -> None:
        if by == 1 and self.index >= self.total - 1:
            self._leave()
        self.move(self.index + by)

    def _leave(self) -> None:
        if self._writes:
            to_line(self)
        else:
            self.post_message(self.Left())

    def action_leaf(self, by: int) -> None:
        self.move(self.index + by * max(self.size.height - 1, 1))

    def action_choose(self) -> None:
        row = self.row
        if row is not None:
            self.post_message(self.Chosen(self.index, row))

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        index = y + self.scroll_offset.y
        base = self.visual_style
        row = self._row(index) if index < self.total else None
        if row is None:
            return Strip.blank(width, base.rich_style)
        if index == self.index and self.has_focus:
            return self._barred(self._draw(row, max(width - self._gutter, 0)), base.rich_style)
        drawn = self._draw(row, max(width - self._gutter, 0))
        parse = self.app.stylesheet.parse_style
        segments = [Segment(" " * self._gutter, base.rich_style)]
        segments += [Segment(text, style.rich_style) for text, style in drawn.render(base, "", parse)]
        return Strip(segments).adjust_cell_length(width, base.rich_style)

    def _barred(self, drawn: Content, base: Style) -> Strip:
        """The row in one pair of colours: a bar of many grounds can't be found at a glance."""
        bar = "▸" if self._gutter < 3 else " ▸"
        style = Style(color=base.bgcolor, bgcolor=base.color, bold=True)
        row = Segment(bar[: self._gutter].ljust(self._gutter) + drawn.plain, style)
        return Strip([row]).adjust_cell_length(self.size.width, style)

    def _row(self, index: int) -> Row | None:
        number, place = divmod(index, PAGE)
        if number not in self._pages:
            found = self._page(number * PAGE, PAGE)
            if found is None:
                return None
            while len(self._pages) >= PAGES_KEPT:
                del self._pages[next(iter(self._pages))]
            self._pages[number] = found
        page = self._pages[number]
        return page[place] if 0 <= place < len(page) else None

    def _measure(self) -> None:
        self.virtual_size = Size(self.size.width, self.total)

    def _show_bar(self) -> None:
        top, height = self.scroll_offset.y, self.size.height
        if height and not top <= self.index < top + height:
            self.scroll_to(y=self.index if self.index < top else self.index - height + 1, animate=False, force=True)

    def on_click(self, event: events.Click) -> None:
        index = event.y + self.scroll_offset.y
        if index == self.index:
            self.action_choose()
        elif index < self.total:
            self.move(index)

    def on_key(self, event: events.Key) -> None:
        if self._menu is not None and self._menu.take(event):
            event.stop()
        elif self._writes and event.is_printable:
            event.stop()
            to_line(self, event)
        elif event.key == "backspace" and self.row is not None and "backspace" not in self.screen.active_bindings:
            event.stop()
            self.post_message(self.ThrownAway(self.row))
        elif event.key == "space" and self._menu is not None:
            event.stop()
            self._menu.open()
        elif event.is_printable and event.key not in self.screen.active_bindings and self._strays.are_many(event.time):
            self.post_message(Say(_(NO_WRITING)))
