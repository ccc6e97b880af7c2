"""The blocks of the emergency card as they stand on the screen."""

from datetime import datetime

from rich.cells import cell_len
from textual.content import Content

from fieldlog.language import _
from fieldlog.logbook.glance import Tonight
from fieldlog.models.emergency import KINDS, NALOXONE, STAMPS, Emergency, registered
from fieldlog.models.moment import clock
from fieldlog.models.vocabulary import Vocabulary
from fieldlog.screens.status import aside
from fieldlog.screens.text import Signs, content, fit

COLUMN = 30
"""Cells from the left edge to the second column of stamps."""


def top(started: datetime, now: datetime, width: int) -> Content:
    """Since when, and for how long; that nothing leaves from here."""
    minutes, seconds = divmod(max(0, int((now - started).total_seconds())), 60)
    left = f" {_('NÖDLÄGE')}   " + _("startat {clock}").format(clock=clock(started))
    passed = _("{minutes} min {seconds} s").format(minutes=minutes, seconds=seconds)
    row = aside(left, f"{passed}   {_('ringer ingen, skickar inget')} ", width)
    return content(row, "bold $critical on $critical-ground")


def call(vocabulary: Vocabulary, code: str | None, spot: str | None, width: int) -> Content:
    """What to say to 112, where to meet the ambulance, where a defibrillator hangs."""
    place = vocabulary.places.get(code or "")
    here = (place.say112 or place.name) if place else _("säg var du är (Tab Tab väljer plats)")
    say = ", ".join(part for part in (here, spot if place else None) if part)
    rows = [
        f" {_('RING 112.')}   {_('Säg:'):<9}{say}",
        f"             {_('Möt vid:'):<9}{_of_register(vocabulary, code, 'meet')}",
        f"             {_('Närmaste hjärtstartare:')} {_of_register(vocabulary, code, 'aed')}",
    ]
    return content(fit(rows[0], width) + "\n", "bold") + content("\n".join(fit(row, width) for row in rows[1:]))


def _of_register(vocabulary: Vocabulary, code: str | None, name: str) -> str:
    found = registered(vocabulary, code, name)
    if found is None:
        return _("står inte i platsregistret")
    if not found.metres:
        return found.text
    return f"{_far(found.metres)}: {found.text} ({found.place.code} {found.place.name})"


def _far(metres: int) -> str:
    return _("{metres} m bort").format(metres=max(10, round(metres, -1)))


def kinds(emergency: Emergency, width: int, *, is_active: bool) -> Content:
    """` [1 överdos]   2 våld   3 hot mot oss`; bright while the digits choose here."""
    row = Content("")
    for number, (_code, label) in enumerate(KINDS, 1):
        is_chosen = emergency.kind == number
        text = f"[{number} {_(label)}]" if is_chosen else f" {number} {_(label)} "
        row += Content(" ") + content(text, "reverse" if is_chosen else "bold" if is_active else "$faint")
    return row + Content(" " * max(0, width - len(row.plain)))


def stamps(emergency: Emergency, width: int, signs: Signs, *, is_active: bool) -> Content:
    """Two columns of three: what a digit stamps, and when it was."""
    rows = []
    for number in range(1, 4):
        left = _stamp(emergency, number, 13, signs)
        right = _stamp(emergency, number + 3, 15, signs)
        rows.append(fit(fit(left, COLUMN) + right, width))
    return Content("\n").join([content(row, "bold" if is_active else "$faint") for row in rows])


def _stamp(emergency: Emergency, which: int, cells: int, signs: Signs) -> str:
    times = emergency.times(which)
    told = clock(times[-1]) if times else signs.span
    if len(times) > 1:
        count = _("{count} doser") if which == NALOXONE else _("{count} gånger")
        told += f" {count.format(count=len(times))}"
    return f" {which} {fit(_(STAMPS[which - 1]), cells)}{told}"


def where(
    vocabulary: Vocabulary, code: str | None, tonight: Tonight | None, width: int, *, may_be_removed: bool
) -> Content:
    """Place, partner and radio; what Esc does."""
    place = vocabulary.places.get(code or "")
    parts = []
    if tonight is not None and tonight.crew:
        parts.append(_("Partner {crew}").format(crew=" ".join(tonight.crew)))
    if tonight is not None and tonight.shift and tonight.shift.get("radio"):
        parts.append(_("Radio {radio}").format(radio=tonight.shift["radio"]))
    name = f"{place.code} {place.name}" if place else _("ingen")
    told = _("Plats {place} (Tab Tab ändrar)")
    right = "".join(f"   {part}" for part in parts)
    room = width - cell_len(told.format(place="") + right) - 2
    first = " " + told.format(place=fit(name, min(room, cell_len(name)))) + right
    second = (
        _("Fel? Esc inom 10 s tar bort allt. Annars ligger den öppen tills du fyllt i.")
        if may_be_removed
        else _("Den ligger öppen under Väntar på svar tills du fyllt i.")
    )
    return content("\n".join((fit(first, width), fit(f" {second}", width))))


def titles(block: str) -> dict[str, tuple[str, str]]:
    """What stands on the rule of each block, and whether Tab goes there next; the bar marks the active one."""
    shown = {
        "what": _("Vad"),
        "stamps": _("Tryck när det händer, klockslaget sparas"),
        "where": _("Var") if block == "where" else "",
    }
    active = "stamps" if block == "stamping" else block
    next_one = {"stamps": "what", "what": "where", "where": "stamps"}[active]
    return {
        name: (f"▸ {title}" if name == active else title, "Tab" if name == next_one else "")
        for name, title in shown.items()
    }


def keys(block: str, *, is_from_form: bool, width: int) -> str:
    """The last row."""
    hide = _("Esc Esc göm") + " "
    if block == "what":
        return aside(" " + _("Siffra säger vad det är   Tab till platsen"), _("Esc tillbaka") + " ", width)
    if block == "where":
        return aside(
            " " + _("Siffra väljer plats   bokstäver letar   Enter den första"), _("Esc tillbaka") + " ", width
        )
    back = _("Enter tillbaka till formuläret") if is_from_form else _("0 fyll i   Enter till passet")
    return aside(f" {_('Siffra stämplar')}   {_('Backsteg ångrar')}   {back}", hide, width)
