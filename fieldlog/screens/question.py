"""A numbered question over the line: a digit answers, Enter takes the way out it names, a letter is written."""

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from fieldlog.screens.line import to_line
from fieldlog.screens.text import content, fit


class Question(Widget, can_focus=True):
    """Hidden until `ask`. While it is up digits are never text, and it says so by numbering its answers."""

    DEFAULT_CSS = """
    Question { height: auto; display: none; background: $background; color: $waits; }
    """

    class Answered(Message):
        """`value` is that of the choice; None for Enter."""

        def __init__(self, about: str, value: str | None) -> None:
            super().__init__()
            self.about = about
            self.value = value

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id)
        self.about = ""
        self._title = ""
        self._choices: tuple[tuple[str, str], ...] = ()
        self._enter = ""

    def ask(self, about: str, title: str, choices: tuple[tuple[str, str], ...], enter: str = "") -> None:
        """Up to nine (value, label) choices; `enter` says what Enter does, "" if it does nothing."""
        self.about, self._title, self._choices, self._enter = about, title, choices[:9], enter
        self.display = True
        self.focus()
        self.refresh(layout=True)

    def close(self, typed: events.Key | None = None) -> None:
        """Nobody is held in a question: the line has the focus again, and what stood on it stands there still."""
        self.display = False
        to_line(self, typed)

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        return len(self._rows(width))

    def render(self) -> Content:
        return Content("\n").join([content(row) for row in self._rows(self.size.width)])

    def _rows(self, width: int) -> list[str]:
        answers = [f"{number} {label}" for number, (_value, label) in enumerate(self._choices, 1)]
        if self._enter:
            answers.append(f"Enter {self._enter}")
        rows = [f" {self._title}"]
        for answer in answers:
            if len(rows[-1]) + len(answer) + 3 > width and rows[-1].strip():
                rows.append("")
            rows[-1] += f"   {answer}"
        return [fit(row, width) for row in rows]

    def on_key(self, event: events.Key) -> None:
        character = event.character or ""
        event.stop()
        event.prevent_default()
        if event.key == "escape":
            self.close()
        elif event.key == "enter":
            if self._enter:
                self.close()
                self.post_message(self.Answered(self.about, None))
        elif character.isdigit():
            if 1 <= int(character) <= len(self._choices):
                self.close()
                self.post_message(self.Answered(self.about, self._choices[int(character) - 1][0]))
        elif event.is_printable:
            self.close(event)
