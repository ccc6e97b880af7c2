"""What a screen may ask of the app that shows it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol, cast

from textual.widget import Widget

from fieldlog.home import Folder, Home
from fieldlog.screens.keys import Key
from fieldlog.screens.theme import Look
from fieldlog.screens.travel_watch import TravelWatch
from fieldlog.settings import Settings

if TYPE_CHECKING:
    from fieldlog.logbook.desk import Desk
    from fieldlog.logbook.glance import Waiting
    from fieldlog.vault import Unlocked


class Start(Protocol):
    """How the program was called."""

    @property
    def home(self) -> Home: ...
    @property
    def folder(self) -> Folder | None: ...


class House(Protocol):  # noqa: PLR0904 - a list of what others offer
    """The app. `desk` is the open log, None until the key is there."""

    look: Look
    desk: Desk | None
    now: Callable[[], datetime]
    clipboard_lines: tuple[str, ...]
    keys: tuple[Key, ...]
    settings: Settings
    complaints: tuple[str, ...]
    travel: TravelWatch

    @property
    def start(self) -> Start: ...
    def perform(self, id: str) -> None: ...  # noqa: A002 - the key table's own word
    def can(self, action: str) -> str | None: ...
    def show_entry(self, id_: str) -> None: ...
    def open_waiting(self, waiting: Waiting) -> None: ...
    def ask_for_passphrase(self, sentence: str, text: str) -> None: ...
    def unlocked(self, unlocked: Unlocked, text: str = "") -> None: ...
    def begun(self, unlocked: Unlocked, text: str = "") -> None: ...
    def change_person(self, worker: str) -> None: ...
    def practise(self) -> None: ...
    def choose_settings(self, settings: Settings) -> None: ...
    def push_screen(self, screen: Any, callback: Any = None) -> Any: ...
    def switch_screen(self, screen: Any) -> Any: ...
    def call_from_thread(self, callback: Callable[..., Any], *args: Any) -> Any: ...


def house(widget: Widget) -> House:
    return cast("House", widget.app)
