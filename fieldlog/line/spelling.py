"""Words typed wrong: the nearest word of the vocabulary, and the nearest code on the keyboard."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

_ROWS = ("qwertyuiopa", "asdfghjkloa", "zxcvbnm")
_PLACE = {
    letter: (row, column) for row, letters in enumerate(_ROWS) for column, letter in reversed(list(enumerate(letters)))
}
_DOUBLED = re.compile(r"(.)\1+")
FORGIVEN = 5
"""From how many letters on one wrong letter is forgiven."""
SHORTEST_STEM = 4
"""A shorter beginning does not make a word known: too many others begin so."""
FORGIVEN_TWICE = 8
"""From how many letters on two are."""


def squeeze(word: str) -> str:
    """The word with doubled letters made single: `trappan` and `trapan` are alike."""
    return _DOUBLED.sub(r"\1", word)


def edits(first: str, second: str, limit: int) -> int:
    """How many letters are wrong, missing, extra or swapped with the next; `limit` + 1 for all beyond `limit`."""
    if abs(len(first) - len(second)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, a in enumerate(first, 1):
        before, last, row = row, before, [i]
        for j, b in enumerate(second, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == second[j - 2] and b == first[i - 2]:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return min(row[-1], limit + 1)


class _Entry(NamedTuple):
    """A vocabulary word as listed, squeezed, with the set of its letters as bits; `stem` if any ending may follow."""

    word: str
    tight: str
    letters: int
    stem: bool
    limit: int


class Lexicon:
    """The words that may be meant. Entries that end in `*` are beginnings; `kept` words are never corrected."""

    def __init__(self, entries: Iterable[str], kept: Iterable[str] = ()) -> None:
        listed = {entry for entry in entries if entry.rstrip("*").isalpha()}
        self._known = {entry for entry in listed if not entry.endswith("*")} | set(kept)
        self._stems = {entry[:-1] for entry in listed if entry.endswith("*")}
        self._squeezed: dict[str, str] = {}
        self._by_first: dict[str, list[_Entry]] = {}
        for entry in sorted(listed, key=lambda entry: (entry.endswith("*"), entry)):
            word = entry.rstrip("*")
            tight = squeeze(word)
            if len(word) >= FORGIVEN:
                self._squeezed.setdefault(tight, word)
                limit = 2 if len(word) >= FORGIVEN_TWICE else 1
                kept_as = _Entry(word, tight, _letters(tight), entry.endswith("*"), limit)
                self._by_first.setdefault(tight[0], []).append(kept_as)
        self.correct = lru_cache(maxsize=4096)(self._correct)

    def knows(self, word: str) -> bool:
        return word in self._known or any(
            word[:length] in self._stems for length in range(SHORTEST_STEM, len(word) + 1)
        )

    def _correct(self, word: str) -> str:
        """The vocabulary word that was meant, or the word itself when it is known, short or like none of them.

        The first letter must be right, or swapped with the second.
        """
        if len(word) < FORGIVEN or not word.isalpha() or self.knows(word):
            return word
        tight = squeeze(word)
        if tight in self._squeezed:
            return self._squeezed[tight]
        letters = _letters(tight)
        best, nearest = word, 3
        for first in dict.fromkeys(tight[:2]):
            for entry in self._by_first.get(first, ()):
                limit = min(entry.limit, nearest - 1)
                if limit < 1:
                    continue
                longer = len(tight) - len(entry.tight)
                if longer < -limit or (longer > limit and not entry.stem):
                    continue
                if (entry.letters & ~letters).bit_count() > limit:
                    continue
                far, cut = _distance(tight, entry, letters, limit)
                if far <= limit:
                    best, nearest = entry.word + (tight[cut:] if entry.stem else ""), far
        return best


def _letters(word: str) -> int:
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) & 63)
    return bits


def _distance(word: str, entry: _Entry, letters: int, limit: int) -> tuple[int, int]:
    """How far a word is from an entry, and where the ending after a beginning starts."""
    size = len(entry.tight)
    if not entry.stem or len(word) <= size - 1:
        if (letters & ~entry.letters).bit_count() > limit:
            return limit + 1, 0
        return edits(word, entry.tight, limit), len(word)
    return min((edits(word[:cut], entry.tight, limit), abs(cut - size), cut) for cut in (size - 1, size, size + 1))[::2]


def nearest_codes(typed: str, codes: Iterable[str], within: float = 1.0) -> tuple[str, ...]:
    """The codes that a slip on the keyboard would turn into what was typed, nearest first; at most three.

    A neighbouring key counts half, two letters swapped three quarters, any other slip whole; nothing beyond `within`,
    one slip, is offered.
    """
    found: list[tuple[float, str]] = []
    for code in codes:
        far = _slip(typed, code)
        if far <= within:
            found.append((far, code))
    found.sort()
    return tuple(code for far, code in found[:3] if far <= found[0][0] + 0.25)


def _slip(typed: str, code: str) -> float:
    if len(typed) == len(code):
        wrong = [(a, b) for a, b in zip(typed, code, strict=True) if a != b]
        if len(wrong) == 1:
            return 0.5 if _neighbours(*wrong[0]) else 1.0
        if len(wrong) == 2 and wrong[0] == wrong[1][::-1]:
            return 0.75
        return 2.0
    if len(typed) == len(code) + 1:
        for at in range(len(typed)):
            if typed[:at] + typed[at + 1 :] == code:
                beside = typed[max(at - 1, 0) : at] + typed[at + 1 : at + 2]
                return 0.5 if any(_neighbours(typed[at], letter) for letter in beside) else 1.0
    return 2.0


def _neighbours(first: str, second: str) -> bool:
    if first not in _PLACE or second not in _PLACE:
        return False
    (row, column), (other_row, other_column) = _PLACE[first], _PLACE[second]
    return abs(row - other_row) <= 1 and abs(column - other_column) <= 1
