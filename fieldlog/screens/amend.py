"""Correcting an entry of one's own: the same line and chips as on the shift, with what it says already there."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static, TextArea

from fieldlog.language import _
from fieldlog.logbook.desk import Desk
from fieldlog.models.completeness import missing, name_of
from fieldlog.models.moment import clock, read_moment
from fieldlog.models.refusal import Refusal
from fieldlog.screens.chips import Chips
from fieldlog.screens.house import house
from fieldlog.screens.line import PromptedLine, WritingLine
from fieldlog.screens.masking import mask_personal
from fieldlog.screens.reason import ReasonScreen
from fieldlog.screens.rereading import as_draft, as_reading, changes, from_draft, reread
from fieldlog.screens.rule import Rule
from fieldlog.screens.say import Say, refusals_said
from fieldlog.screens.sentences import warning
from fieldlog.screens.status import aside
from fieldlog.screens.text import content, fit, signs
from fieldlog.screens.understood import Understood
from fieldlog.screens.whole import draw_whole

if TYPE_CHECKING:
    from fieldlog.logbook.drafts import Draft
    from fieldlog.logbook.whole import Whole

KIND = "amend"
"""The kind of draft that a correction under way is kept as; its id is made of the entry's."""
KEEP_AFTER = 0.2
LONGEST = 4000
"""Characters of a note, as `fieldlog.models.core` has it; to import that would load more than the screen needs."""


class AmendScreen(Screen[str | None]):
    """A writing screen. Ends with a sentence of what was done, or None: what was begun is then offered next time."""

    keys_of: ClassVar[tuple[str, ...]] = ("chip",)
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", show=False)]
    DEFAULT_CSS = """
    AmendScreen { layout: vertical; background: $background; color: $foreground; }
    AmendScreen > Static { height: 1; }
    AmendScreen > #about { height: 1fr; }
    """

    def __init__(self, desk: Desk, now: Callable[[], datetime], whole: "Whole") -> None:
        super().__init__()
        self.desk = desk
        self.now = now
        self.whole = whole
        self.line = WritingLine(longest=LONGEST)
        self.chips = Chips(signs())
        self.before = as_reading(whole.said, desk.vocabulary)
        self.understood = Understood(self.before, now(), desk.vocabulary, {"class_": whole.said["class"]})
        self._said = ""
        self._is_kept = False

    def compose(self) -> ComposeResult:
        yield Static(id="top", markup=False)
        yield Static(id="about", markup=False)
        yield Rule(id="message")
        yield self.chips
        yield Rule()
        yield PromptedLine(self.line)
        yield Static(id="below", markup=False)
        yield Static(id="keys", markup=False)

    def on_mount(self) -> None:
        self.chips.signs = signs(house(self).look.only_ascii)
        self.line.focus()
        self.line.put_back(self.whole.said["words"])
        self.chips.show(self.understood)
        self.draw()
        self.run_worker(self._take_over())

    async def _take_over(self) -> None:
        """A correction that was begun and not saved stands here again."""
        try:
            found: list[Draft] = await self.desk.verb("drafts.drafts", KIND)
        except Refusal:
            return
        begun = next((each for each in found if each.id == self._draft), None)
        if begun is not None and not self._is_kept:
            text, chosen, removed = from_draft(begun.body)
            self.understood.chosen.update(chosen)
            self.understood.removed.update(removed)
            self.line.load_text(text)
            self.line.move_cursor(self.line.document.end)
            self._said = _("Rättelsen som du började på står kvar.")
            self._is_kept = True
            self._read()

    @property
    def _draft(self) -> str:
        return f"{KIND}.{self.whole.said['id']}"

    def speak(self) -> None:
        self.chips.refresh()
        self.draw()

    @on(events.Resize)
    def _resized(self) -> None:
        self.draw()

    # -- what is shown

    def draw(self) -> None:
        width, said = self.app.size.width, self.whole.said
        what = "  ".join(
            str(part) for part in (said["category"], said["place"], clock(read_moment(said["at"]))) if part
        )
        self._static("top").update(content(aside(f" {_('RÄTTA')}  {what}", f"{clock(self.now())} ", width), "reverse"))
        rows = draw_whole(self.whole, width, self.chips.signs, self.desk.vocabulary)
        self._static("about").update(Content("\n").join(rows))
        self.query_one("#message", Rule).title = warning(self.line.text)
        if self.chips.has_focus:
            below = self.chips.hint()
        else:
            below = self._said or _("Tab ändrar det som står ovan. Home och en kod ändrar också: pla, s3, 21:47")
        self._static("below").update(content(fit(f" {below}", width), "" if self._said else "$faint"))
        if self.chips.has_focus:
            keys = aside(_(" Tab nästa   Backsteg bort   Enter spara"), _("bokstav, Esc: till raden "), width)
        else:
            keys = aside(_(" Enter spara   Tab ändra"), _("Esc tillbaka, det skrivna sparas   Esc Esc göm "), width)
        self._static("keys").update(content(fit(keys, width), "$faint"))

    def _static(self, name: str) -> Static:
        return self.query_one(f"#{name}", Static)

    def _say(self, sentence: str) -> None:
        self._said = sentence
        self.draw()

    # -- reading while one types

    @on(TextArea.Changed)
    def _written(self) -> None:
        if self.line.text != self.understood.reading.text:
            self._said = ""
            self._read()
            self._keep_soon()

    def _read(self) -> None:
        words, role = self.desk.vocabulary, self.desk.facts.role
        self.understood.reading = reread(self.before, self.line.text, now=self.now(), vocabulary=words, role=role)
        self.chips.show(self.understood)
        self.draw()

    @on(Chips.Changed)
    def _corrected(self) -> None:
        # The class is raised here and never lowered: that is the supervisor's.
        lowest = self.whole.said["class"]
        self.understood.chosen["class_"] = max(self.understood.chosen.get("class_") or "A", lowest)
        self.chips.refresh()
        self.draw()
        self._keep_soon()

    def _keep_soon(self) -> None:
        self._is_kept = True
        self.set_timer(KEEP_AFTER, self._keep_now)

    @work(group="keep", exclusive=True)
    async def _keep_now(self) -> None:
        await self._keep()

    async def _keep(self) -> None:
        if not self._is_kept:
            return
        understood = self.understood
        body = as_draft(self.whole.said["id"], self.line.text, understood.chosen, understood.removed)
        with refusals_said(self):
            await self.desk.verb("drafts.keep", KIND, body, self.now(), id_=self._draft)

    # -- where keys go

    @on(WritingLine.NextChip)
    @on(WritingLine.NextWaiting)
    def _tab(self, message: WritingLine.NextWaiting) -> None:
        if not mask_personal(self.line):
            self.chips.begin(back=message.back)

    @on(Chips.Left)
    def _left(self, message: Chips.Left) -> None:
        self.line.focus()
        if message.save:
            self._save_or_ask()

    @on(events.DescendantFocus)
    @on(events.DescendantBlur)
    def _focus_moved(self) -> None:
        self.draw()

    @on(Say)
    def _told(self, message: Say) -> None:
        message.stop()
        self._say(message.sentence)

    async def action_back(self) -> None:
        if self.chips.has_focus:
            self.line.focus()
        elif self._changes():
            await self._keep()
            self.dismiss(_("Rättelsen är inte sparad. 1 tar fram den igen."))
        else:
            with refusals_said(self):
                await self._drop()
            self.dismiss(None)

    # -- saving

    def _changes(self) -> dict[str, Any]:
        changed = changes(self.understood, self.whole.said)
        if (self.understood.chosen.get("class_") or "A") > self.whole.said["class"]:
            changed["class_"] = self.understood.chosen["class_"]
        return changed

    @on(WritingLine.Save)
    @on(WritingLine.OpenForm)
    def _enter(self, message: WritingLine.Save | WritingLine.OpenForm) -> None:
        if isinstance(message, WritingLine.Save):
            self.line.put_back(message.text)
        self._read()
        self._save_or_ask()

    def _save_or_ask(self) -> None:
        changed = self._changes()
        lacking = self._lacking()
        if not changed:
            self._say(_("Inget är ändrat."))
        elif lacking:
            names = ", ".join(name_of(self.desk.vocabulary, name) for name in lacking)
            self._say(_("Saknas: {names}. Fyll i det, eller ta tillbaka posten.").format(names=names))
        elif self.whole.signed:
            rows = draw_whole(self.whole, self.app.size.width, self.chips.signs, self.desk.vocabulary)
            question = _("Passet är signerat. Varför ändrar du?")

            def answered(reason: str | None) -> None:
                if reason:
                    self.run_worker(self._save(changed, reason))

            why = ReasonScreen(
                self.desk, self.now, _("RÄTTA"), question, rows, _("skrivfel"), target=self.whole.said["id"]
            )
            self.app.push_screen(why, answered)
        else:
            self.run_worker(self._save(changed, ""))

    def _lacking(self) -> tuple[str, ...]:
        """What a correction took away that has to be there; what lacked before may go on lacking."""
        said, understood, vocabulary = self.whole.said, self.understood, self.desk.vocabulary
        fields = {**said["fields"], **{key: understood.value(f"fields.{key}") for key in said["fields"]}}
        before = missing(said["category"], said["place"], said["actions"], said["fields"], vocabulary)
        actions = list(understood.value("actions") or ())
        now = missing(understood.value("category"), understood.value("place"), actions, fields, vocabulary)
        return tuple(name for name in now if name not in before)

    async def _save(self, changed: dict[str, Any], reason: str) -> None:
        higher, id_ = changed.pop("class_", None), self.whole.said["id"]
        with refusals_said(self):
            if changed:
                await self.desk.verb("amendments.amend", id_, changed, self.now(), reason=reason)
            if higher:
                await self.desk.verb("whole.raise_to", id_, higher, self.now(), reason=reason)
            await self._drop()
            self.dismiss(_("Rättat {clock}.").format(clock=clock(self.now())))

    async def _drop(self) -> None:
        if self._is_kept:
            self._is_kept = False
            await self.desk.verb("drafts.drop", self._draft)
