"""The chips of a search: what in the line narrows it, in words."""

from datetime import datetime, timedelta

from textual.content import Content

from fieldlog.language import _, language, mark
from fieldlog.line.periods import Period
from fieldlog.line.query import Found, Query
from fieldlog.models.moment import DAY_BEGINS, STOCKHOLM, clock
from fieldlog.models.vocabulary import Vocabulary
from fieldlog.screens.days import day_in_words
from fieldlog.screens.text import Signs, content, fit, one_line
from fieldlog.screens.theme import SEVERITY_STYLES
from fieldlog.screens.understood import short

STATES = {
    "open": mark("öppen"),
    "saved": mark("sparad"),
    "approved": mark("godkänd"),
    "under_review": mark("godkänd, men under ny granskning"),
    "returned": mark("tillbaka från granskning"),
    "withdrawn": mark("återtagen"),
    "quarantined": mark("prövas"),
    "erased": mark("gallrad"),
    "waiting": mark("väntar"),
}
"""Where an entry is, as a chip and as a row of its page says it."""


def draw_filters(query: Query, vocabulary: Vocabulary, signs: Signs, width: int) -> Content:
    """One row; what could also be a word has `?` before it."""
    chips = []
    for found in query.filters:
        label = f"{signs.guess + ' ' if found.in_doubt else ''}{_label(found, vocabulary, signs)}"
        style = SEVERITY_STYLES[found.value] if found.name == "severity" and isinstance(found.value, int) else ""
        chips.append(content(label, style or ("$faint" if found.in_doubt else "")))
    if query.words:
        chips.append(content(_("ord: {words}").format(words=one_line(query.words))))
    drawn = Content(" ") + Content(f" {signs.divide} ").join(chips)
    return content(fit(drawn.plain, width)) if drawn.cell_length > width else drawn


def _label(found: Found, vocabulary: Vocabulary, signs: Signs) -> str:
    value, swedish = found.value, language() == "sv"
    if isinstance(value, Period):
        return period_in_words(value, signs)
    if isinstance(value, int):
        row = vocabulary.severities[value]
        return _("{sign} {name} och mer").format(sign=signs.severity(value), name=row.sv if swedish else row.en)
    if found.name == "category":
        return short(vocabulary, value)
    if found.name == "place":
        return f"{value} {vocabulary.places[value].name}"
    if found.name in ("zone", "family"):
        row_of = vocabulary.zones if found.name == "zone" else vocabulary.families
        named = row_of[value]
        return f"{value} {named.sv if swedish else named.en}"
    if found.name == "author":
        return _("av {number}").format(number=value) if value else _("mitt")
    return _("senaste passet") if found.name == "shift" else _(STATES[value])


def period_in_words(period: Period, signs: Signs) -> str:
    """`fre 20/11`, `från tor 19/11 06:00`, `20:30–21:30`; a whole operational day by its name alone."""
    since, until = period.since, period.until
    if since is None or until is None:
        if since is not None:
            return _("från {when}").format(when=_when(since))
        return _("före {when}").format(when=_when(until)) if until is not None else ""
    if since.astimezone(STOCKHOLM).hour == until.astimezone(STOCKHOLM).hour == DAY_BEGINS and _is_whole(since):
        last = until - timedelta(days=1)
        days = [day_in_words(since)] + ([day_in_words(last)] if last - since > timedelta(hours=12) else [])
        return signs.span.join(days)
    return f"{_when(since)}{signs.span}{clock(until)}"


def _when(at: datetime) -> str:
    return f"{day_in_words(at)} {clock(at)}"


def _is_whole(at: datetime) -> bool:
    return at.minute == 0 and at.second == 0
