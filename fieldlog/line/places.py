"""Where: place codes, aliases, names, their unambiguous beginnings, and what people call the places in plain words."""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field

from fieldlog.line.abbreviations import fold_text, fold_word, own_letters
from fieldlog.line.tokens import Word
from fieldlog.models.vocabulary import Place, Vocabulary

LONGEST = 4
"""Words in the longest name that is looked for."""
MOST_CHOICES = 9
"""More places than digits to choose them by are no question."""

Names = dict[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class PlaceNames:
    """Every way to name a place: folded words -> codes. `marked` need their own letters (`höt`, not `hot`)."""

    codes: Mapping[str, str]
    names: Names
    marked: Mapping[str, str]
    sorted_names: list[tuple[str, str]] = field(default_factory=list)

    def name_at(self, words: list[Word], at: int) -> tuple[tuple[str, ...], int] | None:
        """The longest name or alias that begins at a word: the places it can mean and how many words it takes."""
        if code := self.marked.get(own_letters(words[at].text)):
            return (code,), 1
        for length in range(min(LONGEST, len(words) - at), 0, -1):
            key = tuple(word.fold for word in words[at : at + length])
            if codes := self.names.get(key):
                return codes, length
        return None

    def beginning(self, fold: str) -> tuple[str, ...]:
        """The places one of whose names begins so; three letters at least."""
        if len(fold) < 3:
            return ()
        found: list[str] = []
        for at in range(bisect_left(self.sorted_names, (fold, "")), len(self.sorted_names)):
            name, code = self.sorted_names[at]
            if not name.startswith(fold):
                break
            if code not in found:
                found.append(code)
        return tuple(found) if len(found) <= MOST_CHOICES else ()


def place_names(vocabulary: Vocabulary, spoken: Mapping[str, list[str]], word_codes: frozenset[str]) -> PlaceNames:
    """Collect the names of a vocabulary and the `spoken` names (plain words -> codes) of the guesser's data.

    Aliases and whole names come before the spoken ones. An alias that folds into a code that is a word (`höt`) counts
    only with its own letters.
    """
    places = [place for place in vocabulary.places.values() if not place.retired]
    codes = {fold_word(place.code): place.code for place in places}
    names: Names = {}
    marked: dict[str, str] = {}
    for place in places:
        for alias in place.aliases:
            folded = fold_text(alias)
            if folded in word_codes and folded != alias.casefold():
                marked[own_letters(alias)] = place.code
            else:
                _add(names, folded, place.code)
    for place in places:
        for name in _whole_names(place):
            if tuple(fold_text(name).split()) not in names:
                _add(names, fold_text(name), place.code)
    for said, known in spoken.items():
        there = tuple(code for code in known if code in codes.values())
        if there:
            names[tuple(fold_text(said).split())] = there
    ordered = sorted({(" ".join(key), code) for key, found in names.items() for code in found})
    return PlaceNames(codes, names, marked, ordered)


def _whole_names(place: Place) -> list[str]:
    """The name, the name without what follows a comma or bracket, and a street's name with -gatan cut to -g."""
    name = place.name.split("(")[0].strip()
    found = [name] if "," not in name and "/" not in name else []
    if "," in name:
        found.append(name.split(",")[0])
    first = found[0] if found else ""
    if first.endswith("gatan"):
        found += [first[:-4], first[:-2]]
    return found


def _add(names: Names, folded: str, code: str) -> None:
    key = tuple(folded.split())
    if code not in names.get(key, ()):
        names[key] = (*names.get(key, ()), code)
