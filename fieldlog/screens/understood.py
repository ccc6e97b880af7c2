"""What was understood of the line, what was chosen beside it, and the chips that say so."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from fieldlog.language import _, language, mark, spoken
from fieldlog.models.moment import clock, shown_alike
from fieldlog.screens.chips import NOBODY
from fieldlog.screens.text import Signs
from fieldlog.screens.theme import SEVERITY_STYLES

if TYPE_CHECKING:
    from fieldlog.line.reading import Reading
    from fieldlog.models.vocabulary import Place, Vocabulary

READERS = {
    "A": mark("A alla lag, efter granskning"),
    "B": mark("B egna läser, andra ser antal"),
    "C": mark("C bara du och din chef läser"),
}
"""Who will read it: a class is never shown as a bare letter."""


@dataclass(frozen=True, slots=True)
class Chip:
    """One thing understood. `choices` are (value, label) for the digits; `name` is as in `Reading` or `fields.KEY`."""

    name: str
    label: str
    guessed: bool = False
    style: str = ""
    choices: tuple[tuple[Any, str], ...] = ()
    whole: str = ""
    """The same in more words, where there is room."""


@dataclass(slots=True)
class Understood:
    """A reading with what was chosen and taken away beside it: what the chips show and `composing` saves."""

    reading: Reading
    now: datetime
    vocabulary: Vocabulary = field(repr=False)
    chosen: dict[str, Any] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)
    pair: tuple[str, ...] = ()
    """The service numbers of those who share the laptop, the writer first: who saw it is one of them or all."""

    def value(self, name: str) -> Any:
        if name in self.chosen:
            return self.chosen[name]
        if name in self.removed:
            return None
        if name.startswith("fields."):
            return self.reading.fields.get(name.removeprefix("fields."))
        return getattr(self.reading, name)

    @property
    def severity(self) -> int:
        category = self.vocabulary.categories.get(self.value("category") or "")
        given = self.value("severity")
        return given if given is not None else category.severity if category else 1

    @property
    def class_(self) -> str:
        category = self.vocabulary.categories.get(self.value("category") or "")
        return max(category.class_ if category else "B", self.chosen.get("class_") or "A")

    def chips(self, signs: Signs, *, walking: bool = False) -> list[Chip]:
        """In the order they stand. `walking` adds the chip that only a walk shows: who saw it."""
        made = [
            self._time(),
            self._category(),
            self._place(),
            self._persons(signs),
            self._ages(signs),
            self._severity(signs),
        ]
        made += self._fields()
        made += self._seen_by(walking)
        made.append(Chip("class_", _(READERS[self.class_])))
        if not walking and self._names_nobody():
            made.append(Chip(NOBODY, _("inga personuppgifter"), style="$faint"))
        return [chip for chip in made if chip is not None]

    def _names_nobody(self) -> bool:
        from fieldlog.privacy import find_personal  # word lists, loaded with the first sentence

        return not find_personal(self.reading.text)

    def _is_guess(self, name: str) -> bool:
        return name in self.reading.guessed and name not in self.chosen

    def _time(self) -> Chip:
        at = self.value("time")
        if at is None:
            return Chip("time", _("{clock} nu").format(clock=clock(self.now)))
        spoken = f" ({self.reading.time_text})" if self.reading.time_text and "time" not in self.chosen else ""
        comings = [each for each in shown_alike(at) if each.timestamp() <= self.now.timestamp()]
        choices = tuple((each, clock(each)) for each in comings) if len(comings) > 1 else ()
        return Chip("time", clock(at) + spoken, self._is_guess("time"), choices=choices)

    def _category(self) -> Chip | None:
        code = self.value("category")
        if code is None:
            return None
        choices = tuple((other, short(self.vocabulary, other)) for other in self._near_categories(code))
        whole = f"{code} {spoken(self.vocabulary.categories[code])}"
        return Chip("category", short(self.vocabulary, code), self._is_guess("category"), choices=choices, whole=whole)

    def _near_categories(self, code: str) -> list[str]:
        asked = [choice for ask in self.reading.asks if ask.field == "category" for choice in ask.choices]
        family = [other for other in self.vocabulary.categories if other[0] == code[0] and other != code]
        rest = [other for other in ("NH", "NB", "OS", "OB", "UG", "TL", "TO", "ST") if other != code]
        known = self.vocabulary.categories
        return [each for each in dict.fromkeys([code, *asked, *family, *rest]) if each in known][:9]

    def _place(self) -> Chip | None:
        code = self.value("place")
        if code is None:
            return None
        place = self.vocabulary.places[code]
        asked = [choice for ask in self.reading.asks if ask.field == "place" for choice in ask.choices]
        near = [other.code for other in self.vocabulary.places.values() if other.zone == place.zone]
        choices = [each for each in dict.fromkeys([code, *asked, *near]) if each in self.vocabulary.places][:9]
        return Chip(
            "place",
            f"{code} {spoken_name(place)}",
            self._is_guess("place"),
            choices=tuple((each, each) for each in choices),
            whole=f"{code} {place.name}",
        )

    def _persons(self, signs: Signs) -> Chip | None:
        band = self.value("persons")
        if band is None:
            return None
        label = _("{count} pers").format(count=band.replace("-", signs.span))
        bands = tuple((value, value.replace("-", signs.span)) for value in self.vocabulary.fields["antal"].values)
        return Chip("persons", label, self._is_guess("persons"), choices=bands)

    def _ages(self, signs: Signs) -> Chip | None:
        ages = self.value("ages")
        if not ages:
            return None
        label = _("{ages} år").format(ages=", ".join(age.replace("-", signs.span) for age in ages))
        bands = tuple(((value,), value.replace("-", signs.span)) for value in self.vocabulary.fields["alder"].values)
        return Chip("ages", label, self._is_guess("ages"), choices=bands)

    def _severity(self, signs: Signs) -> Chip | None:
        if self.value("category") is None and self.value("severity") is None:
            return None
        row = self.vocabulary.severities[self.severity]
        words = spoken(row)
        label = f"{signs.severity(self.severity)} {words.partition('/')[0]}"
        return Chip("severity", label, self._is_guess("severity"), SEVERITY_STYLES[self.severity])

    def _seen_by(self, walking: bool) -> list[Chip]:
        chosen = self.chosen.get("seen_by")
        if len(self.pair) < 2 or not (walking or chosen):
            return []
        choices = (*(((number,), number) for number in self.pair), (self.pair, " + ".join(self.pair)))
        who = " + ".join(chosen) if chosen else "–"
        return [Chip("seen_by", _("såg: {who}").format(who=who), choices=choices, whole=who)]

    def _fields(self) -> list[Chip]:
        names = list(self.reading.fields) + [
            name.removeprefix("fields.") for name in self.chosen if name.startswith("fields.")
        ]
        made = []
        for key in dict.fromkeys(names):
            value = self.value(f"fields.{key}")
            if value in (None, "", []):
                continue
            row = self.vocabulary.fields[key]
            title = spoken(row)
            said = answer(self.vocabulary, key, value)
            label = said if row.type in ("one", "multi") else f"{title} {said}"
            choices = tuple((each, answer(self.vocabulary, key, each)) for each in row.values)
            made.append(Chip(f"fields.{key}", label, self._is_guess(f"fields.{key}"), choices=choices))
        return made


def short(vocabulary: Vocabulary, code: str) -> str:
    """`NH handel`: the code with the word that tells it from its family."""
    category = vocabulary.categories[code]
    name = spoken(category)
    return f"{code} {name.partition(': ')[2] or name}"


def choice_in_words(vocabulary: Vocabulary, field: str, choice: str) -> str:
    """`DRN Drottninggatan norr`: what a choice of a question is, for whoever does not know the codes."""
    if choice == "words":
        return _("ord")
    if field == "number":
        return {"persons": _("antal"), "ages": _("ålder")}.get(choice, choice)
    if field == "place" and choice in vocabulary.places:
        return f"{choice} {spoken_name(vocabulary.places[choice])}"
    if field == "category" and choice in vocabulary.categories:
        return short(vocabulary, choice)
    return f"{choice} {spoken(vocabulary.actions[choice])}" if choice in vocabulary.actions else choice


def answer(vocabulary: Vocabulary, key: str, value: Any) -> str:
    """An answer to a field, in the language in use."""
    labels: Mapping[str, str] = vocabulary.fields[key].values
    if isinstance(value, bool):
        return _("ja") if value else _("nej")
    if isinstance(value, list | tuple):
        return ", ".join(answer(vocabulary, key, each) for each in value)
    return labels.get(value, str(value)) if language() == "en" else str(value)


def spoken_name(place: Place) -> str:
    """What the place is called in words: `Trappan`, `T-c plattan`; never `Höt`, `Kh` or `Vasag norr`."""
    name = re.split(r"[,/(]", place.name)[0].strip()
    alias = place.aliases[0] if place.aliases else ""
    whole = name.casefold().split()
    is_cut = any(len(word) < 4 or _is_beginning(word, whole) for word in alias.split() if "-" not in word)
    return name if not alias or is_cut or _is_beginning(alias, whole) else alias.capitalize()


def _is_beginning(typed: str, words: list[str]) -> bool:
    return any(word.startswith(typed) and word != typed for word in words)
