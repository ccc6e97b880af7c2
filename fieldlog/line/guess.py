"""Reading plain words for what the tokens left open. Everything found here is a guess, and is named as one."""

from dataclasses import dataclass, field

from fieldlog.line.guide import Guide
from fieldlog.line.kind import guess_kind
from fieldlog.line.moments import Clock
from fieldlog.line.numbers import Count
from fieldlog.line.people import find_ages, find_count, find_single
from fieldlog.line.reading import Ask
from fieldlog.line.structured import read_fields
from fieldlog.line.text import Text
from fieldlog.line.times import time_at
from fieldlog.line.where import find_place, find_spot

HEAVY = 2.0
"""From this weight on, the words that spoke for a category are shown as such."""


@dataclass(slots=True)
class Known:
    """What the tokens have said already; only what is missing is looked for."""

    category: str | None = None
    place: bool = False
    persons: Count | None = None
    ages: tuple[Count, ...] = ()
    time: bool = False
    severity: bool = False
    category_asked: bool = False
    place_asked: bool = False
    number_asked: bool = False


@dataclass(slots=True)
class Guess:
    """What the words say. `parts` are stretches of words (index, past index, part) that said it."""

    category: str | None = None
    place: str | None = None
    persons: Count | None = None
    ages: tuple[Count, ...] = ()
    clock: Clock | None = None
    clock_text: str | None = None
    severity: int | None = None
    fields: dict[str, object] = field(default_factory=dict)
    spot: str | None = None
    asks: list[Ask] = field(default_factory=list)
    parts: list[tuple[int, int, str]] = field(default_factory=list)


def guess(text: Text, line: str, guide: Guide, known: Known, role: str, *, shouting: bool) -> Guess:
    """Look for the place, the time, the people, the kind of thing and its fields, in this order."""
    found = Guess()
    mention, place_choices = find_place(text, guide, shouting=shouting)
    if not known.place and not known.place_asked and mention:
        found.parts.append((mention.start, mention.end, "place"))
        if place_choices:
            said = line[text.words[mention.start].start : text.words[mention.end - 1].end]
            found.asks.append(Ask("place", place_choices, said))
        else:
            found.place = mention.codes[0]
    _guess_time(text, line, found, known)
    _guess_people(text, guide, found, known)
    _guess_category(text, line, guide, found, known, role)
    category = known.category or found.category
    _guess_single(text, guide, found, known, category)
    count = known.persons or found.persons
    found.fields = read_fields(text, guide, category, count)
    if not known.severity:
        found.severity = _guess_severity(text, guide, category)
    if spot := find_spot(text, line, mention):
        found.spot = spot[0]
        found.parts.append((spot[1], spot[2], "spot"))
    return found


def _guess_time(text: Text, line: str, found: Guess, known: Known) -> None:
    """The first clock time that is not the time of something else (when police came, when she goes home)."""
    at = 0
    while at < len(text.words):
        told = time_at(text.words, at, four_digits=False)
        if told is None or text.words[at].fold in {"nu", "just"}:
            at += 1
            continue
        clock, used = told
        end = at + used
        exact = any(word.fold[0].isdecimal() and len(word.fold) > 2 for word in text.words[at:end])
        if not exact and _looks_like_a_count(text, at, end):
            at += 1
            continue
        text.used.update(range(at, end))
        if not known.time and found.clock is None and not _other_event(text, at):
            found.clock = clock
            found.clock_text = line[text.words[at].start : text.words[end - 1].end]
            found.parts.append((at, end, "time"))
        at = end


def _looks_like_a_count(text: Text, at: int, end: int) -> bool:
    """`vid tre bänkar`, `efter 2 killar`: only at the end of a clause, or before a verb in -s/-de, is it an hour."""
    if text.words[at].fold in {"kl", "klockan", "halv", "kvart", "half", "igar", "nyss"}:
        return False
    if any(
        word.fold in {"halv", "kvart", "quarter", "past", "sen", "sedan", "ago", "over"} for word in text.words[at:end]
    ):
        return False
    return end < len(text.words) and text.words[end].clause == text.words[end - 1].clause


def _other_event(text: Text, at: int) -> bool:
    if text.words[at].fold in {"efter", "fore", "after", "before"}:
        return True
    others = text.starts("not the event")
    return any(index in others for index in text.near(at, 3))


def _guess_people(text: Text, guide: Guide, found: Guess, known: Known) -> None:
    ages = find_ages(text, guide)
    count = find_count(text, guide)
    if not known.ages and not known.number_asked and ages:
        found.ages = tuple(age.count for age in ages)
        found.parts += [(age.start, age.end, "ages") for age in ages]
    if not known.persons and not known.number_asked and count:
        found.persons = count.count
        found.parts.append((count.start, count.end, "persons"))


def _guess_category(text: Text, line: str, guide: Guide, found: Guess, known: Known, role: str) -> None:
    if known.category or known.category_asked:
        return
    ages = list(known.ages or found.ages)
    kind = guess_kind(text, guide, role, ages, known.persons or found.persons)
    found.category = kind.category
    for hit in kind.spoke:
        if hit.phrase.weight >= HEAVY:
            found.parts.append((hit.start, hit.end, "category"))
    if kind.choices:
        said = " ".join(line[text.words[hit.start].start : text.words[hit.end - 1].end] for hit in kind.spoke[:2])
        found.asks.append(Ask("category", kind.choices, said or line.strip()))


def _guess_single(text: Text, guide: Guide, found: Guess, known: Known, category: str | None) -> None:
    """One person, where the category is about persons and no count was said."""
    if known.persons or known.number_asked or found.persons:
        return
    if category and not {"antal", "alder"} & set(guide.vocabulary.categories[category].fields):
        return
    if single := find_single(text, guide):
        found.persons = single.count
        found.parts.append((single.start, single.end, "persons"))


def _guess_severity(text: Text, guide: Guide, category: str | None) -> int | None:
    """A level other than the category's default, when words say so: the highest one, or calm if nothing else."""
    levels = {int(hit.phrase.key) for hit in text.hits.get("severities", ())}
    default = guide.vocabulary.categories[category].severity if category else 1
    raised = [level for level in levels if level > max(default, 1)]
    if raised:
        return max(raised)
    if levels == {0} and 0 < default <= 1:
        return 0
    return None
