"""The structured fields of a category that the words answer: lamp post, doses, when 112 was called."""

import re
from collections.abc import Iterable

from fieldlog.line.guide import Guide
from fieldlog.line.numbers import NUMBER_WORDS, Count, band_of, count_at, figure
from fieldlog.line.text import Text
from fieldlog.models.vocabulary import Field

_CLOCK = re.compile(r"(\d{1,2})[:.]?(\d{2})\Z")
_POST = re.compile(r"\d{2,6}\Z")
_POST_WORDS = ("stolp", "lyktstolp", "post", "lamppost", "pole", "lampa")


def read_fields(text: Text, guide: Guide, category: str | None, count: Count | None) -> dict[str, object]:
    """The fields of the category that could be read, in its order; nothing without a category."""
    if category is None:
        return {}
    wanted = [guide.vocabulary.fields[key] for key in guide.vocabulary.categories[category].fields]
    found: dict[str, object] = {}
    for field in wanted:
        answer = _answer(text, guide, field, count)
        if answer is not None:
            found[field.key] = answer
    return found


def _answer(text: Text, guide: Guide, field: Field, count: Count | None) -> object | None:
    if field.key in {"antal", "alder"}:
        return None
    if field.key == "stolpe":
        return _post(text)
    if field.key == "publik":
        return band_of(count, field.values) if count else None
    if field.type == "time":
        return _stamp(text, field.key)
    if field.type == "int":
        return _whole(text, guide, field)
    return _chosen(text, field)


def _chosen(text: Text, field: Field) -> object | None:
    values = [hit.phrase.value for hit in text.hits.get("field", ()) if hit.phrase.key == field.key]
    if not values:
        return None
    if field.type == "bool":
        return True
    if field.type == "multi":
        return [code for code in field.values if code in values] or None
    longest = max(
        (hit for hit in text.hits["field"] if hit.phrase.key == field.key),
        key=lambda hit: (hit.end - hit.start, -hit.start),
    )
    return longest.phrase.value


def _post(text: Text) -> str | None:
    for at, word in enumerate(text.words):
        if not _POST.match(word.fold):
            continue
        before = [text.words[index].fold for index in text.near(at, 2)]
        if any(said.startswith(_POST_WORDS) for said in before):
            return word.text
    return None


def _stamp(text: Text, key: str) -> str | None:
    """The first clock time at most three words after a word that stands for the field: `112 kl 21.47`."""
    for start in sorted(text.starts("stamps", key)):
        for at in range(start + 1, min(start + 5, len(text.words))):
            if text.words[at].clause != text.words[start].clause:
                break
            if stamp := _clock(text.words[at].fold, bare=text.words[at - 1].fold == "kl"):
                return stamp
    return None


def _clock(fold: str, *, bare: bool = False) -> str | None:
    match = _CLOCK.match(fold)
    if not match or int(match[1]) > 23 or int(match[2]) > 59 or (not bare and fold.isdecimal()):
        return None
    return f"{int(match[1]):02}:{match[2]}"


def _whole(text: Text, guide: Guide, field: Field) -> int | None:
    value: int | None = None
    if field.key == "naloxon":
        value = _doses(text)
    elif field.key == "narvaro_min":
        value = _minutes(text)
    elif field.key == "polis_min":
        value = _police_minutes(text, guide)
    elif field.key in {"antal_ljus", "antal_fynd"}:
        value = _things(text, field.key)
    return value if value is not None and field.low <= value <= field.high else None


def _doses(text: Text) -> int | None:
    for at, word in enumerate(text.words):
        if word.fold.startswith("dos"):
            for index in reversed(text.near(at, 2)):
                if number := _small(text.words[index].fold):
                    return number
    return None


def _small(fold: str) -> int | None:
    count = figure(fold)
    return count[0] if count and count[0] == count[1] else NUMBER_WORDS.get(fold)


def _minutes(text: Text) -> int | None:
    """`40 min`, `en halvtimme`, `2 timmar`."""
    for at, word in enumerate(text.words):
        if match := re.match(r"(\d{1,3})(?:min|minuter)\Z", word.fold):
            return int(match[1])
        before = text.words[at - 1].fold if at else ""
        if word.fold in {"min", "minuter", "minutes"} and (number := _small(before)):
            return number
        if word.fold in {"halvtimme", "halvtimma"}:
            return 30
        if word.fold in {"timme", "timmar", "timma", "hour", "hours"} and (number := _small(before)):
            return number * 60
    return None


def _police_minutes(text: Text, guide: Guide) -> int | None:
    """From `kallad 23:02 kom 23:09`, or from `patrull 4 min`, `på plats efter 6 min`."""
    called = _after(text, guide.rules.police_called)
    came = _after(text, guide.rules.police_came)
    if called is not None and came is not None:
        return (came - called) % 1440
    if any(word.startswith(("polis", "patrull", "police", "patrol")) for word in text.known):
        return _minutes(text)
    return None


def _after(text: Text, said: Iterable[str]) -> int | None:
    for at, word in enumerate(text.words):
        if word.fold in said and at + 1 < len(text.words):
            following = text.words[at + 1].fold
            stamp = _clock(following) or (_clock(text.words[at + 2].fold) if at + 2 < len(text.words) else None)
            if stamp:
                return int(stamp[:2]) * 60 + int(stamp[3:])
    return None


def _things(text: Text, key: str) -> int | None:
    """The count nearest to a word for the things: `kanyler x4`, `three street lamps`, `lampor ..., 3 st`."""
    things = sorted(text.starts("things", key))
    best: tuple[int, int] | None = None
    for at in range(len(text.words)):
        counted = count_at(text.words, at)
        if counted is None or at in text.used or counted[0][0] != counted[0][1]:
            continue
        if text.words[at].fold in {"en", "ett", "a", "one"} and at + 1 not in things:
            continue
        for thing in things:
            if thing == at:
                continue
            far = abs(thing - at)
            if far <= 8 and (best is None or far < best[0]):
                best = (far, counted[0][0])
    return best[1] if best else None
