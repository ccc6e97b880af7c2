"""The writing line: what is typed is text, and the few keys that are not say so by a message.

It stands on TextArea and not on Input, because a note of two hundred characters must be seen whole: TextArea wraps,
grows to three rows, and has the grey suggestion, selection and mouse of a real text box; Input scrolls sideways in one
row. Of the TextArea's own keys only those that edit text are left; Enter never makes a new line.
"""

import re
from collections.abc import Callable
from typing import ClassVar

from textual import events
from textual._time import get_time
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static, TextArea

from fieldlog.language import _
from fieldlog.screens.menu import Menu
from fieldlog.screens.say import Say
from fieldlog.screens.text import plain

SAME_ENTER = 0.150
"""Seconds between two presses of Enter, up to which they are one, unless the settings say otherwise."""
AFTER_SAVE = 0.500
"""Seconds after a save in which Enter on the empty line does nothing: a double press must not open the form."""
LONGEST = 2000
"""Characters that the line takes, and each pasted line."""
MOST_LINES = 200
"""Lines that one paste takes."""
_EDITING = {
    "backspace": "delete_left",
    "delete": "delete_right",
    "left": "cursor_left",
    "right": "cursor_right",
    "up": "cursor_up",
    "down": "cursor_down",
    "home": "cursor_line_start",
    "end": "cursor_line_end",
    "ctrl+left": "cursor_word_left",
    "ctrl+right": "cursor_word_right",
    "ctrl+w": "delete_word_left",
    "ctrl+u": "delete_to_start_of_line",
    "ctrl+z": "undo",
    "ctrl+y": "redo",
}
"""Done in the line's own turn. As bindings they would wait for the app's, and letters typed after would come before."""


class WritingLine(TextArea):
    """Where a person writes. `menu` is opened by Space on the empty line; without one `OpenMenu` is posted.

    Enter takes the text off the line and posts `Save`, so that the next note can be typed while the first is written to
    disk. Answer with `saved()`, or with `put_back()` to have the text on the line again.
    """

    DEFAULT_CSS = """
    WritingLine {
        border: none; padding: 0 1 0 0; height: auto; max-height: 3; background: $background; color: $foreground;
        overflow-x: hidden; scrollbar-size: 0 0;
        &:focus { border: none; }
        & .text-area--suggestion { color: $faint; }
        & .text-area--cursor { color: $background; background: $foreground; text-style: none; }
    }
    """

    same_enter: ClassVar[float] = SAME_ENTER
    """One for all lines: a hand that bounces does so on each."""

    class OpenMenu(Message):
        """Space on the empty line."""

    class OpenForm(Message):
        """Enter on the empty line."""

    class NextWaiting(Message):
        """Tab on the empty line; `back` for Shift+Tab."""

        def __init__(self, back: bool = False) -> None:
            super().__init__()
            self.back = back

    class NextChip(NextWaiting):
        """Tab beside text; `back` for Shift+Tab."""

    class IntoTimeline(Message):
        """Arrow up from the first row; the text stays."""

    class Emergency(Message):
        """`§`, or the backtick of other layouts, on the empty line. `asks_for` is what the key table calls it."""

        asks_for = "all.emergency"

    class Help(Message):
        """`?` on the empty line. As above."""

        asks_for = "all.help"

    class Save(Message):
        """Enter: `text` as it was typed."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class PastedLines(Message):
        """Several lines pasted on the empty line, blank ones left out; only where `several` may be written at once."""

        def __init__(self, lines: tuple[str, ...]) -> None:
            super().__init__()
            self.lines = lines

    def __init__(
        self,
        *,
        menu: Menu | None = None,
        suggest: Callable[[str], str] | None = None,
        clock: Callable[[], float] | None = None,
        longest: int = LONGEST,
        several: bool = False,
        id: str | None = None,  # noqa: A002 - Textual's own name for it
    ) -> None:
        """`suggest(text)` is the rest of the word to offer in grey, or "". `clock` replaces the times of the keys.

        Without `several` pasted lines are joined to one.
        """
        super().__init__(id=id, highlight_cursor_line=False)
        self.cursor_blink = False
        self.match_cursor_bracket = False
        self._menu = menu
        self._suggest = suggest
        self._clock = clock
        self._longest = longest
        self._several = several
        self._entered: float | None = None
        self._saved: float | None = None
        self._in_flight = ""

    @property
    def unsaved(self) -> str:
        """What a draft must hold: the text being saved, if its fate is not known, and what was typed since."""
        return f"{self._in_flight} {self.text}".strip() if self._in_flight else self.text

    def take(self, begins: str | None = None) -> str:
        """Take the text off the line to save it, or only what it begins with; what was typed after that stays.

        Until `saved()` or `put_back()` a draft holds it still.
        """
        self._in_flight = text = self.text if begins is None else begins
        self.load_text(self.text.removeprefix(text).lstrip())
        self.move_cursor(self.document.end)
        return text

    def saved(self) -> None:
        """What was taken off the line is on the disk."""
        self._in_flight = ""

    def was_away(self) -> None:
        """Another screen was up, and may have been left with Enter: a bounce of it must not open the form."""
        self._saved = self._clock() if self._clock else get_time()

    def put_back(self, text: str) -> None:
        """Have this text on the line again, before whatever was typed since."""
        self._in_flight = ""
        self._saved = None
        self.load_text(f"{text} {self.text}" if self.text else text)
        self.move_cursor(self.document.end)

    def type_in(self, key: events.Key) -> None:
        """A key that another widget had and did not want: what it would have done here."""
        if not self._acts(key) and key.character and key.is_printable:
            self._put(key.character)

    def update_suggestion(self) -> None:
        offered = self._suggest(self.text) if self._suggest and self.text and self.cursor_at_end_of_text else ""
        self.suggestion = plain(offered)

    def on_key(self, event: events.Key) -> None:
        if self._acts(event):
            event.stop()
            event.prevent_default()
        elif event.is_printable and len(self.text) - len(self.selected_text) >= self._longest:
            event.prevent_default()
            self._too_long()

    def _acts(self, event: events.Key) -> bool:
        """Do what the key means, if it is anything but text; False leaves it to the text box."""
        if event.key != "enter":
            self._entered = None  # a key that bounces has none between its presses
        if self._menu is not None and self._menu.take(event):
            return True
        if event.key == "enter":
            self._enter(self._clock() if self._clock else event.time)
        elif event.key in {"tab", "shift+tab"}:
            self.post_message((self.NextChip if self.text.strip() else self.NextWaiting)(back=event.key != "tab"))
        elif event.key == "up" and self.wrapped_document.location_to_offset(self.cursor_location).y == 0:
            self.post_message(self.IntoTimeline())
        elif not self.text and self._acts_when_empty(event):
            return True
        elif event.key in _EDITING:
            getattr(self, f"action_{_EDITING[event.key]}")()
        else:
            return False
        return True

    def _acts_when_empty(self, event: events.Key) -> bool:
        if event.character == " ":
            if self._menu is not None:
                self._menu.open()
            else:
                self.post_message(self.OpenMenu())
        elif event.character in {"§", "`"}:
            self.post_message(self.Emergency())
        elif event.character == "?":
            self.post_message(self.Help())
        else:
            return event.key == "backspace"
        return True

    def _enter(self, at: float) -> None:
        is_same = self._entered is not None and at - self._entered <= self.same_enter
        self._entered = at
        if is_same:
            return
        if self.text.strip():
            self._saved = at
            self.post_message(self.Save(self.take()))
        elif self._saved is None or at - self._saved > AFTER_SAVE:
            self.post_message(self.OpenForm())

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self.paste(event.text)

    def action_paste(self) -> None:
        self.paste(self.app.clipboard)

    def paste(self, text: str) -> None:
        """Take pasted text: one line goes on the line, several are joined to what stands there or posted."""
        if len(text) > self._longest * MOST_LINES:
            self._too_long()
            return
        lines = tuple(line.strip() for line in re.split(r"[\r\n]+", plain(text.replace("\r", "\n"))) if line.strip())
        if self._several and len(lines) > 1 and not self.text:
            if len(lines) > MOST_LINES or max(map(len, lines)) > self._longest:
                self._too_long()
            else:
                self.post_message(self.PastedLines(lines))
            return
        self._put(" ".join(lines).replace("\t", " "))

    def _put(self, text: str) -> None:
        if len(self.text) - len(self.selected_text) + len(text) > self._longest:
            self._too_long()
        elif text:
            result = self.replace(text, *self.selection, maintain_selection_offset=False)
            self.move_cursor(result.end_location)

    def _too_long(self) -> None:
        said = _("Raden rymmer {longest} tecken, och det går att klistra in {lines} rader. Det här fick inte plats.")
        self.post_message(Say(said.format(longest=self._longest, lines=MOST_LINES)))


def to_line(widget: Widget, key: events.Key | None = None) -> None:
    """The line of the widget's screen has the focus now; a key that the widget had and did not want is done there."""
    line = widget.screen.query_one(WritingLine)
    line.focus()
    if key is not None:
        line.type_in(key)


class PromptedLine(Horizontal):
    """The line with its ` > ` before it."""

    DEFAULT_CSS = """
    PromptedLine { height: auto; background: $background; }
    PromptedLine > Static { width: 3; }
    """

    def __init__(self, line: WritingLine) -> None:
        super().__init__()
        self._line = line

    def compose(self) -> ComposeResult:
        yield Static(" > ", markup=False)
        yield self._line
