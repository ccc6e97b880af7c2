"""The monthly check of the read log: what stands out and a sample by chance, each looked at by one key. No content."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from fieldlog.language import _
from fieldlog.logbook.desk import Desk
from fieldlog.models.moment import clock, month_bounds
from fieldlog.models.reading import month_of
from fieldlog.models.refusal import Refusal
from fieldlog.screens.audit_rows import draw_about, draw_counts, draw_row, how_of, name_of
from fieldlog.screens.house import house
from fieldlog.screens.keys import MenuItem, keys_of, menu_items
from fieldlog.screens.letters import LetterRows
from fieldlog.screens.menu import Menu
from fieldlog.screens.reason import ReasonScreen
from fieldlog.screens.rows import NO_WRITING, Rows, Strays
from fieldlog.screens.rule import Rule
from fieldlog.screens.say import Say, refusals_said
from fieldlog.screens.status import aside
from fieldlog.screens.text import content, fit, put, signs

if TYPE_CHECKING:
    from fieldlog.logbook.audit import Month, Row

LAST_MONTH_UNTIL = timedelta(days=15)
"""So long into a month the screen opens with the one before: that one is over, and can be checked."""


class AuditScreen(Screen[None]):
    """A browsing screen. Its letters are the `audit` of the key table; left and right change the month."""

    keys_of: ClassVar[tuple[str, ...]] = ("audit",)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", show=False),
        Binding("left", "month(-1)", show=False),
        Binding("right", "month(1)", show=False),
    ]
    DEFAULT_CSS = """
    AuditScreen { layout: vertical; background: $background; color: $foreground; }
    AuditScreen > Static { height: 1; }
    AuditScreen > #rows { height: 1fr; }
    AuditScreen > #about { height: 4; }
    AuditScreen > #counts { height: auto; }
    """

    def __init__(self, desk: Desk, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.desk = desk
        self.now = now
        self.month = month_of(now() - LAST_MONTH_UNTIL)
        self.found: Month | None = None
        self.menu = Menu(self._menu_items, writing=False)
        self.list: LetterRows[Row] = LetterRows(self._slice, self._count, self._drawn, menu=self.menu, id="rows")
        self._ids: tuple[int, tuple[str, ...]] = (-1, ())
        self._said = ""
        self._strays = Strays()

    def compose(self) -> ComposeResult:
        yield Static(id="top", markup=False)
        yield Static(id="counts", markup=False)
        yield Static(id="reasons", markup=False)
        yield Rule(id="which")
        yield self.list
        yield Rule()
        yield Static(id="about", markup=False)
        yield Rule()
        yield Static(id="said", markup=False)
        yield self.menu
        yield Static(id="keys", markup=False)

    def on_mount(self) -> None:
        self.list.focus()
        self.draw()
        self._read()

    def on_resize(self) -> None:
        self.draw()

    def speak(self) -> None:
        self.draw()
        self.list.refresh()

    # -- reading

    @work(group="read", exclusive=True)
    async def _read(self, said: str = "") -> None:
        try:
            found: Month = await self.desk.verb("audit.month", self.month)
        except Refusal as refusal:
            self.say(str(refusal))
            return
        other = self.found is None or self.found.month != found.month
        self.found = found
        self.list.reload(index=0 if other else None)
        self.say(said)
        self._look_up()

    @on(Rows.Moved)
    def _look_up(self) -> None:
        if self.list.row is not None:
            self._fetch_ids(self.list.row.reading.number)
        self.draw()

    @work(group="ids", exclusive=True)
    async def _fetch_ids(self, number: int) -> None:
        with refusals_said(self):
            self._ids = (number, tuple(await self.desk.verb("audit.ids", number)))
            self.draw()

    def _slice(self, offset: int, limit: int) -> "Sequence[Row]":
        return self.found.rows[offset : offset + limit] if self.found else ()

    def _count(self) -> int:
        return len(self.found.rows) if self.found else 0

    # -- what is shown

    def _drawn(self, row: "Row", width: int) -> Content:
        return draw_row(row, width, signs(house(self).look.only_ascii))

    def draw(self) -> None:
        width, found = self.app.size.width, self.found
        practice = _("ÖVNING") + "  " if self.desk.folder.practice else ""
        title = f" {practice}" + _("LÄSLOGGEN") + f"   {name_of(self.month)}"
        right = f"{self._progress()}{self.desk.facts.worker}  {clock(self.now())} "
        put(self._static("top"), content(aside(title, right, width), "reverse"))
        counts, reasons = draw_counts(found, width) if found else (content(""), content(""))
        put(self._static("counts"), counts)
        put(self._static("reasons"), reasons)
        rule = self.query_one("#which", Rule)
        rule.title = self._which()
        rule.aside = _("dina egna tittar någon annan på")
        row = self.list.row if found else None
        ids = self._ids[1] if row is not None and self._ids[0] == row.reading.number else ()
        put(self._static("about"), Content("\n").join(draw_about(row, ids, width)))
        self._static("about").display = not self.menu.is_open
        put(self._static("said"), content(fit(f" {self._said}", width)))
        put(self._static("keys"), content(fit(self._keys(width), width), "$faint"))

    def _progress(self) -> str:
        if self.found is None or not self.found.rows:
            return ""
        done = sum(row.looked is not None for row in self.found.rows)
        return _("{done} av {all} sedda").format(done=done, all=len(self.found.rows)) + "   "

    def _which(self) -> str:
        if self.found is None:
            return _("Läser")
        drawn = sum(not row.why for row in self.found.rows)
        return _("Sticker ut: {standing}   sedan stickprov: {drawn}").format(standing=self.found.standing, drawn=drawn)

    def _keys(self, width: int) -> str:
        if self.menu.is_open:
            return f" {self.menu.hint()}"
        letters = "   ".join(f"{key.key} {_(key.label).lower()}" for key in keys_of("audit", house(self).keys))
        return aside(f" {letters}   ← → " + _("månad") + "   ↓ ↑", _("Mellanslag meny   Esc tillbaka "), width)

    def say(self, sentence: str) -> None:
        self._said = sentence
        self.draw()

    def _static(self, name: str) -> Static:
        return self.query_one(f"#{name}", Static)

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

    @on(LetterRows.Pressed)
    def _letter(self, message: LetterRows.Pressed) -> None:
        keys = keys_of("audit", house(self).keys)
        action = next((key.action for key in keys if key.key == message.character), "")
        if action:
            getattr(self, f"action_{action}")()
            return
        if self._strays.are_many(message.time):
            self.say(_(NO_WRITING))

    def action_audit(self) -> None:
        """`x` in the menu of this very screen."""
        self.list.focus()

    def action_looked(self) -> None:
        """That the one with the bar was looked at; the next that was not has the bar then."""
        row = self.list.row
        if row is not None:
            self.run_worker(self._look_at(row, ""))

    def action_remark(self) -> None:
        row = self.list.row
        if row is None:
            return
        about = [content(""), *draw_about(row, (), self.app.size.width)[:2]]
        title, question = _("ANMÄRK"), _("Vad ska göras, eller varför är det i sin ordning?")
        before = row.looked.remark if row.looked else ""
        asked = ReasonScreen(self.desk, self.now, title, question, about, before, target=row.reading.id)
        self.app.push_screen(asked, lambda text: self._remarked(row, text))

    def _remarked(self, row: "Row", text: str | None) -> None:
        if text:
            self.run_worker(self._look_at(row, text))

    async def _look_at(self, row: "Row", remark: str) -> None:
        if row.looked is not None and not remark:
            self.say(_("Den är redan sedd."))
            return
        with refusals_said(self):
            await self.desk.verb("audit.look_at", row.reading.id, self.month, self.now(), remark=remark)
            said = _("Sedd: {what}").format(what=f"{row.reading.reader} {how_of(row.reading)}")
            await self._read(said).wait()
            self._next()

    def _next(self) -> None:
        rows = self.found.rows if self.found else ()
        left = [index for index, row in enumerate(rows) if row.looked is None]
        self.list.move(next((index for index in left if index > self.list.index), min(left, default=self.list.index)))

    def action_month(self, by: int) -> None:
        begins, ends = month_bounds(self.month)
        self.month = month_of(ends if by > 0 else begins - timedelta(days=1))
        self._said = ""
        self.draw()
        self._read()

    def action_back(self) -> None:
        if self.menu.is_open:
            self.menu.close()
        else:
            self.dismiss()
