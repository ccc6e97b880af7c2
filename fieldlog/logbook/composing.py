"""From a line as it was read, and what was chosen beside it, to the values of an observation: for every way in."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from fieldlog.line.reading import PLACELESS
from fieldlog.models.shape import SPOT_LIMIT

if TYPE_CHECKING:
    from fieldlog.line.reading import Ask, Reading


def values(
    reading: "Reading",
    *,
    shift: str | None,
    now: datetime,
    chosen: Mapping[str, Any] | None = None,
    removed: frozenset[str] = frozenset(),
    last_place: str | None = None,
) -> dict[str, Any]:
    """Keyword arguments for `new_observation`, and under `ask` what is still unclear, as an open event keeps it.

    `chosen` (names of `Reading`, or `fields.KEY`) stands over what was read; `removed` are guesses that
    were taken away. A spot too long to be one goes among the words.
    """
    given = dict(chosen or {})

    def value(name: str) -> Any:
        if name in given:
            return given[name]
        return None if name in removed else getattr(reading, name)

    category = value("category")
    asks = [{"field": ask.field, "choices": list(ask.choices), "text": ask.text} for ask in unanswered(reading, given)]
    settled = "place" in removed or any(ask["field"] == "place" for ask in asks)
    place = value("place") or (last_place if category in PLACELESS and not settled else None)
    fields = {key: answer for key, answer in reading.fields.items() if f"fields.{key}" not in removed}
    fields |= {name.removeprefix("fields."): answer for name, answer in given.items() if name.startswith("fields.")}
    spot, note = value("spot"), reading.words
    if spot and len(spot) > SPOT_LIMIT:
        spot, note = None, f"{spot} {note}".strip()
    return {
        "shift": shift,
        "at": value("time") or now,
        "place": place,
        "spot": spot,
        "category": category,
        "severity": value("severity"),
        "class_": given.get("class_"),
        "persons": value("persons"),
        "ages": list(value("ages") or ()),
        "fields": fields,
        "actions": list(value("actions") or ()),
        "seen_by": list(given.get("seen_by") or ()),
        "words": {"note": note},  # named although empty: the open event then takes no note from the raw line
        "ask": asks,
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
