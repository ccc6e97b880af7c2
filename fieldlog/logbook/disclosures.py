"""Disclosures: giving chosen fields of one observation out on a legal ground, or deciding not to; and what came to us.

Without a ground that holds nothing leaves. One decision is one transaction: the entry with its reasons and what the
receiver gets, and the `read` entry that says it was read for it. Nothing of it can be half there.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from fieldlog.language import _
from fieldlog.logbook import borders, folding, reads
from fieldlog.logbook.log import Log
from fieldlog.logbook.viewing import as_json
from fieldlog.models.disclosure import (
    ANSWER,
    DECISIONS,
    DENIED,
    GRANTED,
    KIND,
    Disclosure,
    is_code,
    read_disclosure,
)
from fieldlog.models.ground import FIELDS, Rule, called, ground, grounds, lacking, standing_against
from fieldlog.models.moment import STOCKHOLM
from fieldlog.models.reading import DISCLOSURE
from fieldlog.models.refusal import NotFound, RuleBroken
from fieldlog.models.worker import organisation, service_number
from fieldlog.privacy import mask_identities
from sync.access import DISCLOSERS, RECEIVERS

LONGEST_TEXT: Final = 2000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be decided. `to` is the code of an organisation of the server (in capitals), or who it is in words."""

    to: str
    decision: str
    decider: str
    """Service number of who has decided; need not be who writes it down."""
    ground: str = ""
    """May be left out where it is denied."""
    fields: Sequence[str] = ()
    answers: Mapping[str, bool | str] | None = None
    text: str = ""
    """The reasons."""


def disclose(log: Log, id_: str, wanted: Wanted, now: datetime) -> Disclosure:
    """Decide, and write it down. RuleBroken where the decision does not hold, NotFound if there is no such entry."""
    row = readable(log, id_)
    rule = _checked(log, wanted, now)
    out = _out(row, wanted.fields) if wanted.decision == GRANTED else None
    to_org = organisation(wanted.to) if is_code(wanted.to.strip()) else ""
    answers = wanted.answers or {}
    core = {
        "ids": [row.id], "versions": _tips(row), "class": row.class_, "to_org": to_org or None,
        "ground": rule.code if rule else None, "law": rule.law if rule else None, "grounds": grounds().version,
        "confirmed": bool(rule and rule.confirmed), "fields": list(wanted.fields), "decision": wanted.decision,
        "decider": service_number(wanted.decider),
        "answers": {code: said for code, said in answers.items() if isinstance(said, bool)},
    }  # fmt: skip
    words = {"reason": wanted.text, "receiver": "" if to_org else wanted.to}
    words |= {ANSWER + code: said for code, said in answers.items() if isinstance(said, str)}
    clean = {name: mask_identities(said.strip()) for name, said in words.items()}
    with log.writing(now) as pen:
        entry = pen.write(KIND, core, clean, out=out) if out is not None else pen.write(KIND, core, clean)
        reason = called(rule) if rule else _("nekat utlämnande")
        reads.write(pen, DISCLOSURE, [row.id], of=to_org, reason=reason)
    return read_disclosure(entry)


def readable(log: Log, id_: str) -> Any:
    """The row of what may be disclosed from here: RuleBroken for anything else, and for who may not disclose."""
    if borders.role(log) not in DISCLOSERS:
        reads.refused(log, [id_], DISCLOSURE)
        raise RuleBroken(_("Bara gruppledare och registrator beslutar om utlämnande."))
    with log.store.read() as connection:
        row = connection.exec_driver_sql("SELECT *, class AS class_ FROM observation WHERE id = ?", (id_,)).fetchone()
    if row is None:
        raise NotFound(_("Det finns ingen sådan post i loggen."))
    borders.refuse_others(log, row)
    if row.org != log.org:
        raise RuleBroken(_("Posten är en annan organisations. Den som äger den beslutar."))
    if row.protected:
        raise RuleBroken(_("SKYDDAD IDENTITET: posten lämnas aldrig ut härifrån. Ring den som är ansvarig."))
    if row.state in ("erased", "quarantined", "waiting"):
        raise RuleBroken(_("Posten gäller inte: den är återtagen, gallrad eller ligger åt sidan."))
    return row


def _checked(log: Log, wanted: Wanted, now: datetime) -> Rule | None:
    """The ground. RuleBroken unless the decision holds by it."""
    to = wanted.to.strip()
    if not 0 < len(to) <= LONGEST_TEXT or len(wanted.text) > LONGEST_TEXT:
        raise RuleBroken(_("Skriv vem som ska få uppgifterna; högst 2000 tecken."))
    if to == log.org:
        raise RuleBroken(_("Den egna organisationen läser som vanligt. Utlämnande är till någon annan."))
    if wanted.decision not in DECISIONS:
        raise RuleBroken(_("Beslutet är granted eller denied."))
    unknown = [name for name in wanted.fields if name not in FIELDS]
    if unknown:
        raise RuleBroken(_("Välj bland fälten: {fields}.").format(fields=", ".join(FIELDS)))
    if wanted.decision == DENIED:
        if not wanted.text.strip():
            raise RuleBroken(_("Skriv varför det nekas."))
        return _ground(log, wanted, now) if wanted.ground else None
    if not wanted.fields:
        raise RuleBroken(_("Välj vilka fält som lämnas ut."))
    rule = _ground(log, wanted, now)
    missing = lacking(rule, wanted.answers or {})
    if missing:
        raise RuleBroken(_("Svara först: {question}").format(question=f"{called(missing[0])} ({missing[0].code})"))
    against = standing_against(rule, wanted.answers or {})
    if against:
        raise RuleBroken(
            _("Grunden håller inte med det svaret: {question} Neka, eller välj en annan grund.").format(
                question=called(against[0])
            )
        )
    return rule


def _ground(log: Log, wanted: Wanted, now: datetime) -> Rule:
    if not wanted.ground:
        raise RuleBroken(_("Utan laglig grund lämnas inget ut. Välj en grund."))
    return ground(wanted.ground, borders.role(log), now.astimezone(STOCKHOLM).date())


def _tips(row: Any) -> list[str]:
    found: list[str] = json.loads(row.tips)
    return found


def _out(row: Any, fields: Sequence[str]) -> dict[str, Any]:
    """Just the chosen fields, with no identity number in any text of them."""
    said = as_json(row)
    chosen = {name: _clean(said[name]) for name in FIELDS if name in fields}
    return {name: value for name, value in chosen.items() if value not in (None, "", [], {})}


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return mask_identities(value)
    if isinstance(value, dict):
        return {key: _clean(each) for key, each in value.items()}
    return [_clean(each) for each in value] if isinstance(value, list) else value


def given_to_us(log: Log) -> list[Disclosure]:
    """What other organisations disclosed to this one, the latest first. RuleBroken unless her role receives it."""
    if borders.role(log) not in RECEIVERS:
        raise RuleBroken(_("Det som lämnats ut till oss läses av gruppledare och registrator."))
    found = [each for each in _all(log) if each.org != log.org and each.out]
    reads.listed_others(log.unlocked, [each.id for each in found])
    return found


def made(log: Log) -> list[Disclosure]:
    """The organisation's own decisions that are here, denied ones too, the latest first."""
    if borders.role(log) not in DISCLOSERS:
        raise RuleBroken(_("Bara gruppledare och registrator beslutar om utlämnande."))
    return [each for each in _all(log) if each.org == log.org and each.decision in DECISIONS]


def one(log: Log, beginning: str) -> Disclosure:
    """The decision whose id begins so. NotFound if there is none here, RuleBroken if there are several."""
    from fieldlog.logbook.viewing import only_one

    return only_one(
        [each for each in made(log) if each.id.startswith(beginning.strip().lower())], _("Det beslutet finns inte här.")
    )


def _all(log: Log) -> list[Disclosure]:
    with log.store.read() as connection:
        found = [
            read_disclosure(entry)
            for _row, entry in folding.stored(connection, "kind = ? AND kind <> 'observation'", (KIND,))
        ]
    return sorted(found, key=lambda each: each.id, reverse=True)
