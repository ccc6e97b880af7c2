"""Why: one line for the reason of a change that stays in the log, with what it is about above it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from textual import on
from textual.content import Content
from textual.widgets import Static

from fieldlog.language import _
from fieldlog.logbook.desk import Desk
from fieldlog.models.moment import clock
from fieldlog.screens.line import WritingLine
from fieldlog.screens.one_line import OneLineScreen
from fieldlog.screens.say import refusals_said
from fieldlog.screens.status import aside
from fieldlog.screens.text import content

LONGEST = 500
KIND = "reason"
"""Of the draft of a reason that was begun."""


class ReasonScreen(OneLineScreen[str | None]):
    """Ends with the reason, or None for Esc. `ready` stands on the line already: Enter alone takes it."""

    keys_of: ClassVar[tuple[str, ...]] = ("reason",)
    kind = KIND
    DEFAULT_CSS = """
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
        super().__init__(desk, now, LONGEST)
        self.target = target
        self._title, self._question, self._about, self._ready = title, question, tuple(about), ready

    def about(self) -> Static:
        return Static(id="about", markup=False)

    async def on_mount(self) -> None:
        self.line.focus()
        self.draw()
        with refusals_said(self):
            await self._begin()
        self.draw()

    async def _begin(self) -> None:
        begun = await self._begun(lambda body: body.get("target") == self.target)
        if begun is None and self._ready and not self.line.text:
            self.line.put_back(self._ready)
            self.line.select_all()

    def kept(self) -> Mapping[str, Any] | None:
        text = self.line.unsaved.strip()
        return {"text": text, "target": self.target} if text and text != self._ready else None

    def empty(self) -> str:
        return _("Skriv varför, ett ord räcker.")

    def draw(self) -> None:
        width = self.app.size.width
        self._part("about").update(Content("\n").join(self._about))
        top = content(aside(f" {self._title}", f"{clock(self.now())} ", width), "reverse")
        last = aside(_(" Enter gör det"), _("Esc tillbaka, inget ändras   Esc Esc göm "), width)
        self._draw_around(top, self._question, "", last)

    @on(WritingLine.Save)
    def _enter(self, message: WritingLine.Save) -> None:
        self.run_worker(self._end(message.text.strip()))

    async def _end(self, reason: str | None) -> None:
        with refusals_said(self):
            await self.draft.drop()
            self.dismiss(reason)

    def action_back(self) -> None:
        self.run_worker(self._end(None))
