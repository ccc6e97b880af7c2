"""fieldlog as a program on the screen: which screens there are, whose log is open, and when it locks itself."""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

from textual import events
from textual.screen import Screen

from fieldlog.app import FieldlogApp, Outside, run
from fieldlog.home import Folder, Home
from fieldlog.language import _, set_language
from fieldlog.logbook.desk import Desk
from fieldlog.logbook.glance import Tonight, Waiting
from fieldlog.models.refusal import Locked
from fieldlog.screens.keys import KEYS
from fieldlog.screens.shift import ShiftScreen
from fieldlog.vault.lock import is_locked, lock, lock_count

IDLE = timedelta(minutes=3)
"""After so long without a key the program locks itself, unless the settings say otherwise."""
POLL = 0.2
"""Seconds between looks at whether another window of the same log has locked."""

LATER = frozenset({"briefing", "picture", "sync", "warn", "tasks", "review"})
"""Menu items of the work that a later version brings; they are not in the menu until then."""

SCREENS: Mapping[str, str] = {
    "search": "search.SearchScreen",
    "several": "several.SeveralScreen",
    "correct": "correct.CorrectScreen",
    "mine": "mine.MineScreen",
    "settings": "settings.SettingsScreen",
    "numbers": "numbers.NumbersScreen",
    "alone": "alone.AloneScreen",
    "end": "end.EndScreen",
    "change_person": "person.PersonScreen",
    "help": "help.HelpScreen",
    "form": "form.FormScreen",
    "emergency": "emergency.EmergencyScreen",
    "undo": "undo.UndoScreen",
}
"""Action of the key table -> `module.Class` in `fieldlog.screens`; each takes the desk and the clock."""


@dataclass(frozen=True, slots=True)
class Start:
    """How the program was called: whose log, and how to get its key without asking (None: by the keyring)."""

    home: Home
    folder: Folder | None
    passphrase: str | None = None
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    again: Sequence[str] = (sys.executable, "-m", "fieldlog")
    idle: timedelta = IDLE


class Program(FieldlogApp):  # noqa: PLR0904 - as its parent
    """The app with fieldlog's own screens."""

    def __init__(self, start: Start) -> None:
        self.start = start
        self.now = start.now
        self.desk: Desk | None = None
        self.clipboard_lines: tuple[str, ...] = ()
        self._last_key = start.now()
        self._locks = lock_count(start.folder) if start.folder else 0
        outside = Outside(self._keep, self._before_hiding, start.again, start.home.root, start.now)
        super().__init__(
            {"shift": self._shift, "first": self._first_run, "locked": self._locked}
            | {name: self._maker(name) for name in SCREENS if available(name)},
            first=self._first_screen(),
            outside=outside,
            keys=tuple(key for key in KEYS if key.screen != "menu" or key.action not in LATER),
        )

    def _first_screen(self) -> str:
        folder = self.start.folder
        if folder is None:
            return "first"
        return "locked" if is_locked(folder) and self.start.passphrase is None else "shift"

    def _shift(self, carried: str = "") -> Screen[Any]:
        return ShiftScreen(self.opening, self.now, carried)

    def _first_run(self) -> Screen[Any]:
        from fieldlog.screens.first import FirstScreen

        return FirstScreen(self.start.home, self.now)

    def _locked(self) -> Screen[Any]:
        from fieldlog.screens.locked import LockedScreen

        assert self.start.folder is not None  # noqa: S101 - only a log that is there can be locked
        return LockedScreen(self.start.folder, self.start.home, self.now)

    def _maker(self, name: str) -> Callable[[], Screen[Any]]:
        def make() -> Screen[Any]:
            module, _dot, class_ = SCREENS[name].partition(".")
            made: Screen[Any] = getattr(import_module(f"fieldlog.screens.{module}"), class_)(self.desk, self.now)
            return made

        return make

    def opening(self) -> tuple[Desk, Tonight | None]:
        """Open the log: with the passphrase that was given, else by the keyring. Locked where neither opens it."""
        from fieldlog.vault import unlock_with_keyring, unlock_with_passphrase  # after the first frame

        folder = self.start.folder
        if folder is None:
            raise Locked(_("Det finns ingen logg här än."))
        given = self.start.passphrase
        unlocked = unlock_with_keyring(folder) if given is None else unlock_with_passphrase(folder, given)
        return self.opened(unlocked)

    def opened(self, unlocked: Any) -> tuple[Desk, Tonight | None]:
        """The desk of an open vault, and the first look at tonight."""
        desk = Desk(unlocked, self.now)
        return desk, desk.first_look()

    # -- what screens ask of the app

    def can(self, action: str) -> str | None:
        """Whether a menu action can be done now: "" yes, a sentence why not, None if it is not there at all."""
        if action == "palette":
            return ""
        if action == "undo":
            tonight = getattr(self.screen, "tonight", None)
            return "" if tonight is not None and tonight.undo else _("Det finns inget att ångra.")
        if action not in SCREENS or not available(action):
            return None
        return "" if self.desk is not None or action in {"help", "numbers"} else _("Loggen öppnas, vänta ett ögonblick.")

    def show_entry(self, id_: str) -> None:
        from fieldlog.screens.detail import DetailScreen

        if self.desk is not None:
            self.push_screen(DetailScreen(self.desk, self.now, id_))

    def open_waiting(self, waiting: Waiting) -> None:
        from fieldlog.screens.waiting import open_waiting

        open_waiting(self, waiting)

    def ask_for_passphrase(self, sentence: str, text: str) -> None:
        from fieldlog.screens.locked import LockedScreen

        if self.start.folder is not None:
            self.switch_screen(LockedScreen(self.start.folder, self.start.home, self.now, sentence, text))

    def unlocked(self, unlocked: Any, text: str = "") -> None:
        """A passphrase opened the vault: the shift takes the place of the screen that asked."""
        self._locks = lock_count(unlocked.folder)
        self._last_key = self.now()
        self.switch_screen(ShiftScreen(lambda: self.opened(unlocked), self.now, text))

    # -- locking

    def on_mount(self) -> None:
        self.set_interval(POLL, self._watch)

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key | events.MouseDown | events.Paste):
            self._last_key = self.now()
        await super().on_event(event)

    def _watch(self) -> None:
        folder = self.start.folder
        if folder is None or self.desk is None:
            return
        if lock_count(folder) != self._locks or self.now() - self._last_key >= self.start.idle:
            self.hide()

    def _keep(self) -> None:
        if self.desk is not None and self.desk.keeper is not None:
            self.desk.keeper.flush()

    def _before_hiding(self) -> None:
        self._keep()
        if self.start.folder is not None:
            lock(self.start.folder)


def available(name: str) -> bool:
    """Whether a screen comes with this version."""
    module = SCREENS[name].partition(".")[0]
    return (Path(__file__).parent / "screens" / f"{module}.py").exists()


def show(start: Start, language: str = "sv") -> int:
    """Run the program on this terminal until it is closed; returns the exit code."""
    set_language(language)
    program = Program(start)
    try:
        return run(program, program._outside)
    finally:
        if program.desk is not None:
            program.desk.close()
