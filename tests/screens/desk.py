"""A desk to try single widgets on: the real app with one bare screen, and a record of the messages that were posted."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeVar

from textual._xterm_parser import XTermParser
from textual.app import ComposeResult
from textual.message import Message
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget

from fieldlog.app import FieldlogApp
from fieldlog.screens.theme import Look

Posted = TypeVar("Posted", bound=Message)


class Bare(Screen[None]):
    """Shows what it is given, and has no key of its own."""

    AUTO_FOCUS = None

    def __init__(self, widgets: tuple[Widget, ...]) -> None:
        super().__init__()
        self._widgets = widgets

    def compose(self) -> ComposeResult:
        yield from self._widgets


class Desk:
    """What a test does to the widgets and learns of them."""

    def __init__(self, app: FieldlogApp, pilot: Pilot[None], messages: list[Message]) -> None:
        self.app = app
        self.pilot = pilot
        self._messages = messages

    async def press(self, text: str) -> None:
        """Bytes as a terminal sends them, one right after the other, read by Textual's own parser."""
        parser = XTermParser()
        for event in parser.feed(text):
            self.app.post_message(event)
        await self.settle()

    async def settle(self) -> None:
        for _round in range(3):
            await self.pilot.pause(0)

    def posted(self, kind: type[Posted]) -> list[Posted]:
        """The messages of exactly this kind so far, each once."""
        return [message for message in self._messages if type(message) is kind]

    def names(self) -> list[str]:
        """The kinds of all messages of our own so far."""
        return [type(each).__name__ for each in self._messages]

    def forget(self) -> None:
        self._messages.clear()


@asynccontextmanager
async def desk(*widgets: Widget, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Desk]:
    """The widgets on a screen of that size, the last one with the focus."""
    app = FieldlogApp({"bare": lambda: Bare(widgets)}, first="bare", look=Look(by_sun=False))
    messages: list[Message] = []

    def note(message: Message) -> None:
        # A message is seen anew at each widget that it rises through.
        if type(message).__module__.startswith("fieldlog.") and not any(message is each for each in messages):
            messages.append(message)

    async with app.run_test(size=size, message_hook=note) as pilot:
        place = Desk(app, pilot, messages)
        focusable = [widget for widget in app.screen.walk_children(Widget) if widget.focusable]
        focusable[-1].focus()
        await place.settle()
        place.forget()
        yield place
