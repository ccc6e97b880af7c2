"""Administration: people, codes, devices, words and periods by tabs, as the server has them; never content."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from fieldlog.language import _
from fieldlog.logbook.desk import Desk
from fieldlog.models.moment import STOCKHOLM, clock
from fieldlog.models.refusal import Refusal
from fieldlog.screens.administration_asks import AskScreen, question_of, sent_of
from fieldlog.screens.administration_rows import (
    ASKED,
    KEYS,
    OF_ROLE,
    RULES,
    TABS,
    Line,
    about,
    lines_of,
    when,
)
from fieldlog.screens.house import house
from fieldlog.screens.keys import MenuItem, keys_of, menu_items
from fieldlog.screens.letters import LetterRows
from fieldlog.screens.menu import Menu
from fieldlog.screens.rows import NO_WRITING, Rows, Strays
from fieldlog.screens.rule import Rule
from fieldlog.screens.say import Say
from fieldlog.screens.status import aside
from fieldlog.screens.text import content, fit, put

if TYPE_CHECKING:
    from sync.client.administering import Answer


class AdministrationScreen(Screen[None]):
    """A browsing screen. Its letters are the `admin` of the key table; figures change the tab."""

    keys_of: ClassVar[tuple[str, ...]] = ("admin",)
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", show=False)]
    DEFAULT_CSS = """
    AdministrationScreen { layout: vertical; background: $background; color: $foreground; }
    AdministrationScreen > Static { height: 1; }
    AdministrationScreen > #rows { height: 1fr; }
    AdministrationScreen > #about { height: 2; }
    """

    def __init__(self, desk: Desk, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.desk = desk
        self.now = now
        self.tabs = OF_ROLE.get(desk.facts.role, ())
        self.tab = self.tabs[0] if self.tabs else RULES
        self.lines: tuple[Line, ...] = ()
        self.menu = Menu(self._menu_items, writing=False)
        self.list = LetterRows(self._slice, lambda: len(self.lines), self._drawn, menu=self.menu, id="rows")
        self._age = ""
        self._said = ""
        self._strays = Strays()

    def compose(self) -> ComposeResult:
        yield Static(id="top", markup=False)
        yield Rule(id="which")
        yield self.list
        yield Rule()
        yield Static(id="about", markup=False)
        yield Static(id="said", markup=False)
        yield self.menu
        yield Static(id="keys", markup=False)

    def on_mount(self) -> None:
        self.list.focus()
        self.action_refresh()

    def on_resize(self) -> None:
        self.draw()

    def speak(self) -> None:
        self.draw()
        self.list.refresh()

    # -- what the server says

    def action_refresh(self) -> None:
        self._age = _("frågar servern")
        self.draw()
        self._fetch()

    @work(group="fetch", exclusive=True)
    async def _fetch(self, said: str = "") -> None:
        tab = self.tab
        try:
            answers = [await self._asked(what) for what in self._needed(tab)]
        except Refusal as refusal:
            self._age, self.lines = _("inte hämtat"), ()
            self._show(said or str(refusal))
            return
        whole: dict[str, Any] = {}
        for answer in answers:
            whole |= answer.said
        first = answers[0]
        moment = f"{first.at.astimezone(STOCKHOLM):%d/%m %H:%M}"
        self._age = (_("utan nät: så var det {when}") if first.away else _("hämtat {when}")).format(when=moment)
        self.lines = lines_of(tab, whole, self.now())
        self._show(said or first.away)

    def _needed(self, tab: int) -> Sequence[str]:
        return (ASKED[tab], "vocabulary") if tab == RULES else (ASKED[tab],)

    async def _asked(self, what: str) -> "Answer":
        from sync.client.administering import fetch_once  # httpx takes longer to load than the screen to show

        unlocked, now = self.desk.unlocked, self.now
        answer: Answer = await house(self).travel.while_still(lambda: fetch_once(unlocked, now, what))
        return answer

    def _show(self, said: str) -> None:
        self._said = said
        self.list.reload()
        self.draw()

    @work(group="act", exclusive=True)
    async def _act(self, action: str, line: Line | None, text: str) -> None:
        from sync.client.administering import change_once

        try:
            path, body = sent_of(self.tab, action, line, text)
            unlocked, now = self.desk.unlocked, self.now
            said = await house(self).travel.while_still(lambda: change_once(unlocked, now, path, body))
        except Refusal as refusal:
            self.say(str(refusal))
            return
        self._fetch(done_of(action, said))

    # -- what is drawn

    def _slice(self, offset: int, limit: int) -> Sequence[Line]:
        return self.lines[offset : offset + limit]

    def _drawn(self, line: Line, width: int) -> Content:
        return content(fit(line.text, width), line.style)

    def draw(self) -> None:
        if not self.is_attached:
            return
        width = self.app.size.width
        practice = _("ÖVNING") + "  " if self.desk.folder.practice else ""
        top = f" {practice}" + _("ADMINISTRATION") + f"   {self.desk.facts.org}"
        put(self._static("top"), content(aside(top, f"{self._age}  {clock(self.now())} ", width), "reverse"))
        tabs = "  ".join(f"{'▸' if tab == self.tab else ''}{tab} {_(TABS[tab])}" for tab in self.tabs)
        self.query_one("#which", Rule).title = tabs
        rows = about(self.tab, self.list.row, width)
        put(self._static("about"), Content("\n").join(content(row, "$faint") for row in rows))
        put(self._static("said"), content(fit(f" {self._said}", width)))
        put(self._static("keys"), content(fit(self._keys(width), width), "$faint"))

    def _keys(self, width: int) -> str:
        if self.menu.is_open:
            return f" {self.menu.hint()}"
        mine = (*KEYS[self.tab], "refresh")
        keys = [key for key in keys_of("admin", house(self).keys) if key.action in mine]
        letters = "   ".join(f"{key.key} {_(key.label).lower()}" for key in keys)
        return aside(f" {letters}", _("Mellanslag meny   Esc tillbaka "), width)

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
    @on(Rows.Moved)
    def _moved(self) -> None:
        self.draw()

    @on(Say)
    def _told(self, message: Say) -> None:
        message.stop()
        self.say(message.sentence)

    @on(LetterRows.Pressed)
    def _letter(self, message: LetterRows.Pressed) -> None:
        pressed = message.character
        if pressed.isdecimal() and int(pressed) in self.tabs:
            self.tab, self.lines, self._said = int(pressed), (), ""
            self.list.reload(index=0)
            self.action_refresh()
            return
        keys = keys_of("admin", house(self).keys)
        action = next((key.action for key in keys if key.key == pressed and key.is_letter), "")
        if action == "refresh":
            self.action_refresh()
        elif action in KEYS[self.tab]:
            self._ask(action)
        elif self._strays.are_many(message.time):
            self.say(_(NO_WRITING))

    def _ask(self, action: str) -> None:
        line = None if action == "new" else self.list.row
        if line is None and action != "new":
            self.say(_("Välj en rad först."))
            return
        if action == "code":
            self._act(action, line, "")
            return
        question, ready = question_of(self.tab, action, line, self.now())
        title = " ".join(part for part in (_(TABS[self.tab]).upper(), line.key[:20] if line else "") if part)
        shown = [content(""), *(content(row) for row in about(self.tab, line, self.app.size.width))]
        target = f"admin {self.tab} {action} {line.key if line else ''}"
        asked = AskScreen(self.desk, self.now, title, question, shown, ready, target=target)

        def answered(text: str | None) -> None:
            if text:
                self._act(action, line, text)

        self.app.push_screen(asked, answered)

    def action_back(self) -> None:
        if self.menu.is_open:
            self.menu.close()
        else:
            self.dismiss()


def done_of(action: str, said: Mapping[str, Any]) -> str:
    """What was done, in one sentence."""
    if "code" in said:
        sentence = _("Kod för {worker}: {code}   gäller till {until}, visas bara nu.")
        return sentence.format(worker=said["worker"], code=said["code"], until=when(said["until"]))
    if action in ("revoke", "lost"):
        shut = _("{worker}: enheten är spärrad.").format(worker=said["worker"])
        many = _("På den fanns {count} poster. Rapporten: fieldlog-server lost").format(count=said.get("entries"))
        return f"{shut} {many}" if action == "lost" else shut
    if "version" in said:
        return _("Ordlistan har nu version {n}. Datorerna får den vid nästa synk.").format(n=said["version"])
    return _("Det är gjort.")
