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
from fieldlog.screens.rule import Rule
from fieldlog.screens.sentences import what_is_missing
from fieldlog.screens.status import aside
from fieldlog.screens.text import content, fit, signs
from fieldlog.screens.understood import Understood

MOST = 200
"""Lines at a time; more are refused, and stay in the box."""


class Lines(TextArea):
    """Enter makes a line; Enter on an empty last line saves, as a second Enter does everywhere."""

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
        self.tonight = await self.desk.look()
        kept = [waiting for waiting in self.tonight.waiting if waiting.kind == "several"]
        pasted = house(self).clipboard_lines
        house(self).clipboard_lines = ()
        self.lines.load_text("\n".join(pasted) if pasted else kept[0].body.get("text", "") if kept else "")
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

    @on(TextArea.Changed)
    def _written(self) -> None:
        self.set_timer(0.1, self._show_understood)

    def _each(self) -> list[tuple[str, Understood]]:
        found = []
        for text in [line.strip() for line in self.lines.text.splitlines() if line.strip()][: MOST + 1]:
            reading = read_line(text, now=self.now(), vocabulary=self.desk.vocabulary, role=self.desk.facts.role)
            found.append((text, Understood(reading, self.now(), self.desk.vocabulary)))
        return found

    def _values(self, understood: Understood) -> dict[str, Any]:
        shift = self.tonight.shift["id"] if self.tonight and self.tonight.shift else None
        return composing.values(understood.reading, shift=shift, now=self.now())

    def _show_understood(self) -> None:
        marks = signs(house(self).look.only_ascii)
        rows = []
        for number, (_text, understood) in enumerate(self._each(), 1):
            chips = f" {marks.divide} ".join(
                ("? " if chip.guessed else "") + chip.label for chip in understood.chips(marks) if chip.name != "class_"
            )
            missing = what_is_missing(understood, self._values(understood))
            rows.append(content(fit(f" {number:>2} {chips}", self.app.size.width - 1)))
            if missing != _("Inget saknas."):
                rows.append(content(fit(f"    {missing}", self.app.size.width - 1), "$waits"))
        self.query_one("#understood", Static).update(Content("\n").join(rows) if rows else "")

    async def save(self) -> None:
        """Each line by itself; those that were refused stay."""
        each = self._each()
        if len(each) > MOST:
            self._show("said", " " + _("Högst {most} rader på en gång. Dela dem.").format(most=MOST), "$waits")
            return
        refused, saved, sentence = [], 0, ""
        for text, understood in each:
            asks = composing.unanswered(understood.reading, {})
            try:
                await self.desk.verb(
                    "events.save_values", self._values(understood), self.now(), text=text, keep_open=bool(asks)
                )
                saved += 1
            except Refusal as refusal:
                refused.append(text)
                sentence = str(refusal)
        self.lines.load_text("\n".join(refused))
        if refused:
            self._show("said", f" {sentence}", "$waits")
            return
        await self.desk.verb("drafts.drop_kind", "several")
        self.app.notify(n_("{count} sparad.", "{count} sparade.", saved).format(count=saved))
        self.dismiss()

    def action_back(self) -> None:
        """Esc: back to the shift; the lines are kept and offered again."""
        self.run_worker(self._leave())

    async def _leave(self) -> None:
        shift = self.tonight.shift["id"] if self.tonight and self.tonight.shift else ""
        if self.lines.text.strip():
            await self.desk.verb("drafts.keep_one", "several", {"text": self.lines.text}, self.now(), shift=shift)
        else:
            await self.desk.verb("drafts.drop_kind", "several")
        self.dismiss()
