"""Whether field staff write something as an ordinary word: what is one can be no new code."""

from fieldlog.line.abbreviations import ABBREVIATIONS, fold_text
from fieldlog.line.numbers import is_number_word
from fieldlog.line.rules import rules


def is_word(text: str) -> bool:
    """Whether the program knows it as a word; case and accents make no difference."""
    known, fold = rules(), fold_text(text)
    return fold in known.ordinary or fold in known.spelled or fold in ABBREVIATIONS or is_number_word(fold)
