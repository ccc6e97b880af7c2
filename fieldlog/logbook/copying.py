"""Text to paste elsewhere, so that nobody writes twice: duty report, contacts, faults, tonight's figures."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fieldlog.language import _, language, spoken
from fieldlog.logbook.finding import Filter, oldest
from fieldlog.logbook.log import Log
from fieldlog.logbook.viewing import as_json
from fieldlog.models.completeness import needs_handover
from fieldlog.models.core import fits
from fieldlog.models.moment import clock, read_moment
from fieldlog.models.vocabulary import Field, Vocabulary

CONTACTS = frozenset({"UK", "UM", "HL", "UR", "UG", "UV"})
FAULTS = frozenset({"BL", "BM", "ST", "SK", "SF", "SM", "OC", "OK"})
MOST = 500
"""Entries of one shift that a text is made of; a shift has 5 to 60."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A shift of one's own that is signed; `count` entries stand in it."""

    id: str
    started: datetime
    ended: datetime
    crew: tuple[str, ...]
    count: int


def signed(log: Log, *, most: int = 90) -> tuple[Signed, ...]:
    """One's own signed shifts, newest first."""
    with log.store.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT id, started_at, ended_at, crew, "
            "(SELECT count(*) FROM observation WHERE observation.shift = shift.id "
            "AND hidden = 0 AND state <> 'withdrawn') AS entries FROM shift WHERE worker = ? AND org = ? "
            "AND ended_at IS NOT NULL AND withdrawn = 0 ORDER BY started_ms DESC LIMIT ?",
            (log.worker, log.org, most),
        ).fetchall()
    return tuple(
        Signed(row.id, read_moment(row.started_at), read_moment(row.ended_at), tuple(json.loads(row.crew)), row.entries)
        for row in rows
    )


def _of_shift(log: Log, shift: str, categories: frozenset[str] | None = None) -> list[Any]:
    rows = oldest(log, Filter(shift=shift), limit=MOST)
    return [row for row in rows if row.state != "withdrawn" and (categories is None or row.category in categories)]


def duty_report(log: Log, shift: str) -> str:
    """The seven statutory points of each intervention, in the order that the police ask for them.

    Whom it was directed at is written only in the guard's own report: here stands whether it is.
    """
    texts = [intervention(as_json(row), log.vocabulary) for row in _of_shift(log, shift, frozenset({"IN"}))]
    return "\n\n".join(texts) or _("Inga ingripanden i passet.")


def intervention(said: Mapping[str, Any], vocabulary: Vocabulary) -> str:
    """The seven points of one intervention, given as `viewing.as_json` has it. An answer that is none stays out."""
    answers, actions = said["fields"], said["actions"]
    known = vocabulary.fields
    fields = {key: value for key, value in answers.items() if key in known and fits(known[key], value)}
    done = ", ".join(_name(vocabulary.actions.get(code), code) for code in actions) or fields.get("atgard_lagrum", "")
    points = [
        (_("Beslutat av"), fields.get("beslut_av")),
        (_("Grund och tid för beslutet"), _both(fields.get("grund"), fields.get("beslut_kl"))),
        (_("Deltog i beslutet"), _both(*fields.get("deltog", ()))),
        (_("Riktat mot"), _directed_at(fields.get("identitet_i_rapport"))),
        (_("Tid för ingripandet"), fields.get("ingrep_kl") or clock(read_moment(said["at"]))),
        (_("Vad som hände i övrigt"), _both(fields.get("ovrigt"), said["words"])),
    ]
    if needs_handover(actions, fields):
        points.append((_("Överlämnad"), _both(fields.get("overlamnad_till"), fields.get("overlamnad_kl"))))
    place = vocabulary.places.get(said["place"] or "")
    head = f"{clock(read_moment(said['at']))} {place.name if place else said['place'] or ''} {done}".strip()
    return "\n".join([head] + [f"{number}. {title}: {point or '–'}" for number, (title, point) in enumerate(points, 1)])


def _directed_at(in_report: bool | None) -> str:
    """Where it is written whom it was directed at; unanswered is not the same as no."""
    if in_report is None:
        return _("skrivs i tjänstgöringsrapporten")
    return _("identitet i tjänstgöringsrapporten: {answer}").format(answer=_("ja") if in_report else _("nej"))


def _both(*parts: Any) -> str:
    return ", ".join(str(part) for part in parts if part)


def contact_notes(log: Log, shift: str) -> str:
    """Contacts of the shift, one row each, for the case system: which this log is not."""
    rows = [_row(row, log.vocabulary) for row in _of_shift(log, shift, CONTACTS)]
    head = _("Detta är inte en journal. Skriv det som hör till ett ärende i verksamhetssystemet.")
    return "\n".join([head, "", *rows]) if rows else _("Inga kontakter i passet.")


def fault_reports(log: Log, shift: str) -> str:
    """Faults seen, with place, owner and what there is to find them by."""
    texts = []
    for row in _of_shift(log, shift, FAULTS):
        place = log.vocabulary.places.get(row.place or "")
        fields = json.loads(row.fields)
        found = [_answered(log.vocabulary.fields.get(key), key, value) for key, value in fields.items()]
        owner = _("Ägare (förslag): {owner}").format(owner=place.owner) if place else ""
        texts.append("\n".join(part for part in (_row(row, log.vocabulary), ", ".join(found), owner) if part))
    return "\n\n".join(texts) or _("Inga fel sedda i passet.")


def figures(log: Log, shift: str) -> str:
    """My figures tonight: how many of each kind, and minutes of presence. Never compared with anybody's."""
    rows = _of_shift(log, shift)
    counts = Counter(row.category for row in rows if row.category)
    minutes = sum(int(json.loads(row.fields).get("narvaro_min") or 0) for row in rows)
    lines = [
        f"{count:>3}  {code} {_name(log.vocabulary.categories.get(code), code)}" for code, count in counts.most_common()
    ]
    total = _("{count} poster").format(count=len(rows))
    presence = [_("{minutes} minuter noterad närvaro").format(minutes=minutes)] if minutes else []
    return "\n".join([total, *presence, "", *lines])


def _row(row: Any, vocabulary: Vocabulary) -> str:
    place = vocabulary.places.get(row.place or "")
    where = " ".join(part for part in (place.name if place else row.place, row.spot) if part)
    kind = _name(vocabulary.categories.get(row.category or ""), row.category or "")
    ages = ", ".join(json.loads(row.ages))
    parts = [clock(read_moment(row.at)), where, kind, row.persons or "", ages, row.note]
    return "  ".join(part for part in parts if part)


def _answered(field: Field | None, key: str, value: Any) -> str:
    """A field and its answer, as people say them."""
    labels = field.values if field and language() == "en" else {}
    answers = value if isinstance(value, list) else [value]
    said = [
        (_("ja") if each else _("nej")) if isinstance(each, bool) else str(labels.get(each, each)) for each in answers
    ]
    return f"{_name(field, key)}: {', '.join(said)}"


def _name(row: Any, code: str) -> str:
    if row is None:
        return code
    return str(spoken(row))


TEXTS = {"1": duty_report, "2": contact_notes, "3": figures, "4": fault_reports}
"""By the digit that the screen after signing offers them under."""


def text(log: Log, digit: str, shift: str) -> str:
    return TEXTS[digit](log, shift)
