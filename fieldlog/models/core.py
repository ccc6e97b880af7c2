"""What the core of an observation may hold when it is written: checked by type, against the vocabulary, and in NFC."""

import re
from collections.abc import Callable
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from fieldlog.models.moment import written
from fieldlog.models.shape import SPOT_LIMIT, WORDS_LIMIT
from fieldlog.models.vocabulary import Field as VocabularyField
from fieldlog.models.vocabulary import Vocabulary

Short = Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)]


class NewObservation(BaseModel):
    """What a screen, the command line or an import hands in. `words` are the free texts by name, `note` first."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    shift: str | None = None
    at: AwareDatetime
    place: Short | None = None
    spot: Annotated[str, StringConstraints(strip_whitespace=True, max_length=SPOT_LIMIT)] | None = None
    category: Short | None = None
    severity: int | None = Field(default=None, ge=0, le=4)
    class_: str | None = Field(default=None, pattern="^[ABC]$")
    persons: Short | None = None
    ages: tuple[Short, ...] = ()
    fields: dict[str, Any] = Field(default_factory=dict)
    actions: tuple[Short, ...] = ()
    event: str | None = None
    seen_by: tuple[Short, ...] = ()
    protected: bool = False
    words_may_leave: bool = False
    incomplete: bool = False
    source: dict[str, str] | None = None
    words: dict[str, Annotated[str, StringConstraints(max_length=WORDS_LIMIT)]] = Field(default_factory=dict)

    def core(self, vocabulary: Vocabulary, class_: str) -> dict[str, Any]:
        """The core as it is signed. Defaults of the category are written out: they may change, the entry may not."""
        category = vocabulary.categories.get(self.category or "")
        severity = self.severity if self.severity is not None else category.severity if category else 1
        return {
            "shift": self.shift,
            "at": written(self.at),
            "place": self.place,
            "spot": self.spot or None,
            "category": self.category,
            "severity": severity,
            "class": class_,
            "persons": self.persons,
            "ages": list(self.ages),
            "fields": {key: value for key, value in self.fields.items() if value is not None},
            "actions": list(self.actions),
            "event": self.event,
            "seen_by": list(self.seen_by),
            "protected": self.protected,
            "words_may_leave": self.words_may_leave,
            "incomplete": self.incomplete,
            "source": self.source,
            "vocabulary": vocabulary.version,
            "extra": {},
        }


def fits(field: VocabularyField, value: Any) -> bool:
    """Whether a value is an answer that the field may have."""
    return _FITS[field.type](field, value)


def _is_time(value: Any) -> bool:
    """A clock time of the event's own day; with its offset, `02:30+02`, where the clock shows it twice."""
    return isinstance(value, str) and _TIME.fullmatch(value) is not None


_TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d(?:\+0[12])?", re.ASCII)


_FITS: dict[str, Callable[[VocabularyField, Any], bool]] = {
    "band": lambda field, value: isinstance(value, str) and value in field.values,
    "one": lambda field, value: isinstance(value, str) and value in field.values,
    "multi": lambda field, value: (
        isinstance(value, list | tuple) and all(isinstance(item, str) and item in field.values for item in value)
    ),
    "int": lambda field, value: type(value) is int and field.low <= value <= field.high,
    "bool": lambda _field, value: isinstance(value, bool),
    "time": lambda _field, value: _is_time(value),
    "text": lambda field, value: isinstance(value, str) and len(value) <= field.high,
    "staff": lambda _field, value: isinstance(value, str) and len(value) <= 16,
    "staffs": lambda _field, value: isinstance(value, list | tuple) and all(isinstance(item, str) for item in value),
}
