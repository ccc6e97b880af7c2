"""The top of the guided form: what it is about, the clock since the decision, and the points that the law wants."""

from dataclasses import dataclass
from datetime import datetime

from rich.cells import cell_len
from textual.content import Content

from fieldlog.language import _
from fieldlog.models.completeness import LOB_MINUTES, answered, needs_handover
from fieldlog.models.moment import clock
from fieldlog.models.questions import CLASS, INTERVENTION, OTHERWISE, minutes_since
from fieldlog.models.vocabulary import Vocabulary
from fieldlog.screens.filling import Filling
from fieldlog.screens.offers import name_of_code, readers
from fieldlog.screens.status import aside
from fieldlog.screens.text import Signs, content, fit, one_line

WIDTHS = (26, 24, 13, 16)
"""Cells of the four columns that the points stand in."""


@dataclass(frozen=True, slots=True)
class Decision:
    """The clock since a decision; `is_late` from 20 minutes on while somebody is still held."""

    told: str
    is_late: bool = False
    is_running: bool = False


def decision(filling: Filling, now: datetime) -> Decision:
    """Nothing where nothing was decided; it stops at the handover."""
    begun, ended = filling.fields.get("beslut_kl"), filling.fields.get("overlamnad_kl")
    if filling.category != INTERVENTION or not begun:
        return Decision("")
    holds = needs_handover(filling.actions, filling.fields)
    if not holds:
        return Decision(_("beslut {clock}").format(clock=begun))
    if ended:
        minutes = minutes_since(begun, now, ended)
        return Decision(_("överlämnad efter {minutes} min").format(minutes=minutes))
    if filling.fields.get("overlamnad_till") == "friges":
        return Decision(_("beslut {clock}   frigiven").format(clock=begun))
    minutes = minutes_since(begun, now)
    told = _("beslut {clock}   {minutes} min sedan").format(clock=begun, minutes=minutes)
    return Decision(told, is_late=minutes >= LOB_MINUTES, is_running=True)


def head(filling: Filling, now: datetime, width: int) -> Content:
    """` INGRIPANDE  LOB   VAS Vasagatan söder      beslut 22:10   14 min sedan   22:24 `."""
    since = decision(filling, now)
    right = "   ".join(part for part in (since.told, clock(now)) if part) + " "
    left = f" {_what(filling, filling.vocabulary)}"
    if filling.place:
        left += f"   {name_of_code(filling.vocabulary, filling.place)}"
    style = "bold $critical on $critical-ground" if since.is_late else "reverse"
    return content(aside(left, f"  {right}", width), style)


def _what(filling: Filling, vocabulary: Vocabulary) -> str:
    if filling.category == INTERVENTION:
        return "  ".join([_("INGRIPANDE"), *filling.actions[:2]])
    if filling.category:
        return name_of_code(vocabulary, filling.category)
    note = str((filling.body.get("words") or {}).get("note") or "")
    return _("ÖPPEN HÄNDELSE   {words}").format(words=one_line(note)) if note else _("NY POST")


def who_reads(filling: Filling, now: datetime, width: int) -> Content:
    """The second row: who will read it, and that the form says so at 20 minutes."""
    since = decision(filling, now)
    right = ""
    if since.is_late:
        right = _("ÖVER {minutes} MIN: lämna över nu").format(minutes=LOB_MINUTES) + " "
    elif since.is_running:
        right = _("säger till vid {minutes} min").format(minutes=LOB_MINUTES) + "     "
    told = readers(filling.value(CLASS)) if filling.category else ""
    style = "bold $critical on $critical-ground" if since.is_late else ""
    room = width - cell_len(right)
    return content(fit(f" {told}", room) + right, style)


Point = tuple[str, bool]


def points(filling: Filling) -> list[Point]:
    """The seven points in their order, and whether each is there. The fourth is written elsewhere, never here."""
    fields = filling.fields

    def has(*names: str) -> bool:
        return all(answered(fields, name) for name in names)

    ground = _("grund, {clock}").format(clock=fields["beslut_kl"]) if has("beslut_kl") else _("grund")
    if not has("atgard_lagrum"):
        ground = _("lagrum")
    took_part = " ".join(fields.get("deltog") or ())
    return [
        (f"{_('beslut av')} {fields.get('beslut_av') or ''}".strip(), has("beslut_av")),
        (ground, has("atgard_lagrum", "grund", "beslut_kl")),
        (f"{_('deltog')} {took_part}".strip(), has("deltog")),
        (_("vem: skrivs bara i Nova"), True),
        (f"{_('ingrep')} {fields.get('ingrep_kl') or ''}".strip(), has("ingrep_kl")),
        (_("övrigt"), has(OTHERWISE)),
        _handover(filling),
    ]


def _handover(filling: Filling) -> Point:
    fields = filling.fields
    if not needs_handover(filling.actions, fields):
        return _("överlämning –"), True
    if fields.get("overlamnad_till") == "friges":
        return _("frigiven"), True
    if answered(fields, "overlamnad_till") and answered(fields, "overlamnad_kl"):
        return _("lämnad {clock}").format(clock=fields["overlamnad_kl"]), True
    return _("överlämning"), False


def draw_points(filling: Filling, width: int, signs: Signs) -> Content:
    """Two rows: `✓` what is there, `!` what is not."""
    found = points(filling)
    rows = []
    for part in (found[:3], found[3:]):
        row = Content(" ")
        for number, (label, is_there) in enumerate(part):
            is_last = number == len(part) - 1
            cells = (width - 1 - len(row.plain)) if is_last else WIDTHS[number]
            sign = signs.calm if is_there else signs.follow_up
            row += content(fit(f"{sign} {label}", cells), "" if is_there else "bold $waits")
        rows.append(row)
    return Content("\n").join(rows)
