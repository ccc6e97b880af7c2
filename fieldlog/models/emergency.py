"""An emergency as its card has it: what it can be, what is stamped as it happens, and what that makes of the event."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import cos, hypot, radians
from typing import Any

from fieldlog.language import _, mark
from fieldlog.models.moment import clock, read_moment, written
from fieldlog.models.vocabulary import Place, Vocabulary

SEVERITY = 4

KINDS: tuple[tuple[str | None, str], ...] = (
    ("OD", mark("överdos")),
    ("VF", mark("våld")),
    ("PS", mark("hot mot oss")),
    (None, mark("sjuk/skadad")),
    ("VV", mark("vapen")),
    (None, mark("annat")),
)
"""What it is, by its digit on the card; where no category fits, the form asks for it afterwards."""

NAMED_IN_WORDS = 4
"""The kind that has no category of its own but a word that says more than nothing."""

CALLED, NALOXONE, CPR, AWAKE, AMBULANCE, POLICE = range(1, 7)

STAMPS: tuple[str, ...] = (
    mark("112 ringt"),
    mark("naloxon"),
    mark("HLR"),
    mark("vaken"),
    mark("ambulans här"),
    mark("polis här"),
)

_SAID = (mark("112"), mark("naloxon"), mark("HLR"), mark("vaken"), mark("ambulans"), mark("polis"))
_FIELDS = {CALLED: "larm112", NALOXONE: "naloxon", CPR: "hlr", AWAKE: "medvetande", POLICE: "polis"}
_ACTIONS = {CALLED: "112", NALOXONE: "NAL", CPR: "HLR"}

_METRES = 111_320
"""Metres in one degree of latitude."""


@dataclass(slots=True)
class Emergency:
    """What was chosen and stamped. `kind` is 1-6, or 0 where the event was something else before the card."""

    kind: int = 1
    stamps: list[tuple[int, datetime]] = field(default_factory=list)

    def times(self, stamp: int) -> list[datetime]:
        return [at for which, at in self.stamps if which == stamp]

    def kept(self) -> dict[str, Any]:
        """As a draft holds it."""
        return {"kind": self.kind, "stamps": [[which, written(at)] for which, at in self.stamps]}

    def told(self) -> str:
        """The stamps as words: `112 21:47, naloxon 21:49`."""
        parts = [f"{_(_SAID[which - 1])} {clock(at)}" for which, at in self.stamps]
        word = [_(KINDS[self.kind - 1][1])] if self.kind == NAMED_IN_WORDS else []
        return ", ".join(word + parts)

    def put_into(self, body: dict[str, Any], before: str) -> None:
        """Make the stamps fields, actions and words of the event. `before` is what `told` was until now."""
        fields = {key: value for key, value in (body.get("fields") or {}).items() if not self._owns(body, key)}
        actions = list(body.get("actions") or ())
        for which, action in _ACTIONS.items():
            if self._owns(body, _FIELDS[which]) and action in actions:
                actions.remove(action)
            if self.times(which) and action not in actions:
                actions.append(action)
        body["fields"] = fields | self._answers()
        body["actions"] = actions
        body["words"] = {**(body.get("words") or {}), "note": self._note(body, before)}
        body["stamped"] = sorted(self._answers())
        body["emergency"] = self.kept()
        body["severity"] = SEVERITY
        if self.kind:
            body["category"] = KINDS[self.kind - 1][0]

    def _answers(self) -> dict[str, Any]:
        found = {which: self.times(which) for which in _FIELDS if self.times(which)}
        made: dict[int, Any] = {CPR: True, AWAKE: "vaken", POLICE: "på plats"}
        if CALLED in found:
            made[CALLED] = clock(found[CALLED][0])
        made[NALOXONE] = min(len(found.get(NALOXONE, [])), 9)
        return {_FIELDS[which]: made[which] for which in found}

    def _owns(self, body: Mapping[str, Any], key: str) -> bool:
        return key in (body.get("stamped") or ())

    def _note(self, body: Mapping[str, Any], before: str) -> str:
        note = str((body.get("words") or {}).get("note") or "")
        if before and before in note:
            return note.replace(before, self.told(), 1).strip(" ,")
        return f"{self.told()} {note}".strip()


def emergency_of(body: Mapping[str, Any]) -> Emergency | None:
    """The emergency in a draft; None if the draft was not begun as one, or holds what no card wrote."""
    kept = body.get("emergency")
    if not isinstance(kept, Mapping):
        return None
    try:
        stamps = [(int(which), read_moment(at)) for which, at in _rows(kept.get("stamps"))]
        kind = int(kept.get("kind", 1))
    except (TypeError, ValueError):
        return None
    is_known = 0 <= kind <= len(KINDS) and all(1 <= which <= len(STAMPS) for which, _at in stamps)
    return Emergency(kind, stamps) if is_known else None


def _rows(kept: Any) -> Sequence[Any]:
    return kept if isinstance(kept, list) else ()


@dataclass(frozen=True, slots=True)
class Registered:
    """What the place register answers, of this place or of the nearest that has an answer, so many metres off."""

    text: str
    place: Place
    metres: int


def registered(vocabulary: Vocabulary, code: str | None, name: str) -> Registered | None:
    """The register's `meet` or `aed` for a place. None if no place at all has one, or the place is not known."""
    here = vocabulary.places.get(code or "")
    if here is None:
        return None
    found = [place for place in vocabulary.places.values() if getattr(place, name) and not place.retired]
    if not found:
        return None
    nearest = min(found, key=lambda place: (metres_between(here, place), place.code != here.code))
    return Registered(getattr(nearest, name), nearest, metres_between(here, nearest))


def metres_between(one: Place, other: Place) -> int:
    """As the crow flies; within a city the earth is flat."""
    north = (one.lat - other.lat) * _METRES
    east = (one.lon - other.lon) * _METRES * cos(radians(one.lat))
    return round(hypot(north, east))
