"""Names of people in a text: what follows "heter", and words that stand together as a name does.

The lists in `names.json` are common first names and surnames of Sweden; what they lack is found by its place.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from fieldlog.models.vocabulary import vocabulary
from fieldlog.privacy.finding import Finding

_WORD = re.compile(r"[^\W\d_]+(?:[-'’\u2010\u2011][^\W\d_]+)*")
_PIECE = re.compile(r"[^\W\d_]+")
_CALLED = re.compile(
    r"(?i:(?<![^\W_])(?:(?P<sure>heter|hette|vid namn|by the name of|named)|namnet|namn|name is|name's|name|my names|"
    r"kallas(?: för)?|kallad|kallar sig|called|calls (?:him|her)self|known as|goes by|alias|aka)(?![^\W_]))"
    r"[ \t\u00a0]{0,2}[:=]?[ \t\u00a0]{0,2}(?:(?:är|visst|nog|kanske|is)[ \u00a0])?[\"'“”„‘’»«*]?"
)
_IN_EACH_CALLED = ("heter", "hette", "nam", "kalla", "call", "known", "goes", "alias", "aka")
"""One of these is in everything that `_CALLED` matches, in small letters."""
_WHO = re.compile(
    r"(?i:(?<![^\W_])(?:jag|han|hon|hen|som|killen|tjejen|mannen|kvinnan|personen|pojken|flickan|he|she) $)"
)
_PARTICLES = frozenset({
    "von",
    "van",
    "af",
    "av",
    "de",
    "da",
    "dos",
    "del",
    "el",
    "al",
    "bin",
    "ibn",
    "ben",
    "abu",
    "o",
    "y",
})
_ENDS_SENTENCE = frozenset('.!?:;\n\r"”“(–—-•*/|,')
_SURNAME_ENDINGS = (
    "sson",
    "ström",
    "qvist",
    "kvist",
    "gren",
    "blad",
    "stedt",
    "lund",
    "ović",
    "ovic",
    "evic",
    "oglu",
    "zadeh",
)


@dataclass(frozen=True, slots=True)
class _Names:
    """The lists, folded to lower case."""

    first: frozenset[str]
    also_words: frozenset[str]
    never_alone: frozenset[str]
    last: frozenset[str]
    last_also_words: frozenset[str]
    not_names: frozenset[str]
    titles: frozenset[str]
    not_called: frozenset[str]
    place_words: frozenset[str]
    place_endings: tuple[str, ...]
    places: frozenset[str]

    def is_first(self, word: str) -> bool:
        return any(form in self.first for form in _forms(word))

    def is_last(self, word: str) -> bool:
        return any(form in self.last for form in _forms(word)) or word.endswith(_SURNAME_ENDINGS)

    def is_place(self, word: str) -> bool:
        """Whether the word names a place, alone or by how it ends."""
        return word in self.places or self.makes_place(word)

    def makes_place(self, word: str) -> bool:
        """Whether the word makes a place of the name before it: "Björns trädgård", "Katarina bangata"."""
        return word in self.place_words or (len(word) > 6 and word.endswith(self.place_endings))


def _forms(word: str) -> tuple[str, ...]:
    """The word, without the s of possession, and the first half of a double name."""
    plain = word.removesuffix("'s").removesuffix("’s")
    return plain, plain.removesuffix("s"), plain.partition("-")[0]


@lru_cache(maxsize=1)
def _names() -> _Names:
    lists: dict[str, list[str]] = json.loads(
        files("fieldlog.privacy").joinpath("names.json").read_text(encoding="utf-8")
    )
    folded = {key: frozenset(word.lower() for word in words) for key, words in lists.items()}
    # The words that name a place here, unless they are nothing but a name elsewhere.
    spoken = " ".join(
        [place.name for place in vocabulary().places.values()] + [z.sv for z in vocabulary().zones.values()]
    )
    places = {word.lower() for word in _WORD.findall(spoken)} | {
        alias.lower() for place in vocabulary().places.values() for alias in place.aliases
    }
    endings = tuple(folded.pop("place_endings"))
    return _Names(place_endings=endings, places=frozenset(places - folded["never_alone"]), **folded)


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    low: str
    start: int
    end: int

    @property
    def capital(self) -> bool:
        return self.text[0].isupper()

    @property
    def title(self) -> bool:
        """Written as a name is: a capital, then small letters somewhere."""
        return self.capital and not self.text.isupper()


def called(text: str) -> Iterator[Finding]:
    """What someone is said to be called: "heter X", "vid namn X", "named X"."""
    low = text.casefold()
    if not any(map(low.__contains__, _IN_EACH_CALLED)):
        return
    for match in _CALLED.finditer(text):
        words = _following(text, match.end())
        if words and _can_be_called(words[0], text, match):
            start, end = words[0].start, words[-1].end
            yield Finding("name", text[start:end], start, end, certain=False)


def _can_be_called(word: _Word, text: str, match: re.Match[str]) -> bool:
    names = _names()
    if word.low in names.not_called or names.is_place(word.low):
        return False
    if (
        word.title
        or (word.capital and match["sure"])
        or (names.is_first(word.low) and word.low not in names.also_words)
    ):
        return True
    return match["sure"] is not None and _WHO.search(text, max(0, match.start() - 12), match.start()) is not None


def _following(text: str, start: int) -> list[_Word]:
    """The word at `start` and those after it that belong to the same name: four at most."""
    words: list[_Word] = []
    for match in _WORD.finditer(text, start):
        gap = text[words[-1].end : match.start()] if words else text[start : match.start()]
        word = _Word(match.group(), match.group().lower(), *match.span())
        if len(words) == 4 or gap not in ({" ", "\u00a0"} if words else {""}):
            break
        if words and not _continues(word):
            break
        words.append(word)
    while len(words) > 1 and words[-1].low in _PARTICLES:
        words.pop()
    return words


def _continues(word: _Word) -> bool:
    names = _names()
    if names.is_place(word.low):
        return False
    return word.title or word.low in _PARTICLES or (word.low in names.last and word.low not in names.last_also_words)


def likely_names(text: str) -> Iterator[Finding]:
    """Words that stand as a name does: a known first name, or a capital word before a surname."""
    if not _may_hold_a_name(text):
        return
    row: list[_Word] = []
    for match in _WORD.finditer(text):
        word = _Word(match.group(), match.group().lower(), *match.span())
        if row and text[row[-1].end : word.start] in {" ", "\u00a0", "  "} and _same_row(row[-1], word):
            row.append(word)
            continue
        follower = word.low if row and text[row[-1].end : word.start] in {" ", "\u00a0"} else ""
        yield from _in_row(text, row, follower)
        row = [word]
    yield from _in_row(text, row, "")


def _may_hold_a_name(text: str) -> bool:
    """Whether it is worth to look at each word: the quick way of each row of an import.

    In small letters, but for the first, nothing is a name that is in none of the lists.
    """
    low = text.lower()
    return text[1:] != low[1:] or not _in_a_list().isdisjoint(_PIECE.findall(low))


@lru_cache(maxsize=1)
def _in_a_list() -> frozenset[str]:
    """First names and surnames, as they are, with the s of possession, and the first piece of double ones."""
    names = _names().first | _names().last
    pieces = names | {piece for name in names for piece in _PIECE.findall(name)[:1]}
    return pieces | {piece + "s" for piece in pieces}


def _same_row(before: _Word, word: _Word) -> bool:
    """Words of one row are written alike: all with a capital, or all small and known as first name and surname."""
    if before.capital and word.title:
        return True
    names = _names()
    if not before.capital and not word.capital:
        return before.low in names.first and word.low in names.last
    return False


def _in_row(text: str, row: list[_Word], follower: str) -> Iterator[Finding]:
    """The name in a row of words, if any. `follower` is the word after the row ("torg" after "Gustav Adolfs")."""
    names = _names()
    while row and row[0].low in names.titles:
        row = row[1:]
    if not row or names.makes_place(follower) or " ".join(word.low for word in row[:2]) in names.not_names:
        return
    people: list[_Word] = []
    for word in row:
        if names.is_place(word.low):
            # "Birger Jarlsgatan" is one place; in "Anna Berg Vasagatan" a person stands before it.
            yield from _name(text, people if len(people) > 1 and word.low not in names.place_words else [])
            people = []
        else:
            people.append(word)
    yield from _name(text, people)


def _name(text: str, words: list[_Word]) -> Iterator[Finding]:
    """The name among words that no place has a claim to: from its first known word to the last word of the row."""
    names = _names()
    first = next((at for at, word in enumerate(words) if names.is_first(word.low)), None)
    last = next((at for at, word in enumerate(words) if at and names.is_last(word.low)), None)
    if first is None and last is None:
        if len(words) == 1 and _is_lone_surname(text, words[0]):
            first = 0
    elif first is None or (last is not None and last <= first):
        first = last  # an unknown first name before a surname, which may be a first name too: "Abir Ali"
        first = first - 1 if first and words[first - 1].low not in names.titles else first
    elif first and names.is_last(words[first - 1].low):
        first -= 1  # "Svensson Anna", as in a list
    elif first == len(words) - 1 and not _stands_alone(text, words[first]):
        return
    if first is not None:
        begin, end = words[first].start, words[-1].end
        yield Finding("likely_name", text[begin:end], begin, end, certain=False)


def _is_lone_surname(text: str, word: _Word) -> bool:
    """Whether a surname that is no word stands by itself, in small letters or where no sentence begins."""
    names = _names()
    low = word.low if word.low in names.last else word.low.removesuffix("s")
    if low not in names.last or low in names.last_also_words or len(low) < 5:
        return False
    return not word.text.isupper() and not (word.title and _begins_sentence(text, word.start) and low[-4:] != "sson")


def _stands_alone(text: str, word: _Word) -> bool:
    """Whether a first name alone is meant as one: at the start of a sentence or in small letters many are words."""
    names = _names()
    forms = _forms(word.low)
    if any(form in names.never_alone for form in forms):
        return False
    if word.title and not _begins_sentence(text, word.start):
        return text[: word.start].rstrip().rpartition(" ")[2].lower() not in {"sankt", "sankta", "s:t", "s:ta"}
    if not word.title and (word.capital or len(word.low) < 3 or word.low not in names.first):
        return False
    return not any(form in names.also_words for form in forms)


def _begins_sentence(text: str, start: int) -> bool:
    while start and text[start - 1] in " \u00a0\t":
        start -= 1
    return start == 0 or text[start - 1] in _ENDS_SENTENCE
