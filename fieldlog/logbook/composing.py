"""From a line as it was read, and what was chosen beside it, to the values of an observation."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fieldlog.line.reading import Ask, Reading


PLACELESS = frozenset({"TL", "TN"})
"""Categories that, written alone, mean the place of the last entry: calm where we stand."""


def values(
    reading: "Reading",
    *,
    shift: str | None,
    now: datetime,
    chosen: Mapping[str, Any] | None = None,
    removed: frozenset[str] = frozenset(),
    last_place: str | None = None,
) -> dict[str, Any]:
    """Keyword arguments for `new_observation`.

    `chosen` (names of `Reading`, or `fields.KEY`) stands over what was read; `removed` are guesses that
    were taken away.
    """
    given = dict(chosen or {})

    def value(name: str) -> Any:
        if name in given:
            return given[name]
        return None if name in removed else getattr(reading, name)

    category = value("category")
    place = value("place") or (last_place if category in PLACELESS and "place" not in removed else None)
    fields = {key: answer for key, answer in reading.fields.items() if f"fields.{key}" not in removed}
    fields |= {name.removeprefix("fields."): answer for name, answer in given.items() if name.startswith("fields.")}
    return {
        "shift": shift,
        "at": value("time") or now,
        "place": place,
        "spot": value("spot"),
        "category": category,
        "severity": value("severity"),
        "class_": given.get("class_"),
        "persons": value("persons"),
        "ages": list(value("ages") or ()),
        "fields": fields,
        "actions": list(value("actions") or ()),
        "seen_by": list(given.get("seen_by") or ()),
        "words": {"note": reading.words} if reading.words else {},
    }


def unanswered(reading: "Reading", chosen: Mapping[str, Any]) -> tuple["Ask", ...]:
    """What is ambiguous and has not been answered yet."""
    return tuple(ask for ask in reading.asks if ask.field not in chosen)


def shorter_way(reading: "Reading") -> str:
    """The same in codes, as the next time could be typed: `nh trp 6 18-24`; empty if it was typed so already."""
    if reading.category is None or "category" not in reading.guessed:
        return ""
    parts = [reading.category.lower()]
    if reading.place:
        parts.append(reading.place.lower())
    if reading.count:
        low, high = reading.count
        parts.append(str(low) if low == high else f"{low}-{high}")
    return " ".join(parts)
