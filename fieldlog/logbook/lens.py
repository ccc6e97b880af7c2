"""The lens: an entry, or what is about to be saved, exactly as somebody else would get it; before anything is sent.

Reckoned by the same table as the server's feeds. What others get is what they get once it is approved.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from fieldlog.language import _, mark
from fieldlog.logbook import reads
from fieldlog.logbook.borders import refuse_others
from fieldlog.logbook.log import Log
from fieldlog.logbook.observations import class_of, new_observation
from fieldlog.logbook.viewing import as_json
from fieldlog.models.moment import operational_day, read_moment, written
from fieldlog.models.refusal import NotFound, RuleBroken
from fieldlog.models.shape import texts_in
from fieldlog.models.vocabulary import SAFETY
from fieldlog.privacy import find_personal, identity_numbers
from sync.access import ALL, COUNT, NONE, PUBLIC, TABLE, Cells, Matter, cell, of_observation


@dataclass(frozen=True, slots=True)
class Audience:
    """Who looks. `own` is somebody of the writer's organisation."""

    code: str
    cells: Cells
    own: bool
    name: str


PUBLIC_CODE: Final = "public"
AUDIENCES: Final = (
    Audience("colleague", TABLE["falt"], True, mark("kollega i din organisation")),
    Audience("supervisor", TABLE["gl"], True, mark("gruppledare i din organisation")),
    Audience("others", TABLE["falt"], False, mark("lag i en annan organisation")),
    Audience("coordinator", TABLE["sam"], False, mark("platssamordnaren")),
    Audience("analyst", TABLE["ana"], False, mark("analytiker")),
    Audience("safety", TABLE["sky"], True, mark("skyddsombudet")),
    Audience(PUBLIC_CODE, PUBLIC, False, mark("allmänheten, utan prövning")),
)


@dataclass(frozen=True, slots=True)
class Given:
    """What one audience gets of one entry. `answer` is full, codes, count or nothing; `said` the fields it gets, by the
    names of `show --json`; `left_out` what it does not get and why, a sentence each."""

    id: str
    answer: str
    said: Mapping[str, Any]
    left_out: tuple[str, ...]

    def data(self) -> dict[str, Any]:
        return {"id": self.id, "answer": self.answer, "given": dict(self.said), "left_out": list(self.left_out)}


def audience(code: str) -> Audience:
    """By its code, or for a role of the own organisation by that. RuleBroken for none that is known."""
    found = next((one for one in AUDIENCES if one.code == code), None)
    if found is None and code in TABLE:
        found = Audience(code, TABLE[code], True, code)
    if found is None:
        known = ", ".join([*(one.code for one in AUDIENCES), *TABLE])
        raise RuleBroken(_("Det finns ingen sådan läsare. De som finns: {known}.").format(known=known))
    return found


def of(code: str, org: str | None, own_org: str) -> Audience:
    """As `audience`, seen from the organisation `org`; the own one where nothing is said."""
    found = audience(code)
    return found if org is None else replace(found, own=org == own_org and found.code != PUBLIC_CODE)


def seen_as(
    log: Log, who: Audience, ids: Sequence[str] = (), values: Mapping[str, Any] | None = None
) -> tuple[Given, ...]:
    """Each entry as that audience gets it; `values`, as `composing.values`, is what would be saved now.

    NotFound if an entry is not here. That it was looked at so is written down.
    """
    found = [] if values is None else [_of_draft(log, values)]
    found += [_of_entry(log, id_) for id_ in ids]
    reads.lens(log, ids, who.code)
    return tuple(
        # What another organisation let us have is no more anybody's here than it is ours.
        given(who if said["org"] == log.org else replace(who, own=False), said, log.vocabulary.places)
        for said in found
    )


def _of_entry(log: Log, id_: str) -> dict[str, Any]:
    with log.store.read() as connection:
        row = connection.exec_driver_sql("SELECT *, class AS class_ FROM observation WHERE id = ?", (id_,)).fetchone()
    if row is None:
        raise NotFound(_("Det finns ingen sådan post i loggen."))
    refuse_others(log, row)
    return as_json(row) | {"all_words": json.loads(row.words)}


def _of_draft(log: Log, values: Mapping[str, Any]) -> dict[str, Any]:
    new = new_observation(**{name: value for name, value in values.items() if name != "ask"})
    category = log.vocabulary.categories.get(new.category or "")
    severity = new.severity if new.severity is not None else category.severity if category else None
    return {
        "id": "", "org": log.org, "author": log.worker, "at": written(new.at), "place": new.place, "spot": new.spot,
        "category": new.category, "severity": severity, "persons": new.persons, "ages": list(new.ages),
        "class": class_of(new, log.vocabulary), "fields": new.fields, "actions": list(new.actions),
        "words": new.words.get("note", ""), "texts": {}, "state": "open", "seen_by": list(new.seen_by),
        "protected": new.protected, "words_may_leave": new.words_may_leave, "all_words": new.words,
        "event": new.event, "source": new.source,
    }  # fmt: skip


_CORE: Final = ("at", "place", "spot", "category", "severity", "persons", "ages", "fields", "actions", "seen_by",
                "event", "source")  # fmt: skip
"""The core travels as one part: all of it that a person can read."""
_SEALED: Final = ("withdrawn", "erased", "quarantined")


def given(who: Audience, said: Mapping[str, Any], places: Mapping[str, Any]) -> Given:
    """What an audience gets of an entry (`viewing.as_json`, and under `all_words` its texts with their reasons)."""
    closed = _closed(said)
    silent = not any(find_personal(text) for text in said["all_words"].values())
    matter = Matter(
        said["org"], said["author"], "observation", said["class"], safety=said["category"] in SAFETY,
        shown=None if closed else frozenset({"core", "words"}), words_may_leave=said["words_may_leave"] and silent,
    )  # fmt: skip
    parts = of_observation(who.cells, matter, "observation", own=who.own)
    answer = cell(who.cells, matter, own=who.own)
    if parts is None:
        counted = answer == COUNT and not said["protected"] and said["state"] not in _SEALED
        why = [closed] if closed and not who.own else [_reason(said["class"], counted=counted)]
        if counted:
            why.append(_counted(said, places))
        return Given(said["id"], COUNT if counted else NONE, {}, tuple(why))
    core = {name: said[name] for name in _CORE if said.get(name) not in (None, "", [], {})}
    words = parts is ALL or "words" in parts
    if words:
        core |= {name: said[name] for name in ("words", "texts") if said[name]}
    left = []
    if said["all_words"] and not words:
        left.append(_words_kept(said, own=who.own))
    if who.own:
        core |= {"author": said["author"]}
    else:
        left.append(_("Vem som skrev, hur det granskats och vad som rättats."))
        if said["state"] != "approved":
            left.insert(0, _("Allt, tills en gruppledare har godkänt posten."))
    return Given(said["id"], answer, core | {"class": said["class"]}, tuple(left))


def _closed(said: Mapping[str, Any]) -> str:
    """Why nothing of it leaves the organisation, whatever its class; empty where nothing stands against it."""
    if said["protected"]:
        return _("Skyddad identitet lämnar aldrig organisationen.")
    if said["state"] in _SEALED:
        return _("Posten gäller inte: den är återtagen, gallrad eller ligger åt sidan.")
    core = [said.get(name) for name in _CORE]
    if any(found.certain for text in texts_in(core) for found in identity_numbers(text)):
        return _("Ett personnummer står bland uppgifterna.")
    return ""


def _reason(class_: str, *, counted: bool) -> str:
    if counted:
        return _("Posten finns inte för den läsaren, bara ett antal.")
    return {
        "A": _("Den rollen läser inga poster."),
        "B": _("Klass B läses bara i den egna organisationen."),
    }.get(class_, _("Klass C läses bara av den som skrev och hennes gruppledare."))


def _counted(said: Mapping[str, Any], places: Mapping[str, Any]) -> str:
    zone = getattr(places.get(said["place"] or ""), "zone", None) or "-"
    week = operational_day(read_moment(said["at"])).isocalendar()
    return _("Räknas om minst tre är lika: {week}, zon {zone}, familj {family}.").format(
        week=f"{week.year}-W{week.week:02}", zone=zone, family=(said["category"] or "-")[0]
    )


def _words_kept(said: Mapping[str, Any], *, own: bool) -> str:
    if own:
        return _("Orden: den rollen läser bara koderna.")
    if not said["words_may_leave"]:
        return _("Orden: de är inte släppta till andra organisationer (7 på posten).")
    return _("Orden: de kan säga vem någon är.")
