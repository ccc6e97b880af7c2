"""Words for origin and religion of people, and degrading words: to think twice about, never blocked, never counted.

`words.json` holds them as they are written. Those in `..._of_people` count only beside a word for people, so that a
Finnish ferry, a Swedish lesson and a white car are left alone.
"""

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from fieldlog.privacy.finding import Finding, as_whole

_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010\u2011][^\W\d_]+)*")
_ENDINGS = ("ernas", "arnas", "erna", "arna", "aren", "ens", "ets", "nas", "en", "et", "na", "s", "n", "t", "a", "e")
_SAME_SENTENCE = re.compile(r"[^.!?;:\n]*")
_REACH = 2
_BEFORE_LANGUAGES = frozenset({"på", "pratar", "pratade", "talar", "talade", "in", "speaks", "speaking", "spoke"})


@dataclass(frozen=True, slots=True)
class _Words:
    """Kinds of words; `people` are the words that an adjective must stand beside."""

    kinds: dict[str, str]
    beside: dict[str, str]
    people: frozenset[str]


@lru_cache(maxsize=1)
def _words() -> _Words:
    lists: dict[str, list[str]] = json.loads(
        files("fieldlog.privacy").joinpath("words.json").read_text(encoding="utf-8")
    )
    return _Words(
        kinds={word: kind for kind in ("origin", "religion", "degrading") for word in lists[kind]},
        beside={word: kind for kind in ("origin", "religion") for word in lists[f"{kind}_of_people"]},
        people=frozenset(lists["people"]),
    )


def find_sensitive(text: str) -> tuple[Finding, ...]:
    """Words for origin, religion, and degrading ones, in the order of the text. Each gets the same row."""
    return as_whole(_sensitive, text)


def _sensitive(text: str) -> tuple[Finding, ...]:
    words = _words()
    found: list[Finding] = []
    spoken = list(_WORD.finditer(text))
    for at, match in enumerate(spoken):
        low = match.group().lower()
        kind = _kind(low, words.kinds)
        if kind is None:
            kind = _kind(low, words.beside)
            if kind is not None and not _beside_people(text, spoken, at, words.people):
                kind = None
        if kind is not None:
            found.append(Finding(kind, match.group(), *match.span(), certain=False))
    return tuple(found)


def _kind(word: str, kinds: dict[str, str]) -> str | None:
    """The kind of the word as written or without one ending (`somalierna`, `romska`); short words only as written."""
    if word in kinds:
        return kinds[word]
    for ending in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= 4 and stem in kinds:
            return kinds[stem]
    return None


def _beside_people(text: str, spoken: list[re.Match[str]], at: int, people: frozenset[str]) -> bool:
    """Whether a word for people follows closely in the same sentence: "två somaliska yngre män"."""
    if at and spoken[at - 1].group().lower() in _BEFORE_LANGUAGES:
        return False
    for after in spoken[at + 1 : at + 1 + _REACH]:
        if _SAME_SENTENCE.fullmatch(text, spoken[at].end(), after.start()) is None:
            return False
        if after.group().lower() in people:
            return True
    return False
