"""What an entry of a known kind must say, as far as folds rely on it. A newer program may say more, and is let be."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from fieldlog.models.entry import KINDS, Line
from fieldlog.models.moment import read_written
from fieldlog.models.vocabulary import CLASSES

Check = Callable[[Any], bool]

LONGEST_TEXT: Final = 400
"""Characters of a text in a core; what is longer belongs among the words."""

ABOUT_ANOTHER: Final = frozenset(("amend", "withdraw", "classify", "review", "comment", "end"))
ABOUT_NOTHING: Final = frozenset(("device", "shift", "observation", "purge", "erase"))


def _text(value: Any) -> bool:
    return type(value) is str and len(value) <= LONGEST_TEXT


def _texts(value: Any) -> bool:
    return type(value) is list and all(map(_text, value))


def _moment(value: Any) -> bool:
    try:
        read_written(value)
    except (TypeError, ValueError):
        return False
    return True


def _is_class(value: Any) -> bool:
    return type(value) is str and value in CLASSES


def _flag(value: Any) -> bool:
    return type(value) is bool


def _object(value: Any) -> bool:
    return type(value) is dict


def _severity(value: Any) -> bool:
    return type(value) is int and 0 <= value <= 4


def _safety(value: Any) -> bool:
    return type(value) is int and 1 <= value <= 5


def _gone(value: Any) -> bool:
    return type(value) is list and all(
        type(pair) is list and len(pair) == 2 and _text(pair[0]) and _text(pair[1]) for pair in value
    )


_OBSERVATION: Final[Mapping[str, Check]] = {"at": _moment, "class": _is_class, "severity": _severity}

_MUST: Final[Mapping[str, Mapping[str, Check]]] = {
    "device": {"worker": _text, "role": _text},
    "shift": {"at": _moment},
    "end": {"at": _moment},
    "observation": _OBSERVATION,
    "amend": _OBSERVATION,
    "withdraw": {"reason": _text},
    "classify": {"class": _is_class},
    "review": {"verdict": _text},
    "warning": {"text": _text},
    "purge": {"rule": _text, "gone": _gone},
    "erase": {"rule": _text, "gone": _gone},
}
"""What must be there, and be so."""

_SAID: Final[Mapping[str, Check]] = {
    "shift": _text, "place": _text, "spot": _text, "category": _text, "persons": _text, "ages": _texts,
    "fields": _object, "actions": _texts, "event": _text, "seen_by": _texts, "protected": _flag,
    "words_may_leave": _flag, "incomplete": _flag, "source": _object, "extra": _object,
}  # fmt: skip
_MAY: Final[Mapping[str, Mapping[str, Check]]] = {
    "device": {"program": _text, "previous": _text, "previous_head": _text},
    "shift": {"crew": _texts, "radio": _text, "area": _text, "focus": _text, "on_foot": _flag},
    "end": {"felt_safe": _safety},
    "observation": _SAID,
    "amend": _SAID,
    "warning": {"at": _moment, "until": _moment, "place": _text, "spot": _text},
}
"""What may be left out or null, and else must be so."""

_NOTHING: Final[Mapping[str, Check]] = {}


def core_holds(kind: str, core: Any) -> bool:
    """Whether a fold can rely on the core. Of an unknown kind any core will do; of a known one it is an object."""
    if kind not in KINDS:
        return True
    if type(core) is not dict:
        return False
    for name, holds in _MUST.get(kind, _NOTHING).items():
        if not holds(core.get(name)):
            return False
    for name, holds in _MAY.get(kind, _NOTHING).items():
        value = core.get(name)
        if value is not None and not holds(value):
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
