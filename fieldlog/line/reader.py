"""How a typed line becomes a reading: tokens first, then what the words say of the rest."""

from collections.abc import Container, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import TypeVar

from fieldlog.line.guess import Guess, Known, guess
from fieldlog.line.guide import Guide, guide
from fieldlog.line.leading import read_leading
from fieldlog.line.moments import moment
from fieldlog.line.numbers import Count, band_of, bands_over
from fieldlog.line.pieces import Leading, Piece, answered, severity_mark
from fieldlog.line.reading import PLACELESS, Ask, Reading, Token
from fieldlog.line.text import Text, read_text
from fieldlog.line.tokens import Word, chunks
from fieldlog.models.vocabulary import Vocabulary

Stretch = tuple[int, int]
Value = TypeVar("Value")


def read_line(
    text: str,
    *,
    now: datetime,
    vocabulary: Vocabulary,
    role: str = "ov",
    last_place: str | None = None,
    shift_start: datetime | None = None,
    answers: Mapping[str, str] | None = None,
) -> Reading:
    """Read one line. Pure, and never raises, whatever the text.

    Where nothing is said but that it is calm, it is so at `last_place`, as a guess; an event is never given a place
    that nobody named. `now` must be aware. `shift_start` is taken for callers that
    have it; a time is always the latest such moment that has passed, which within a shift is the one meant.
    `answers` says what the writer chose: the field of an ask, or a category or place to put right, -> the code.
    """
    chosen = _known_choices(answers or {}, vocabulary)
    known_words = guide(vocabulary)
    shouting = text.isupper() and len(text.split()) > 1
    pieces = chunks(text)
    leading = answered(read_leading(pieces, known_words, shouting=shouting), chosen)
    later = _later_tokens(pieces, leading, known_words)
    stretches = _between(text, pieces, leading, later)
    words = read_text(text, stretches, known_words)
    known = _known(leading, later, chosen)
    guessed = guess(words, text, known_words, known, role, shouting=shouting)
    return _Answer(text, pieces, leading, later, stretches, words, guessed, known_words, chosen).reading(
        now, last_place
    )


def prepare(vocabulary: Vocabulary) -> None:
    """Read the rules now (some tens of milliseconds), so that the first line does not wait for it. Any thread may."""
    guide(vocabulary)


def _known_choices(answers: Mapping[str, str], vocabulary: Vocabulary) -> dict[str, str]:
    """The answers that this vocabulary knows; others are as if not given."""
    codes: dict[str, Container[str]] = {
        "category": vocabulary.categories,
        "place": vocabulary.places,
        "action": vocabulary.actions,
        "number": ("persons", "ages"),
    }
    return {
        about: choice
        for about, choice in answers.items()
        if choice in codes.get(about, ()) or (choice == "words" and about in {"category", "place"})
    }


def _later_tokens(pieces: list[Word], leading: Leading, guide: Guide) -> list[Piece]:
    """Marks and actions that stand alone among the words; nothing else is a token there."""
    found: list[Piece] = []
    marked = any(piece.part == "severity" for piece in leading.pieces)
    for at in range(leading.end, len(pieces)):
        chunk = pieces[at]
        level = severity_mark(chunk.text)
        if level is not None and not marked:
            marked = True
            found.append(Piece("severity", at, at + 1, level=level))
        elif chunk.text.startswith("+") and chunk.text[1:].upper() in guide.vocabulary.actions:
            found.append(Piece("action", at, at + 1, code=chunk.text[1:].upper()))
        elif chunk.text.startswith("+") and len(codes := guide.actions.get(chunk.fold[1:], ())) == 1:
            found.append(Piece("action", at, at + 1, code=codes[0]))
    return found


def _between(text: str, pieces: list[Word], leading: Leading, later: list[Piece]) -> list[Stretch]:
    """The stretches of the line that are words: unclear tokens, and all from the first word but the later tokens."""
    unclear = [piece for piece in leading.pieces if piece.part in {"unclear", "words"}]
    found = [(pieces[piece.start].start, pieces[piece.end - 1].end) for piece in unclear]
    start = leading.end
    for at in [*(piece.start for piece in later), len(pieces)]:
        if start < at:
            found.append((_outer_start(text, pieces, start), _outer_end(text, pieces, at - 1)))
        start = at + 1
    return found


def _outer_start(text: str, pieces: list[Word], at: int) -> int:
    """Where the chunk begins in the line, the signs before it included."""
    start = pieces[at].start
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    return start


def _outer_end(text: str, pieces: list[Word], at: int) -> int:
    end = pieces[at].end
    while end < len(text) and not text[end].isspace():
        end += 1
    return end


def _known(leading: Leading, later: list[Piece], chosen: Mapping[str, str]) -> Known:
    parts = {piece.part for piece in (*leading.pieces, *later)}
    asked = {ask.field for ask in leading.asks}
    return Known(
        category=_code("category", leading, chosen),
        place=_code("place", leading, chosen) is not None,
        persons=leading.persons,
        ages=leading.ages,
        time="time" in parts,
        severity="severity" in parts,
        category_asked="category" in asked,
        place_asked="place" in asked,
        number_asked="number" in asked,
    )


def _code(part: str, leading: Leading, chosen: Mapping[str, str]) -> str | None:
    """The code of a part that was chosen or else typed."""
    choice = chosen.get(part)
    if choice and choice != "words":
        return choice
    return next((piece.code for piece in leading.pieces if piece.part == part), None)


class _Answer:
    """Puts tokens and guesses together."""

    def __init__(
        self,
        text: str,
        pieces: list[Word],
        leading: Leading,
        later: list[Piece],
        stretches: list[Stretch],
        words: Text,
        guessed: Guess,
        guide: Guide,
        chosen: Mapping[str, str],
    ) -> None:
        self.text, self.pieces, self.leading, self.later = text, pieces, leading, later
        self.stretches, self.words, self.guess, self.guide = stretches, words, guessed, guide
        self.chosen = chosen
        self.guessed: set[str] = set()

    def reading(self, now: datetime, last_place: str | None) -> Reading:
        typed = [*self.leading.pieces, *self.later]
        category = _code("category", self.leading, self.chosen) or self._guessed("category", self.guess.category)
        known = self.guide.vocabulary.categories.get(category or "")
        time, time_text = self._time(now, typed)
        persons = self.leading.persons or self._guessed("persons", self.guess.persons)
        ages = self.leading.ages or self._guessed("ages", self.guess.ages or None) or ()
        level = next((piece.level for piece in typed if piece.part == "severity"), None)
        severity = level if level is not None else self._guessed("severity", self.guess.severity)
        asks = (*self.leading.asks, *(ask for ask in self.guess.asks if ask.field not in self.chosen))
        place = self._place(asks, last_place if category in PLACELESS else None)
        self.guessed.update(f"fields.{key}" for key in self.guess.fields)
        return Reading(
            text=self.text,
            category=category,
            place=place,
            persons=self._band(persons),
            count=persons,
            ages=self._bands(ages),
            time=time,
            time_text=time_text,
            severity=severity,
            default_severity=known.severity if known else None,
            class_=known.class_ if known else None,
            actions=tuple(dict.fromkeys(piece.code for piece in typed if piece.part == "action")),
            fields=MappingProxyType(self.guess.fields),
            spot=self._guessed("spot", self.guess.spot),
            words=" ".join(self.text[start:end] for start, end in self.stretches),
            guessed=frozenset(self.guessed),
            asks=asks,
            tokens=self._tokens(),
        )

    def _guessed(self, name: str, value: Value | None) -> Value | None:
        if value is not None:
            self.guessed.add(name)
        return value

    def _place(self, asks: tuple[Ask, ...], last_place: str | None) -> str | None:
        if code := _code("place", self.leading, self.chosen):
            sure = all(piece.sure for piece in self.leading.pieces if piece.part == "place")
            return code if sure else self._guessed("place", code)
        asked = any(ask.field == "place" for ask in asks)
        return self._guessed("place", self.guess.place or (None if asked else last_place))

    def _time(self, now: datetime, typed: list[Piece]) -> tuple[datetime | None, str | None]:
        for piece in typed:
            if piece.part == "time" and piece.clock:
                said = self.text[self.pieces[piece.start].start : self.pieces[piece.end - 1].end]
                return moment(piece.clock, now), said
        if self.guess.clock is None:
            return None, None
        return self._guessed("time", moment(self.guess.clock, now)), self.guess.clock_text

    def _band(self, count: Count | None) -> str | None:
        field = self.guide.vocabulary.fields.get("antal")
        return band_of(count, field.values) if count and field else None

    def _bands(self, ages: tuple[Count, ...]) -> tuple[str, ...]:
        field = self.guide.vocabulary.fields.get("alder")
        if not field:
            return ()
        touched = {band for age in ages for band in bands_over(age, field.values)}
        return tuple(band for band in field.values if band in touched)

    def _tokens(self) -> tuple[Token, ...]:
        """Tokens and, in between, the words, cut where a guess was read from them."""
        spans: list[tuple[int, int, str]] = []
        for piece in (*self.leading.pieces, *self.later):
            start = _outer_start(self.text, self.pieces, piece.start)
            spans.append((start, _outer_end(self.text, self.pieces, piece.end - 1), piece.part))
        unclear = {(start, end) for start, end, part in spans if part in {"unclear", "words"}}
        taken = 0
        marks = sorted(self._marks())
        for start, end in self.stretches:
            if any(low <= start and end <= high for low, high in unclear):
                continue
            taken = start
            for low, high, part in marks:
                if low < taken or high > end:
                    continue
                spans += [(taken, low, "words"), (low, high, part)]
                taken = high
            spans.append((taken, end, "words"))
        return tuple(token for span in sorted(spans) if (token := self._token(*span)))

    def _marks(self) -> list[tuple[int, int, str]]:
        words = self.words.words
        return [(words[start].start, words[end - 1].end, part) for start, end, part in self.guess.parts if end > start]

    def _token(self, start: int, end: int, part: str) -> Token | None:
        """The token without the blanks around it; None if nothing is left."""
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        return Token(self.text[start:end], start, end, part) if start < end else None
