"""Several observations afterwards: one a line, typed or pasted, each with what was understood of it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static, TextArea

from fieldlog.language import _, n_
from fieldlog.line import read_line
from fieldlog.logbook import composing
from fieldlog.logbook.desk import Desk
from fieldlog.logbook.glance import Tonight
from fieldlog.models.refusal import Refusal
from fieldlog.screens.house import house
from fieldlog.screens.masking import mask_personal
from fieldlog.screens.page_draft import PageDraft
from fieldlog.screens.rule import Rule
from fieldlog.screens.say import Say, refusals_said
from fieldlog.screens.sentences import warning, what_is_missing
from fieldlog.screens.status import aside
from fieldlog.screens.text import content, fit, signs
from fieldlog.screens.understood import Understood

KIND = "several"
MOST = 200
"""Lines at a time; more are refused, and stay in the box."""


class Lines(TextArea):
    """Enter makes a line; Enter on an empty last line saves, as a second Enter does everywhere; Tab masks."""

    DEFAULT_CSS = """
    Lines { height: 1fr; border: none; padding: 0 1; background: $panel; }
    Lines:focus { border: none; }
    """

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "enter" and self.text.strip() and not self.document.get_line(self.cursor_location[0]).strip():
            event.stop()
            event.prevent_default()
            self.screen.run_worker(self.screen.save())  # type: ignore[attr-defined]  # SeveralScreen's
            return
        if event.key == "tab":
            event.stop()
            event.prevent_default()
            mask_personal(self)
            return
        await super()._on_key(event)


class SeveralScreen(Screen[None]):
    """What cannot be saved stays in the box with the reason; the rest is saved in the order written."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", show=False)]
    DEFAULT_CSS = """
    SeveralScreen { background: $background; color: $foreground; }
    SeveralScreen VerticalScroll { height: 1fr; scrollbar-size-vertical: 1; }
    SeveralScreen Static { height: auto; }
    """

    def __init__(self, desk: Desk, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.desk = desk
        self.now = now
        self.tonight: Tonight | None = None
        self.lines = Lines()
        self.draft = PageDraft(self, desk, KIND, self._kept, self._say)
        self._saving = False

    def _kept(self) -> dict[str, Any] | None:
        return {"text": self.lines.text} if self.lines.text.strip() else None

    def keep_written(self) -> None:
        """On every way out."""
        self.draft.flush()

    def compose(self) -> ComposeResult:
        yield Static(id="top", markup=False)
        yield self.lines
        yield Rule(id="understood_rule")
        with VerticalScroll(can_focus=False):
            yield Static(id="understood", markup=False)
        yield Static(id="said", markup=False)
        yield Static(id="keys", markup=False)

    async def on_mount(self) -> None:
        self.lines.focus()
        self.speak()
        with refusals_said(self):
            await self._begin()

    async def _begin(self) -> None:
        self.tonight = await self.desk.look()
        self.draft.shift = self.tonight.shift["id"] if self.tonight.shift else None
        kept = [waiting for waiting in self.tonight.waiting if waiting.kind == KIND]
        pasted = house(self).clipboard_lines
        house(self).clipboard_lines = ()
        if kept:
            self.draft.take_over(kept[0].id)
        before = str(kept[0].body.get("text") or "").rstrip("\n").split("\n") if kept else []
        self.lines.load_text("\n".join([*before, *pasted, self.lines.text]).strip("\n"))
        self.lines.move_cursor(self.lines.document.end)
        self.speak()

    def speak(self) -> None:
        width = self.app.size.width
        self._show("top", fit(" " + _("FLERA I EFTERHAND   en rad för varje sak du såg"), width), "reverse")
        self.query_one("#understood_rule", Rule).title = _("Så förstods raderna")
        keys = aside(_(" Enter ny rad   Enter på tom rad sparar alla"), _("Esc tillbaka, texten sparas "), width)
        self._show("keys", keys, "$faint")
        self._show_understood()

    def _show(self, name: str, text: str, style: str = "") -> None:
        self.query_one(f"#{name}", Static).update(content(text, style))

    @on(Say)
    def _told(self, message: Say) -> None:
        message.stop()
        self._say(message.sentence)

    def _say(self, sentence: str) -> None:
        self._show("said", f" {sentence}", "$waits")

    @on(TextArea.Changed)
    def _written(self) -> None:
        self.set_timer(0.1, self._show_understood)
        if self.tonight is not None:  # before, it is not known yet what is kept already
            self.draft.soon()

    def _each(self) -> list[tuple[str, Understood]]:
        found = []
        last = self.tonight.remembered.get("place") if self.tonight else None
        for text in [line.strip() for line in self.lines.text.splitlines() if line.strip()][: MOST + 1]:
            reading = read_line(
                text, now=self.now(), vocabulary=self.desk.vocabulary, role=self.desk.facts.role, last_place=last
            )
            last = reading.place or last
            found.append((text, Understood(reading, self.now(), self.desk.vocabulary)))
        return found

    def _values(self, understood: Understood) -> dict[str, Any]:
        shift = self.tonight.shift["id"] if self.tonight and self.tonight.shift else None
        return composing.values(understood.reading, shift=shift, now=self.now())

    def _show_understood(self) -> None:
        marks = signs(house(self).look.only_ascii)
        rows = []
        for number, (text, understood) in enumerate(self._each(), 1):
            chips = f" {marks.divide} ".join(
                ("? " if chip.guessed else "") + chip.label for chip in understood.chips(marks) if chip.name != "class_"
            )
            missing = what_is_missing(understood, self._values(understood))
            rows.append(content(fit(f" {number:>2} {chips}", self.app.size.width - 1)))
            flagged = warning(text)
            if flagged:
                rows.append(content(fit(f"    {flagged}", self.app.size.width - 1), "$waits"))
            if missing != _("Inget saknas."):
                rows.append(content(fit(f"    {missing}", self.app.size.width - 1), "$waits"))
        self.query_one("#understood", Static).update(Content("\n").join(rows) if rows else "")

    async def save(self) -> None:
        """Each line by itself; those that were refused stay."""
        if self._saving:
            return
        self._saving = True
        try:
            await self._save_each(self._each())
        finally:
            self._saving = False

    async def _save_each(self, each: list[tuple[str, Understood]]) -> None:
        if len(each) > MOST:
            self._say(_("Högst {most} rader på en gång. Dela dem.").format(most=MOST))
            return
        refused: list[str] = []
        saved, sentence = 0, ""
        for number, (text, understood) in enumerate(each, 1):
            try:
                await self.desk.verb("events.save_values", self._values(understood), self.now(), text=text)
                saved += 1
            except Refusal as refusal:
                refused.append(text)
                sentence = str(refusal)
            # What is an entry already must not be offered again, whatever ends the program now.
            self.lines.load_text("\n".join([*refused, *(rest for rest, _understood in each[number:])]))
            await self.draft.keep()
        if refused:
            self._say(sentence)
            return
        await self.draft.drop()
        self.app.notify(n_("{count} sparad.", "{count} sparade.", saved).format(count=saved))
        self.dismiss()

    def action_back(self) -> None:
        """Esc: back to the shift; the lines are kept and offered again."""
        self.run_worker(self._leave())

    async def _leave(self) -> None:
        if await self.draft.keep():
            self.dismiss()
