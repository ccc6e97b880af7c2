"""One row of the timeline, and one of what waits for an answer: time, seriousness, kind, place, how many, words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content

from fieldlog.language import _, mark, spoken
from fieldlog.models.moment import STOCKHOLM, clock, read_moment
from fieldlog.screens.days import WEEKDAYS
from fieldlog.screens.text import Signs, content, fit, one_line, rule
from fieldlog.screens.theme import SEVERITY_STYLES

if TYPE_CHECKING:
    from fieldlog.logbook.glance import Seen, Waiting
    from fieldlog.models.vocabulary import Vocabulary

STATES = {
    "open": mark("öppen"),
    "approved": mark("klar"),
    "under_review": mark("omprövas"),
    "returned": mark("retur"),
    "withdrawn": mark("åter"),
    "quarantined": mark("prövas"),
    "erased": mark("gallrad"),
}
"""What has been decided of an entry: that says more than where it is. Words, not ticks."""

PLACES = {
    "here": mark("här"),
    "sent": mark("sänt"),
    "read": mark("läst"),
    "aside": mark("prövas"),
}
"""Where an entry is, by the words of `logbook.delivery`: here, with the server, opened by somebody, set aside."""

STYLES = {
    "sänt": "$faint",
    "läst": "$faint",
    "klar": "$calm",
    "retur": "$returned",
    "prövas": "$waits",
    "omprövas": "$waits",
}
"""Of the last column, by the word as it is in Swedish."""

MEASURES = ("narvaro_min", "antal_ljus", "antal_fynd", "publik")
"""Fields that stand in the row as its size, where no persons were counted."""


def draw_seen(seen: Seen, width: int, signs: Signs, vocabulary: Vocabulary) -> Content:
    """`17:05 ·   BL TRP  3 st         stolpe 4471                sänt  ` in exactly `width` cells."""
    where = " ".join([seen.category or "--", (seen.place or "---").ljust(3)])
    left = f"{clock(seen.at):<5} "  # longer in the hour that comes twice: then the row gives way, not the time
    mark = f"{signs.severity(seen.severity):<3} "
    middle = f"{where:<6}  {_size(seen, signs):<13}"
    state, style_of_state = state_said(seen)
    room = width - cell_len(left + mark + middle) - 8
    style = SEVERITY_STYLES[seen.severity]
    return (
        Content(left)
        + Content.styled(mark, style)
        + Content(middle)
        + content(fit(_told(seen, vocabulary), room))
        + content(fit(f"  {state}", 8), style_of_state)
    )


def draw_lately(rows: Sequence[Seen], place: str, width: int, signs: Signs, vocabulary: Vocabulary) -> Content:
    """What was seen at a place before: a rule with its name, and a row for each with its day."""
    name = vocabulary.places[place].name if place in vocabulary.places else ""
    lines = [Content(rule(width, _("Senast vid {place}").format(place=f"{place} {name}".strip())))]
    for seen in rows:
        day = f" {_(WEEKDAYS[seen.at.astimezone(STOCKHOLM).weekday()])} "
        lines.append(content(day, "$faint") + draw_seen(seen, width - len(day), signs, vocabulary))
    return Content("\n").join(lines)


def state_said(seen: Seen) -> tuple[str, str]:
    """What stands in the last column, and its style: what was decided, else where it is; of others' whose it is."""
    word = STATES.get(seen.state) or ("" if seen.org else PLACES.get(seen.stands, ""))
    return (_(word), STYLES.get(word, "")) if word else (seen.org, "$faint")


def _size(seen: Seen, signs: Signs) -> str:
    persons = (seen.persons or "").replace("-", signs.span)
    ages = ages_in_short(seen.ages).replace("-", signs.span)
    if persons or ages:
        return fit(f"{persons:<4} {ages}" if ages else persons, 12)
    for key in MEASURES:
        value = seen.fields.get(key)
        if value not in (None, ""):
            count = str(value).replace("-", signs.span)
            unit = {"narvaro_min": _("{count} min"), "publik": "{count}"}.get(key, _("{count} st"))
            return unit.format(count=count)
    return ""


def ages_in_short(ages: Sequence[str]) -> str:
    """Bands that lie side by side as one: `18-20` and `21-24` are `18-24`; `okänd` and the like stand as they are."""
    spans: list[tuple[int, int]] = []
    others = []
    for age in ages:
        found = _BAND.fullmatch(age)
        if found is None:
            others.append(age)
            continue
        low = int(found["low"] or 0)
        high = int(found["under"]) - 1 if found["under"] else int(found["high"] or OLDEST)
        if spans and spans[-1][1] + 1 == low:
            low = spans.pop()[0]
        spans.append((low, high))
    return ",".join([*(_span(low, high) for low, high in spans), *others])


def _span(low: int, high: int) -> str:
    if high == OLDEST:
        return f"{low}+"
    return f"{low}-{high}" if low else f"<{high + 1}"


OLDEST = 999
_BAND = re.compile(r"<(?P<under>\d+)|(?P<low>\d+)(?:-(?P<high>\d+)|\+)")


def _told(seen: Seen, vocabulary: Vocabulary) -> str:
    parts = [seen.spot or "", seen.note or _short_name(seen.category, vocabulary)]
    text = ", ".join(part for part in parts if part)
    if seen.tips > 1:
        text = _("två versioner: ") + text
    elif seen.amendments:
        text = _("rättad: ") + text
    if seen.incomplete:
        text = _("ej komplett: ") + text
    return one_line(f"{whose(seen)}: {text}" if seen.by else text)


def whose(seen: Seen) -> str:
    """Who wrote it, where that is somebody else; with the organisation, if that does not stand in the last column."""
    return f"{seen.by} {seen.org}" if seen.state in STATES else seen.by


def _short_name(code: str | None, vocabulary: Vocabulary) -> str:
    category = vocabulary.categories.get(code or "")
    if category is None:
        return ""
    name = spoken(category)
    return name.partition(": ")[2] or name


def draw_waiting(waiting: Waiting, width: int, now: datetime, signs: Signs) -> Content:
    """` !!! OD SGG plan -2    ÖPPEN 5 min      fyll i när läget är lugnt`, in `width` cells."""
    body = waiting.body
    names = " ".join(str(body[name]) for name in ("category", "place", "spot") if body.get(name))
    minutes = max(0, int((now - waiting.started).total_seconds() // 60))
    if waiting.kind == "returned":
        day = _(WEEKDAYS[waiting.started.astimezone(STOCKHOLM).weekday()])
        what = fit(f"{names} {day} {clock(waiting.started)}", 18)
        why = f'"{body["text"]}"' if body.get("text") else _("öppna den och rätta")
        row = f"{signs.returned:<3} {what} {_('tillbaka:')} {why}"
        return content(fit(row, width), "$returned")
    if waiting.kind == "event":
        severity = int(body.get("severity") or 0)
        mark = signs.severity(severity) if severity else signs.guess
        open_ = _("ÖPPEN {minutes} min").format(minutes=minutes)
        what = _lacking(waiting)
        return content(fit(f"{mark:<3} {fit(names, 18)} {open_:<16} {what}", width), "$waits")
    if waiting.kind == "alone":
        until = read_moment(body["until"])
        if until <= now:
            row = _("Klockan är {clock}. Ring: {who}").format(clock=clock(until), who=body.get("who", ""))
        else:
            left = -int((now - until).total_seconds() // 60)
            row = _("Hör av mig senast {clock} ({minutes} min). Ring sedan: {who}").format(
                clock=clock(until), minutes=left, who=body.get("who", "")
            )
        return content(fit(f"{signs.severity(2):<3} {row}", width), "$serious" if until <= now else "$waits")
    if waiting.kind == "care":
        what = fit(f"{names} {clock(waiting.started)}", 18)
        return content(fit(f"    {what} {_('vill du att någon hör av sig? Enter svarar')}", width), "$faint")
    if waiting.kind == "several":
        return content(fit(f"{signs.guess:<3} {_('flera rader')} {clock(waiting.started)}", width))
    if waiting.kind == "note":
        what = f"{_('skrivet låst')} {clock(waiting.started)}"
        return content(fit(f"{signs.guess:<3} {what}   {body.get('text', '')}", width))
    begun = {"amend": _("rättelse påbörjad"), "reason": _("skäl påbörjat"), "disclose": _("utlämnande påbörjat")}
    word = begun.get(waiting.kind) or _("undanlagt")
    return content(fit(f"{signs.guess:<3} {word} {clock(waiting.started)}   {body.get('text', '')}", width))


def _lacking(waiting: Waiting) -> str:
    from fieldlog.models.completeness import HANDOVER, answered  # only where something is open

    fields = waiting.body.get("fields") or {}
    if "LOB" in (waiting.body.get("actions") or ()) and not all(answered(fields, name) for name in HANDOVER):
        return _("överlämning saknas")
    return str(waiting.body.get("text") or _("fyll i när läget är lugnt"))
