"""What can be pressed on the shift's screen: its last row, wherever the focus is, and the words of its menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldlog.language import _
from fieldlog.models.moment import clock
from fieldlog.screens.board import WIDE
from fieldlog.screens.house import house

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


def menu_labels(screen: ShiftScreen) -> dict[str, str]:
    """Better words for some items of the menu: what would be undone, how much is unsent, who else writes here."""
    tonight = screen.tonight
    if tonight is None:
        return {}
    labels = {}
    if tonight.undo is not None:
        undo = tonight.undo
        labels["undo"] = _("Ångra: {what}").format(what=f"{undo.category} {undo.place} {clock(undo.at)}")
    if tonight.unsent:
        labels["sync"] = _("Synka nu ({count} osänt)").format(count=tonight.unsent)
    if tonight.shift is None:
        labels["end"] = _("Text ur signerade pass")
    beside = [number for number in tonight.crew if number in house(screen).start.home.workers()]
    if len(beside) == 1:
        labels["change_person"] = _("Byt person ({worker} skriver)").format(worker=beside[0])
    return labels
