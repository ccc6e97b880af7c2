"""The words of the work as data: zones, places, categories, fields, actions, partners, severities.

`vocabulary.json` beside this file is the one source; an organisation may ship another with the same shape.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

CLASSES = ("A", "B", "C")
"""Secrecy classes from the most open to the most closed."""

SAFETY = ("PS", "PT")
"""Categories of what endangers the staff themselves: an incident, a near miss."""

REGISTERED = ("say112", "meet", "aed")
"""What only the organisation itself can say of a place: nobody else has stood there and looked."""

LONGEST_REGISTERED = 80
"""Characters of one such text: a row of the emergency card."""


@dataclass(frozen=True, slots=True)
class Zone:
    code: str
    sv: str
    en: str


@dataclass(frozen=True, slots=True)
class Place:
    """A named place inside a zone. `say112`, `meet` and `aed` are what the emergency card reads out, or None."""

    code: str
    zone: str
    name: str
    aliases: tuple[str, ...]
    kind: str
    lat: float
    lon: float
    owner: str
    indoor: bool
    say112: str | None
    meet: str | None
    aed: str | None
    retired: bool = False
    """Used no longer: neither typed nor offered, but still named where it stands."""


@dataclass(frozen=True, slots=True)
class Family:
    """Categories that begin with the same letter."""

    code: str
    sv: str
    en: str


@dataclass(frozen=True, slots=True)
class Category:
    """What kind of thing was seen. `severity` and `class_` are defaults that a writer may raise."""

    code: str
    sv: str
    en: str
    goals: tuple[int, ...]
    prevention: str
    severity: int
    class_: str
    fields: tuple[str, ...]
    retired: bool = False
    """As of a place."""

    @property
    def family(self) -> str:
        return self.code[0]


@dataclass(frozen=True, slots=True)
class Field:
    """A structured field. `type` is band, one, multi, int, bool, time, text, staff or staffs.

    `values` maps each code (the Swedish wording) to its English label; `low` and `high` bound an int, `high` the
    length of a text.
    """

    key: str
    sv: str
    en: str
    type: str
    values: Mapping[str, str]
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Action:
    """Something done about it. `who` lists roles (or "alla"); `needs` lists fields that must then be answered."""

    code: str
    sv: str
    en: str
    who: tuple[str, ...]
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Partner:
    code: str
    name: str
    gets: str
    never: str
    answer: str


@dataclass(frozen=True, slots=True)
class Severity:
    level: int
    mark: str
    sv: str
    en: str
    criterion_sv: str
    criterion_en: str
    seen_by: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    version: str
    zones: Mapping[str, Zone]
    places: Mapping[str, Place]
    families: Mapping[str, Family]
    categories: Mapping[str, Category]
    fields: Mapping[str, Field]
    actions: Mapping[str, Action]
    partners: Mapping[str, Partner]
    severities: tuple[Severity, ...]


def read_vocabulary(text: str) -> Vocabulary:
    """The vocabulary in the text of a vocabulary file. ValueError, KeyError or TypeError if it is misshapen."""
    raw: dict[str, Any] = json.loads(text)
    return Vocabulary(
        version=raw["version"],
        zones=_by_code(Zone(**row) for row in raw["zones"]),
        places=_by_code(Place(**{**row, "aliases": tuple(row["aliases"])}) for row in raw["places"]),
        families=_by_code(Family(**row) for row in raw["families"]),
        categories=_by_code(_category(row) for row in raw["categories"]),
        fields=MappingProxyType({row["key"]: _field(row) for row in raw["fields"]}),
        actions=_by_code(
            Action(**{**row, "who": tuple(row["who"]), "needs": tuple(row["needs"])}) for row in raw["actions"]
        ),
        partners=_by_code(Partner(**row) for row in raw["partners"]),
        severities=tuple(Severity(**row) for row in raw["severities"]),
    )


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The vocabulary that comes with the program, read once."""
    return read_vocabulary(Path(__file__).with_name("vocabulary.json").read_text(encoding="utf-8"))


def with_register(vocabulary: Vocabulary, register: Any) -> Vocabulary:
    """The vocabulary with an organisation's answers on its places: `{"PLA": {"say112": ..., "meet": ..., "aed": ...}}`.

    An answer that is not there leaves what the vocabulary says. ValueError names the place whose answers can't be used.
    """
    if not isinstance(register, dict):
        raise ValueError("*")  # noqa: TRY004 - one error for whatever a file may hold
    places = dict(vocabulary.places)
    for code, answers in register.items():
        usable = code in places and isinstance(answers, dict) and set(answers) <= set(REGISTERED)
        if not usable or not all(isinstance(text, str) and _fits_card(text) for text in answers.values()):
            raise ValueError(str(code))
        places[code] = replace(places[code], **answers)
    return replace(vocabulary, places=MappingProxyType(places))


def _fits_card(text: str) -> bool:
    return 0 < len(text) <= LONGEST_REGISTERED and text.isprintable()


def _by_code(rows: Any) -> Mapping[str, Any]:
    return MappingProxyType({row.code: row for row in rows})


def _category(row: dict[str, Any]) -> Category:
    return Category(
        code=row["code"],
        sv=row["sv"],
        en=row["en"],
        goals=tuple(row["goals"]),
        prevention=row["prevention"],
        severity=row["severity"],
        class_=row["class"],
        fields=tuple(row["fields"]),
    )


def _field(row: dict[str, Any]) -> Field:
    return Field(
        key=row["key"],
        sv=row["sv"],
        en=row["en"],
        type=row["type"],
        values=MappingProxyType({value["code"]: value["en"] for value in row.get("values", [])}),
        low=row.get("low", 0),
        high=row.get("high", 0),
    )
