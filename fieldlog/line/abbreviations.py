"""How field staff shorten words, and the one way in which text is folded before it is compared."""

import json
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType

_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "đ": "d", "ł": "l", "ı": "i"})
"""Letters that have no decomposition in Unicode, but that other keyboards give for ours."""


def fold_text(text: str) -> str:
    """Small letters without accents or rings: `Släckt`, `SLACKT` and the decomposed form are all `slackt`.

    Both what is searched for and what is searched in must be folded. The result may differ in length from the text.
    """
    if text.isascii():
        return text.lower()
    letters = unicodedata.normalize("NFD", text.casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return unicodedata.normalize("NFC", bare).translate(_LETTERS)


@lru_cache(maxsize=4096)
def fold_word(word: str) -> str:
    """As `fold_text`, for single words that come again and again."""
    return fold_text(word)


@lru_cache(maxsize=4096)
def own_letters(word: str) -> str:
    """A word in small letters, its rings and dots kept."""
    if word.isascii():
        return word.lower()
    return unicodedata.normalize("NFC", word.casefold())


_APART = {"män": "maen"}
"""Words that must not become another word when their dots are lost."""


@lru_cache(maxsize=8192)
def understand_word(word: str) -> str:
    """A word as rules see it: folded, an abbreviation written out, one man told from several men."""
    apart = None if word.isascii() else _APART.get(own_letters(word))
    if apart:
        return apart
    folded = fold_word(word)
    return fold_word(ABBREVIATIONS[folded]) if folded in ABBREVIATIONS else folded


def _read() -> Mapping[str, str]:
    text = files("fieldlog.line").joinpath("abbreviations.json").read_text(encoding="utf-8")
    return MappingProxyType({fold_text(short): long for short, long in json.loads(text).items()})


ABBREVIATIONS: Mapping[str, str] = _read()
"""Folded abbreviation -> what it stands for, as written in full (not folded)."""
