"""The tokens that begin a line, as they are found one by one and as a whole run."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from fieldlog.line.moments import Clock
from fieldlog.line.numbers import Count
from fieldlog.line.reading import Ask

_MARKS = {"!": 2, "!!": 3, "!!!": 4, "s0": 0, "s1": 1, "s2": 2, "s3": 3, "s4": 4}
FIRM = frozenset({"category", "place", "severity", "time", "action", "unclear"})
"""Parts that make figures beside them tokens. Figures alone before a word belong to the sentence."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One token of the run: chunks `start` up to `end`, its part and what it says."""

    part: str
    start: int
    end: int
    code: str = ""
    count: Count | None = None
    clock: Clock | None = None
    level: int = 0
    ask: Ask | None = None
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Leading:
    """The run of tokens, and the figures in it told apart. `end` is the index of the first chunk that is a word."""

    pieces: tuple[Piece, ...] = ()
    end: int = 0
    persons: Count | None = None
    ages: tuple[Count, ...] = ()
    asks: tuple[Ask, ...] = field(default=())


def severity_mark(text: str) -> int | None:
    """The level that a mark or `s0`..`s4` stands for; more than three `!` count as three."""
    if text and set(text) == {"!"}:
        return _MARKS["!" * min(len(text), 3)]
    return _MARKS.get(text.casefold())


def answered(leading: Leading, answers: Mapping[str, str]) -> Leading:
    """The run with what its writer has answered: field -> the choice. A chosen code replaces a typed one too.

    What was answered with `words` goes back to the words.
    """
    pieces: list[Piece] = []
    persons, ages = leading.persons, leading.ages
    for piece in leading.pieces:
        about = piece.ask.field if piece.ask else "number" if piece.part == "unclear" else piece.part
        choice = answers.get(about)
        if choice is None:
            pieces.append(piece)
        elif about == "number":
            pieces.append(replace(piece, part=choice))
            if choice == "persons":
                persons = piece.count
            else:
                ages = (*ages, piece.count) if piece.count else ages
        else:
            part = "words" if choice == "words" else about
            pieces.append(replace(piece, part=part, code=choice, ask=None, sure=True))
    asks = tuple(ask for ask in leading.asks if ask.field not in answers)
    return Leading(tuple(pieces), leading.end, persons, ages, asks)
