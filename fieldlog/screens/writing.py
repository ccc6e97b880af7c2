"""Where one writes: the line, what was understood of it, what is asked back, and the saving."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Static, TextArea

from fieldlog.language import _
from fieldlog.models.refusal import Refusal
from fieldlog.screens.chips import Chips
from fieldlog.screens.handover import starts
from fieldlog.screens.line import PromptedLine, WritingLine
from fieldlog.screens.menu import Menu
from fieldlog.screens.question import Question
from fieldlog.screens.reader import Reader
from fieldlog.screens.rule import Rule
from fieldlog.screens.say import Say
from fieldlog.screens.sentences import next_time, warning, what_is_missing, what_repeats, what_was_saved
from fieldlog.screens.teaching import once_more
from fieldlog.screens.text import content, fit, put, rule, signs, wrapped

if TYPE_CHECKING:
    from fieldlog.logbook.desk import Desk
    from fieldlog.logbook.glance import Tonight

READ_AFTER = 0.03
"""Seconds after a key until the line is read: a fast typist is never slowed by the reading."""


class Writing(Vertical):
    """The lower part of the shift's screen; it saves once `know` has told it of the open log."""

    DEFAULT_CSS = """
    Writing { height: auto; background: $background; color: $foreground; }
    Writing Static { height: auto; }
    """

    class Changed(Message):
        """Something was saved: the timeline is not what it was."""

    class At(Message):
        """The line names another place, or none any more."""

        def __init__(self, place: str | None) -> None:
            super().__init__()
            self.place = place

    class Ready(Message):
        """The text is as one wants it and no shift is open: `text` waits for it."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, now: Callable[[], datetime], items: Callable[[], Any]) -> None:
        super().__init__(id="writing")
        self.now = now
        self.reader = Reader(now)
        self.menu = Menu(items)
        self.line = WritingLine(menu=self.menu, several=True)
        self.chips = Chips(signs())
        self.question = Question()
        self.just_saved = False
        self._where: tuple[str | None, str | None] = (None, None)
        self._repeats = ""
        self._said_of = ""

    def know(self, desk: Desk, tonight: Tonight) -> None:
        """The log is open, or changed."""
        self.reader.desk, self.reader.tonight = desk, tonight

    def compose(self) -> ComposeResult:
        yield Rule(id="message")
        yield self.chips
        yield self.menu
        yield self.question
        yield Static(id="said", markup=False)
        yield PromptedLine(self.line)
        yield Static(id="below", markup=False)

    def on_mount(self) -> None:
        self.say("")

    # -- reading while one types

    @on(TextArea.Changed)
    def _written(self) -> None:
        if self.line.text:
            self.just_saved = False
            if self.line.text != self._said_of:  # a text put back with the reason why is no typing
                self.say("")
        self.set_timer(READ_AFTER, self.read)

    def read(self) -> None:
        """Read the line anew, and keep it as a draft."""
        text = self.line.text
        if self.reader.knows(text):
            return
        self.reader.read(text)
        if self.reader.desk is not None and self.reader.desk.keeper is not None:
            self.reader.desk.expect_saving()
            self.reader.desk.keeper.keep(self.line.unsaved, {})
        seen = None if self.starts else self.reader.understood
        self.chips.show(seen)
        where = (seen.value("place"), seen.value("category")) if seen else (None, None)
        if where[0] != self._where[0]:
            self.post_message(self.At(where[0]))
        if where != self._where:
            self._where, self._repeats = where, ""
            if all(where) and self.reader.desk is not None:
                self.run_worker(self._look_for_repeat(self.reader.desk, *where), group="repeat", exclusive=True)
        self.draw()

    async def _look_for_repeat(self, desk: Desk, place: str, category: str) -> None:
        with contextlib.suppress(Refusal):  # what is wrong with the store is said when something is saved
            self._repeats = what_repeats(await desk.repeat(place, category), place)
            self.draw()

    def draw(self) -> None:
        """The rule above the chips (privacy first, then a repeat), and what is missing."""
        message = self.query_one("#message", Rule)
        message.title = warning(self.line.text) or self._repeats
        width = self.size.width
        hint = self.chips.hint() if self.chips.has_focus else self._what_next()
        put(self.query_one("#below", Static), content(fit(f" {hint}", width), "$faint"))

    @property
    def starts(self) -> str:
        """Which shift Enter starts, where the line says only that."""
        return starts(self.line.text, self.reader.tonight)

    def _what_next(self) -> str:
        if self.question.display:
            return ""  # the question says what the keys do
        if self.starts:
            return self.starts
        if self.reader.understood is None:
            return "" if self.line.text else _("Skriv vad du sett, som du skulle säga det.  Tex: lugnt på plattan")
        return what_is_missing(self.reader.understood, self.reader.values())

    # -- saving

    @on(WritingLine.Save)
    def _save_pressed(self, message: WritingLine.Save) -> None:
        if self.reader.desk is None or self.reader.tonight is None:
            self.line.put_back(message.text)
            self.say(_("Loggen öppnas. Texten är kvar, tryck Enter igen."))
        elif self.reader.tonight.shift is None:
            self.line.put_back(message.text)
            self.post_message(self.Ready(message.text))
        else:
            self.save(message.text)

    def enter(self) -> None:
        """Enter beside the line: as Enter on it."""
        if self.line.text.strip():
            self._save_pressed(WritingLine.Save(self.line.take()))

    def save(self, text: str, *, keep_open: bool = False, keep_identities: bool = False) -> None:
        """Save the text as it is understood; what is ambiguous is asked first, once."""
        understood = self.reader.read(text)
        if understood is None:
            return
        from fieldlog.logbook import composing  # with the reading of the line, after the first frame

        asks = composing.unanswered(understood.reading, understood.chosen)
        if asks and not keep_open:
            self._ask(text, asks[0])
            return
        if not keep_identities and not keep_open and self._asks_about_identity(text):
            return
        values = self.reader.values()
        shorter = composing.shorter_way(understood.reading)
        self.reader.forget()
        self.run_worker(self._save(text, values, shorter, keep_open, keep_identities), group="save")

    def _ask(self, text: str, ask: Any) -> None:
        self.line.put_back(text)
        from fieldlog.screens.understood import choice_in_words  # with the reading of the line, after the first frame

        labels = tuple((each, choice_in_words(self.reader.vocabulary, ask.field, each)) for each in ask.choices)
        title = _("{text}:").format(text=ask.text.capitalize())
        self.question.ask(f"ask.{ask.field}", title, labels, _("spara som öppen"))

    def _asks_about_identity(self, text: str) -> bool:
        from fieldlog.privacy import identity_numbers

        assert self.reader.understood is not None  # noqa: S101 - the caller read the line
        if self.reader.understood.class_ != "C" or not identity_numbers(text):
            return False
        self.line.put_back(text)
        choices = (("mask", _("maskera")), ("keep", _("spara som det står")))
        self.question.ask("identity", _("Ett personnummer står i texten."), choices, _("maskera"))
        return True

    @on(Question.Answered)
    def _answered(self, message: Question.Answered) -> None:
        text = self.line.take()
        if message.about == "identity":
            if message.value == "keep":
                self.save(text, keep_identities=True)
            else:
                from fieldlog.privacy import mask_identities

                self.save(mask_identities(text))
        elif message.value is None:
            self.save(text, keep_open=True)
        else:
            self.reader.answer(message.about.removeprefix("ask."), message.value, text)
            self.save(text)

    async def _save(
        self, text: str, values: dict[str, Any], shorter: str, keep_open: bool, keep_identities: bool
    ) -> None:
        desk, tonight = self.reader.desk, self.reader.tonight
        assert desk is not None and tonight is not None  # noqa: S101, PT018 - saving needs an open log
        try:
            _id, lacking = await desk.verb(
                "events.save_values",
                values,
                self.now(),
                text=text,
                keep_open=keep_open,
                keep_identities=keep_identities,
            )
        except Refusal as refusal:
            self.line.put_back(text)
            self.say(str(refusal))
            return
        self.line.saved()
        if desk.keeper is not None:
            desk.keeper.keep(self.line.text, {})
        self.chips.show(None)
        self.just_saved = not lacking
        taught = once_more(tonight, values["category"]) if shorter and not lacking else {}
        self.say(what_was_saved(values, lacking), next_time(shorter) if taught else "")
        self.post_message(self.Changed())
        if taught:
            with contextlib.suppress(Refusal):  # at worst it is shown once more
                await desk.verb("drafts.remember", taught)

    def put_away(self) -> None:
        """Esc with text on the line: it waits as a draft, and the line is empty."""
        if self.reader.desk is None:
            return
        text = self.line.text
        self.line.load_text("")
        self.reader.forget()
        self.chips.show(None)
        self.run_worker(self._put_away(self.reader.desk, text))

    async def _put_away(self, desk: Desk, text: str) -> None:
        shift = self.reader.shift
        try:
            await desk.verb("drafts.keep", "put away", {"text": text}, self.now(), shift=shift)
        except Refusal as refusal:
            self.line.put_back(text)
            self.say(str(refusal))
            return
        self.say(_("Undanlagt. Tab tar fram det igen."))
        self.post_message(self.Changed())

    def make_room(self, *, for_menu: bool) -> None:
        """The menu stands where the chips are; what was said there goes."""
        self.chips.display = self.query_one("#message", Rule).display = not for_menu
        self.say("")

    # -- what is said

    def say(self, sentence: str, aside: str = "") -> None:
        """One sentence over the line, until one types; without one there is a rule."""
        self._said_of = self.line.text
        width = self.size.width or self.app.size.width
        beside = fit(f" {sentence}", width - len(aside) - 1) + aside + " "
        shown = content(beside if aside else wrapped(sentence, width), "$calm") if sentence else content(rule(width))
        put(self.query_one("#said", Static), shown)

    @on(Say)
    def _told(self, message: Say) -> None:
        message.stop()
        self.say(message.sentence)
