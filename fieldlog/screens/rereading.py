"""An entry as something to correct: its values as chips, and codes typed before its words as corrections."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from fieldlog.line.reading import Reading
from fieldlog.models.moment import read_moment, written
from fieldlog.models.vocabulary import Vocabulary
from fieldlog.screens.understood import Understood

_TYPED = ("category", "place", "persons", "ages", "time", "severity", "actions")


def as_reading(said: Mapping[str, Any], vocabulary: Vocabulary) -> Reading:
    """The entry (as `viewing.as_json`) as if a line had said it. A severity that is its category's default is none, so
    that another category brings its own.
    """
    category = vocabulary.categories.get(said["category"] or "")
    default = category.severity if category else 1
    return Reading(
        text=said["words"],
        category=said["category"] if category else None,
        place=said["place"] if said["place"] in vocabulary.places else None,
        persons=said["persons"],
        ages=tuple(said["ages"]),
        time=read_moment(said["at"]),
        severity=None if said["severity"] == default else said["severity"],
        default_severity=default,
        class_=said["class"],
        actions=tuple(said["actions"]),
        fields=MappingProxyType({key: each for key, each in said["fields"].items() if key in vocabulary.fields}),
        spot=said["spot"],
        words=said["words"],
    )


def reread(before: Reading, text: str, *, now: datetime, vocabulary: Vocabulary, role: str) -> Reading:
    """What the line says now. Codes alone before the old words correct (`pla två langar`); all else is words verbatim:
    a note is never taken for codes because it was touched.
    """
    old, typed = before.words, text.strip()
    if typed == old or not typed.endswith(f" {old}" if old else ""):
        return replace(before, text=text, words=typed)
    from fieldlog.line import read_line  # its rules are data that the first frame need not wait for

    front = typed[: len(typed) - len(old)].strip()
    reading = read_line(front, now=now, vocabulary=vocabulary, role=role)
    said = {name: getattr(reading, name) for name in _TYPED if name not in reading.guessed and getattr(reading, name)}
    if reading.severity is not None:
        said["severity"] = reading.severity
    if not said or (reading.words and old) or reading.asks or reading.guessed:
        return replace(before, text=text, words=typed)
    return replace(before, **said, text=text, words=old or reading.words)


def changes(understood: Understood, said: Mapping[str, Any]) -> dict[str, Any]:
    """What `amendments.amend` is to change: only what is not as it was."""
    before = understood.reading
    new: dict[str, Any] = {name: understood.value(name) for name in ("category", "place", "persons", "spot")}
    new["ages"], new["actions"] = list(understood.value("ages") or ()), list(understood.value("actions") or ())
    new["severity"] = understood.severity
    changed = {name: value for name, value in new.items() if value != said[name]}
    # A code that this program has no name for is left as it is unless another one was chosen.
    for name, known in (("category", understood.vocabulary.categories), ("place", understood.vocabulary.places)):
        if said[name] not in known and changed.get(name) is None:
            changed.pop(name, None)
    at = understood.value("time")
    if at is not None and written(at) != written(read_moment(said["at"])):
        changed["at"] = at
    fields = {**said["fields"], **{key: understood.value(f"fields.{key}") for key in before.fields}}
    fields |= {
        name.removeprefix("fields."): value for name, value in understood.chosen.items() if name.startswith("fields.")
    }
    kept = {key: value for key, value in fields.items() if value is not None}
    if kept != said["fields"]:
        changed["fields"] = kept
    if before.words != said["words"]:
        changed["note"] = before.words
    return changed


def as_draft(target: str, text: str, chosen: Mapping[str, Any], removed: set[str]) -> dict[str, Any]:
    """What is kept of a correction that is being written."""
    kept = {name: written(value) if isinstance(value, datetime) else value for name, value in chosen.items()}
    return {"target": target, "text": text, "chosen": kept, "removed": sorted(removed)}


def from_draft(body: Mapping[str, Any]) -> tuple[str, dict[str, Any], set[str]]:
    """Text, what was chosen, and what was taken away."""
    chosen = json.loads(json.dumps(body.get("chosen", {})))
    if "time" in chosen:
        chosen["time"] = read_moment(chosen["time"])
    if "ages" in chosen:
        chosen["ages"] = tuple(chosen["ages"])
    return str(body.get("text", "")), chosen, set(body.get("removed", ()))
