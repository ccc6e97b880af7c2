"""What kind of thing was seen: the category that the words speak for most, by the weights of the rules."""

from collections.abc import Iterable
from dataclasses import dataclass

from fieldlog.line.guide import Guide
from fieldlog.line.numbers import Count
from fieldlog.line.rules import Hit
from fieldlog.line.text import Text, has_other_letters

ENOUGH = 1.75
"""With this weight, one strong word or hints that add up, a category is guessed."""
TIE = 0.3
"""Closer than this to the next, and it is asked."""
WEAK = 1.0
"""With this weight, a single hint, it is guessed when nothing else comes near, and asked otherwise."""
WEAK_TIE = 0.75
PLACE_LIKE = 0.25
"""What a thing weighs that only says where it was: `på toaletten`, `vid kiosken`."""
OUT_OF_PLACE = 0.75
"""Taken from what is wrong with lamps, walls and lifts when people are named."""
OTHER_LETTERS = 0.4
"""What a phrase weighs when only its rings and dots are missing, in a line that has such letters."""
MISSPELT = 0.7
"""What a phrase still weighs when one of its words was corrected by letters."""
MOST_CHOICES = 3


@dataclass(frozen=True, slots=True)
class Kind:
    """The category guessed, or the choices when it is a tie, and the words that spoke for it."""

    category: str | None = None
    choices: tuple[str, ...] = ()
    spoke: tuple[Hit, ...] = ()


def guess_kind(text: Text, guide: Guide, role: str, ages: list[Count], count: Count | None) -> Kind:
    by_category: dict[str, list[Hit]] = {}
    for hit in text.hits.get("category", ()):
        if hit.phrase.key in guide.categories.values():
            by_category.setdefault(hit.phrase.key, []).append(hit)
    for signal in _signals(text, ages, count):
        for phrase in guide.rules.exact.get(signal, ()):
            if phrase.key in guide.categories.values():
                by_category.setdefault(phrase.key, []).append(Hit(phrase, -1, -1))
    setting = _setting(text, guide)
    peopled = bool(ages) or count is not None or any(word.full in guide.rules.nouns["one"] for word in text.words)
    favoured = guide.rules.roles.get(role, ())
    scores: list[tuple[float, str, tuple[Hit, ...]]] = []
    for category, hits in by_category.items():
        weight, spoke = _weigh(text, hits, setting)
        if peopled and not _about_people(guide, category):
            weight -= OUT_OF_PLACE
        scores.append((weight + (0.2 if category in favoured else 0), category, spoke))
    scores.sort(key=lambda score: (-score[0], score[1]))
    if not scores or scores[0][0] < WEAK:
        return Kind()
    tie = TIE if scores[0][0] >= ENOUGH else WEAK_TIE
    close = [score for score in scores if score[0] > scores[0][0] - tie]
    if len(close) > 1:
        return Kind(None, tuple(score[1] for score in close[:MOST_CHOICES]), close[0][2])
    return Kind(scores[0][1], (), scores[0][2])


def _weigh(text: Text, hits: list[Hit], setting: set[int]) -> tuple[float, tuple[Hit, ...]]:
    """The sum of the weights, each word counted once (in its heaviest phrase) and each phrase once."""
    total, spoke = 0.0, []
    taken: set[int] = set()
    said: set[tuple[str, ...]] = set()
    for hit in sorted(hits, key=lambda hit: (-hit.phrase.weight, hit.start - hit.end, hit.start)):
        if hit.phrase.pattern in said or taken.intersection(range(hit.start, hit.end)):
            continue
        taken.update(range(hit.start, hit.end))
        said.add(hit.phrase.pattern)
        total += hit.phrase.weight * _trust(text, hit, setting)
        if hit.start >= 0:
            spoke.append(hit)
    return total, tuple(spoke)


def _trust(text: Text, hit: Hit, setting: set[int]) -> float:
    if hit.start >= 0 and hit.end - hit.start == 1 and hit.start in setting:
        return PLACE_LIKE
    if text.misspelt.intersection(range(hit.start, hit.end)):
        return MISSPELT
    return OTHER_LETTERS if hit.start >= 0 and has_other_letters(text, hit) else 1.0


def _setting(text: Text, guide: Guide) -> set[int]:
    """The indexes of things that stand after `på`, `i`, `vid`: there it was, not what it was."""
    found: set[int] = set()
    for at in text.starts("place-like"):
        before = [text.words[index].fold for index in text.near(at, 2)]
        if before and before[-1] in {"the", "a", "en", "ett", "sin", "varje"}:
            before.pop()
        if before and before[-1] in guide.rules.beside:
            found.add(at)
    return found


def _about_people(guide: Guide, category: str) -> bool:
    """Whether a category is about people at all, or about a mood or a word from somebody (family T)."""
    known = guide.vocabulary.categories[category]
    return known.family == "T" or bool({"antal", "alder", "mot_vem"} & set(known.fields))


def _signals(text: Text, ages: list[Count], count: Count | None) -> Iterable[str]:
    """What ages, counts and nouns say together, as words that rules can name."""
    young_noun = bool(text.starts("people", "young"))
    alone = bool(text.starts("people", "alone"))
    minor = any(age[1] < 18 for age in ages) or (young_noun and not ages)
    if any(age[1] < 18 for age in ages):
        yield "@minor"
        if alone or count == (1, 1):
            yield "@minor_alone"
    elif ages:
        yield "@adult"
    worries = {hit.phrase.value for hit in text.hits.get("field", ()) if hit.phrase.key == "oro"}
    if minor and "droger" in worries:
        yield "@minor_drugs"
    if minor and "sällskap med vuxna" in worries:
        yield "@minor_adults"
    if (minor or young_noun) and count and count[1] >= 5:
        yield "@young_group"
    if count and count[1] >= 25:
        yield "@crowd"
