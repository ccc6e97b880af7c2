"""Records requests (begäran om allmän handling): what is asked for, masked class by class, each mask with its reason.

A request is a `hold` entry: from then on the server destroys nothing of it until the request is closed. What is masked
is decided here and kept with this laptop; what was given out, masked and why becomes one `disclosure` entry, together
with the `read` entries, when the result is printed. What is masked is in no result, in any form.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from fieldlog.language import _
from fieldlog.logbook import borders, folding, reads
from fieldlog.logbook.disclosures import readable
from fieldlog.logbook.finding import Filter, everything
from fieldlog.logbook.log import Log
from fieldlog.logbook.viewing import as_json, only_one
from fieldlog.models.disclosure import GRANTED
from fieldlog.models.disclosure import KIND as DISCLOSURE
from fieldlog.models.entry import Entry
from fieldlog.models.ground import FIELDS, grounds, mask
from fieldlog.models.moment import STOCKHOLM
from fieldlog.models.reading import DISCLOSURE as TO_DISCLOSE
from fieldlog.models.reading import REQUEST
from fieldlog.models.refusal import NotFound, RuleBroken
from fieldlog.models.shape import texts
from fieldlog.models.strict import NotStrict
from fieldlog.models.worker import service_number
from fieldlog.privacy import find_personal, mask_identities
from sync.access import DISCLOSERS

HOLD: Final = "hold"
MOST: Final = 500
"""Entries of one request: what is asked for and is more has to be asked for in several."""
AT_ONCE: Final = 50
"""Entries of which one `disclosure` entry tells: its parts have 64 KiB each."""
LONGEST_CASE: Final = 80
LONGEST_WHY: Final = 80
_KEPT: Final = "request "
"""Before the request's id: under this name its masks are kept with the laptop."""
_CLOSED: Final = ("withdrawn", "erased", "quarantined", "waiting")


@dataclass(frozen=True, slots=True)
class Request:
    id: str
    at: str
    case: str
    """Its reference, no name."""
    ids: tuple[str, ...]
    closed: bool = False


@dataclass(slots=True)
class Masking:
    """Of one entry: what is shown, and what is masked with the code of the reason."""

    id: str
    shown: dict[str, Any] = field(default_factory=dict)
    masked: dict[str, str] = field(default_factory=dict)


def new(log: Log, case: str, wanted: Filter, now: datetime) -> Request:
    """Search the own organisation's entries, and hold them. Protected ones are in no search: none is found here.

    NotFound if there are none, RuleBroken if they are too many.
    """
    _may(log)
    case = mask_identities(" ".join(case.split()))
    if not 0 < len(case) <= LONGEST_CASE:
        raise RuleBroken(_("Ange vad begäran heter: ett diarienummer eller liknande, högst 80 tecken."))
    ids = []
    for row in everything(log, wanted):
        if row.org == log.org and not row.protected and row.state not in _CLOSED and borders.may_read(log, row):
            ids.append(row.id)
        if len(ids) > MOST:
            raise RuleBroken(_("Fler än {most} poster. Begränsa sökningen.").format(most=MOST))
    if not ids:
        raise NotFound(_("Inget hittades."))
    with log.writing(now) as pen:
        entry = pen.write(HOLD, {"case": case, "why": "records", "ids": ids})
        reads.write(pen, REQUEST, ids, reason=case)
    return _request(entry)


def requests(log: Log) -> list[Request]:
    """The organisation's own that are here, the latest first."""
    _may(log)
    with log.store.read() as connection:
        rows = [
            entry
            for row, entry in folding.stored(connection, "kind = 'hold' AND kind <> 'observation'")
            if entry.fields.org == log.org
        ]
    lifted = {str(core.get("hold")) for core in map(_core, rows) if core.get("lifted") is True}
    found = [_request(entry, lifted) for entry in rows if _core(entry).get("lifted") is not True]
    return sorted(found, key=lambda each: each.id, reverse=True)


def one(log: Log, beginning: str) -> Request:
    """By its case, or by how its id begins."""
    said = beginning.strip()
    found = [each for each in requests(log) if each.case == said or each.id.startswith(said.lower())]
    return only_one(found, _("Den begäran finns inte här."))


def close(log: Log, request: Request, now: datetime) -> None:
    """What it was about may be destroyed when its time comes."""
    _may(log)
    if request.closed:
        raise RuleBroken(_("Begäran är redan avslutad."))
    with log.writing(now) as pen:
        pen.write(HOLD, {"case": request.case, "hold": request.id, "lifted": True})
        pen.connection.exec_driver_sql("DELETE FROM remembered WHERE name = ?", (_KEPT + request.id,))


def decide_mask(
    log: Log, request: Request, id_: str, names: Sequence[str], reason: str, now: datetime, *, text: str = ""
) -> None:
    """Mask fields of one entry for a reason of the table, or with an empty reason show them, and say why in a text."""
    _may(log)
    if id_ not in request.ids:
        raise NotFound(_("Posten hör inte till begäran."))
    unknown = [name for name in names if name not in FIELDS]
    if unknown or not names:
        raise RuleBroken(_("Välj bland fälten: {fields}.").format(fields=", ".join(FIELDS)))
    if reason:
        mask(reason, now.astimezone(STOCKHOLM).date())
    elif not text.strip() or len(text) > LONGEST_WHY:
        raise RuleBroken(_("Skriv varför det som brukar maskas lämnas ut, högst 80 tecken."))
    with log.store.write() as connection:
        kept = _kept(connection, request.id)
        kept.setdefault(id_, {}).update({name: [reason, mask_identities(text.strip()[:LONGEST_WHY])] for name in names})
        connection.exec_driver_sql(
            "INSERT OR REPLACE INTO remembered (name, value) VALUES (?, ?)",
            (_KEPT + request.id, json.dumps(kept, ensure_ascii=False)),
        )


def result(log: Log, request: Request) -> list[Masking]:
    """What would be given out now. RuleBroken for who may not; an entry that is no longer here is left out."""
    _may(log)
    with log.store.read() as connection:
        kept = _kept(connection, request.id)
    found = []
    for id_ in request.ids:
        try:
            row = readable(log, id_)
        except (NotFound, RuleBroken):  # gone since, or protected since: it is in no result
            continue
        if row.state not in _CLOSED:
            found.append(masked(as_json(row), kept.get(id_, {})))
    return found


def masked(said: Mapping[str, Any], decided: Mapping[str, Sequence[str]]) -> Masking:
    """An entry as it is given out: by its class, by what can tell who somebody is, and by what was decided since."""
    usual = grounds().masked[said["class"]]
    found = Masking(said["id"])
    for name in FIELDS:
        value = said[name]
        if value in (None, "", [], {}):
            continue
        reason = decided[name][0] if name in decided else _usual(name, value, usual)
        if reason:
            found.masked[name] = reason
        else:
            found.shown[name] = _without_identities(value)
    return found


def _usual(name: str, value: Any, usual: Mapping[str, str]) -> str:
    return usual.get(name) or (grounds().telling if _tells(value) else "")


def _tells(value: Any) -> bool:
    if isinstance(value, str):
        return bool(find_personal(value))
    if isinstance(value, Mapping):
        return any(map(_tells, value.values()))
    return isinstance(value, list) and any(map(_tells, value))


def _without_identities(value: Any) -> Any:
    if isinstance(value, str):
        return mask_identities(value)
    if isinstance(value, dict):
        return {key: _without_identities(each) for key, each in value.items()}
    return [_without_identities(each) for each in value] if isinstance(value, list) else value


def give_out(log: Log, request: Request, decider: str, now: datetime) -> tuple[list[Masking], Entry]:
    """Write down what was given out and masked, and why, with who read it for that: all of it or nothing."""
    _may(log)
    number = service_number(decider)
    found = result(log, request)
    if not found:
        raise NotFound(_("Inget hittades."))
    with log.store.read() as connection:
        kept = _kept(connection, request.id)
    said = {"of": REQUEST, "request": request.id, "decision": GRANTED, "decider": number, "grounds": grounds().version}
    entries = []
    with log.writing(now) as pen:
        for start in range(0, len(found), AT_ONCE):
            some = found[start : start + AT_ONCE]
            core = said | {
                "entries": [{"id": each.id, "shown": list(each.shown), "masked": each.masked} for each in some]
            }
            entries.append(pen.write(DISCLOSURE, core, {"case": request.case, **_whys(some, kept)}))
        reads.write(pen, REQUEST, [each.id for each in found], reason=request.case)
    return found, entries[0]


def _whys(found: Sequence[Masking], kept: Mapping[str, Mapping[str, Sequence[str]]]) -> dict[str, str]:
    return {f"{each.id} {name}": why for each in found for name, (_reason, why) in kept.get(each.id, {}).items() if why}


def _may(log: Log) -> None:
    if borders.role(log) not in DISCLOSERS:
        reads.refused(log, (), TO_DISCLOSE)
        raise RuleBroken(_("Bara gruppledare och registrator prövar en begäran om handling."))


def _kept(connection: Any, id_: str) -> dict[str, dict[str, list[str]]]:
    row = connection.exec_driver_sql("SELECT value FROM remembered WHERE name = ?", (_KEPT + id_,)).fetchone()
    found: dict[str, dict[str, list[str]]] = json.loads(row.value) if row else {}
    return found


def _core(entry: Entry) -> dict[str, Any]:
    try:
        return entry.facts("core")
    except NotStrict:
        return {}


def _request(entry: Entry, lifted: frozenset[str] | set[str] = frozenset()) -> Request:
    core, line = _core(entry), entry.fields
    return Request(line.id, line.at, str(core.get("case") or ""), tuple(texts(core.get("ids"))), line.id in lifted)
