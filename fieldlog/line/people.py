"""How many and how old, as said in plain words: `två killar 15-16`, `man ca 40`, `en grupp på 5-6 personer`."""

from dataclasses import dataclass

from fieldlog.line.ages import OLDEST, age_at
from fieldlog.line.guide import Guide
from fieldlog.line.numbers import MEASURES, NUMBER_WORDS, Count, count_at, figure, is_about, is_unit
from fieldlog.line.text import Text

_PRONOUN_BEFORE = {
    "att",
    "om",
    "nar",
    "sa",
    "dar",
    "kan",
    "ser",
    "ska",
    "maste",
    "vagar",
    "far",
    "innan",
    "ju",
    "hur",
    "vad",
}
_PRONOUN_AFTER = {"kan", "inte", "ska", "far", "maste", "blir", "vagar", "kommer", "marker"}
_LINKS = {"pa", "om", "of", "i", "med", "av", "vid", "och", "som", "mot", "till", "fran", "in", "at", "for", "utanfor"}
_WHO = {"som", "who"}
YOUNGEST_BARE = 8
"""A bare figure after a person noun is an age from here on."""


@dataclass(frozen=True, slots=True)
class Found:
    """A count or an age and the words (first, past the last) that say it."""

    count: Count
    start: int
    end: int


def find_ages(text: Text, guide: Guide) -> list[Found]:
    """Every age, marking its words as used."""
    found: list[Found] = []
    at = 0
    while at < len(text.words):
        age = None if at in text.used else age_at(text.words, at)
        if age is None and at not in text.used:
            age = _bare_age(text, at, guide)
        if age is None:
            at += 1
            continue
        count, used = age
        text.used.update(range(at, at + used))
        found.append(Found(count, at, at + used))
        at += used
    return found or _kind_of_age(text)


def _bare_age(text: Text, at: int, guide: Guide) -> tuple[Count, int] | None:
    """`man ca 40`, `killar 15-16`, `tjej, 15`, `5 st ca 14-15`: a figure right after a noun for people or a unit."""
    start = at
    if is_about(text.words[at].fold):
        at += 1
    if at >= len(text.words) or start == 0:
        return None
    fold = text.words[at].fold
    count = figure(fold) if fold[0].isdecimal() else None
    if count is None or not YOUNGEST_BARE <= count[0] <= count[1] <= OLDEST or "tal" in fold:
        return None
    before = text.words[start - 1]
    if before.fold == "pa" and start > 1 and text.words[start - 2].full in guide.rules.nouns["one"]:
        before = text.words[start - 2]
    after = text.words[at + 1].full if at + 1 < len(text.words) else ""
    if (
        is_unit(after)
        or (text.words[at + 1 : at + 2] and text.words[at + 1].fold in MEASURES)
        or _is_noun(after, guide)
    ):
        return None
    if _is_noun(before.full, guide) or (is_unit(before.fold) and (start != at or count[0] < count[1])):
        return count, at + 1 - start
    return None


def _is_noun(full: str, guide: Guide) -> bool:
    nouns = guide.rules.nouns
    return full in nouns["one"] or full in nouns["many"] or full in nouns["group"]


def _kind_of_age(text: Text) -> list[Found]:
    """`barn` and `pensionär` say an age without a figure."""
    for key, span in (("child", (1, 14)), ("old", (65, OLDEST))):
        for hit in text.hits.get("people", ()):
            if hit.phrase.key == key:
                return [Found(span, hit.start, hit.end)]
    return []


def find_count(text: Text, guide: Guide) -> Found | None:
    """The first count of people; else one, if a single person is named."""
    for at in range(len(text.words)):
        if at in text.used:
            continue
        counted = count_at(text.words, at)
        if counted is None:
            continue
        count, used = counted
        end = _counts_people(text, at, used, guide)
        if end:
            text.used.update(range(at, at + used))
            pair = _pair_end(text, end - 1, guide) if count == (1, 1) else 0
            return Found((2, 2), at, pair) if pair else Found(count, at, end)
    return None


def _pair_end(text: Text, noun: int, guide: Guide) -> int:
    """The index past `kille och tjej`, `en kvinna o en man`; 0 if no second single person follows."""
    at = noun + 1
    if at >= len(text.words) or text.words[at].full not in {"och", "and"}:
        return 0
    at += 1
    if at < len(text.words) and text.words[at].fold in {"en", "ett", "a", "one"}:
        at += 1
    return at + 1 if at < len(text.words) and text.words[at].full in guide.rules.nouns["one"] else 0


def _counts_people(text: Text, at: int, used: int, guide: Guide) -> int:
    """The index past the words that show that a count is one of people; 0 if nothing shows it."""
    words, nouns = text.words, guide.rules.nouns
    last = at + used
    unit = words[last - 1].fold
    if is_unit(unit) and unit not in {"st", "styck", "stycken", "pcs"}:
        return last
    before = [words[index].fold for index in text.near(at, 2)]
    if len(before) == 2 and before[0] in nouns["group"] and before[1] in {"om", "pa", "of"}:
        return last
    one = words[at].fold in {"en", "ett", "a", "one", "1"} and used == 1
    for step in range(3):
        index = last + step
        if index >= len(words) or words[index].clause != words[at].clause:
            break
        fold, full = words[index].fold, words[index].full
        if full in nouns["one"] or (full in nouns["many"] and not one) or fold.endswith(("aring", "aringar")):
            return index + 1
        if fold in _LINKS or fold in NUMBER_WORDS or fold[0].isdecimal():
            break
    if (is_unit(unit) or _is_said_of_people(text, at, last, guide)) and not _thing_near(text, at, last):
        return last
    return 0


def _is_said_of_people(text: Text, at: int, last: int, guide: Guide) -> bool:
    """`två langar`, `ett tiotal som dansar`: a number word, never a bare figure, right before what people do."""
    doing = last + 1 if last < len(text.words) and text.words[last].fold in _WHO else last
    if doing >= len(text.words) or text.words[at].fold[0].isdecimal():
        return False
    return text.words[doing].clause == text.words[at].clause and text.words[doing].full in guide.rules.nouns["doing"]


def _thing_near(text: Text, at: int, last: int) -> bool:
    things = text.starts("things")
    behind = range(max(at - 9, 0), at)
    ahead = range(last, min(last + 2, len(text.words)))
    return any(index in things for index in (*behind, *ahead))


def find_single(text: Text, guide: Guide) -> Found | None:
    """A single person, named by a noun: `ensam tjej`, `Man ofredade`; not `man` as in `att man inte ser`."""
    for at, word in enumerate(text.words):
        if word.full not in guide.rules.nouns["one"]:
            continue
        if word.full == "man":
            before = text.words[at - 1].fold if at else ""
            after = text.words[at + 1].fold if at + 1 < len(text.words) else ""
            if before in _PRONOUN_BEFORE or after in _PRONOUN_AFTER:
                continue
        pair = _pair_end(text, at, guide)
        return Found((2, 2), at, pair) if pair else Found((1, 1), at, at + 1)
    return None
