"""An open event as its form sees it: what was answered to each question, and what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fieldlog.models.completeness import answered
from fieldlog.models.moment import clock
from fieldlog.models.questions import (
    ACTIONS,
    AGES,
    AT,
    CATEGORY,
    CLASS,
    GROUNDS,
    INTERVENTION,
    PERSONS,
    PLACE,
    SEVERITY,
    classes_from,
    lacking,
    order,
)
from fieldlog.models.vocabulary import Vocabulary

OWN = (ACTIONS, SEVERITY, CLASS, AT, PLACE, CATEGORY)
_PLACES = {PERSONS: "persons", AGES: "ages"} | {name: name for name in OWN}
"""Questions whose answer has a place of its own in the body, outside `fields`."""

ONE_FIGURE = 9
"""A number that can't be higher than this is one digit: the next replaces it."""


@dataclass(slots=True)
class Filling:
    """`body` is that of the open event and is changed here. `crew` are the writer's partners on the shift."""

    body: dict[str, Any]
    vocabulary: Vocabulary
    worker: str
    role: str
    crew: Sequence[str]

    @property
    def category(self) -> str | None:
        return self.body.get(CATEGORY)

    @property
    def place(self) -> str | None:
        return self.body.get(PLACE)

    @property
    def fields(self) -> dict[str, Any]:
        if not isinstance(self.body.get("fields"), dict):
            self.body["fields"] = {}
        found: dict[str, Any] = self.body["fields"]
        return found

    @property
    def actions(self) -> list[str]:
        return list(self.body.get(ACTIONS) or ())

    def holds_anything(self) -> bool:
        """Whether there is something to keep when it is left."""
        return bool(self.category or self.place or any((self.body.get("words") or {}).values()))

    def names(self) -> list[str]:
        """All questions in their order."""
        return order(self.category, self.fields, self.actions, self.vocabulary)

    def lacking(self) -> tuple[str, ...]:
        return lacking(self.category, self.place, self.actions, self.fields, self.vocabulary)

    def kind(self, name: str) -> str:
        """The type of the vocabulary's field, or the name of a question that is no field."""
        return name if name in OWN else self.vocabulary.fields[name].type

    def value(self, name: str) -> Any:
        """The answer; severity and class always have one, that of the category."""
        known = self.vocabulary.categories.get(self.category or "")
        if name == SEVERITY and self.body.get(SEVERITY) is None:
            return known.severity if known else 1
        if name == CLASS:
            return max(classes_from(self.category, self.vocabulary)[0], self.body.get(CLASS) or "A")
        return self.body.get(_PLACES[name]) if name in _PLACES else self.fields.get(name)

    def is_answered(self, name: str) -> bool:
        if name == "overlamnad_kl":
            return answered(self.fields, name)
        return self.value(name) not in (None, "", [], ())

    def choose(self, name: str, code: Any) -> None:
        """What a digit does: this answer, or, where it was the answer already, none."""
        value = self.value(name)
        if self.kind(name) in ("multi", "staffs", ACTIONS):
            chosen = list(value or ())
            self.put(name, [each for each in chosen if each != code] if code in chosen else [*chosen, code])
        elif name in (SEVERITY, CLASS, AT) or value != code or type(value) is not type(code):
            self.put(name, code)
        else:
            self.put(name, None)

    def put(self, name: str, value: Any) -> None:
        """Answer a question. A law that is one action brings that action along."""
        if name in _PLACES:
            self.body[_PLACES[name]] = value
        elif value is None:
            self.fields.pop(name, None)
        else:
            self.fields[name] = value
        if name == "atgard_lagrum":
            kept = [code for code in self.actions if code not in GROUNDS.values()]
            self.body[ACTIONS] = [*kept, GROUNDS[value]] if value in GROUNDS else kept


def prefill(filling: Filling, now: datetime) -> None:
    """What an intervention almost always says: decided and done by the writer, now, together with the crew."""
    if filling.category != INTERVENTION:
        return
    at = clock(now)
    almost_always = {
        "beslut_av": filling.worker,
        "beslut_kl": at,
        "ingrep_kl": at,
        "deltog": list(filling.crew) or [filling.worker],
    }
    for key, value in almost_always.items():
        if not answered(filling.fields, key):
            filling.fields[key] = value


def add_figure(filling: Filling, name: str, digit: int) -> bool:
    """A digit typed to a question that wants a number; False if it can't be one."""
    field, value = filling.vocabulary.fields[name], filling.value(name)
    longer = digit if value is None or field.high <= ONE_FIGURE else value * 10 + digit
    new = longer if longer <= field.high else digit
    if not field.low <= new <= field.high:
        return False
    filling.put(name, new)
    return True


def erase_figure(filling: Filling, name: str) -> bool:
    """Backspace on a number; False where there is none."""
    value = filling.value(name)
    if filling.kind(name) != "int" or value is None:
        return False
    filling.put(name, value // 10 or None)
    return True


def step(filling: Filling, name: str, by: int) -> None:
    """A level of severity up or down, a class more closed or back to that of the category."""
    if name == SEVERITY:
        filling.put(name, max(0, min(4, filling.value(name) + by)))
    else:
        allowed = classes_from(filling.category, filling.vocabulary)
        filling.put(name, allowed[max(0, min(len(allowed) - 1, allowed.index(filling.value(name)) + by))])
