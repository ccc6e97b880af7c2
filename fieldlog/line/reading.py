"""What was understood of a typed line: the answer of `read_line`, and its shape as JSON."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

PLACELESS = frozenset({"TL", "TN"})
"""Categories that, written alone, mean the place of the last entry: calm where we stand."""


@dataclass(frozen=True, slots=True)
class Token:
    """A stretch of the line: `text` is `line[start:end]`.

    `part` is category, place, persons, ages, time, severity, action, spot, words or unclear. Tokens never overlap;
    between them there are only blanks.
    """

    text: str
    start: int
    end: int
    part: str


@dataclass(frozen=True, slots=True)
class Ask:
    """What could mean several things. `choices` are codes, or `words` for "just a word"; `text` is what was typed.

    `field` is category, place, action, or `number` for figures that are either persons or ages.
    """

    field: str
    choices: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A line as read. A field that was guessed from the words is named in `guessed`; None or empty = not found.

    `words` is every stretch of the line that was not a token, in order. `severity` None means the default of the
    category, which is `default_severity`. `time` None means now.
    """

    text: str
    category: str | None = None
    place: str | None = None
    persons: str | None = None
    count: tuple[int, int] | None = None
    ages: tuple[str, ...] = ()
    time: datetime | None = None
    time_text: str | None = None
    severity: int | None = None
    default_severity: int | None = None
    class_: str | None = None
    actions: tuple[str, ...] = ()
    fields: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    spot: str | None = None
    words: str = ""
    guessed: frozenset[str] = frozenset()
    asks: tuple[Ask, ...] = ()
    tokens: tuple[Token, ...] = ()


def reading_as_json(reading: Reading) -> dict[str, object]:
    """The object that `fieldlog parse --json` prints, but for `personal`. Not found is null.

    `severity` is the category's default where none was typed. `fields` and `spot` stand beside what is promised.
    """
    severity = reading.severity if reading.severity is not None else reading.default_severity
    return {
        "category": reading.category,
        "place": reading.place,
        "persons": reading.persons,
        "ages": list(reading.ages) or None,
        "time": reading.time.isoformat(timespec="seconds") if reading.time else None,
        "severity": severity,
        "class": reading.class_,
        "actions": list(reading.actions) or None,
        "fields": dict(reading.fields) or None,
        "spot": reading.spot,
        "words": reading.words or None,
        "guessed": sorted(reading.guessed),
        "ask": [{"field": ask.field, "choices": list(ask.choices), "text": ask.text} for ask in reading.asks],
        "tokens": [
            {"text": token.text, "start": token.start, "end": token.end, "part": token.part} for token in reading.tokens
        ],
    }
