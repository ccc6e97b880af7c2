"""The upper part of the shift's screen: who and since when, what waits for an answer, what was seen tonight."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from fieldlog.language import _
from fieldlog.models.moment import clock
from fieldlog.models.refusal import Refusal
from fieldlog.screens.handover import draw_handover
from fieldlog.screens.house import house
from fieldlog.screens.menu import Menu
from fieldlog.screens.rows import Rows
from fieldlog.screens.rule import Rule
from fieldlog.screens.status import top_row
from fieldlog.screens.text import Signs, content, fit, signs
from fieldlog.screens.timeline import draw_lately, draw_seen, draw_waiting
from fieldlog.screens.warned import draw_warned

if TYPE_CHECKING:
    from fieldlog.logbook.desk import Desk
    from fieldlog.logbook.glance import Seen, Tonight, Waiting
    from fieldlog.models.vocabulary import Vocabulary

WIDE = 110
"""Columns from which the right side has room for numbers, focus and the sun."""
MOST_WAITING = 5


class Board(Vertical):
    """`show(tonight, desk)` draws everything; before that the log is being opened."""

    DEFAULT_CSS = """
    Board { height: 1fr; background: $background; color: $foreground; }
    Board Static { height: auto; }
    Board #middle { height: 1fr; }
    Board #left { width: 1fr; }
    Board #side { width: 41; height: 1fr; display: none; border-left: solid $faint; }
    Board.-wide #side { display: block; }
    Board #waiting { height: auto; }
    Board #timeline { height: 1fr; }
    Board #handover, Board #lately { height: auto; display: none; }
    """

    def __init__(self, now: Callable[[], datetime], menu: Menu) -> None:
        super().__init__(id="board")
        self.now = now
        self.tonight: Tonight | None = None
        self.desk: Desk | None = None
        self.waiting: Rows[Waiting] = Rows(
            lambda offset, limit: self._waits[offset : offset + limit],
            lambda: len(self._waits),
            lambda row, width: draw_waiting(row, width - 1, self.now(), self.signs),
            gutter=1,
            writes=True,
            menu=menu,
            id="waiting",
        )
        self.timeline: Rows[Seen] = Rows(
            lambda offset, limit: self._rows[offset : offset + limit],
            lambda: len(self._rows),
            self._draw_seen,
            gutter=1,
            writes=True,
            menu=menu,
            id="timeline",
        )

    def compose(self) -> ComposeResult:
        yield Static(id="top", markup=False)
        yield Static(id="focus", markup=False)
        yield Static(id="warned", markup=False)
        with Horizontal(id="middle"):
            with Vertical(id="left"):
                yield Rule(id="waiting_rule")
                yield self.waiting
                yield Rule(id="tonight_rule")
                yield Static(id="handover", markup=False)
                yield self.timeline
                yield Static(id="lately", markup=False)
            yield Static(id="side", markup=False)

    @property
    def signs(self) -> Signs:
        return signs(house(self).look.only_ascii)

    @property
    def vocabulary(self) -> Vocabulary:
        assert self.desk is not None  # noqa: S101 - there are no rows before the log is open
        return self.desk.vocabulary

    @property
    def _waits(self) -> tuple[Waiting, ...]:
        return self.tonight.waiting if self.tonight else ()

    @property
    def _rows(self) -> tuple[Seen, ...]:
        return self.tonight.rows if self.tonight else ()

    def _draw_seen(self, seen: Seen, width: int) -> Content:
        return draw_seen(seen, width, self.signs, self.vocabulary)

    def on_resize(self) -> None:
        self.draw()

    def show(self, tonight: Tonight, desk: Desk) -> None:
        self.tonight, self.desk = tonight, desk
        self.draw()

    def draw(self) -> None:
        if not self.children:  # the screen is being left, or not yet there: who asked did not know
            return
        width = self.size.width or self.app.size.width
        self.set_class(width >= WIDE, "-wide")
        self._draw_top(width)
        self._draw_lists()
        self._draw_handover(width)
        if self.tonight is not None and self.has_class("-wide"):
            from fieldlog.screens.side import draw_side  # reads the numbers: not before the first frame

            self._static("side").update(draw_side(self.tonight, self.desk, self.now()))

    async def recall(self, desk: Desk, place: str | None) -> None:
        """What was seen lately at the place being written of, under the timeline; nothing where none is named."""
        rows: tuple[Seen, ...] = ()
        with suppress(Refusal):  # what is wrong with the log is said when something is saved
            rows = await desk.lately(place) if place else ()
        lately = self._static("lately")
        lately.display = bool(rows)
        if place and rows:
            lately.update(draw_lately(rows, place, self.query_one("#left").size.width, self.signs, desk.vocabulary))

    def _draw_top(self, width: int) -> None:
        if self.tonight is None or self.desk is None:
            self._static("top").update(content(fit(self._opening(), width), "reverse"))
            self._static("focus").display = self._static("warned").display = False
            return
        practice = self.desk.folder.practice
        row = top_row(self.tonight, self.desk.facts.worker, self.now(), width, practice=practice)
        self._static("top").update(content(row, "reverse"))
        shift = self.tonight.shift
        words = " ".join(part for part in (shift["area"], shift["focus"]) if part) if shift else ""
        focus = self._static("focus")
        elsewhere = self.tonight.elsewhere
        focus.display = bool(elsewhere or words) and self.app.size.height > 20
        if elsewhere:
            also = _("Ditt pass är öppet också på en annan dator, sedan {clock}.").format(clock=clock(elsewhere[0]))
            focus.update(content(fit(f" {also}", width), "$waits"))
        else:
            focus.update(content(fit(" " + _("Fokus {words}").format(words=words), width)))
        warned = draw_warned(self.tonight.warnings, self.now(), width)
        self._static("warned").display = warned is not None and not self.has_class("-wide")
        if warned is not None:
            self._static("warned").update(warned)

    def _opening(self) -> str:
        # A screen that is tried without the program is nobody's practice.
        start = getattr(self.app, "start", None)
        practice = start is not None and start.folder is not None and start.folder.practice
        return (" " + _("ÖVNING") if practice else "") + " " + _("Öppnar loggen. Det går att skriva.")

    def _draw_lists(self) -> None:
        waits, rows = len(self._waits), len(self._rows)
        waiting_rule, tonight_rule = self.query_one("#waiting_rule", Rule), self.query_one("#tonight_rule", Rule)
        waiting_rule.display = self.waiting.display = bool(waits)
        waiting_rule.title, waiting_rule.aside = _("Väntar på svar: {count}").format(count=waits), "Tab"
        self.waiting.styles.height = min(waits, MOST_WAITING) or 1
        self.waiting.reload()
        tonight_rule.title = _("Ikväll: {count}").format(count=rows)
        stays = self.timeline.index < self.timeline.total - 1
        self.timeline.reload(index=None if stays else rows - 1)
        self.call_after_refresh(self._draw_above)

    def _draw_above(self) -> None:
        above = self.timeline.scroll_offset.y
        for over in self.query("#tonight_rule").results(Rule):  # none where the screen is being left
            over.aside = _("↑ {count} till").format(count=above) if above > 0 else ""

    def _draw_handover(self, width: int) -> None:
        handover = self._static("handover")
        handover.display = self.tonight is not None and self.tonight.shift is None
        if handover.display and self.tonight is not None:
            handover.update(draw_handover(self.tonight, width - 1))

    def _static(self, name: str) -> Static:
        return self.query_one(f"#{name}", Static)
