"""Codes typed wrong: a few letters that are no word, and the nearest codes that are asked about."""

from collections.abc import Collection

from fieldlog.line.guide import Guide
from fieldlog.line.reading import Ask
from fieldlog.line.spelling import nearest_codes
from fieldlog.line.tokens import Word

_VOWELS = frozenset("aeiouy")
BESIDE = 0.75
"""Where a sentence follows, only a neighbouring key or two letters swapped make a code of what is no word."""


def may_be_code(fold: str, guide: Guide) -> bool:
    """Whether it is as short as a code, and neither a word nor a code of something else (`mtr` is a partner)."""
    if not (2 <= len(fold) <= 4 and fold.isalpha()):
        return False
    other = fold.upper()
    return not guide.is_word(fold) and other not in guide.vocabulary.partners and other not in guide.vocabulary.actions


def nearest_ask(word: Word, guide: Guide, open_parts: Collection[str], *, strict: bool) -> Ask | None:
    """The question that a mistyped code makes, of the parts that are not said yet; None if no code is near.

    `strict`: a sentence follows, so that it must be letters that no word can be, and near on the keyboard.
    """
    fold = word.fold
    if not may_be_code(fold, guide) or (strict and not _VOWELS.isdisjoint(fold)):
        return None
    within = BESIDE if strict else 1.0
    if "category" in open_parts and (near := nearest_codes(fold, guide.categories, within)):
        return Ask("category", tuple(guide.categories[code] for code in near), word.text)
    codes = guide.places.codes
    if len(fold) > 2 and "place" in open_parts and (near := nearest_codes(fold, codes, within)):
        return Ask("place", tuple(codes[code] for code in near), word.text)
    return None
