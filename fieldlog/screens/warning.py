"""Warning every crew: what holds now, from whom and until when; and a line that warns of something more."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from fieldlog.language import _
from fieldlog.logbook.desk import Desk
from fieldlog.models.moment import STOCKHOLM, clock
from fieldlog.models.refusal import Refusal
from fieldlog.screens.line import WritingLine
from fieldlog.screens.one_line import OneLineScreen
from fieldlog.screens.say import refusals_said
from fieldlog.screens.status import aside, title_row
from fieldlog.screens.text import content, wrapped

if TYPE_CHECKING:
    from fieldlog.models.warning import Warned

KIND = "warning"
"""Of the draft of a warning that was begun."""
LONGEST = 200


class WarningScreen(OneLineScreen[None]):
    """A line, and above it what everybody is warned of. A digit on the line takes one's own back."""

    keys_of: ClassVar[tuple[str, ...]] = ("warning",)
    kind = KIND
    DEFAULT_CSS = """
    WarningScreen VerticalScroll { height: 1fr; scrollbar-size-vertical: 1; }
    WarningScreen VerticalScroll Static { height: auto; }
    """

    def __init__(self, desk: Desk, now: Callable[[], datetime]) -> None:
        super().__init__(desk, now, LONGEST)
        self._warned: Sequence[Warned] = ()
        self._refused = ""

    def about(self) -> VerticalScroll:
        return VerticalScroll(Static(id="list", markup=False), can_focus=False)

    async def on_mount(self) -> None:
        self.line.focus()
        self.draw()
        with refusals_said(self):
            await self._begun(lambda _body: True)
            await self._look()

    async def _look(self) -> None:
        self._warned = await self.desk.verb("warnings.in_force", self.now())
        self.draw()

    def kept(self) -> Mapping[str, Any] | None:
        text = self.line.unsaved.strip()
        return {"text": text} if text else None

    def empty(self) -> str:
        return _("Skriv platsens kod först, och sedan vad de andra ska göra.")

    def _forget_said(self) -> None:
        if self.line.text.strip() != self._refused:  # why it was refused stands until it is put right
            super()._forget_said()

    def draw(self) -> None:
        width = self.app.size.width
        self._part("list").update(Content("\n").join(self._rows(width)))
        question = _("Plats, och vad de andra ska göra:  brk kniv 20:10, gå inte ensam till 23")
        radio = _("Bråttom? Säg det på radion först: det här når dem vid nästa synk.")
        last = aside(_(" Enter varnar   siffra Enter tar tillbaka din egen"), _("Esc tillbaka   Esc Esc göm "), width)
        self._draw_around(title_row(_("VARNA ALLA LAG"), self.desk, self.now(), width), question, radio, last)

    def _rows(self, width: int) -> list[Content]:
        if not self._warned:
            return [content(""), content(f"  {_('Ingen varning gäller nu.')}", "$faint")]
        rows = []
        for number, one in enumerate(self._warned, 1):
            place = self.desk.vocabulary.places.get(one.place)
            name = place.name if place else one.place
            where = " ".join(part for part in (one.place, name if name != one.place else "", one.spot) if part)
            until = _("till {when}").format(when=f"{one.until.astimezone(STOCKHOLM):%d/%m} {clock(one.until)}")
            head = aside(f" {number:>2}  {where}", f"{one.org}   {until} ", width - 1)
            rows += [content(head, "$follow-up"), content(wrapped(f"    {one.text}", width - 1))]
        return rows

    @on(WritingLine.Save)
    def _enter(self, message: WritingLine.Save) -> None:
        self.run_worker(self._do(message.text.strip()))

    async def _do(self, text: str) -> None:
        try:
            said = await self._warn(text)
            self.line.saved()
            await self.draft.drop()
        except Refusal as refusal:
            self._refused = text
            self.line.put_back(text)
            self.say(str(refusal))
            return
        self.draft = self._new_draft()
        with refusals_said(self):
            await self._look()
        self.say(said)

    async def _warn(self, text: str) -> str:
        """Warn, or take one's own back; the sentence for it."""
        if text.isdigit() and 1 <= int(text) <= len(self._warned):
            await self.desk.verb("warnings.take_back", self._warned[int(text) - 1].id, self.now())
            return _("Varningen är tillbakatagen.")
        await self.desk.verb("warnings.warn_with", text, self.now())
        return _("Varningen når de andra vid nästa synk.")

    def action_back(self) -> None:
        self.keep_written()
        self.dismiss()
