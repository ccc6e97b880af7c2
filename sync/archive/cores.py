"""What an entry of a known kind must say, as far as folds rely on it. A newer program may say more, and is let be."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from fieldlog.models.entry import KINDS, Line
from fieldlog.models.moment import read_written
from fieldlog.models.vocabulary import CLASSES

Check = Callable[[Any], bool]

ABOUT_ANOTHER: Final = frozenset(("amend", "withdraw", "classify", "review", "comment", "end"))
ABOUT_NOTHING: Final = frozenset(("device", "shift", "observation", "purge", "erase"))


def _moment(value: Any) -> bool:
    try:
        read_written(value)
    except (TypeError, ValueError):
        return False
    return True


def _texts(value: Any) -> bool:
    if type(value) is not list:
        return False
    for item in value:  # noqa: SIM110 - in half the time of `all`, three times in every observation
        if type(item) is not str:
            return False
    return True


def _class(value: Any) -> bool:
    return type(value) is str and value in CLASSES


def _severity(value: Any) -> bool:
    return type(value) is int and 0 <= value <= 4


def _safety(value: Any) -> bool:
    return type(value) is int and 1 <= value <= 5


def _gone(value: Any) -> bool:
    return type(value) is list and all(_texts(pair) and len(pair) == 2 for pair in value)


_MUST: Final[Mapping[str, tuple[str, ...]]] = {
    "device": ("worker", "role"),
    "shift": ("at",),
    "end": ("at",),
    "observation": ("at", "class", "severity"),
    "amend": ("at", "class", "severity"),
    "withdraw": ("reason",),
    "classify": ("class",),
    "review": ("verdict",),
    "warning": ("text",),
    "purge": ("rule", "gone"),
    "erase": ("rule", "gone"),
    "disclosure": ("decision",),
}
"""What must be there; everything else may be left out or null."""

_OBSERVATION: Final[Mapping[str, type | Check]] = {
    "at": _moment, "class": _class, "severity": _severity, "shift": str, "place": str, "spot": str, "category": str,
    "persons": str, "ages": _texts, "fields": dict, "actions": _texts, "event": str, "seen_by": _texts,
    "protected": bool, "words_may_leave": bool, "incomplete": bool, "source": dict, "extra": dict,
}  # fmt: skip
_SAID: Final[Mapping[str, Mapping[str, type | Check]]] = {
    "device": {"worker": str, "role": str, "program": str, "previous": str, "previous_head": str},
    "shift": {"at": _moment, "crew": _texts, "radio": str, "area": str, "focus": str, "on_foot": bool},
    "end": {"at": _moment, "felt_safe": _safety},
    "observation": _OBSERVATION,
    "amend": _OBSERVATION,
    "withdraw": {"reason": str},
    "classify": {"class": _class},
    "review": {"verdict": str},
    "warning": {"text": str, "at": _moment, "until": _moment, "place": str, "spot": str},
    "purge": {"rule": str, "gone": _gone},
    "erase": {"rule": str, "gone": _gone},
    "disclosure": {"decision": str, "ids": _texts, "to_org": str, "ground": str, "decider": str, "fields": _texts},
    "hold": {"case": str, "ids": _texts, "hold": str, "lifted": bool, "why": str},
}
"""What a field is where it is there: exactly of a type, or as a function says."""

_NOTHING: Final[Mapping[str, type | Check]] = {}


def core_holds(kind: str, core: Any) -> bool:
    """Whether a fold can rely on the core. Of an unknown kind any core will do; of a known one it is an object."""
    if kind not in KINDS:
        return True
    if type(core) is not dict:
        return False
    for name in _MUST.get(kind, ()):
        if core.get(name) is None:
            return False
    rules = _SAID.get(kind, _NOTHING)
    for name, value in core.items():
        rule = rules.get(name)
        # By its very type: true is no number here, and the usual case is one comparison.
        if value is None or rule is None or type(value) is rule:
            continue
        if type(rule) is type or not rule(value):
            return False
    return True


def words_hold(kind: str, words: Any) -> bool:
    """Free texts are by name; a newer program may keep something else among them, but not instead of them."""
    return kind not in KINDS or type(words) is dict


def line_holds(line: Line) -> bool:
    """Whether an entry of its kind can be about what the line says it is about, and whether it has a core at all."""
    if line.kind not in KINDS:
        return True
    if line.target is None:
        return line.kind not in ABOUT_ANOTHER and "core" in line.parts
    return line.kind not in ABOUT_NOTHING and line.target != line.id and "core" in line.parts
