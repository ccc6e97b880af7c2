"""Which screens the program has, by the action that opens each, and what they need."""

from collections.abc import Callable, Mapping
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

if TYPE_CHECKING:
    from fieldlog.logbook.desk import Desk

WITHOUT_KEY = frozenset({"help", "numbers", "settings", "change_person"})
"""Screens of the menu that need no open log."""
AHEAD_OF_KEY = frozenset({"emergency"})
"""Screens that may be opened while the log is: they keep what happens as soon as there is a log to keep it in."""

LATER = frozenset({"briefing", "picture", "tasks", "review"})
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
    "sync": "exchange.ExchangeScreen",
    "warn": "warning.WarningScreen",
}
"""Action of the key table -> `module.Class` in `fieldlog.screens`; each takes the desk and the clock."""


def available(name: str) -> bool:
    """Whether a screen comes with this version."""
    module = SCREENS[name].partition(".")[0]
    return Path(__file__).with_name(f"{module}.py").exists()


def screen_of(name: str, desk: "Desk | None", now: Callable[[], datetime]) -> Screen[Any]:
    """The view of that name, made; its file is loaded now."""
    module, _dot, class_ = SCREENS[name].partition(".")
    made: Screen[Any] = getattr(import_module(f"fieldlog.screens.{module}"), class_)(desk, now)
    return made
