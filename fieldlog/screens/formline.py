"""The line of the guided form: one place to write, while digits, Enter and Tab belong to the questions above it."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from textual import events

from fieldlog.models.moment import clock, written
from fieldlog.models.questions import AT
from fieldlog.models.vocabulary import Vocabulary
from fieldlog.models.worker import service_number
from fieldlog.screens.line import WritingLine


class FormLine(WritingLine):
    """`first(key)` sees each key before the line does and says whether it was used."""

    def __init__(self, first: Callable[[events.Key], bool], *, longest: int) -> None:
        super().__init__(longest=longest)
        self._first = first

    def _acts(self, event: events.Key) -> bool:
        return self._first(event) or super()._acts(event)

    def show(self, text: str, longest: int) -> None:
        """Have this text on the line, the cursor at its end; it takes so many characters."""
        self._longest = longest
        if text != self.text:
            self.load_text(text)
        self.move_cursor(self.document.end)


def as_answer(name: str, kind: str, text: str, now: datetime, vocabulary: Vocabulary) -> Any:
    """What was written as the answer to a question that is no free text; None if it is none.

    RuleBroken for a service number that can't be one.
    """
    said = text.strip()
    if not said:
        return None
    if kind == "staff":
        return service_number(said)
    if kind == "staffs":
        return [service_number(each) for each in re.split(r"[,+;\s]+", said) if each]
    from fieldlog.line import read_line  # its rules are data that opening the form need not wait for

    at = read_line(said, now=now, vocabulary=vocabulary).time
    if at is None:
        return None
    return written(at) if name == AT else clock(at)
