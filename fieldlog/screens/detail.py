"""One entry on the screen: everything about it, and what its writer can do with it by a digit."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from fieldlog.language import _
from fieldlog.logbook.desk import Desk
from fieldlog.logbook.glance import Tonight
from fieldlog.models.moment import clock
from fieldlog.models.refusal import Refusal
from fieldlog.screens.copying import as_text
from fieldlog.screens.disclose import disclosing
from fieldlog.screens.doings import Doing, doings, is_open_to_change, what_one_can
from fieldlog.screens.glass import ask_why
from fieldlog.screens.hits import draw_hit
from fieldlog.screens.house import house
from fieldlog.screens.keys import MenuItem, menu_items
from fieldlog.screens.menu import Menu
from fieldlog.screens.rows import NO_WRITING, Strays
from fieldlog.screens.rule import Rule
from fieldlog.screens.say import Say
from fieldlog.screens.status import aside
from fieldlog.screens.text import Signs, content, fit, rule, signs
from fieldlog.screens.understood import short
from fieldlog.screens.whole import VERSION_DIGITS, draw_readers, draw_whole

if TYPE_CHECKING:
    from fieldlog.logbook.whole import Whole


class DetailScreen(Screen[None]):
    """A browsing screen. `beside(by)` is the id of the entry that many rows further in the list one came from."""

    keys_of: ClassVar[tuple[str, ...]] = ("entry",)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", show=False),
        Binding("up", "scroll(-1)", show=False),
        Binding("down", "scroll(1)", show=False),
        Binding("home", "scroll(-1_000_000)", show=False),
        Binding("end", "scroll(1_000_000)", show=False),
        Binding("pageup", "leaf(-1)", show=False),
        Binding("pagedown", "leaf(1)", show=False),
        Binding("backspace", "leaf(-1)", show=False),
        Binding("tab", "leaf(1)", show=False),
    ]
    DEFAULT_CSS = """
    DetailScreen { layout: vertical; background: $background; color: $foreground; }
    DetailScreen > Static { height: 1; }
    DetailScreen > #page { height: 1fr; scrollbar-size-vertical: 1; background: $background; }
    DetailScreen > #page > Static { height: auto; }
    """
    AUTO_FOCUS = None

    def __init__(
        self,
        desk: Desk,
        now: Callable[[], datetime],
        id_: str,
        *,
        beside: Callable[[int], str | None] | None = None,
    ) -> None:
        super().__init__()
        self.desk = desk
        self.now = now
        self.entry = id_
        self.whole: Whole | None = None
        self.tonight: Tonight | None = None
        self.menu = Menu(self._menu_items, writing=False)
        self._beside = beside
        self._view = "entry"
        self._said = ""
        self._strays = Strays()

    def compose(self) -> ComposeResult:
        yield Static(id="top", markup=False)
        with VerticalScroll(id="page", can_focus=False):
            yield Static(id="text", markup=False)
        yield Rule()
        yield Static(id="said", markup=False)
        yield self.menu
        yield Static(id="can", markup=False)
        yield Static(id="keys", markup=False)

    @on(events.ScreenResume)
    def _resumed(self) -> None:
        self.look_again()

    @on(events.Resize)
    def speak(self) -> None:
        self.draw()

    def look_again(self, said: str = "") -> None:
        """Ask the store again, and say what was done."""
        self._said = said or self._said
        self._look(self.entry)

    @work(group="look", exclusive=True)
    async def _look(self, id_: str) -> None:
        try:
            self.whole = await self.desk.verb("whole.whole", id_, self.now())
            self.tonight = await self.desk.look()
        except Refusal as refusal:
            self._said = str(refusal)
            ask_why(self, refusal)
        if self.query("#top"):  # not left while the log was asked
            self.draw()

    # -- what is shown

    @property
    def signs(self) -> Signs:
        return signs(house(self).look.only_ascii)

    def draw(self) -> None:
        width = self.app.size.width
        self._static("top").update(content(fit(self._top(width), width), "reverse"))
        self._static("text").update(Content("\n").join(self._rows(width - 1)))
        self._static("said").update(content(fit(f" {self._said}", width), "$calm"))
        self._static("can").update(content(fit(f" {what_one_can(self.whole, self.desk.facts)}", width)))
        self._static("keys").update(content(fit(self._keys(width), width), "$faint"))

    def _top(self, width: int) -> str:
        practice = _("ÖVNING") + "  " if self.desk.folder.practice else ""
        what = ""
        if self.whole is not None:
            code, words = self.whole.said["category"], self.desk.vocabulary
            named = short(words, code) if code in words.categories else code
            what = "  ".join(str(part) for part in (named, self.whole.said["place"]) if part)
        return aside(f" {practice}" + _("POST") + f"  {what}", f"{clock(self.now())} ", width)

    def _rows(self, width: int) -> list[Content]:
        if self.whole is None:
            return [Content("")]
        if self._view == "text":
            return content(self._as_text(self.whole)).wrap(width)
        if self._view == "readers":
            return draw_readers(self.whole, width)
        rows = draw_whole(self.whole, width, self.signs, self.desk.vocabulary)
        if self.whole.related:
            rows.append(content(rule(width, _("Hör ihop med: {count}").format(count=len(self.whole.related)))))
        rows += [
            Content(" ") + draw_hit(hit, width - 1, self.now(), self.signs, self.desk.vocabulary)
            for hit in self.whole.related
        ]
        return rows

    def _keys(self, width: int) -> str:
        if self.menu.is_open:
            return ""
        if self._view != "entry":
            return aside(_(" Esc tillbaka till posten"), _("Esc Esc göm "), width)
        tips = len(self.whole.versions) if is_open_to_change(self.whole) and self.whole else 0
        settle = "  " + _("{digits} avgör").format(digits=" ".join(VERSION_DIGITS[:tips])) if tips else ""
        leaf = _(" ↓ ↑ bläddra  Tab nästa post  v lins") if self._beside else _(" ↓ ↑ bläddra  Tab sida  v lins")
        last = _("Mellanslag meny   Esc tillbaka   Esc Esc göm ")
        if settle:  # what settles the versions comes first, and there is not room for all
            last = _("Esc tillbaka   Esc Esc göm ")
        return aside(leaf + settle, last, width)

    def _static(self, name: str) -> Static:
        return self.query_one(f"#{name}", Static)

    # -- where keys go

    def _menu_items(self) -> Sequence[MenuItem]:
        return menu_items(house(self).can, keys=house(self).keys)

    @on(Menu.Opened)
    @on(Menu.Closed)
    def _moved(self) -> None:
        self._static("can").display = self._static("said").display = not self.menu.is_open
        self.draw()

    @on(Say)
    def _told(self, message: Say) -> None:
        message.stop()
        self._say(message.sentence)

    def _say(self, sentence: str) -> None:
        self._said = sentence
        self.draw()

    def on_key(self, event: events.Key) -> None:
        if self.menu.take(event):
            event.stop()
            event.prevent_default()
        elif event.key == "space":
            event.stop()
            self.menu.open()
        elif event.is_printable:
            event.stop()
            self._act(event.character or "", event.time)

    def _act(self, character: str, at: float) -> None:
        if self.whole is None:
            return
        screen, doing = self._screens().get(character), doings(self.whole).get(character)
        if screen is not None:
            screen()
        elif doing is not None:
            self._ask_reason(doing)
        elif character.isdigit() or character == "+":
            self._say(_("Det går inte med den här posten."))
        elif self._strays.are_many(at):
            self._say(_(NO_WRITING))

    def _screens(self) -> dict[str, Callable[[], object]]:
        does = {"5": self._show_readers, "6": self._copy, "v": lambda: house(self).perform("all.lens")}
        if self.whole is not None and is_open_to_change(self.whole) and self.whole.said["state"] != "withdrawn":
            does |= {"1": self._amend, "3": self._link}
        return does | disclosing(self, self.whole, self._done)

    def action_scroll(self, by: int) -> None:
        self.query_one("#page", VerticalScroll).scroll_relative(y=by, animate=False, force=True)

    def action_leaf(self, by: int) -> None:
        """The next entry of the list one came from; where there is none, a page further down this one."""
        following = self._beside(by) if self._beside else None
        if following is None:
            self.action_scroll(by * max(self.query_one("#page").size.height - 1, 1))
            return
        self.entry, self._view, self._said = following, "entry", ""
        self.query_one("#page", VerticalScroll).scroll_home(animate=False)
        self.look_again()

    def action_back(self) -> None:
        if self.menu.is_open:
            self.menu.close()
        elif self._view != "entry":
            self._view, self._said = "entry", ""
            self.draw()
        else:
            self.dismiss()

    # -- what the digits do

    def _show_readers(self) -> None:
        self._view = "readers"
        self.draw()

    def _copy(self) -> None:
        assert self.whole is not None  # noqa: S101 - as above
        self.app.copy_to_clipboard(self._as_text(self.whole))
        self._view = "text"
        self._say(_("Skickat till terminalen. Står det inte i urklipp: markera texten här."))

    def _as_text(self, whole: "Whole") -> str:
        return as_text(whole, self.desk.vocabulary, self.signs, practice=self.desk.folder.practice)

    def _amend(self) -> None:
        from fieldlog.screens.amend import AmendScreen  # only those who amend pay for it

        assert self.whole is not None  # noqa: S101 - as above
        self.app.push_screen(AmendScreen(self.desk, self.now, self.whole), self._done)

    def _done(self, said: str | None) -> None:
        if said:
            self.look_again(said)

    def _ask_reason(self, doing: Doing) -> None:
        from fieldlog.screens.reason import ReasonScreen  # as above

        drawn = self._rows(self.app.size.width - 1)

        def answered(reason: str | None) -> None:
            if reason:
                self.run_worker(self._run(doing.said, doing.verb, self.entry, *doing.args, self.now(), reason=reason))

        why = ReasonScreen(self.desk, self.now, doing.title, doing.question, drawn, doing.ready, target=self.entry)
        self.app.push_screen(why, answered)

    def _link(self) -> None:
        from fieldlog.screens.correct import LinkScreen  # as above

        def chosen(other: str | None) -> None:
            if other:
                self.run_worker(self._run(_("Hör nu ihop."), "whole.link", self.entry, other, self.now()))

        self.app.push_screen(LinkScreen(self.desk, self.now, self.entry), chosen)

    async def _run(self, said: str, verb: str, *args: Any, **kwargs: Any) -> None:
        try:
            await self.desk.verb(verb, *args, **kwargs)
        except Refusal as refusal:
            self._say(str(refusal))
            return
        self.look_again(said)
