"""A line cut into chunks (between blanks) and words (finer, folded), each with where it stands in the line."""

import re
from dataclasses import dataclass

from fieldlog.line.abbreviations import fold_word, understand_word

_CHUNK = re.compile(r"\S+")
_BEFORE = "([\"'«»“”’–"
_AFTER = ".,;:?)]\"'«»“”’"

_WORD = re.compile(
    r"\d{1,2}[:.]\d{2}(?!\d)"  # 21:47 21.47
    r"|(?:(?<!\w)[-+~<>−])?\d+(?:[-–]\d+)?\+?(?:-?(?:[^\W\d_][\u0300-\u036f]*)+)?"  # 3 2-4 ~20 <15 65+ 15-årig 20min
    r"|[^\W_][\w\u0300-\u036f]*(?:[-'’][\w\u0300-\u036f]+)*"  # words, t-banan, x4
)
_BREAK = re.compile(r"[.,;:!?()]")


@dataclass(frozen=True, slots=True)
class Word:
    """One word or figure. `fold` is as typed but folded, `full` with abbreviations written out, `clause` counts up
    at every comma and full stop."""

    text: str
    start: int
    end: int
    fold: str
    full: str
    clause: int


def word_at(text: str, start: int, end: int, clause: int = 0) -> Word:
    word = text[start:end]
    return Word(word, start, end, fold_word(word), understand_word(word), clause)


def chunks(text: str) -> list[Word]:
    """What stands between blanks, without the quotes and stops around it. A chunk of signs alone is kept whole."""
    found = []
    for match in _CHUNK.finditer(text):
        start, end = match.span()
        while start < end and text[start] in _BEFORE:
            start += 1
        while end > start and text[end - 1] in _AFTER:
            end -= 1
        if start == end:
            start, end = match.span()
        found.append(word_at(text, start, end))
    return found


def words(text: str, start: int = 0, end: int | None = None) -> list[Word]:
    """The words and figures of a stretch of the line; places in the line are counted from its beginning."""
    found: list[Word] = []
    stop = len(text) if end is None else end
    clause, last = 0, start
    for match in _WORD.finditer(text, start, stop):
        if found and _BREAK.search(text, last, match.start()):
            clause += 1
        found.append(word_at(text, match.start(), match.end(), clause))
        last = match.end()
    return found
