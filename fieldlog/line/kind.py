"""What kind of thing was seen: the category that the words speak for most, by the weights of the rules."""

from collections.abc import Iterable
from dataclasses import dataclass

from fieldlog.line.guide import Guide
from fieldlog.line.numbers import Count
from fieldlog.line.rules import Hit
from fieldlog.line.text import Text

ENOUGH = 1.75
"""A category needs this weight: one strong word, or hints that add up."""
TIE = 0.3
"""Closer than this, and it is asked."""
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
        if hit.phrase.key in guide.vocabulary.categories:
            by_category.setdefault(hit.phrase.key, []).append(hit)
    for signal in _signals(text, ages, count):
        for phrase in guide.rules.exact.get(signal, ()):
            if phrase.key in guide.vocabulary.categories:
                by_category.setdefault(phrase.key, []).append(Hit(phrase, -1, -1))
    favoured = guide.rules.roles.get(role, ())
    scores: list[tuple[float, str, tuple[Hit, ...]]] = []
    for category, hits in by_category.items():
        weight, spoke = _weigh(hits)
        scores.append((weight + (0.2 if category in favoured else 0), category, spoke))
    scores.sort(key=lambda score: (-score[0], score[1]))
    if not scores or scores[0][0] < ENOUGH:
        return Kind()
    close = [score for score in scores if score[0] > scores[0][0] - TIE]
    if len(close) > 1:
        return Kind(None, tuple(score[1] for score in close[:MOST_CHOICES]), close[0][2])
    return Kind(scores[0][1], (), scores[0][2])


def _weigh(hits: list[Hit]) -> tuple[float, tuple[Hit, ...]]:
    """The sum of the weights, each word counted once (in its heaviest phrase) and each phrase once."""
    total, spoke = 0.0, []
    taken: set[int] = set()
    said: set[tuple[str, ...]] = set()
    for hit in sorted(hits, key=lambda hit: (-hit.phrase.weight, hit.start - hit.end, hit.start)):
        if hit.phrase.pattern in said or taken.intersection(range(hit.start, hit.end)):
            continue
        taken.update(range(hit.start, hit.end))
        said.add(hit.phrase.pattern)
        total += hit.phrase.weight
        if hit.start >= 0:
            spoke.append(hit)
    return total, tuple(spoke)


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
    if (minor or young_noun) and count and count[1] >= 5:
        yield "@young_group"
    if count and count[1] >= 25:
        yield "@crowd"
