"""The shift: what was seen tonight, what waits for an answer, and the line where one writes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Static, TextArea

from fieldlog.language import _
from fieldlog.models.moment import clock
from fieldlog.models.refusal import Refusal
from fieldlog.screens.board import Board
from fieldlog.screens.chips import Chips
from fieldlog.screens.house import house
from fieldlog.screens.keys import MenuItem, menu_items
from fieldlog.screens.line import WritingLine
from fieldlog.screens.masking import mask_personal
from fieldlog.screens.menu import Menu
from fieldlog.screens.rows import Rows
from fieldlog.screens.shift_keys import menu_labels, pressable
from fieldlog.screens.status import aside
from fieldlog.screens.strip import Strip
from fieldlog.screens.text import content, fit, put
from fieldlog.screens.writing import Writing

if TYPE_CHECKING:
    from fieldlog.logbook.desk import Desk
    from fieldlog.logbook.glance import Tonight

Opening = Callable[[], "tuple[Desk, Tonight | None]"]
"""Fetches the key and opens the log; run in a thread. Raises Locked where a passphrase is needed."""


class ShiftScreen(Screen[None]):
    """Made before the log is open: the line takes keys from the first frame, the rest comes when the key is there."""

    keys_of: ClassVar[tuple[str, ...]] = ("line", "chip", "timeline")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", show=False),
        Binding("tab", "next_waiting", show=False),
    ]
    DEFAULT_CSS = """
    ShiftScreen { layout: vertical; background: $background; color: $foreground; }
    ShiftScreen > #keys { height: 1; }
    """

    def __init__(self, opening: Opening, now: Callable[[], datetime], carried: str = "") -> None:
        """`carried` is text that another screen had; it stands on the line."""
        super().__init__()
        self.opening = opening
        self.now = now
        self.carried = carried
        self.desk: Desk | None = None
        self.tonight: Tonight | None = None
        self.writing = Writing(now, self._menu_items)
        self.line, self.menu, self.chips = self.writing.line, self.writing.menu, self.writing.chips
        self.board = Board(now, self.menu)
        self.strip = Strip(self._menu_items)

    def compose(self) -> ComposeResult:
        yield self.board
        yield self.writing
        yield self.strip
        yield Static(id="keys", markup=False)

    def on_mount(self) -> None:
        self.line.focus()
        if self.carried:
            self.line.put_back(self.carried)
        self.set_interval(20, self.board.draw)
        self.board.draw()
        self.draw_keys()
        self.call_after_refresh(lambda: self.run_worker(self._open()))

    async def _open(self) -> None:
        try:
            desk, tonight = await asyncio.to_thread(self.opening)
            if tonight is None:
                tonight = await desk.look()
        except Refusal as refusal:  # locked, or damaged: a note can be written all the same
            house(self).ask_for_passphrase(str(refusal), self.line.unsaved)
            return
        house(self).desk = self.desk = desk
        self._know(tonight)
        # Tonight is painted first: to load the verbs takes Python's lock from whoever paints.
        self.call_after_refresh(self._begin, desk)

    def _begin(self, desk: Desk) -> None:
        """What a log that is open needs: its line kept, the verbs loaded."""
        text = ""
        try:
            text = desk.start_keeping(self._keeping_failed)
        except Refusal as refusal:  # the log is open all the same
            self.writing.say(str(refusal))
        desk.load()
        self.run_worker(self._tell_notices(desk))
        if text and text not in self.line.text:
            self.line.put_back(text)
            self.writing.say(_("Texten du skrev senast är kvar."))
        if self.line.unsaved and desk.keeper is not None:
            desk.keeper.keep(self.line.unsaved, {})  # what was typed before there was a key to keep it with

    async def _tell_notices(self, desk: Desk) -> None:
        with suppress(Refusal):  # what keeps the log from being written is said where it is opened, or saved to
            for sentence in await desk.notices():
                self.app.notify(sentence, timeout=20)
        await house(self).travel.tell()

    def _know(self, tonight: Tonight) -> None:
        if self.desk is not None:
            self.tonight = tonight
            self.writing.know(self.desk, tonight)
            self.board.show(tonight, self.desk)
            self.strip.fit_screen()
            self.draw_keys()

    def _keeping_failed(self, is_failing: bool) -> None:
        sentence = _("Utkastet kan inte sparas: disken tar inte emot.") if is_failing else _("Utkastet sparas igen.")
        # Beside the line, not over it: there the next letter would take it away. From any thread, also the app's own.
        with suppress(RuntimeError):  # the program has ended: nobody reads it any more
            self.app.notify(sentence, timeout=10)

    def keep_written(self) -> None:
        """On every way out: the line as it stands now, also when the key came too late to keep it with."""
        folder = house(self).start.folder
        if self.desk is not None and self.desk.keeper is not None:
            self.desk.keeper.keep(self.line.unsaved, {})
        elif folder is not None and self.line.unsaved.strip():
            from fieldlog.vault.notes import seal_note

            seal_note(folder, self.line.unsaved, self.now())

    async def look_again(self) -> None:
        """Ask the store again and draw it."""
        if self.desk is not None:
            try:
                self._know(await self.desk.look())
            except Refusal as refusal:
                self.writing.say(str(refusal))

    def on_screen_resume(self) -> None:
        if self.tonight is not None:
            self.line.focus()
            self.line.was_away()
            self.run_worker(self.look_again())

    def on_resize(self) -> None:
        self.strip.fit_screen()
        self.draw_keys()

    def speak(self) -> None:
        """Another language: everything is drawn anew, and what is written stays."""
        self.board.draw()
        self.strip.refresh()
        self.writing.draw()
        self.draw_keys()

    def draw_keys(self) -> None:
        """The last row: what can be pressed just now."""
        width = self.app.size.width
        row = aside(*pressable(self, width), width)
        put(self.query_one("#keys", Static), content(fit(row, width), "$faint"))

    # -- where keys go

    def _menu_items(self) -> Sequence[MenuItem]:
        return menu_items(house(self).can, menu_labels(self), house(self).keys)

    @on(Menu.Opened)
    @on(Menu.Closed)
    def _menu_moved(self) -> None:
        self.writing.make_room(for_menu=self.menu.is_open)
        self.draw_keys()

    @on(WritingLine.NextWaiting)
    @on(WritingLine.NextChip)
    def _tab(self, message: WritingLine.NextWaiting) -> None:
        if isinstance(message, WritingLine.NextChip):
            if not mask_personal(self.line):
                self.chips.begin(back=message.back)
        elif self.tonight and self.tonight.waiting:
            self.board.waiting.focus()

    @on(WritingLine.IntoTimeline)
    def _to_timeline(self) -> None:
        self.board.timeline.focus()

    @on(WritingLine.PastedLines)
    def _several(self, message: WritingLine.PastedLines) -> None:
        house(self).clipboard_lines = message.lines
        house(self).perform("menu.several")

    @on(Chips.Left)
    def _chips_left(self, message: Chips.Left) -> None:
        self.line.focus()
        if message.save:
            self.writing.enter()

    @on(Chips.Changed)
    def _chip_changed(self) -> None:
        self.writing.draw()

    @on(Rows.Chosen)
    def _chosen(self, message: Rows.Chosen) -> None:
        from fieldlog.logbook.glance import Seen, Waiting  # with the log, long since loaded

        if isinstance(message.row, Seen):
            house(self).show_entry(message.row.id)
        elif isinstance(message.row, Waiting):
            house(self).open_waiting(message.row)

    @on(Rows.ThrownAway)
    def _thrown_away(self, message: Rows.ThrownAway) -> None:
        from fieldlog.screens.throw_away import ask_to_throw_away  # a screen that few evenings need

        ask_to_throw_away(self, message.row)

    @on(TextArea.Changed)
    def _written(self) -> None:
        self.draw_keys()

    @on(events.DescendantFocus)
    @on(events.DescendantBlur)
    def _focus_moved(self) -> None:
        self.writing.draw()
        self.draw_keys()

    def action_back(self) -> None:
        """Esc: close what is open; else to the line; else put the text away."""
        if self.menu.is_open:
            self.menu.close()
        elif not self.line.has_focus:
            self.line.focus()
        elif self.line.text.strip():
            self.writing.put_away()

    def action_next_waiting(self) -> None:
        if self.board.waiting.has_focus and self.board.waiting.index < self.board.waiting.total - 1:
            self.board.waiting.move(self.board.waiting.index + 1)
        else:
            self.line.focus()

    # -- what was written

    @on(Writing.Changed)
    async def _changed(self) -> None:
        await self.look_again()

    @on(Writing.At)
    def _at_place(self, message: Writing.At) -> None:
        if self.desk is not None and self.strip.display:  # a smaller screen has no room for it
            self.run_worker(self.board.recall(self.desk, message.place), group="lately", exclusive=True)

    @on(Writing.Ready)
    def _start_and_save(self, message: Writing.Ready) -> None:
        self.run_worker(self._start(message.text))

    @on(WritingLine.OpenForm)
    def _form(self) -> None:
        if self.tonight is not None and self.tonight.shift is None:
            self.run_worker(self._start(""))
        else:
            house(self).perform("all.form")

    async def _start(self, text: str) -> None:
        """Start the shift: as last time, or as the line says; a line that says something else is then saved."""
        if self.desk is None:
            return
        try:
            rest = await self.desk.verb("shifts.start_with", text, self.now())
        except Refusal as refusal:
            self.writing.say(str(refusal))
            return
        self.line.take(text)
        await self.look_again()
        if rest:
            self.writing.save(rest)
        else:
            self.line.saved()
            self.writing.say(_("Passet är startat {clock}.").format(clock=clock(self.now())))
