"""Which screens the program has, by the action that opens each, and what they need."""

from collections.abc import Callable, Mapping
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from fieldlog.models.worker import SUPERVISES

if TYPE_CHECKING:
    from fieldlog.logbook.desk import Desk

PALETTE = "palette"
WITHOUT_KEY = frozenset({"help", "numbers", "settings", "change_person", PALETTE})
"""What in the menu needs no open log."""
AHEAD_OF_KEY = frozenset({"emergency"})
"""Screens that may be opened while the log is: they keep what happens as soon as there is a log to keep it in."""

LATER = frozenset({"briefing", "picture", "tasks"})
"""Menu items of the work that a later version brings; they are not in the menu until then."""

SUPERVISING = frozenset({"review"})
"""Screens of who supervises: for others they are not in the menu, and their letter is text."""

CHECKING = frozenset({"audit", "disclosed"})
"""Screens of supervisors and the registrar: the check of the read log, and what was given out to the organisation."""

ADMINISTERING = frozenset({"admin"})
"""Screens of administrators, coordinators and registrars."""

SCREENS: Mapping[str, str] = {
    "search": "search.SearchScreen",
    "lens": "lens.LensScreen",
    "counts": "counts.CountsScreen",
    "several": "several.SeveralScreen",
    "correct": "correct.CorrectScreen",
    "mine": "mine.MineScreen",
    "settings": "settings.SettingsScreen",
    "numbers": "numbers.NumbersScreen",
    "alone": "alone.AloneScreen",
    "end": "end.EndScreen",
    "copies": "signed_shifts.SignedShiftsScreen",
    "change_person": "person.PersonScreen",
    "help": "help.HelpScreen",
    "form": "form.FormScreen",
    "emergency": "emergency.EmergencyScreen",
    "undo": "undo.UndoScreen",
    "sync": "exchange.ExchangeScreen",
    "warn": "warning.WarningScreen",
    "review": "review.ReviewScreen",
    "audit": "audit.AuditScreen",
    "disclosed": "disclosed.DisclosedScreen",
    "admin": "administration.AdministrationScreen",
}
"""Action of the key table -> `module.Class` in `fieldlog.screens`; each takes the desk and the clock."""


def available(name: str) -> bool:
    """Whether a screen comes with this version."""
    module = SCREENS[name].partition(".")[0]
    return Path(__file__).with_name(f"{module}.py").exists()


def open_to(name: str, desk: "Desk | None") -> bool:
    """Whether this action of the menu is there at all for who has the log open.

    By the role of the log: whether the server says so too is judged where something is decided.
    """
    if name in SUPERVISING and (desk is None or desk.facts.role != SUPERVISES):
        return False
    if name in CHECKING and (desk is None or desk.facts.role not in (SUPERVISES, "reg")):
        return False
    if name in ADMINISTERING and (desk is None or desk.facts.role not in ("adm", "sam", "reg")):
        return False
    return name == PALETTE or (name in SCREENS and available(name))


def screen_of(name: str, desk: "Desk | None", now: Callable[[], datetime]) -> Screen[Any]:
    """The view of that name, made; its file is loaded now."""
    module, _dot, class_ = SCREENS[name].partition(".")
    made: Screen[Any] = getattr(import_module(f"fieldlog.screens.{module}"), class_)(desk, now)
    return made
