"""Composing what might have been seen: category, place, answers and a sentence, out of hand-written fragments."""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from random import Random
from typing import Any, TypeVar

from fieldlog.logbook.rehearsal.roster import Pair
from fieldlog.models.core import NewObservation
from fieldlog.models.moment import STOCKHOLM, written
from fieldlog.models.vocabulary import Category, Vocabulary
from fieldlog.models.worker import may_record

ENGLISH = 0.12
"""Of the categories that have English notes, the share that is written so."""

_SLOT = re.compile(r"\{(\w+)\}")
_COUNTS = {
    "1": ("1",),
    "2-4": ("2", "3", "4", "3-4", "tre", "ett par"),
    "5-9": ("5", "6", "ca 7", "8", "6-7", "fem sex"),
    "10-19": ("10-15", "ett dussin", "ca 15", "12"),
    "20+": ("ca 25", "minst 20", "30"),
}
_AGES = {"<15": "ca 13", "15-17": "16-17", "18-20": "runt 19", "21-24": "20-25 år", "25-64": "ca 40", "65+": "äldre"}
_CROWDS = {"<25": "20", "25-100": "60", "100-500": "200", "500+": "600"}
_CLOCKS = ("%H:%M", "%H.%M", "%H%M")

T = TypeVar("T")


class Draw:
    """Draws by weight with one random number."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        self._items = [item for item, weight in weights.items() if weight > 0]
        self._upto = list(accumulate(weights[item] for item in self._items))

    def __call__(self, rng: Random) -> str:
        return self._items[bisect_right(self._upto, rng.random() * self._upto[-1])]


@dataclass(frozen=True, slots=True)
class Told:
    """An observation as it will be signed, but for the shift and the event it belongs to."""

    at: datetime
    core: dict[str, Any]
    note: str

    @property
    def category(self) -> str:
        return str(self.core["category"])

    @classmethod
    def of(cls, new: NewObservation, vocabulary: Vocabulary) -> "Told":
        class_ = vocabulary.categories[new.category or ""].class_
        return cls(new.at, new.core(vocabulary, class_), new.words["note"])


@dataclass(slots=True)
class _Telling:
    """One observation on its way."""

    pair: Pair
    at: datetime
    category: Category
    place: str
    fields: dict[str, Any] = field(default_factory=dict)
    actions: list[str] = field(default_factory=list)
    persons: str | None = None
    ages: tuple[str, ...] = ()
    spot: str | None = None


class Teller:
    """Tells from one seed: the same calls give the same observations."""

    def __init__(self, rng: Random, vocabulary: Vocabulary, sentences: Mapping[str, Any]) -> None:
        self._rng = rng
        self._vocabulary = vocabulary
        self._said = sentences
        self._shape = NewObservation(at=datetime.now(UTC)).core(vocabulary, "A")
        self._places = Draw(sentences["places"])
        self._kinds = {role: Draw(self._weights(role)) for role in ("ov", "falt", "soc")}
        self._interventions = Draw({str(n): each["often"] for n, each in enumerate(sentences["interventions"])})

    def _weights(self, role: str) -> dict[str, float]:
        """How often each category: of other organisations only what all may read has come to this laptop."""
        open_ = {code for code, category in self._vocabulary.categories.items() if category.class_ == "A"}
        found = {code: float(kind.get(role, kind["often"])) for code, kind in self._said["categories"].items()}
        return {**found, "IN": 6.0} if role == "ov" else {code: found[code] for code in found if code in open_}

    def _pick(self, choices: Sequence[T]) -> T:
        return choices[int(self._rng.random() * len(choices))]

    def kind(self, pair: Pair, *, own: bool) -> str:
        """A category that this pair might log and that this laptop may hold: class C only if it is its own."""
        while True:
            code = self._kinds[pair.role](self._rng)
            if own or self._vocabulary.categories[code].class_ != "C":
                return code

    def tell(self, pair: Pair, at: datetime, code: str, place: str | None = None) -> Told:
        """One observation, complete by the rules of its category and actions. `at` is its time."""
        kind: Mapping[str, Any] = {} if code == "IN" else self._said["categories"][code]
        told = _Telling(pair, at, self._vocabulary.categories[code], place or self._place(kind))
        note = self._intervention(told) if code == "IN" else self._ordinary(told, kind)
        for action in told.actions:
            self._satisfy(told, action)
        severity = told.category.severity
        if severity in {1, 2} and self._rng.random() < 0.1:
            severity += 1
        leaves = told.category.class_ == "A" and self._rng.random() < 0.4
        # Not through pydantic: a test looks at every value, and a million rows would wait for it.
        core = self._shape | {
            "at": written(at), "place": told.place, "spot": told.spot, "category": code, "severity": severity,
            "class": told.category.class_, "persons": told.persons, "ages": list(told.ages), "fields": told.fields,
            "actions": told.actions, "words_may_leave": leaves,
        }  # fmt: skip
        return Told(at, core, note)

    def handover(self, part: str) -> str:
        """A row or two for the next shift; `part` is all or own."""
        rows = [self._pick(self._said["handover"][part]) for _row in range(1 + int(self._rng.random() * 2))]
        return "\n".join(dict.fromkeys(row.replace("{plats}", self._places(self._rng)) for row in rows))

    def phrase(self, name: str) -> str:
        return str(self._pick(self._said[name]))

    def _place(self, kind: Mapping[str, Any]) -> str:
        if "where" in kind and self._rng.random() < 0.7:
            return self._pick(str(kind["where"]).split())
        return self._places(self._rng)

    def _ordinary(self, told: _Telling, kind: Mapping[str, Any]) -> str:
        if kind.get("persons"):
            told.persons = self._pick(kind["persons"].split())
        if kind.get("ages"):
            bands = kind["ages"].split()
            told.ages = tuple(sorted({self._pick(bands), self._pick(bands)}, key=bands.index))
        for key, choices in kind["fields"].items():
            if key == "orosanmalan" or self._rng.random() < 0.55:
                told.fields[key] = self._answer(key, choices)
        if kind["do"]:
            told.actions = [
                action
                for action in self._pick(kind["do"]).split()
                if may_record(told.pair.role, self._vocabulary.actions[action].who)
            ]
        return self._note(told, kind)

    def _answer(self, key: str, choices: Sequence[Any]) -> Any:
        type_ = self._vocabulary.fields[key].type
        if type_ == "int":
            return choices[0] + int(self._rng.random() * (choices[1] - choices[0] + 1))
        choice = self._pick(choices)
        return [choice] if type_ == "multi" else choice

    def _note(self, told: _Telling, kind: Mapping[str, Any]) -> str:
        if "en" in kind and self._rng.random() < ENGLISH:
            return self._filled(told, self._pick(kind["en"]))
        text = self._pick(kind["say"])
        if "then" in kind and self._rng.random() < 0.6:
            text = f"{text.rstrip('.')}. {self._pick(kind['then'])}"
        end = self._pick(self._said["ends"])
        text = f"{text.rstrip('.')}. {end}" if end else text
        start = self._pick(self._said["starts"])
        if start.endswith(": "):
            text = text[0].lower() + text[1:]
        return self._filled(told, start + text)

    def _filled(self, told: _Telling, text: str) -> str:
        return _SLOT.sub(lambda slot: self._slot(told, slot[1]), text) if "{" in text else text

    def _slot(self, told: _Telling, name: str) -> str:
        """What stands at a slot of a sentence; a slot that is an answer becomes the answer."""
        match name:
            case "n":
                told.persons = told.persons or "2-4"
                return self._pick(_COUNTS[told.persons])
            case "al":
                return _AGES[told.ages[0]] if told.ages else "i 30-årsåldern"
            case "sp":
                told.spot = str(self._pick(self._said["spots"].get(told.place, ("trapphuset",))))
                return told.spot
            case "plats":
                place = self._vocabulary.places[told.place]
                return place.aliases[0] if place.aliases else place.code
            case "kl":
                before = told.at - timedelta(minutes=2 + int(self._rng.random() * 8))
                return before.astimezone(STOCKHOLM).strftime(self._pick(_CLOCKS))
            case _:
                return self._answering_slot(told, name)

    def _answering_slot(self, told: _Telling, name: str) -> str:
        match name:
            case "pub":
                return _CROWDS[told.fields.setdefault("publik", "25-100")]
            case "nr":
                told.actions += [] if "FEL" in told.actions else ["FEL"]
                return str(told.fields.setdefault("arende_ext", self._case_number(told)))
            case "st":
                return str(told.fields.setdefault("stolpe", str(4400 + int(self._rng.random() * 160))))
        key, low, high = _NUMBERS[name]
        number = low + int(self._rng.random() * (high - low))
        return str(told.fields.setdefault(key, number) if key in told.category.fields else number)

    def _case_number(self, told: _Telling) -> str:
        return f"{told.at:%y}-{10000 + int(self._rng.random() * 9000)}"

    def _intervention(self, told: _Telling) -> str:
        """A complete one: what the law wants stated, handover or release with its time where somebody was held."""
        what = self._said["interventions"][int(self._interventions(self._rng))]
        told.actions, told.persons, told.ages = what["actions"].split(), "1", (self._pick(("21-24", "25-64")),)
        if what["lagrum"] in {"PL 13 §", "alkohol"} and "to" not in what:
            told.persons = self._pick(("1", "2-4"))
        told.fields = {
            "atgard_lagrum": what["lagrum"],
            "beslut_av": told.pair.worker,
            "beslut_kl": _clock(told.at),
            "grund": self._pick(what["grund"]),
            "deltog": [told.pair.mate],
            "ingrep_kl": _clock(told.at + timedelta(minutes=int(self._rng.random() * 3))),
            "vald": self._pick(("nej", "nej", "nej", "grepp")),
            "identitet_i_rapport": True,
        }
        told.fields |= {key: what[key] for key in ("medvetande", "fynd") if key in what}
        if "to" in what:
            told.fields["overlamnad_till"] = what["to"]
            told.fields["overlamnad_kl"] = _clock(told.at + timedelta(minutes=8 + int(self._rng.random() * 22)))
        return self._filled(told, self._pick(what["say"]))

    def _satisfy(self, told: _Telling, action: str) -> None:
        """Answer what the action needs, as far as the sentence has not."""
        match action:
            case "PKL" if told.fields.get("polis") in {None, "ej kontaktad"}:
                told.fields["polis"] = "tillkallad"
            case "112":
                told.fields["larm112"] = _clock(told.at)
            case "NAL":
                told.fields |= {"naloxon": 1, "naloxon_av": "vakt"}
            case "ORO":
                told.fields.setdefault("orosanmalan", "gjord muntligt")
            case "SAN":
                told.fields.setdefault("antal_fynd", 1 + int(self._rng.random() * 6))
            case "FEL":
                told.fields.setdefault("arende_ext", self._case_number(told))


_NUMBERS = {
    "f": ("antal_fynd", 1, 9),
    "lj": ("antal_ljus", 2, 6),
    "min": ("narvaro_min", 15, 55),
    "pm": ("polis_min", 3, 25),
}
"""Slots that are plain numbers: the field they answer, from, to (not reached)."""


def _clock(moment: datetime) -> str:
    return moment.astimezone(STOCKHOLM).strftime("%H:%M")
