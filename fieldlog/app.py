"""The program on the screen: which screens there are, where keys go before them, and every way out.

Nothing heavy may be imported here: the time to the first frame is the time to the first note.
"""

import asyncio
import contextlib
import gc
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, ClassVar

from rich.console import RenderableType
from textual import events, on
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.command import CommandPalette, Provider
from textual.filter import LineFilter, Monochrome
from textual.notifications import SeverityLevel
from textual.screen import Screen

from fieldlog.language import _, set_language
from fieldlog.screens import crash, gone
from fieldlog.screens.escape import Escape, Press
from fieldlog.screens.hide import hide
from fieldlog.screens.keys import KEYS, Key
from fieldlog.screens.line import WritingLine
from fieldlog.screens.menu import Menu
from fieldlog.screens.outside import Outside, why_no_screen
from fieldlog.screens.say import Say, Speaks
from fieldlog.screens.text import LastGuard, lacks_signs, plain
from fieldlog.screens.theme import THEMES, Look, WithoutColour, repaint, theme_at

PATIENCE = 3.0
"""Seconds from a signal until the process ends, whatever still hangs: a closed window can block every write."""
SETTLED = 3.0
"""Seconds after which the program is loaded, and what it holds then will stay."""


def _collect_again() -> None:
    gc.freeze()
    gc.enable()


def _commands() -> type[Provider]:
    from fieldlog.screens.palette import Commands  # with the palette

    return Commands


class FieldlogApp(App[None]):  # noqa: PLR0904 - most are hooks of Textual, not verbs of ours
    """`screens` makes each screen when it is first wanted, by the name that the key table has as its action."""

    CSS_PATH = "app.tcss"
    TITLE = "fieldlog"
    COMMANDS = {_commands}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", show=False, priority=True),
        Binding("f1", "perform('all.help')", show=False),
        Binding("f2", "perform('all.emergency')", show=False),
        Binding("f12", "perform('all.hide_now')", show=False, priority=True),
        Binding("ctrl+o", "perform('all.jump')", show=False),
    ]

    def __init__(
        self,
        screens: Mapping[str, Callable[[], Screen[Any]]],
        *,
        first: str,
        outside: Outside | None = None,
        look: Look | None = None,
        keys: tuple[Key, ...] = KEYS,
        doings: Mapping[str, Callable[[], None]] | None = None,
    ) -> None:
        """`doings` are actions that are no screen, by id: `{"menu.sync": ...}`."""
        super().__init__()
        self._screens_by_name = screens
        self._first = first
        self._outside = outside or Outside()
        self.look = look or Look()
        self.keys = keys
        self._escape = Escape()
        self._doings: dict[str, Callable[[], object]] = {
            "all.hide": self.hide,
            "all.hide_now": self.hide,
            "all.palette": self.action_command_palette,
            "menu.palette": self.action_command_palette,
            "all.jump": self._jump,
            "all.quit": self.action_quit,
            **(doings or {}),
        }
        for theme in THEMES:
            self.register_theme(theme)
        self._guards: tuple[LineFilter, ...] = ()
        self.wear(self.look)

    def get_default_screen(self) -> Screen[Any]:
        return self._screens_by_name[self._first]()

    def on_mount(self) -> None:
        self.set_interval(60, self._follow_sun)
        if not gc.isenabled():
            self.set_timer(SETTLED, _collect_again)
        if not self.is_headless:
            loop = asyncio.get_running_loop()
            crash.guard_loop(loop, self._outside.home, self._outside.now)
            for number in (signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)):
                with contextlib.suppress(NotImplementedError):  # Windows has no such handlers
                    loop.add_signal_handler(number, self._told_to_stop, int(number))
            gone.watch(sys.stdin.fileno(), loop, self._told_to_stop)

    # -- keys and what they do

    async def on_event(self, event: events.Event) -> None:
        # The first of the two times that a key is seen here is before any binding, menu, form or palette.
        if isinstance(event, events.Key) and not event.is_forwarded and not self._lets_through(event):
            return
        await super().on_event(event)

    def _lets_through(self, key: events.Key) -> bool:
        if key.key != "escape":
            self._escape.other_key()
            return True
        press = self._escape.press(key.time)
        if press is Press.HIDE:
            self.hide()
        return press is Press.STEP

    def possible(self) -> Iterable[Key]:
        """The keys of the table whose action can be done on the screen that is up."""
        return (key for key in self.keys if self._doing(key.id) is not None)

    def perform(self, id: str) -> None:  # noqa: A002 - the key table's own word
        """Do what the key table calls `id`, or say that it can't be done here."""
        doing = self._doing(id)
        if doing is None:
            self.notify(_("Det går inte här och nu."))
        else:
            self.call_later(doing)

    def action_perform(self, id: str) -> None:  # noqa: A002 - as above
        self.perform(id)

    def _doing(self, id: str) -> Callable[[], object] | None:  # noqa: A002 - as above
        """A doing of the app, else an action of the screen (`keys_of` names its parts of the table), else a screen."""
        if id in self._doings:
            return self._doings[id]
        part, _dot, action = id.partition(".")
        screen = next((each for each in reversed(self.screen_stack) if not isinstance(each, CommandPalette)), None)
        if part in {"all", "menu", *getattr(screen, "keys_of", ())}:
            own: Callable[[], object] | None = getattr(screen, f"action_{action}", None)
            if own is not None:
                return own
        make = self._screens_by_name.get(action)
        return (lambda: self.push_screen(make())) if make is not None and part in {"all", "menu"} else None

    @on(Menu.Chosen)
    def _open_view(self, event: Menu.Chosen) -> None:
        self.perform(event.item.id)

    @on(WritingLine.Emergency)
    @on(WritingLine.Help)
    def _asked_on_line(self, event: WritingLine.Emergency | WritingLine.Help) -> None:
        self.perform(event.asks_for)

    @on(Say)
    def _say(self, event: Say) -> None:
        self.notify(event.sentence)

    def action_command_palette(self) -> None:
        if not isinstance(self.screen, CommandPalette):
            from fieldlog.screens.palette import Palette  # loaded when it is first opened

            self.push_screen(Palette())

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        return ()  # Textual's own are English and offer pictures of the screen

    def _jump(self) -> None:
        from fieldlog.screens.jump import Jump  # only those who jump pay for it

        self.push_screen(Jump(self.screen))

    # -- what is shown

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """As Textual's, but never as markup: a sentence may quote what somebody wrote."""
        super().notify(plain(message), title=plain(title), severity=severity, timeout=timeout, markup=False)

    def speak(self, code: str) -> None:
        """Another language, at once, on every screen that is open."""
        set_language(code)
        for screen in self.screen_stack:
            for node in screen.walk_children(with_self=True):
                if isinstance(node, Speaks):
                    node.speak()
                node.refresh(layout=True)

    def wear(self, look: Look) -> None:
        """Other colours or signs, at once."""
        self.look = look
        self._follow_sun(worn=True)

    def _follow_sun(self, *, worn: bool = False) -> None:
        name = theme_at(self.look, self._outside.now(), no_colour=self.no_color)
        only_ascii = self.look.only_ascii or lacks_signs(os.environ.get("TERM", ""), sys.__stderr__)
        self._guards = (LastGuard(only_ascii), *((WithoutColour(),) if name == "none" else ()))
        worn, self.theme = worn or name != self.theme, name
        if worn and self.is_running:  # after Textual's own turn, which leaves out the palette and what is drawn ahead
            self.call_next(repaint, self)

    def refresh_css(self, animate: bool = True) -> None:
        """As Textual's; the theme that is chosen before there is a screen costs no second reading of the styles."""
        if self.screen_stack:
            super().refresh_css(animate)
        else:
            self.stylesheet.set_variables(self.get_css_variables())

    def get_line_filters(self) -> Sequence[LineFilter]:
        # Monochrome, which NO_COLOR brings, still writes greys.
        return [*(each for each in super().get_line_filters() if not isinstance(each, Monochrome)), *self._guards]

    # -- the ways out

    def hide(self) -> None:
        """Blank, lock, begin anew. Does not return in a terminal."""
        if self._driver is not None:
            hide(self._driver, self._outside.again, self._outside.on_hide, self._outside.execute)

    def _write_drafts(self) -> None:
        try:
            self._outside.flush()
        except Exception as error:  # noqa: BLE001 - on the way out nobody else can take it
            crash.record(error, self._outside.home, self._outside.now())

    async def action_quit(self) -> None:
        self._write_drafts()
        self.exit()

    def action_help_quit(self) -> None:
        self.notify(_("Ctrl+Q stänger. Esc Esc gömmer och låser."))

    def _told_to_stop(self, number: int) -> None:
        self._write_drafts()
        last_way_out = threading.Timer(PATIENCE, os._exit, (128 + number,))
        last_way_out.daemon = True
        last_way_out.start()
        self.exit(return_code=128 + number)

    # Private in Textual, which would print the values of all variables; a test with a real crash holds the names.

    def _handle_exception(self, error: Exception) -> None:
        if crash.told(self, error):
            return
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        crash.record(error, self._outside.home, self._outside.now())
        self._fatal_error()

    def _fatal_error(self) -> None:
        self._return_code = 1
        self._write_drafts()
        self._close_messages_no_wait()

    def panic(self, *renderables: RenderableType) -> None:
        self._fatal_error()

    def _print_error_renderables(self) -> None:
        self._exit_renderables.clear()
        if self._return_code == 1:
            print(crash.sentence(self._outside.home), file=sys.__stderr__)


def run(app: FieldlogApp, outside: Outside) -> int:
    """Show the app until it is closed. Exit code: 0, 1 after a fault, 2 without a terminal, 128+n after signal n."""
    sentence = why_no_screen()
    if sentence:
        print(sentence, file=sys.stderr)
        return 2
    crash.guard_threads(outside.home, outside.now)
    app.run()
    return app.return_code or 0
