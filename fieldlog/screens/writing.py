"""Where one writes: the line, what was understood of it, what is asked back, and the saving."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Static, TextArea

from fieldlog.language import _
from fieldlog.logbook import composing
from fieldlog.logbook.desk import Desk
from fieldlog.logbook.glance import Tonight
from fieldlog.models.refusal import Refusal
from fieldlog.screens.chips import Chips
from fieldlog.screens.line import PromptedLine, WritingLine
from fieldlog.screens.menu import Menu
from fieldlog.screens.question import Question
from fieldlog.screens.rule import Rule
from fieldlog.screens.sentences import next_time, warning, what_is_missing, what_was_saved
from fieldlog.screens.text import content, fit, rule, signs
from fieldlog.screens.understood import Understood

READ_AFTER = 0.03
"""Seconds after a key until the line is read: a fast typist is never slowed by the reading."""
SHORTER_WAYS = 3
"""Times that the shorter way to write a category is shown."""


class Writing(Vertical):
    """The lower part of the shift's screen. `desk` and `tonight` are set when the log is open."""

    DEFAULT_CSS = """
    Writing { height: auto; background: $background; color: $foreground; }
    Writing Static { height: auto; }
    """

    class Changed(Message):
        """Something was saved: the timeline is not what it was."""

    class Ready(Message):
        """The text is as one wants it and no shift is open: `text` waits for it."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, now: Callable[[], datetime], items: Callable[[], Any]) -> None:
        super().__init__(id="writing")
        self.now = now
        self.desk: Desk | None = None
        self.tonight: Tonight | None = None
        self.menu = Menu(items)
        self.line = WritingLine(menu=self.menu)
        self.chips = Chips(signs())
        self.question = Question()
        self.understood: Understood | None = None
        self.just_saved = False
        self._pending = ""
        self._answers: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        yield Rule(id="message")
        yield self.chips
        yield self.menu
        yield self.question
        yield Static(id="said", markup=False)
        yield PromptedLine(self.line)
        yield Static(id="below", markup=False)

    def on_mount(self) -> None:
        self._show_said("")

    # -- reading while one types

    @on(TextArea.Changed)
    def _written(self) -> None:
        if self.line.text:
            self.just_saved = False
            self._show_said("")
        self.set_timer(READ_AFTER, self.read)

    def read(self) -> None:
        """Read the line anew, keeping what was chosen beside it; keep it as a draft."""
        text = self.line.text
        if self.understood is not None and self.understood.reading.text == text:
            return
        self.understood = self._understand(text)
        if self.desk is not None and self.desk.keeper is not None:
            self.desk.keeper.keep(self.line.unsaved, {})
        self.chips.show(self.understood)
        self.draw()

    def _understand(self, text: str) -> Understood | None:
        from fieldlog.line import read_line  # its rules are data that the first frame need not wait for

        if not text.strip():
            return None
        if self.understood is not None and self.understood.reading.text == text:
            return self.understood
        role = self.desk.facts.role if self.desk else "ov"
        reading = read_line(text, now=self.now(), vocabulary=self._vocabulary(), role=role, last_place=self.last_place)
        before = self.understood
        chosen, removed = (before.chosen, before.removed) if before else ({}, set())
        return Understood(reading, self.now(), self._vocabulary(), chosen, removed)

    def _vocabulary(self) -> Any:
        from fieldlog.models.vocabulary import vocabulary

        return self.desk.vocabulary if self.desk else vocabulary()

    @property
    def last_place(self) -> str | None:
        return self.tonight.remembered.get("place") if self.tonight else None

    def draw(self) -> None:
        """The rule above the chips (privacy first, then a repeat), and what is missing."""
        message = self.query_one("#message", Rule)
        message.title = warning(self.line.text)
        width = self.size.width
        hint = self.chips.hint() if self.chips.has_focus else self._what_next()
        self.query_one("#below", Static).update(content(fit(f" {hint}", width), "$faint"))

    def mask_personal(self) -> bool:
        """Mask what identifies somebody on the line; False if nothing does."""
        from fieldlog.privacy import find_personal, mask

        found = find_personal(self.line.text)
        if found:
            masked = mask(self.line.text, found)
            self.line.load_text(masked)
            self.line.move_cursor(self.line.document.end)
            self.read()
        return bool(found)

    def _what_next(self) -> str:
        if self.understood is None:
            return "" if self.line.text else _("Skriv vad du sett, som du skulle säga det.")
        return what_is_missing(self.understood, self._values())

    def _values(self) -> dict[str, Any]:
        assert self.understood is not None  # noqa: S101 - asked only where something is written
        return composing.values(
            self.understood.reading,
            shift=self.tonight.shift["id"] if self.tonight and self.tonight.shift else None,
            now=self.now(),
            chosen=self.understood.chosen,
            removed=frozenset(self.understood.removed),
            last_place=self.last_place,
        )

    # -- saving

    @on(WritingLine.Save)
    def _save_pressed(self, message: WritingLine.Save) -> None:
        if self.desk is None or self.tonight is None:
            self.line.put_back(message.text)
            self.say(_("Loggen öppnas. Texten är kvar, tryck Enter igen."))
        elif self.tonight.shift is None:
            self.line.put_back(message.text)
            self.post_message(self.Ready(message.text))
        else:
            self.save(message.text)

    def enter(self) -> None:
        """Enter beside the line: as Enter on it."""
        text = self.line.text
        if text.strip():
            self.line.load_text("")
            self._save_pressed(WritingLine.Save(text))

    def save(self, text: str, *, keep_open: bool = False, keep_identities: bool = False) -> None:
        """Save the text as it is understood; what is ambiguous is asked first, once."""
        self.understood = self._understand(text)
        if self.understood is None:
            return
        asks = composing.unanswered(self.understood.reading, self.understood.chosen)
        if asks and not keep_open:
            self._ask(text, asks[0])
            return
        if not keep_identities and not keep_open and self._asks_about_identity(text):
            return
        values = self._values()
        shorter = composing.shorter_way(self.understood.reading)
        self.understood = None
        self._answers = {}
        self.run_worker(self._save(text, values, shorter, keep_open, keep_identities), group="save")

    def _ask(self, text: str, ask: Any) -> None:
        self._pending = text
        labels = tuple((choice, _("ord") if choice == "words" else choice) for choice in ask.choices)
        title = _("{text}:").format(text=ask.text.capitalize())
        self.question.ask(f"ask.{ask.field}", title, labels, _("spara som öppen"))

    def _asks_about_identity(self, text: str) -> bool:
        from fieldlog.privacy import identity_numbers

        assert self.understood is not None  # noqa: S101 - the caller read the line
        if self.understood.class_ != "C" or not identity_numbers(text):
            return False
        self._pending = text
        choices = (("mask", _("maskera")), ("keep", _("spara som det står")))
        self.question.ask("identity", _("Ett personnummer står i texten."), choices, _("maskera"))
        return True

    @on(Question.Answered)
    def _answered(self, message: Question.Answered) -> None:
        self.line.focus()
        text, self._pending = self._pending, ""
        if message.about == "identity":
            if message.value == "keep":
                self.save(text, keep_identities=True)
            else:
                from fieldlog.privacy import mask_identities

                self.save(mask_identities(text))
        elif message.value is None:
            self.save(text, keep_open=True)
        else:
            self._answers[message.about.removeprefix("ask.")] = message.value
            self.understood = None
            self.save(text)

    @on(Question.Closed)
    @on(Question.Typed)
    def _question_left(self, message: Question.Closed | Question.Typed) -> None:
        self.line.focus()
        if self._pending:
            self.line.put_back(self._pending)
            self._pending = ""
        if isinstance(message, Question.Typed):
            self.line.type_in(message.key)

    async def _save(
        self, text: str, values: dict[str, Any], shorter: str, keep_open: bool, keep_identities: bool
    ) -> None:
        assert self.desk is not None  # noqa: S101 - saving needs an open log
        try:
            _id, lacking = await self.desk.verb(
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
        if self.desk.keeper is not None:
            self.desk.keeper.keep(self.line.text, {})
        self.chips.show(None)
        self.just_saved = not lacking
        teaches = bool(shorter) and self._may_teach(values)
        self.say(what_was_saved(values, lacking), next_time(shorter) if teaches else "")
        self.post_message(self.Changed())

    def _may_teach(self, values: dict[str, Any]) -> bool:
        if self.tonight is None or self.desk is None:
            return False
        taught: dict[str, int] = json.loads(self.tonight.remembered.get("taught", "{}"))
        times = taught.get(values["category"], 0)
        if times < SHORTER_WAYS:
            taught[values["category"]] = times + 1
            self.run_worker(self.desk.verb("drafts.remember", {"taught": json.dumps(taught)}))
        return times < SHORTER_WAYS

    def put_away(self) -> None:
        """Esc with text on the line: it waits as a draft, and the line is empty."""
        if self.desk is None:
            return
        text = self.line.text
        self.line.load_text("")
        self.understood = None
        self.chips.show(None)
        self.run_worker(self._put_away(self.desk, text))

    async def _put_away(self, desk: Desk, text: str) -> None:
        shift = self.tonight.shift["id"] if self.tonight and self.tonight.shift else None
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
        self._show_said("")

    # -- what is said

    def say(self, sentence: str, aside: str = "") -> None:
        """One sentence over the line, until one types."""
        self._show_said(sentence, aside)

    def _show_said(self, sentence: str, aside: str = "") -> None:
        said = self.query_one("#said", Static)
        width = self.size.width or self.app.size.width
        if sentence:
            room = width - len(aside) - 1
            said.update(content(fit(f" {sentence}", room) + aside + " ", "$calm"))
        else:
            said.update(content(rule(width)))

    @on(WritingLine.TooLong)
    def _too_long(self, message: WritingLine.TooLong) -> None:
        self.say(message.sentence)
