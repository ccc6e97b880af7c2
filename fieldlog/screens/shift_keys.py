"""The last row of the shift's screen: what can be pressed just now, wherever the focus is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldlog.language import _
from fieldlog.screens.board import WIDE

if TYPE_CHECKING:
    from fieldlog.screens.shift import ShiftScreen


def pressable(shift: ShiftScreen, width: int) -> tuple[str, str]:
    """What stands to the left and what to the right."""
    line, board = shift.line, shift.board
    if shift.menu.is_open:
        return f" {shift.menu.hint()}", ""
    if shift.writing.question.has_focus:
        return _(" Siffra svarar   bokstav skriver vidare på raden"), _("Esc tillbaka   Esc Esc göm ")
    if shift.chips.has_focus:
        return _(" Tab nästa   Backsteg bort   Enter spara"), _("bokstav, Esc: till raden ")
    if board.waiting.has_focus and getattr(board.waiting.row, "kind", "") == "event":
        return _(" Enter öppnar   Backsteg kastar   Tab nästa"), _("bokstav, Esc: till raden ")
    if board.waiting.has_focus or board.timeline.has_focus:
        return _(" Enter öppnar   ↓ ↑ bläddra   Tab nästa"), _("bokstav, Esc: till raden ")
    if shift.writing.starts:
        return _(" Enter starta passet   Esc lägg undan"), _("Esc Esc göm   F1 hjälp ")
    if line.text:
        return _(" Enter spara   Tab ändra   Esc lägg undan"), _("Esc Esc göm   F1 hjälp ")
    if shift.tonight and shift.tonight.shift is None:
        return _(" Enter starta passet   Mellanslag meny   § nödläge"), _("Esc Esc göm ")
    menu = _("Mellanslag på tom rad: menyn ovan") if shift.strip.display else _("Mellanslag meny")
    first = _("Mellanslag U ångra") if shift.writing.just_saved else menu
    last = _("Esc Esc göm ") if width < WIDE else _("Esc Esc göm   F1 hjälp ")
    return f" {first}   " + _("Enter formulär   Tab svara   § nödläge"), last
