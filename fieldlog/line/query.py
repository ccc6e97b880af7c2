"""How a search is read: the codes, times and states in it become filters, the rest are words to look for."""

import re
from dataclasses import dataclass
from datetime import datetime

from fieldlog.line.guide import Guide, guide
from fieldlog.line.periods import Period, period_at
from fieldlog.line.pieces import severity_mark
from fieldlog.line.tokens import Word, word_at
from fieldlog.models.vocabulary import Vocabulary

_STATES = {
    "open": ("oppen", "oppna", "open"),
    "saved": ("sparad", "sparade", "saved"),
    "approved": ("godkand", "godkanda", "approved"),
    "under_review": ("omprovas", "underreview"),
    "returned": ("retur", "returnerad", "returnerade", "returned"),
    "withdrawn": ("atertagen", "atertagna", "withdrawn"),
    "quarantined": ("karantan", "quarantined"),
    "erased": ("gallrad", "gallrade", "erased"),
}
_STATE_OF = {word: state for state, words in _STATES.items() for word in words}
_MINE = {"mitt", "mina", "mine"}
_SHIFT = {"passet", "shift"}
_AUTHOR = re.compile(r"[^\W\d_]{2,4}-\d{1,4}\Z")
_AT = {"pa", "vid", "i", "at", "in", "on", "by"}
_CHUNK = re.compile(r"\"[^\"]*\"?|'[^']*'?|\S+")
_BEFORE, _AFTER = "([«»“”’–", ".,;:?)]«»“”’"


@dataclass(frozen=True, slots=True)
class Found:
    """One filter read at chunks `start` up to `end`. `in_doubt`: it could just as well be a word."""

    name: str
    value: str | int | Period
    end: int
    in_doubt: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """`words` are searched for; each of `filters` narrows, at most one of a kind. `as_words` is the same line with all
    that was in doubt in quotes, or "" where nothing was: to be offered when nothing is found.
    """

    words: str = ""
    filters: tuple[Found, ...] = ()
    as_words: str = ""

    def value(self, name: str) -> str | int | Period | None:
        return next((found.value for found in self.filters if found.name == name), None)


def read_query(text: str, *, now: datetime, vocabulary: Vocabulary) -> Query:
    """Read a search: category, family, place, zone, severity (the least), span, state, author (`OV-14`, `mitt`) and
    `passet`, in any order among words. What stands in quotes is words.

    A code that is also a word, a name of a place and a state are taken unless a word follows them directly; a name of a
    place always, since where something happened is kept as its place and seldom among the words.
    """
    chunks, quoted = _chunks(text)
    reader = _Search(chunks, quoted, guide(vocabulary), now)
    filters, words, doubted, at = dict[str, Found](), list[str](), list[str](), 0
    given = list[str]()
    while at < len(chunks):
        found = reader.at(at)
        end = found.end if found else at + 1
        said = " ".join(chunk.text for chunk in chunks[at:end])
        found = _joined(filters, found)
        if found is None:
            words.append(said)
            given.append(f"'{said}'" if quoted[at] else said)
        else:
            filters[found.name] = found
            if words and found.name == "place" and chunks[at - 1].fold in _AT and words[-1] == chunks[at - 1].text:
                words.pop()
            given.append(f"'{said}'" if found.in_doubt else said)
            doubted += [said] if found.in_doubt else []
        at = end
    return Query(" ".join(words), tuple(filters.values()), " ".join(given) if doubted else "")


def _joined(filters: dict[str, Found], found: Found | None) -> Found | None:
    """A filter beside those there are: `till lördag` ends a `sedan tisdag`, a second place is a word (None)."""
    before = filters.get(found.name) if found else None
    if found is None or before is None:
        return found
    first, second = before.value, found.value
    if not isinstance(first, Period) or not isinstance(second, Period):
        return None
    if first.until is None and second.since is None:
        return Found("span", Period(first.since, second.until), found.end)
    if first.since is None and second.until is None:
        return Found("span", Period(second.since, first.until), found.end)
    return None


def _chunks(text: str) -> tuple[list[Word], list[bool]]:
    found, quoted = list[Word](), list[bool]()
    for match in _CHUNK.finditer(text):
        start, end = match.span()
        is_quoted = text[start] in "\"'"
        if is_quoted:
            start += 1
            end -= int(end > start and text[end - 1] == text[start - 1])
        else:
            while start < end - 1 and text[start] in _BEFORE:
                start += 1
            while end > start + 1 and text[end - 1] in _AFTER:
                end -= 1
        if end > start:
            found.append(word_at(text, start, end))
            quoted.append(is_quoted)
    return found, quoted


class _Search:
    """The chunks of one search, asked one by one what filter begins there."""

    def __init__(self, chunks: list[Word], quoted: list[bool], known: Guide, now: datetime) -> None:
        self.chunks, self.quoted, self.known, self.now = chunks, quoted, known, now
        self.shouting = len(chunks) > 2 and all(chunk.text.isupper() for chunk in chunks)

    def at(self, at: int) -> Found | None:
        found = self._candidate(at)
        if found is None or not found.in_doubt or found.name == "place_name":
            return _plainly(found)
        return None if found.end < len(self.chunks) and self._candidate(found.end) is None else found

    def _candidate(self, at: int) -> Found | None:
        if at >= len(self.chunks) or self.quoted[at]:
            return None
        return self._sure(at) or self._code(at) or self._name(at)

    def _sure(self, at: int) -> Found | None:
        word = self.chunks[at]
        level = severity_mark(word.text)
        if level is not None:
            return Found("severity", level, at + 1)
        if _AUTHOR.match(word.text):
            return Found("author", word.text.upper(), at + 1)
        if word.fold in _MINE:
            return Found("author", "", at + 1)
        if word.fold in _SHIFT:
            return Found("shift", "", at + 1)
        plain = next((place for place in range(at, len(self.chunks)) if self.quoted[place]), len(self.chunks))
        span = period_at(self.chunks[:plain], at, self.now)
        return Found("span", span[0], span[1]) if span else None

    def _code(self, at: int) -> Found | None:
        word, rules, vocabulary = self.chunks[at], self.known.rules, self.known.vocabulary
        fold, code = word.fold, word.text.upper()
        is_typed_so = word.text.isupper() and not self.shouting
        if fold in self.known.categories:
            doubt = fold in rules.word_categories and not is_typed_so
            return Found("category", self.known.categories[fold], at + 1, doubt)
        if fold in self.known.places.codes:
            doubt = fold in rules.word_places and not is_typed_so
            if doubt and len(self.chunks) == 1:
                return None
            return Found("place", self.known.places.codes[fold], at + 1, doubt)
        # What is used no longer is still sought by its code.
        if is_typed_so and code in vocabulary.categories:
            return Found("category", code, at + 1)
        if is_typed_so and code in vocabulary.places:
            return Found("place", code, at + 1)
        if code in vocabulary.zones:
            return Found("zone", code, at + 1, not is_typed_so)
        if code in vocabulary.families and (is_typed_so or fold != "i"):
            return Found("family", code, at + 1, not is_typed_so)
        return Found("state", _STATE_OF[fold], at + 1, in_doubt=True) if fold in _STATE_OF else None

    def _name(self, at: int) -> Found | None:
        named = self.known.places.name_at(self.chunks, at)
        if named is None or len(named[0]) != 1:
            return None
        return Found("place_name", named[0][0], at + named[1], in_doubt=True)


def _plainly(found: Found | None) -> Found | None:
    if found is None or found.name != "place_name":
        return found
    return Found("place", found.value, found.end, in_doubt=True)
