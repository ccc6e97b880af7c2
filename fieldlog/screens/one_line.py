"""A screen with one line under what it is about: its text is kept as a draft, flagged as one types, masked by Tab."""

from abc import abstractmethod
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, ClassVar, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static, TextArea

from fieldlog.logbook.desk import Desk
from fieldlog.screens.line import PromptedLine, WritingLine
from fieldlog.screens.masking import mask_personal
from fieldlog.screens.page_draft import PageDraft
from fieldlog.screens.rule import Rule
from fieldlog.screens.say import Say
from fieldlog.screens.sentences import warning
from fieldlog.screens.text import content, fit

Ended = TypeVar("Ended")


class OneLineScreen(Screen[Ended]):
    """From above: a title, what it is about, a question, the line, a sentence, the keys."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", show=False)]
    DEFAULT_CSS = """
    OneLineScreen { layout: vertical; background: $background; color: $foreground; }
    OneLineScreen > Static { height: 1; }
    """
    kind: ClassVar[str]
    """Of the draft of what was begun on it."""

    def __init__(self, desk: Desk, now: Callable[[], datetime], longest: int) -> None:
        """`longest` is how many signs the line holds."""
        super().__init__()
        self.desk = desk
        self.now = now
        self.line = WritingLine(longest=longest)
        self.draft = self._new_draft()
        self._said = ""

    def _new_draft(self) -> PageDraft:
        """For what is written next, once the one before has become what it was for."""
        return PageDraft(self, self.desk, self.kind, self.kept, self.say)

    def compose(self) -> ComposeResult:
        yield Static(id="top", markup=False)
        yield self.about()
        yield Rule()
        yield Static(id="question", markup=False)
        yield PromptedLine(self.line)
        yield Static(id="below", markup=False)
        yield Static(id="keys", markup=False)

    @abstractmethod
    def about(self) -> Widget:
        """What stands between the title and the line; it takes the room that is left."""

    @abstractmethod
    def kept(self) -> Mapping[str, Any] | None:
        """What a draft holds of it now; None while nothing was written."""

    @abstractmethod
    def empty(self) -> str:
        """The sentence for Enter on the empty line."""

    @abstractmethod
    def draw(self) -> None: ...

    def _draw_around(self, top: Content, question: str, usual: str, keys: str) -> None:
        """All but what it is about; `usual` stands under the line while nothing else is to be said."""
        width = self.app.size.width
        self._part("top").update(top)
        self._part("question").update(content(fit(f" {question}", width), "$waits"))
        below = self._said or warning(self.line.text) or usual
        self._part("below").update(content(fit(f" {below}", width)))
        self._part("keys").update(content(fit(keys, width), "$faint"))

    def _part(self, name: str) -> Static:
        return self.query_one(f"#{name}", Static)

    async def _begun(self, is_it: Callable[[Mapping[str, Any]], bool]) -> str | None:
        """Go on with the draft whose body is it; the text that was begun, or None if nothing was."""
        waits = (await self.desk.look()).waiting
        found = next((one for one in waits if one.kind == self.kind and is_it(one.body)), None)
        if found is None:
            return None
        self.draft.take_over(found.id)
        text = str(found.body.get("text") or "")
        self.line.put_back(text)
        return text

    def keep_written(self) -> None:
        """On every way out."""
        self.draft.flush()

    def say(self, sentence: str) -> None:
        self._said = sentence
        self.draw()

    def on_resize(self) -> None:
        self.draw()

    def speak(self) -> None:
        self.draw()

    def _forget_said(self) -> None:
        """Something was typed: what was said before is over."""
        self._said = ""

    @on(TextArea.Changed)
    def _written(self) -> None:
        self._forget_said()
        self.draft.soon()
        self.draw()

    @on(WritingLine.OpenForm)
    @on(WritingLine.OpenMenu)
    def _empty(self) -> None:
        self.say(self.empty())

    @on(WritingLine.NextChip)
    def _mask(self) -> None:
        mask_personal(self.line)

    @on(Say)
    def _told(self, message: Say) -> None:
        message.stop()
        self.say(message.sentence)
