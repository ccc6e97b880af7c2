"""Where it was, when no place was typed as a token: names, aliases and codes in capitals among the words."""

from dataclasses import dataclass

from fieldlog.line.guide import Guide
from fieldlog.line.text import Text

LONG_BEGINNING = 6
"""Letters that the beginning of a name must have to count among plain words."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A place named by words `start` up to `end`. `rank`: 2 `vid trappan`, 1 bare, 0 `mot trappan`."""

    codes: tuple[str, ...]
    start: int
    end: int
    rank: int


def find_place(text: Text, guide: Guide, *, shouting: bool) -> tuple[Mention | None, tuple[str, ...]]:
    """The place that is named best, or the choices when the name, or `mellan x och y`, can be several."""
    mentions = _mentions(text, guide, shouting)
    if not mentions:
        return None, ()
    best = max(mentions, key=lambda mention: (mention.rank, len(mention.codes) == 1, -mention.start))
    if len(best.codes) > 1:
        return best, best.codes
    before = text.words[best.start - 1].fold if best.start else ""
    if before in {"mellan", "between"}:
        others = [mention for mention in mentions if mention.start == best.end + 1 and len(mention.codes) == 1]
        if others and others[0].codes != best.codes:
            return best, (*best.codes, *others[0].codes)
    return best, ()


def _mentions(text: Text, guide: Guide, shouting: bool) -> list[Mention]:
    found: list[Mention] = []
    at = 0
    while at < len(text.words):
        named = _named_at(text, at, guide, shouting)
        if named is None:
            at += 1
            continue
        codes, used = named
        found.append(Mention(codes, at, at + used, _rank(text, at, guide)))
        at += used
    return found


def _named_at(text: Text, at: int, guide: Guide, shouting: bool) -> tuple[tuple[str, ...], int] | None:
    word = text.words[at]
    found = guide.places.name_at(text.words, at)
    if found:
        return found
    if word.fold in guide.places.codes and len(word.text) == len(word.fold) and word.text.isupper() and not shouting:
        return (guide.places.codes[word.fold],), 1
    known = text.known[at]
    if known != word.full and (codes := guide.places.names.get((known,))):
        return codes, 1
    if len(word.fold) >= LONG_BEGINNING and word.fold.isalpha() and not guide.is_word(word.fold):
        codes = guide.places.beginning(word.fold)
        return (codes, 1) if codes else None
    return None


def _rank(text: Text, at: int, guide: Guide) -> int:
    before = [text.words[index].fold for index in text.near(at, 2)]
    if before and before[-1] in {"the", "stora", "nya"}:
        before.pop()
    if not before:
        return 1
    if before[-1] in guide.rules.directions or before[-1] == "t":
        return 0
    return 2 if before[-1] in guide.rules.beside else 1


def find_spot(text: Text, line: str, place: Mention | None) -> tuple[str, int, int] | None:
    """Where at the place, plainly said: `plan -2`, `hissen`. The words themselves, and where they stand."""
    hits = [hit for hit in text.hits.get("spots", ()) if not place or hit.end <= place.start or place.end <= hit.start]
    if not hits:
        return None
    best = min(hits, key=lambda hit: ("#" not in hit.phrase.pattern, hit.start))
    start, end = text.words[best.start].start, text.words[best.end - 1].end
    return line[start:end], best.start, best.end
