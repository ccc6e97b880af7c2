"""The guesser's rules as data (`guesses.json`), made ready for matching: phrases of words, beginnings and gaps."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from fieldlog.line.abbreviations import fold_text, own_letters, understand_word

SHORTEST_BEGINNING = 3


class Phrase(NamedTuple):
    """A phrase and what it speaks for. `section` and `key` name the rule, `value` the field value.

    `pattern` is folded, `own` keeps rings and dots.
    """

    pattern: tuple[str, ...]
    own: tuple[str, ...]
    section: str
    key: str
    value: str
    weight: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found in the words from index `start` up to, not including, `end`."""

    phrase: Phrase
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules. Phrases are kept by their first word (or its beginning), so that a line is read in one pass."""

    exact: Mapping[str, list[Phrase]]
    beginnings: Mapping[str, list[Phrase]]
    spelled: frozenset[str]
    negations: frozenset[str]
    word_places: frozenset[str]
    word_categories: frozenset[str]
    ordinary: frozenset[str]
    places: Mapping[str, list[str]]
    directions: frozenset[str]
    beside: frozenset[str]
    nouns: Mapping[str, frozenset[str]]
    roles: Mapping[str, list[str]]
    police_called: frozenset[str]
    police_came: frozenset[str]

    def hits(self, words: list[str]) -> Iterator[Hit]:
        """Every phrase that stands in a list of folded words, in order of where it begins."""
        for at, word in enumerate(words):
            for phrase in self._candidates(word):
                if self._fits(phrase.pattern, words, at):
                    yield Hit(phrase, at, at + len(phrase.pattern))

    def _candidates(self, word: str) -> Iterator[Phrase]:
        yield from self.exact.get(word, ())
        for length in range(SHORTEST_BEGINNING, len(word) + 1):
            yield from self.beginnings.get(word[:length], ())

    @staticmethod
    def _fits(pattern: tuple[str, ...], words: list[str], at: int) -> bool:
        if at + len(pattern) > len(words):
            return False
        return all(_word_fits(part, words[at + step]) for step, part in enumerate(pattern[1:], 1))


def _word_fits(part: str, word: str) -> bool:
    if part == "*":
        return True
    if part == "#":
        return word.lstrip("-−").isdecimal()
    if part.endswith("*"):
        return word.startswith(part[:-1])
    return part == word


@lru_cache(maxsize=1)
def rules() -> Rules:
    """The rules that come with the program, read and made ready once."""
    return read_rules(files("fieldlog.line").joinpath("guesses.json").read_text(encoding="utf-8"))


def read_rules(text: str) -> Rules:
    """Make the rules ready from the text of a rule file. Raises ValueError or KeyError if it is misshapen."""
    raw: dict[str, Any] = json.loads(text)
    exact: dict[str, list[Phrase]] = {}
    beginnings: dict[str, list[Phrase]] = {}
    spelled: set[str] = set()
    for phrase in _phrases(raw):
        first = phrase.pattern[0]
        kept = (beginnings, first[:-1]) if first.endswith("*") else (exact, first)
        kept[0].setdefault(kept[1], []).append(phrase)
        spelled.update(phrase.pattern)
    people = raw["people"]
    nouns = {name: frozenset(understand_word(word) for word in listed) for name, listed in people.items()}
    spelled |= {word for listed in nouns.values() for word in listed if " " not in word}
    ordinary = frozenset(fold_text(word) for word in raw["ordinary"])
    return Rules(
        exact=exact,
        beginnings=beginnings,
        spelled=frozenset(spelled),
        negations=_folded(raw["negations"]),
        word_places=_folded(raw["word codes"]["places"]),
        word_categories=_folded(raw["word codes"]["categories"]),
        ordinary=ordinary,
        places=raw["places"],
        directions=_folded(raw["directions"]),
        beside=_folded(raw["beside"]),
        nouns=nouns,
        roles=raw["roles"],
        police_called=_folded(raw["police called"]),
        police_came=_folded(raw["police came"]),
    )


def _folded(listed: list[str]) -> frozenset[str]:
    return frozenset(fold_text(word) for word in listed)


def _phrases(raw: Mapping[str, Any]) -> Iterator[Phrase]:
    for category, by_weight in raw["categories"].items():
        for weight, listed in by_weight.items():
            yield from _section("category", category, listed, weight=float(weight))
    for key, by_value in raw["fields"].items():
        for value, listed in by_value.items():
            yield from _section("field", key, listed, value=value)
    for section in ("stamps", "things", "severities", "people"):
        for key, listed in raw[section].items():
            yield from _section(section, key, listed)
    for section in ("not the event", "spots", "same place", "place-like"):
        yield from _section(section, "", raw[section])


def _section(section: str, key: str, listed: list[str], *, value: str = "", weight: float = 1.0) -> Iterator[Phrase]:
    for said in listed:
        own = tuple(own_letters(said).split())
        yield Phrase(tuple(map(understand_word, own)), own, section, key, value, weight)
