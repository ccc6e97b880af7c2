"""A decision on disclosure as it is printed: both languages, rows to sign on, and no identity number anywhere."""

import json
from collections.abc import Mapping
from typing import Any, Final

from fieldlog.language import _, language
from fieldlog.models.disclosure import ANSWER, GRANTED, Disclosure
from fieldlog.models.ground import called, grounds
from fieldlog.models.moment import STOCKHOLM, read_moment
from fieldlog.models.text import one_line
from fieldlog.models.vocabulary import Vocabulary
from fieldlog.privacy import mask_identities

LINE: Final = "_" * 40


def names_of_fields() -> dict[str, str]:
    """What each field that can be given out or masked is called."""
    return {
        "at": _("tid"), "place": _("plats"), "spot": _("precis var"), "category": _("kategori"),
        "severity": _("allvar"), "persons": _("antal personer"), "ages": _("åldrar"), "fields": _("uppgifter"),
        "actions": _("åtgärder"), "words": _("fritext"), "texts": _("övrig text"),
    }  # fmt: skip


def decision_text(found: Disclosure, words: Vocabulary) -> str:
    """The whole decision, row by row; what is granted stands in it, since the receiver may get it on paper."""
    granted = found.decision == GRANTED
    rows = [
        _("BESLUT OM UTLÄMNANDE"),
        "",
        f"{_('Beslut')}: {_('lämnas ut') if granted else _('lämnas inte ut')}",
        f"{_('Datum')}: {read_moment(found.at).astimezone(STOCKHOLM):%Y-%m-%d %H:%M}",
        f"{_('Organisation')}: {found.org}",
        f"{_('Mottagare')}: {found.to_org or found.words.get('receiver', '')}",
        f"{_('Beslutat av')}: {found.decider}",
        f"{_('Beslutets id')}: {found.id}",
        f"{_('Postens id')}: {found.entry}",
        "",
        *_ground_rows(found),
    ]
    if found.words.get("reason"):
        rows += [f"{_('Skäl')}: {found.words['reason']}", ""]
    if granted:
        rows += [f"{_('Det här lämnas ut')}:", *(f"  {row}" for row in said_rows(found.out, words)), ""]
    rows += [_("Uppgifterna får bara användas för det ändamål de lämnas ut för."), ""] if granted else []
    rows += [f"{_('Datum och underskrift, beslutande')}: {LINE}", "", f"{_('Namnförtydligande')}: {LINE}", ""]
    rows += [f"{_('Mottaget, datum och underskrift')}: {LINE}"] if granted else []
    return mask_identities("\n".join(one_line(row) for row in rows)) + "\n"


def _ground_rows(found: Disclosure) -> list[str]:
    rule = grounds().grounds.get(found.ground)
    if not found.ground:
        return [f"{_('Laglig grund')}: {_('ingen')}", ""]
    name = called(rule) if rule else found.ground
    rows = [f"{_('Laglig grund')}: {name} ({found.law})"]
    asks = {ask.code: called(ask) for ask in rule.questions} if rule else {}
    rows += [f"  {asks.get(code, code)} {_('ja') if said else _('nej')}" for code, said in found.answers.items()]
    texts = {name.removeprefix(ANSWER): said for name, said in found.words.items() if name.startswith(ANSWER)}
    rows += [f"  {asks.get(code, code)}: {said}" for code, said in texts.items()]
    if rule is None or not rule.confirmed:
        rows.append(_("Grunden är inte bekräftad av organisationens jurist."))
    return [*rows, ""]


def said_rows(said: Mapping[str, Any], words: Vocabulary) -> list[str]:
    """Fields with their values, a row each; codes with their names where the vocabulary has them."""
    named = names_of_fields()
    return [f"{named.get(name, name)}: {said_of(name, value, words)}" for name, value in said.items()]


def said_of(name: str, value: Any, words: Vocabulary) -> str:
    if name == "at" and isinstance(value, str):
        return when(value)
    if name == "place" and value in words.places:
        return f"{value} {words.places[value].name}"
    if name == "category" and value in words.categories:
        category = words.categories[value]
        return f"{value} {category.sv if language() == 'sv' else category.en}"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, dict):
        return ", ".join(f"{key}: {each}" for key, each in value.items())
    return value if isinstance(value, str) else json.dumps(value)


def when(at: str) -> str:
    """A time, or a bare day, as it is printed."""
    try:
        return f"{read_moment(at).astimezone(STOCKHOLM):%Y-%m-%d %H:%M}"
    except ValueError:
        return at
