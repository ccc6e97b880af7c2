"""Legal grounds of a disclosure and reasons of a mask, as data: what each is called, where it stands, what it asks.

`grounds.json` beside this file is the one source; paragraphs stand nowhere else. None of them is legal advice: what is
not `confirmed` has still to be confirmed by the organisation's own lawyer, and each decision says so.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

from fieldlog.language import _, language
from fieldlog.models.refusal import RuleBroken

FIELDS: Final = ("at", "place", "spot", "category", "severity", "persons", "ages", "fields", "actions", "words",
                 "texts")  # fmt: skip
"""What can be chosen of an observation, or masked in it: the names of `show --json`."""
LONGEST_ANSWER: Final = 2000


@dataclass(frozen=True, slots=True)
class Question:
    """Asked before somebody decides. `must` is the only answer with which the ground holds; None asks for a text."""

    code: str
    sv: str
    en: str
    must: bool | None


@dataclass(frozen=True, slots=True)
class Rule:
    """What has a name in both languages, a paragraph, and days between which it holds (both included)."""

    code: str
    sv: str
    en: str
    law: str
    valid_from: date
    valid_to: date | None
    confirmed: bool
    roles: tuple[str, ...] = ()
    """Who may use it as a ground."""
    questions: tuple[Question, ...] = ()

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Grounds:
    """The whole table, of one version."""

    version: str
    grounds: Mapping[str, Rule]
    masks: Mapping[str, Rule]
    masked: Mapping[str, Mapping[str, str]]
    """Class -> field -> reason: what is masked in a record that is asked for unless somebody decides otherwise."""
    telling: str
    """The reason why whatever can tell who somebody is is masked, of whichever class."""


@lru_cache(maxsize=1)
def grounds() -> Grounds:
    """The table that comes with the program."""
    return read_grounds(files("fieldlog.models").joinpath("grounds.json").read_text(encoding="utf-8"))


def read_grounds(text: str) -> Grounds:
    """The table in the text of such a file. ValueError if it is misshapen."""
    try:
        raw = json.loads(text)
        found = Grounds(raw["version"], _rules(raw["grounds"]), _rules(raw["masks"]), raw["masked"], raw["telling"])
    except (KeyError, TypeError, RecursionError) as fault:
        raise ValueError(str(fault)) from None
    used = {reason for masks in found.masked.values() for reason in masks.values()} | {found.telling}
    named = {name for masks in found.masked.values() for name in masks}
    if not used <= found.masks.keys() or not named <= set(FIELDS) or set(found.masked) != {"A", "B", "C"}:
        raise ValueError("masked")
    return found


def _rules(raw: Sequence[Mapping[str, Any]]) -> dict[str, Rule]:
    found = {}
    for each in raw:
        until = each["valid_to"]
        asks = tuple(Question(ask["code"], ask["sv"], ask["en"], ask["must"]) for ask in each.get("questions", ()))
        found[each["code"]] = Rule(
            each["code"], each["sv"], each["en"], each["law"], date.fromisoformat(each["valid_from"]),
            date.fromisoformat(until) if until else None, each["confirmed"], tuple(each.get("roles", ())), asks,
        )  # fmt: skip
    return found


def called(rule: Rule | Question) -> str:
    """In the language of the screen."""
    return rule.sv if language() == "sv" else rule.en


def usable(role: str, day: date) -> tuple[Rule, ...]:
    """The grounds that a role can choose on the day of decision."""
    return tuple(rule for rule in grounds().grounds.values() if role in rule.roles and rule.holds_on(day))


def ground(code: str, role: str, day: date) -> Rule:
    """RuleBroken for one that is not known, not the role's, or does not hold on that day."""
    found = next((rule for rule in usable(role, day) if rule.code == code), None)
    if found is None:
        known = ", ".join(rule.code for rule in usable(role, day)) or "-"
        raise RuleBroken(_("Den grunden går inte att välja den dagen. De som gäller: {known}.").format(known=known))
    return found


def mask(code: str, day: date) -> Rule:
    """The reason of a mask. RuleBroken for one that is not known, or does not hold on that day."""
    found = grounds().masks.get(code)
    if found is None or not found.holds_on(day):
        known = ", ".join(rule.code for rule in grounds().masks.values() if rule.holds_on(day))
        raise RuleBroken(_("Det maskskälet finns inte. De som gäller: {known}.").format(known=known))
    return found


def lacking(rule: Rule, answers: Mapping[str, bool | str]) -> list[Question]:
    """Questions without an answer of the kind that they ask for."""
    return [ask for ask in rule.questions if not _is_answered(ask, answers.get(ask.code))]


def standing_against(rule: Rule, answers: Mapping[str, bool | str]) -> list[Question]:
    """Questions so answered that the ground does not hold."""
    return [ask for ask in rule.questions if ask.must is not None and answers.get(ask.code) is not ask.must]


def _is_answered(ask: Question, answer: bool | str | None) -> bool:
    if ask.must is None:
        return isinstance(answer, str) and bool(answer.strip()) and len(answer) <= LONGEST_ANSWER
    return isinstance(answer, bool)
