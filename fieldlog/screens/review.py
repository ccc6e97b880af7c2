"""Review: what waits, the entry with the bar in short, and one letter for each decision; the next comes by itself."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Static

from fieldlog.language import _
from fieldlog.logbook import reads
from fieldlog.logbook.desk import Desk
from fieldlog.logbook.glance import Tonight
from fieldlog.models.refusal import Refusal
from fieldlog.screens.house import house
from fieldlog.screens.keys import MenuItem, keys_of, menu_items
from fieldlog.screens.menu import Menu
from fieldlog.screens.reason import ReasonScreen
from fieldlog.screens.review_asks import ASKS, last_rows
from fieldlog.screens.review_board import NIGHT, QUEUE, ReviewBoard
from fieldlog.screens.review_deciding import Deciding
from fieldlog.screens.review_letters import Letters
from fieldlog.screens.review_list import ReviewList
from fieldlog.screens.review_sitting import Sitting
from fieldlog.screens.rows import NO_WRITING, Rows, Strays
from fieldlog.screens.rule import Rule
from fieldlog.screens.say import Say, refusals_said
from fieldlog.screens.text import content, fit, put
from fieldlog.screens.waiting import PURPOSE

HELD = 0.06
"""Seconds between two presses of a key, up to which it is one that is held down: it must not decide over the next."""


class ReviewScreen(Screen[None]):
    """A browsing screen: first the night in short, then the queue. Its letters are the `review` of the key table."""

    keys_of: ClassVar[tuple[str, ...]] = ("review",)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", show=False),
        Binding("enter", "next", show=False),
        Binding("tab", "filter", show=False),
        Binding("up", "scroll(-1)", show=False),
        Binding("down", "scroll(1)", show=False),
        Binding("pageup", "scroll(-16)", show=False),
        Binding("pagedown", "scroll(16)", show=False),
    ]
    DEFAULT_CSS = """
    ReviewScreen { layout: vertical; background: $background; color: $foreground; }
    ReviewScreen > Static { height: 1; }
    """
    AUTO_FOCUS = None

    def __init__(self, desk: Desk, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.desk = desk
        self.now = now
        self.tonight: Tonight | None = None
        self.sitting = Sitting()
        self.deciding = Deciding(desk, now, self.sitting, self._changed, self._reread)
        self.menu = Menu(self._menu_items, writing=False)
        self.board = ReviewBoard(desk, now, self.sitting, self.say, self.menu)
        self.letters = Letters(self)
        # `review` is `g` in the menu of this very screen.
        for action, does in {**self.letters.by_action(), "review": lambda: self._go(QUEUE)}.items():
            setattr(self, f"action_{action}", does)  # where a key, the palette and a key map look for it
        self.ask = ""
        """The action whose question is up; empty for none."""
        self._is_stale = False
        self._said = ""
        self._pressed = ("", 0.0)
        self._strays = Strays()

    def compose(self) -> ComposeResult:
        yield self.board
        yield Rule()
        yield Static(id="lately", markup=False)
        yield Rule()
        yield self.menu
        yield Static(id="keys1", markup=False)
        yield Static(id="keys2", markup=False)

    def on_mount(self) -> None:
        self.set_interval(1.0, self._tick)
        self.draw()
        self._open()

    @property
    def list(self) -> ReviewList:
        return self.board.list

    # -- opening and reading

    @work(group="open", exclusive=True)
    async def _open(self) -> None:
        """The purpose once a sitting; before it is said nothing is read."""
        try:
            queue = await self.desk.verb("review_queue.queue", self.now())
            self.tonight = await self.desk.look()
            if queue.items and not reads.purpose(self.desk.unlocked):
                self.app.push_screen(self._purpose(queue.total), self._purpose_said)
                return
            self.board.night = await self.desk.verb("night.night", queue.shifts, self.now())
        except Refusal as refusal:
            self.say(str(refusal))
            return
        self.sitting.begin(queue)
        self.board.is_read = True
        self.list.show(self.sitting.shown())
        self._go(self.board.view if self.board.night else QUEUE)

    def _purpose(self, waiting: int) -> ReasonScreen:
        said = _("{count} väntar. Det du öppnar skrivs i läsloggen, med syftet.").format(count=waiting)
        why, usual = _("Varför läser du? Enter räcker."), _("granskning av nattens pass")
        about = [content(""), content(f" {said}")]
        return ReasonScreen(self.desk, self.now, _("GRANSKA"), why, about, usual, target=PURPOSE)

    def _purpose_said(self, purpose: str | None) -> None:
        if purpose:
            self.run_worker(self._say_purpose(purpose))
        else:
            self.dismiss()

    async def _say_purpose(self, purpose: str) -> None:
        with refusals_said(self):
            await self.desk.verb("reads.say_purpose", purpose)
            self._open()

    def _go(self, view: str) -> None:
        self.board.view = view
        if view == NIGHT:
            self.set_focus(None)
        else:
            self.list.focus()
        self.draw()
        self._read()

    @on(Rows.Moved)
    def _read(self) -> None:
        """Read the entry with the bar, if it is not the one that was read last."""
        item = self.board.item
        if item is not None and not item.file and (self._is_stale or self.board.whole is None):
            self._read_one(item.id)

    @work(group="read", exclusive=True)
    async def _read_one(self, id_: str) -> None:
        try:
            self.board.shown, self._is_stale = await self.desk.verb("review_queue.shown", id_), False
        except Refusal as refusal:
            self.say(str(refusal))
            return
        self.draw()

    @on(events.ScreenResume)
    def _resumed(self) -> None:
        """Back from an entry, or from an exchange that brought more."""
        if self.board.is_read and not self.ask:
            self._is_stale = True
            self._open()

    # -- what is shown

    def draw(self) -> None:
        width = self.app.size.width
        self.board.draw()
        for row in (*self.query_children(Rule), self._static("lately")):
            row.display = not self.menu.is_open
        question = _(ASKS[self.ask].question) if self.ask else ""
        lately = question or self._said or self.sitting.lately(self.deciding.seconds_left())
        put(self._static("lately"), content(fit(f" {lately}", width), "$waits" if question else ""))
        first, second = ("", "") if self.menu.is_open else self._last_rows(width)
        for name, row in (("keys1", first), ("keys2", second)):
            put(self._static(name), content(fit(row, width), "" if question else "$faint"))

    def _last_rows(self, width: int) -> tuple[str, str]:
        return last_rows(self.ask, self.board.view == NIGHT, width, of_event=self.board.together > 1)

    def speak(self) -> None:
        self.draw()
        self.list.refresh()

    def _static(self, name: str) -> Static:
        return self.query_one(f"#{name}", Static)

    def say(self, sentence: str) -> None:
        self._said = sentence
        self.draw()

    def _changed(self, sentence: str) -> None:
        """Something was decided, taken back, or has left."""
        self.list.show(self.sitting.shown())
        self.say(sentence)
        self._read()

    def _reread(self, sentence: str) -> None:
        """What is read is another now: it is read again before anything more is decided."""
        self._is_stale = True
        self.list.forget()
        self._changed(sentence)
        self._open()

    def _tick(self) -> None:
        if self.sitting.done:
            self.run_worker(self.deciding.leave(due=True))
            self.draw()

    # -- where keys go

    def _menu_items(self) -> Sequence[MenuItem]:
        return menu_items(house(self).can, keys=house(self).keys)

    @on(Menu.Opened)
    @on(Menu.Closed)
    def _moved(self) -> None:
        self.draw()

    @on(Say)
    def _told(self, message: Say) -> None:
        message.stop()
        self.say(message.sentence)

    def on_key(self, event: events.Key) -> None:
        """In the night in short, where nothing has the focus."""
        if self.menu.take(event):
            event.stop()
            event.prevent_default()
        elif event.key == "space":
            event.stop()
            self.menu.open()
        elif event.is_printable:
            event.stop()
            self._stray(event.time)

    @on(ReviewList.Pressed)
    def _letter(self, message: ReviewList.Pressed) -> None:
        before, self._pressed = self._pressed, (message.character, message.time)
        if before[0] == message.character and message.time - before[1] <= HELD:
            return
        if self.ask:
            answer = ASKS[self.ask].answer(message.character)
            if answer is not None:
                asked, self.ask = self.ask, ""
                self.draw()
                self.letters.answered(asked, answer)
            return
        action = next((key.action for key in keys_of("review", house(self).keys) if key.key == message.character), "")
        if action:
            getattr(self, f"action_{action}")()
        else:
            self._stray(message.time)

    def _stray(self, at: float) -> None:
        if self._strays.are_many(at):
            self.say(_(NO_WRITING))

    @on(Rows.Chosen)
    def action_next(self) -> None:
        """Enter: to the queue, or to the next row; it never decides."""
        if self.ask:
            return
        if self.board.view == NIGHT:
            self._go(QUEUE)
        else:
            self.list.move(self.list.index + 1)

    def action_filter(self) -> None:
        if self.board.view != NIGHT and not self.ask:
            self.sitting.next_filter()
            self.list.show(self.sitting.shown(), index=0)
            self.draw()
            self._read()

    def action_scroll(self, by: int) -> None:
        self.board.scroll_night(by)

    def action_back(self) -> None:
        """Esc: close what is open; leaving the list lets what was decided leave."""
        if self.menu.is_open:
            self.menu.close()
        elif self.ask:
            self.ask = ""
            self.draw()
        else:
            self.run_worker(self._leave())

    async def _leave(self) -> None:
        await self.deciding.leave(due=False)
        with refusals_said(self):
            await self.desk.verb("reads.say_purpose", "")
        self.dismiss()
