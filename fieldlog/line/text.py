"""The words of a line made ready for guessing: spelling forgiven, rules found, what is denied left out."""

from dataclasses import dataclass, field

from fieldlog.line.abbreviations import fold_word, own_letters
from fieldlog.line.guide import Guide
from fieldlog.line.rules import Hit
from fieldlog.line.spelling import squeeze
from fieldlog.line.tokens import Word, words

FORGIVEN_WORDS = 120
"""Spelling is forgiven in so many words; a note has fewer, and what is pasted must not hold up the keys."""


@dataclass(slots=True)
class Text:
    """Words, the same as they are understood (`known`), the rules found in them, and the figures already used."""

    words: list[Word]
    known: list[str]
    hits: dict[str, list[Hit]]
    misspelt: set[int] = field(default_factory=set)
    dotted: bool = False
    used: set[int] = field(default_factory=set)

    def near(self, at: int, back: int) -> range:
        """The indexes of up to `back` words before one, within its clause."""
        first = at
        while first > 0 and at - first < back and self.words[first - 1].clause == self.words[at].clause:
            first -= 1
        return range(first, at)

    def starts(self, section: str, key: str = "") -> set[int]:
        """The indexes of the words where a rule of a section begins."""
        return {hit.start for hit in self.hits.get(section, ()) if not key or hit.phrase.key == key}


def read_text(text: str, stretches: list[tuple[int, int]], guide: Guide) -> Text:
    """Make the stretches of a line that are words ready."""
    found: list[Word] = []
    for start, end in stretches:
        last = found[-1].clause + 1 if found else 0
        found += [
            Word(word.text, word.start, word.end, word.fold, word.full, word.clause + last)
            for word in words(text, start, end)
        ]
    known = [guide.lexicon.correct(word.full) for word in found[:FORGIVEN_WORDS]]
    known += [word.full for word in found[FORGIVEN_WORDS:]]
    hits: dict[str, list[Hit]] = {}
    wrong = {at for at, word in enumerate(found) if known[at] != word.full and squeeze(known[at]) != squeeze(word.full)}
    dotted = any(letter in word.text.casefold() for word in found for letter in "åäö")
    ready = Text(found, known, hits, wrong, dotted)
    for hit in guide.rules.hits(known):
        if not _is_denied(ready, hit, guide):
            hits.setdefault(hit.phrase.section, []).append(hit)
    return ready


def has_other_letters(text: Text, hit: Hit) -> bool:
    """Whether a writer who does use å, ä and ö has written another word than the rule has: `lager`, not `läger`."""
    if not text.dotted:
        return False
    for part, word in zip(hit.phrase.own, text.words[hit.start : hit.end], strict=False):
        bare, own = part.rstrip("*"), own_letters(word.text)
        if fold_word(bare) == fold_word(own[: len(bare)]) and own[: len(bare)] != bare:
            return True
    return False


def _is_denied(text: Text, hit: Hit, guide: Guide) -> bool:
    """Whether `inga`, `ej`, `färre` stands at most two words before what a rule found."""
    if hit.phrase.section in {"things", "people", "spots", "not the event", "stamps", "place-like"}:
        return False
    if hit.phrase.pattern[0] in guide.rules.negations:
        return False
    return any(text.words[at].fold in guide.rules.negations for at in text.near(hit.start, 2))
