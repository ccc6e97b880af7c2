"""fieldlog as a program on the screen: which screens there are, whose log is open, and when it locks itself."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.screen import Screen

from fieldlog.app import FieldlogApp, run
from fieldlog.home import Folder, Home
from fieldlog.language import _, language, set_language, unspoken
from fieldlog.models.refusal import Locked, Refusal
from fieldlog.screens.alone_watch import AloneWatch
from fieldlog.screens.clockwatch import ClockWatch, steady_seconds
from fieldlog.screens.damage_watch import DamageWatch
from fieldlog.screens.hide import hide
from fieldlog.screens.keymap import read_key_map
from fieldlog.screens.keys import KEYS, keys_of
from fieldlog.screens.line import WritingLine
from fieldlog.screens.outside import Outside
from fieldlog.screens.practice import say_practice
from fieldlog.screens.shift import ShiftScreen
from fieldlog.screens.theme import look_of
from fieldlog.screens.tonight import open_events
from fieldlog.screens.travel_watch import TravelWatch
from fieldlog.screens.views import AHEAD_OF_KEY, LATER, SCREENS, WITHOUT_KEY, available, open_to, screen_of
from fieldlog.settings import Settings, keep_settings, read_key_map_file, read_settings
from fieldlog.vault.lock import is_locked, lock, lock_count

if TYPE_CHECKING:
    from fieldlog.logbook.desk import Desk
    from fieldlog.logbook.glance import Tonight, Waiting
    from fieldlog.vault.ahead import Ahead

POLL = 0.2
"""Seconds between looks at whether another window of the same log has locked."""
ASKS = "FIELDLOG_ASKS"
"""Set for a program that is started anew for another person: it begins with her passphrase."""


@dataclass(frozen=True, slots=True)
class Start:
    """How the program was called: whose log, and how to get its key without asking (None: by the keyring)."""

    home: Home
    folder: Folder | None
    passphrase: str | None = None
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    again: Sequence[str] = (sys.executable, "-m", "fieldlog")
    idle: timedelta | None = None
    """Without a key for so long it locks itself; None: as the settings say."""
    ahead: Ahead | None = None
    """The keys, where they are already being fetched."""


class Program(FieldlogApp):  # noqa: PLR0904 - as its parent
    """The app with fieldlog's own screens."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(each.key, f"perform('{each.id}')", show=False) for each in keys_of("all") if each.action in SCREENS
    ]

    def __init__(self, start: Start) -> None:
        self.start = start
        self.now = start.now
        self.desk: Desk | None = None
        self.clipboard_lines: tuple[str, ...] = ()
        self.settings, complaint = read_settings(start.home)
        wishes, trouble = read_key_map_file(start.home)
        keys, refused = read_key_map(wishes) if wishes else (KEYS, ())
        self.complaints = tuple(sentence for sentence in (complaint, unspoken(), trouble, *refused) if sentence)
        """What the person's own files got wrong, a sentence each."""
        WritingLine.same_enter = self.settings.debounce_ms / 1000
        self._touched = steady_seconds()
        self._clock = ClockWatch(start.now())
        self._alone, self._damage, self.travel = AloneWatch(), DamageWatch(self), TravelWatch(self)
        self._asks = os.environ.pop(ASKS, "") != ""
        self._locks = lock_count(start.folder) if start.folder else 0
        outside = Outside(self.keep, self._before_hiding, start.again, start.home.root, start.now)
        super().__init__(
            {"shift": self._shift, "first": self._first_run, "locked": self._locked}
            | {name: lambda name=name: screen_of(name, self.desk, self.now) for name in SCREENS if available(name)},
            first=self._first_screen(),
            outside=outside,
            look=look_of(self.settings),
            keys=tuple(key for key in keys if key.screen != "menu" or key.action not in LATER),
        )

    def _first_screen(self) -> str:
        folder = self.start.folder
        if folder is None:
            return "change_person" if self.start.home.workers() else "first"
        return "locked" if self._asks or (is_locked(folder) and self.start.passphrase is None) else "shift"

    def _shift(self, carried: str = "") -> Screen[Any]:
        return ShiftScreen(self.opening, self.now, carried)

    def _first_run(self) -> Screen[Any]:
        from fieldlog.screens.first import FirstScreen

        return FirstScreen(self.start.home, self.now)

    def _locked(self) -> Screen[Any]:
        from fieldlog.screens.locked import LockedScreen

        assert self.start.folder is not None  # noqa: S101 - only a log that is there can be locked
        return LockedScreen(self.start.folder, self.start.home, self.now, asks=self._asks)

    def opening(self) -> tuple[Desk, Tonight | None]:
        """Open the log: with the passphrase that was given, else by the keyring. Locked where neither opens it."""
        from fieldlog.vault import unlock_with_keyring, unlock_with_passphrase  # after the first frame

        folder, given, ahead = self.start.folder, self.start.passphrase, self.start.ahead
        if folder is None:
            raise Locked(_("Det finns ingen logg här än."))
        if ahead is not None:
            self.start = replace(self.start, ahead=None)
            return self.opened(ahead.take())
        return self.opened(unlock_with_keyring(folder) if given is None else unlock_with_passphrase(folder, given))

    def opened(self, unlocked: Any) -> tuple[Desk, Tonight | None]:
        """The desk of an open vault, and the first look at tonight."""
        from fieldlog.logbook.opening import open_desk  # SQLCipher: after the first frame

        found = open_desk(unlocked, self.now, lambda said: self.call_from_thread(self.notify, said, timeout=30))
        return self._damage.over(found)

    # -- what screens ask of the app

    def can(self, action: str) -> str | None:
        """Whether a menu action can be done now: "" yes, a sentence why not, None if it isn't there."""
        if action == "undo":
            tonight = getattr(self.screen, "tonight", None)
            return "" if tonight is not None and tonight.undo else _("Det finns inget att ångra.")
        if not open_to(action, self.desk):
            return None
        return "" if self.desk is not None or action in WITHOUT_KEY else _("Loggen öppnas, vänta ett ögonblick.")

    def _doing(self, id: str) -> Callable[[], object] | None:  # noqa: A002 - the key table's own word
        action = id.partition(".")[2]
        if action in SCREENS and not open_to(action, self.desk):
            return None
        if self.desk is None and action in SCREENS and action not in WITHOUT_KEY:
            # From the palette or a key of its own: what the screen itself can do, but no screen of an open log.
            own: Callable[[], object] | None = getattr(self.screen, f"action_{action}", None)
            if own is not None or action not in AHEAD_OF_KEY or not isinstance(self.screen, ShiftScreen):
                return own
        return super()._doing(id)

    def show_entry(self, id_: str) -> None:
        from fieldlog.screens.detail import DetailScreen

        if self.desk is not None:
            self.push_screen(DetailScreen(self.desk, self.now, id_))

    def open_waiting(self, waiting: Waiting) -> None:
        from fieldlog.screens.waiting import open_waiting

        open_waiting(self, waiting)

    def choose_settings(self, settings: Settings) -> None:
        """Keep them and follow them, at once. CannotSave leaves everything as it was."""
        keep_settings(self.start.home, settings)
        self.settings = settings
        WritingLine.same_enter = settings.debounce_ms / 1000
        self.wear(look_of(settings))
        self.speak(settings.language)

    # -- whose log

    def ask_for_passphrase(self, sentence: str, text: str) -> None:
        """The log could not be opened without asking: what was typed meanwhile stays on the locked line."""
        from fieldlog.screens.locked import LockedScreen

        if self.start.folder is not None:
            asked = LockedScreen(self.start.folder, self.start.home, self.now, sentence, text, asks=not text)
            self.instead(asked)

    def unlocked(self, unlocked: Any, text: str = "") -> None:
        """A passphrase opened the vault: the shift takes the place of the screen that asked."""
        self._locks = lock_count(unlocked.folder)
        self._touched = steady_seconds()
        self.instead(ShiftScreen(lambda: self.opened(unlocked), self.now, text))

    def begun(self, unlocked: Any, text: str = "") -> None:
        """A new log was made. Beside an open one of somebody else the program begins anew, with a clean memory."""
        if self.desk is not None:
            self.change_person(unlocked.folder.worker)
            return
        self._belongs_to(unlocked.folder)
        self.unlocked(unlocked, text)

    def change_person(self, worker: str) -> None:
        """Another worker of this laptop, with her own passphrase. What is open is locked, its key gone."""
        from fieldlog.screens.locked import LockedScreen

        folder = self.start.home.folder(worker)
        if self.desk is None:
            self._belongs_to(folder)
            self.instead(LockedScreen(folder, self.start.home, self.now, asks=True))
            return
        lock(folder)  # or the keyring would open it: whoever sits here must know her passphrase
        os.environ[ASKS] = "1"
        self._become([*self._outside.again, "--worker", folder.worker], self._before_hiding)

    def practise(self) -> None:
        """Become the rehearsal: a log of its own that is gone afterwards."""
        self._become([sys.executable, "-m", "fieldlog", "demo", "--lang", language()], self.keep)

    def _belongs_to(self, folder: Folder) -> None:
        again = [*self._outside.again, "--worker", folder.worker]
        self.start = replace(self.start, folder=folder, passphrase=None, ahead=None, again=again)
        self._outside = replace(self._outside, again=again)
        self._locks = lock_count(folder)

    def instead(self, screen: Screen[Any]) -> None:
        """The screen takes the place of all that are open."""
        while len(self.screen_stack) > 1:
            self.pop_screen()
        if not self.screen._result_callbacks:
            # Textual can't switch away from the first screen otherwise: it has pushed no callback to pop.
            self.screen._push_result_callback(self.screen, None)
        self.switch_screen(screen)

    def _become(self, argv: Sequence[str], before: Callable[[], None]) -> None:
        if self._driver is not None:
            hide(self._driver, argv, before, self._outside.execute)

    # -- locking

    def on_mount(self) -> None:
        self._is_practice = self.start.folder is not None and self.start.folder.practice
        self.set_interval(POLL, self._watch)
        self.set_interval(5, lambda: self._clock.look(self))
        for sentence in self.complaints:
            self.notify(sentence, timeout=10)

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key | events.MouseDown | events.Paste):
            self._touched = steady_seconds()
        await super().on_event(event)

    def _watch(self) -> None:
        without_key = steady_seconds() - self._touched
        if self._is_practice:
            say_practice(self.screen)
        self._alone.look(self, self.now())
        self._damage.look(without_key)
        self.travel.look(without_key)
        if self.start.folder is None or self.desk is None:
            return
        # By a clock that nobody sets: a wall clock put back an hour would keep the log open an hour more.
        if self._locked_elsewhere() or without_key >= self.idle.total_seconds():
            self.hide()

    @property
    def idle(self) -> timedelta:
        return timedelta(minutes=self.settings.idle_minutes) if self.start.idle is None else self.start.idle

    def _locked_elsewhere(self) -> bool:
        return self.start.folder is not None and lock_count(self.start.folder) != self._locks

    def keep(self) -> None:
        for screen in self.screen_stack:
            keep = getattr(screen, "keep_written", None)
            if keep is not None:
                with suppress(Refusal):  # what one screen can't keep must not cost another its text
                    keep()
        if self.desk is not None and self.desk.keeper is not None:
            self.desk.keeper.flush()

    def _before_hiding(self) -> None:
        os.environ.pop("FIELDLOG_PASSPHRASE_FILE", None)  # or what begins anew would open itself
        try:
            self._alone.hand_on(self)
            self.keep()
        finally:
            # Another window's lock is passed on by nobody: each would lock the one that was unlocked since.
            if self.start.folder is not None and not self._locked_elsewhere():
                lock(self.start.folder, open_events(self.screen_stack))


def show(start: Start, spoken: str = "sv") -> int:
    """Run the program on this terminal until it is closed; returns the exit code."""
    set_language(spoken)
    program = Program(start)
    try:
        return run(program, program._outside)
    finally:
        program.travel.stop(2)
        if program.desk is not None:
            program.desk.close()
