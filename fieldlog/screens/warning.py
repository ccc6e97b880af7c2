"""Warning every crew: what holds now, from whom and until when; and a line that warns of something more."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static, TextArea

from fieldlog.language import _
from fieldlog.logbook.desk import Desk
from fieldlog.models.moment import STOCKHOLM, clock
from fieldlog.models.refusal import Refusal
from fieldlog.screens.line import PromptedLine, WritingLine
from fieldlog.screens.masking import mask_personal
from fieldlog.screens.page_draft import PageDraft
from fieldlog.screens.rule import Rule
from fieldlog.screens.say import Say, refusals_said
from fieldlog.screens.sentences import warning as flagged
from fieldlog.screens.status import aside, title_row
from fieldlog.screens.text import content, fit, wrapped

if TYPE_CHECKING:
    from fieldlog.models.warning import Warned

KIND = "warning"
"""Of the draft of a warning that was begun."""
LONGEST = 200


class WarningScreen(Screen[None]):
    """A line, and above it what everybody is warned of. A digit on the line takes one's own back."""

    keys_of: ClassVar[tuple[str, ...]] = ("warning",)
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", show=False)]
    DEFAULT_CSS = """
    WarningScreen { layout: vertical; background: $background; color: $foreground; }
    WarningScreen > Static { height: 1; }
    WarningScreen VerticalScroll { height: 1fr; scrollbar-size-vertical: 1; }
    WarningScreen VerticalScroll Static { height: auto; }
    """

    def __init__(self, desk: Desk, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.desk = desk
        self.now = now
        self.line = WritingLine(longest=LONGEST)
        self.draft = PageDraft(self, desk, KIND, self._kept, self._say)
        self._warned: Sequence[Warned] = ()
        self._said = ""
        self._refused = ""

    def compose(self) -> ComposeResult:
        yield Static(id="top", markup=False)
        with VerticalScroll(can_focus=False):
            yield Static(id="list", markup=False)
        yield Rule()
        yield Static(id="question", markup=False)
        yield PromptedLine(self.line)
        yield Static(id="below", markup=False)
        yield Static(id="keys", markup=False)

    async def on_mount(self) -> None:
        self.line.focus()
        self.draw()
        with refusals_said(self):
            waits = (await self.desk.look()).waiting
            begun = next((one for one in waits if one.kind == KIND), None)
            if begun is not None:
                self.draft.take_over(begun.id)
                self.line.put_back(str(begun.body.get("text") or ""))
            await self._look()

    async def _look(self) -> None:
        self._warned = await self.desk.verb("warnings.in_force", self.now())
        self.draw()

    def _kept(self) -> Mapping[str, Any] | None:
        text = self.line.unsaved.strip()
        return {"text": text} if text else None

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
        self._static("top").update(title_row(_("VARNA ALLA LAG"), self.desk, self.now(), width))
        self._static("list").update(Content("\n").join(self._rows(width)))
        question = _("Plats, och vad de andra ska göra:  brk kniv 20:10, gå inte ensam till 23")
        self._static("question").update(content(fit(f" {question}", width), "$waits"))
        radio = _("Bråttom? Säg det på radion först: det här når dem vid nästa synk.")
        below = self._said or flagged(self.line.text) or radio
        self._static("below").update(content(fit(f" {below}", width)))
        last = aside(_(" Enter varnar   siffra Enter tar tillbaka din egen"), _("Esc tillbaka   Esc Esc göm "), width)
        self._static("keys").update(content(fit(last, width), "$faint"))

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

    def _static(self, name: str) -> Static:
        return self.query_one(f"#{name}", Static)

    @on(TextArea.Changed)
    def _written(self) -> None:
        if self.line.text.strip() != self._refused:  # why it was refused stands until it is put right
            self._said = ""
        self.draft.soon()
        self.draw()

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
            self._say(str(refusal))
            return
        self.draft = PageDraft(self, self.desk, KIND, self._kept, self._say)
        with refusals_said(self):
            await self._look()
        self._say(said)

    async def _warn(self, text: str) -> str:
        """Warn, or take one's own back; the sentence for it."""
        if text.isdigit() and 1 <= int(text) <= len(self._warned):
            await self.desk.verb("warnings.take_back", self._warned[int(text) - 1].id, self.now())
            return _("Varningen är tillbakatagen.")
        await self.desk.verb("warnings.warn_with", text, self.now())
        return _("Varningen når de andra vid nästa synk.")

    @on(WritingLine.OpenForm)
    def _empty(self) -> None:
        self._say(_("Skriv platsens kod först, och sedan vad de andra ska göra."))

    @on(WritingLine.NextChip)
    def _mask(self) -> None:
        mask_personal(self.line)

    @on(WritingLine.OpenMenu)
    def _no_menu(self) -> None:
        self._empty()

    @on(Say)
    def _told(self, message: Say) -> None:
        message.stop()
        self._say(message.sentence)

    def action_back(self) -> None:
        self.keep_written()
        self.dismiss()
