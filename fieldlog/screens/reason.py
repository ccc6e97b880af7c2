"""Why: one line for the reason of a change that stays in the log, with what it is about above it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static, TextArea

from fieldlog.language import _
from fieldlog.logbook.desk import Desk
from fieldlog.models.moment import clock
from fieldlog.screens.line import PromptedLine, WritingLine
from fieldlog.screens.masking import mask_personal
from fieldlog.screens.page_draft import PageDraft
from fieldlog.screens.rule import Rule
from fieldlog.screens.say import Say, refusals_said
from fieldlog.screens.sentences import warning
from fieldlog.screens.status import aside
from fieldlog.screens.text import content, fit

LONGEST = 500
KIND = "reason"
"""Of the draft of a reason that was begun."""


class ReasonScreen(Screen[str | None]):
    """Ends with the reason, or None for Esc. `ready` stands on the line already: Enter alone takes it."""

    keys_of: ClassVar[tuple[str, ...]] = ("reason",)
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", show=False)]
    DEFAULT_CSS = """
    ReasonScreen { layout: vertical; background: $background; color: $foreground; }
    ReasonScreen > Static { height: 1; }
    ReasonScreen > #about { height: 1fr; }
    """

    def __init__(
        self,
        desk: Desk,
        now: Callable[[], datetime],
        title: str,
        question: str,
        about: Sequence[Content],
        ready: str = "",
        *,
        target: str,
    ) -> None:
        """`target` is the entry that it is about: a reason begun for it and left behind is there again."""
        super().__init__()
        self.desk = desk
        self.now = now
        self.target = target
        self.draft = PageDraft(self, desk, KIND, self._kept, self._say)
        self.line = WritingLine(longest=LONGEST)
        self._title, self._question, self._about, self._ready = title, question, tuple(about), ready
        self._said = ""

    def compose(self) -> ComposeResult:
        yield Static(id="top", markup=False)
        yield Static(id="about", markup=False)
        yield Rule()
        yield Static(id="question", markup=False)
        yield PromptedLine(self.line)
        yield Static(id="below", markup=False)
        yield Static(id="keys", markup=False)

    async def on_mount(self) -> None:
        self.line.focus()
        self.draw()
        with refusals_said(self):
            await self._begin()
        self.draw()

    async def _begin(self) -> None:
        waits = (await self.desk.look()).waiting
        begun = next((one for one in waits if one.kind == KIND and one.body.get("target") == self.target), None)
        if begun is not None:
            self.draft.take_over(begun.id)
            self.line.put_back(str(begun.body.get("text") or ""))
        elif self._ready and not self.line.text:
            self.line.put_back(self._ready)
            self.line.select_all()

    def _kept(self) -> Mapping[str, Any] | None:
        text = self.line.unsaved.strip()
        return {"text": text, "target": self.target} if text and text != self._ready else None

    def keep_written(self) -> None:
        """On every way out."""
        self.draft.flush()

    def _say(self, sentence: str) -> None:
        self._said = sentence
        self.draw()

    def on_resize(self) -> None:
        self.draw()

    def speak(self) -> None:
        self.draw()

    def draw(self) -> None:
        width = self.app.size.width
        top = aside(f" {self._title}", f"{clock(self.now())} ", width)
        self._static("top").update(content(top, "reverse"))
        self._static("about").update(Content("\n").join(self._about))
        self._static("question").update(content(fit(f" {self._question}", width), "$waits"))
        below = self._said or warning(self.line.text)
        self._static("below").update(content(fit(f" {below}", width)))
        last = aside(_(" Enter gör det"), _("Esc tillbaka, inget ändras   Esc Esc göm "), width)
        self._static("keys").update(content(fit(last, width), "$faint"))

    def _static(self, name: str) -> Static:
        return self.query_one(f"#{name}", Static)

    @on(TextArea.Changed)
    def _written(self) -> None:
        self._said = ""
        self.draft.soon()
        self.draw()

    @on(WritingLine.Save)
    def _enter(self, message: WritingLine.Save) -> None:
        self.run_worker(self._end(message.text.strip()))

    async def _end(self, reason: str | None) -> None:
        with refusals_said(self):
            await self.draft.drop()
            self.dismiss(reason)

    @on(WritingLine.OpenForm)
    def _empty(self) -> None:
        self._say(_("Skriv varför, ett ord räcker."))

    @on(WritingLine.NextChip)
    def _mask(self) -> None:
        mask_personal(self.line)

    @on(Say)
    def _told(self, message: Say) -> None:
        message.stop()
        self._say(message.sentence)

    @on(WritingLine.OpenMenu)
    def _no_menu(self, message: events.Event) -> None:
        self._empty()

    def action_back(self) -> None:
        self.run_worker(self._end(None))
