"""The read log of a month as it is drawn: counts, one reading in a row, and all that is said about one of them."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from textual.content import Content

from fieldlog.language import _
from fieldlog.models.moment import STOCKHOLM, month_bounds, read_moment
from fieldlog.models.reading import BREAK, HOWS, OFS, REFUSED, STANDS
from fieldlog.models.worker import ROLES
from fieldlog.screens.text import Signs, content, fit, wrapped

if TYPE_CHECKING:
    from fieldlog.logbook.audit import Month, Reading, Row

WIDE = 110
"""Columns from which the whole of how stands in a row."""
IDS_SHOWN = 5
SHORT = 8
"""Signs of an id or a device that name it on the screen."""


def how_of(reading: "Reading") -> str:
    """The way, and of what: `nekad (review)`."""
    how = _(HOWS[reading.how]) if reading.how in HOWS else reading.how
    return f"{how} ({_(OFS[reading.of]) if reading.of in OFS else reading.of})" if reading.of else how


def draw_row(row: "Row", width: int, signs: Signs) -> Content:
    """` ✓ ! 04/11 03:12  OV-14      öppnad              1  mellan 02 och 05`."""
    reading = row.reading
    done = signs.calm if row.looked else " "
    stands = signs.follow_up if row.why else " "
    why = _(STANDS[row.why]) if row.why in STANDS else row.why
    when = f"{reading.moment.astimezone(STOCKHOLM):%d/%m %H:%M}"
    how = fit(how_of(reading), 17 if width < WIDE else 30)
    text = f"{done} {stands} {when}  {fit(reading.reader, 11)} {how} {reading.many:>4}  "
    return content(fit(text + (why or reading.reason), width), "$waits" if row.why and not row.looked else "")


def draw_counts(month: "Month", width: int) -> tuple[Content, Content]:
    """How many, by way, in as many rows as it takes; and for what, the commonest."""
    total = sum(month.hows.values())
    said = (
        _("{count} läsningar: {ways}").format(count=total, ways=_joined(month.hows)) if total else _("Inga läsningar.")
    )
    reasons = ", ".join(f"{reason} {count}" for reason, count in month.reasons)
    why = _("Syften: {reasons}").format(reasons=reasons) if reasons else _("Inga syften sagda.")
    return content(wrapped(said, width)), content(fit(f" {why}", width), "$faint")


def _joined(hows: Mapping[str, int]) -> str:
    return ", ".join(f"{_(HOWS[how]) if how in HOWS else how} {hows[how]}" for how in sorted(hows, key=_place))


def _place(how: str) -> tuple[int, str]:
    known = [REFUSED, BREAK, *HOWS]  # what is looked at first stands first
    return (known.index(how) if how in known else len(known), how)


def draw_about(row: "Row | None", ids: Iterable[str], width: int) -> list[Content]:
    """Four rows: who and when, how and why, which entries, and who has looked at it."""
    if row is None:
        return [content("") for _each in range(4)]
    reading, some = row.reading, list(ids)
    role = _(ROLES[reading.role]) if reading.role in ROLES else _("servern") if reading.role == "server" else ""
    who = _("{who}   dator {device}   {when}").format(
        who=f"{reading.reader} {role}".strip(), device=reading.device[:SHORT], when=f"{reading.moment:%d/%m %H:%M}"
    )
    why = reading.reason or _("inget syfte sagt")
    named = " ".join(each[:SHORT] + each[-4:] for each in some[:IDS_SHOWN])
    more = f" +{reading.many - len(some[:IDS_SHOWN])}" if reading.many > len(some[:IDS_SHOWN]) else ""
    looked = _("Inte sedd än.")
    if row.looked:
        at = read_moment(row.looked.at)
        looked = _("Sedd av {by} {when}").format(by=row.looked.by, when=f"{at:%d/%m %H:%M}")
        looked += f": {row.looked.remark}" if row.looked.remark else ""
    rows = [who, f"{how_of(reading)}: {why}", _("Poster: {ids}").format(ids=(named + more).strip() or "–"), looked]
    return [content(fit(f" {text}", width)) for text in rows]


def name_of(month: str) -> str:
    """`november 2026`."""
    begins, _ends = month_bounds(month)
    names = (
        _("januari"), _("februari"), _("mars"), _("april"), _("maj"), _("juni"), _("juli"), _("augusti"),
        _("september"), _("oktober"), _("november"), _("december"),
    )  # fmt: skip
    return f"{names[begins.month - 1]} {begins.year}"
