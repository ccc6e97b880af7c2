"""A sentence for the person at the keyboard, from any part of a screen: shown where that screen has room for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol, runtime_checkable

from textual.message import Message
from textual.message_pump import MessagePump

from fieldlog.models.refusal import Refusal


class Say(Message):
    """A screen that shows `sentence` stops the message; where none does, the app shows it above."""

    def __init__(self, sentence: str) -> None:
        super().__init__()
        self.sentence = sentence


@contextmanager
def refusals_said(speaker: MessagePump) -> Iterator[None]:
    """What is refused within the block is said, and the block ends there: a refusal is an answer, never a crash."""
    try:
        yield
    except Refusal as refusal:
        speaker.post_message(Say(str(refusal)))


@runtime_checkable
class Speaks(Protocol):
    """A screen or widget that holds words: `speak` says them anew in the language in use and keeps what was typed."""

    def speak(self) -> None: ...
