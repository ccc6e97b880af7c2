"""What people type as values, read: times, places, categories, and `name=value` for amendments."""

import difflib
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from fieldlog.language import _
from fieldlog.line import read_line
from fieldlog.line.abbreviations import fold_text
from fieldlog.line.numbers import band_of, figure
from fieldlog.models.moment import STOCKHOLM
from fieldlog.models.refusal import RuleBroken
from fieldlog.models.vocabulary import CLASSES, Vocabulary

NAMES = ("place", "spot", "category", "severity", "persons", "ages", "at", "note", "words", "class", "actions",
         "seen_by", "incomplete", "words_may_leave")  # fmt: skip
"""What `amend` changes besides the keys of fields. `incomplete` says why an open event cannot be completed."""
_YES = {"ja": True, "yes": True, "true": True, "1": True, "nej": False, "no": False, "false": False, "0": False}


def moment(text: str, now: datetime, vocabulary: Vocabulary, *, through: bool = False) -> datetime:
    """A time as people or programs write it; without a zone it is Stockholm's. A bare day is its first moment.

    With `through` a bare day is the first moment of the next one: "until" a day means that day too.
    """
    text = text.strip()
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return _spoken(text, now, vocabulary, through=through)
    if found.tzinfo is None:
        found = found.replace(tzinfo=STOCKHOLM)
    return _next_day(found) if through and len(text) == len("2026-11-20") else found


def _spoken(text: str, now: datetime, vocabulary: Vocabulary, *, through: bool) -> datetime:
    days = {"idag": 0, "today": 0, "igar": 1, "yesterday": 1, "i forrgar": 2, "forrgar": 2}
    back = days.get(fold_text(text).strip())
    if back is not None:
        today = now.astimezone(STOCKHOLM).replace(hour=0, minute=0, second=0, microsecond=0)
        day = (today.replace(tzinfo=None) - timedelta(days=back)).replace(tzinfo=STOCKHOLM)
        return _next_day(day) if through else day
    reading = read_line(text, now=now, vocabulary=vocabulary)
    if reading.time is None or reading.words or reading.asks:
        raise RuleBroken(_("Tiden går inte att läsa. Skriv till exempel 21:47, igår 23:10 eller 2026-11-20 21:47."))
    return reading.time


def _next_day(moment: datetime) -> datetime:
    return (moment.replace(tzinfo=None) + timedelta(days=1)).replace(tzinfo=STOCKHOLM)


def place_code(text: str, vocabulary: Vocabulary) -> str:
    """A place by code, alias or name. RuleBroken with the nearest ones."""
    names = {place.code: (place.code, place.name, *place.aliases) for place in vocabulary.places.values()}
    return _coded(text, names, _("Platsen finns inte."))


def place_or_zone(text: str, vocabulary: Vocabulary) -> dict[str, str]:
    """`place` or `zone` for a filter."""
    if text.strip().upper() in vocabulary.zones:
        return {"zone": text.strip().upper()}
    return {"place": place_code(text, vocabulary)}


def category_code(text: str, vocabulary: Vocabulary) -> str:
    """A category by code, with or without its blank, or by name. RuleBroken with the nearest ones."""
    names: dict[str, tuple[str, ...]] = {one.code: (one.code, one.sv, one.en) for one in vocabulary.categories.values()}
    return _coded(text.replace(" ", "") if len(text) == 3 else text, names, _("Kategorin finns inte."))


def category_or_family(text: str, vocabulary: Vocabulary) -> dict[str, str]:
    """`category` or `family` for a filter."""
    if text.strip().upper() in vocabulary.families:
        return {"family": text.strip().upper()}
    return {"category": category_code(text, vocabulary)}


def _coded(text: str, names: dict[str, tuple[str, ...]], refusal: str) -> str:
    wanted = fold_text(text).strip()
    found = [code for code, each in names.items() if wanted in {fold_text(name).strip() for name in each}]
    exact = [code for code in found if fold_text(code).strip() == wanted]
    if len(exact or found) == 1:
        return (exact or found)[0]
    near = found or difflib.get_close_matches(text.strip().upper(), list(names), n=3, cutoff=0.3)
    offer = " " + _("Menade du {codes}?").format(codes=", ".join(near)) if near else ""
    raise RuleBroken(refusal + offer)


def changes_of(pairs: Iterable[str], now: datetime, vocabulary: Vocabulary) -> dict[str, Any]:
    """`name=value` pairs, read: names of NAMES, and keys of fields gathered under `fields`. An empty value is none."""
    changes: dict[str, Any] = {}
    for pair in pairs:
        name, equals, text = pair.partition("=")
        name = name.strip()
        if not equals:
            raise RuleBroken(_("Skriv ändringen som namn=värde, till exempel place=PLA."))
        if name == "words_may_leave":
            changes[name] = _yes(name, text.strip())
        elif name in NAMES:
            changes["note" if name == "words" else name] = _core_value(name, text.strip(), now, vocabulary)
        elif name in vocabulary.fields:
            changes.setdefault("fields", {})[name] = field_value(name, text.strip(), vocabulary)
        else:
            near = difflib.get_close_matches(name, [*NAMES, *vocabulary.fields], n=3, cutoff=0.5)
            offer = " " + _("Menade du {codes}?").format(codes=", ".join(near)) if near else ""
            raise RuleBroken(_("Det finns inget sådant fält.") + offer)
    if not changes:
        raise RuleBroken(_("Skriv vad som ska ändras, till exempel place=PLA."))
    return changes


def _core_value(name: str, text: str, now: datetime, vocabulary: Vocabulary) -> Any:
    if name in ("ages", "actions", "seen_by"):
        parts = [part.strip() for part in text.split(",") if part.strip()]
        return tuple(parts if name == "ages" else [part.lstrip("+").upper() for part in parts])
    if name in ("note", "words", "incomplete"):
        return text
    if not text:
        return None
    if name == "at":
        return moment(text, now, vocabulary)
    if name == "place":
        return place_code(text, vocabulary)
    if name == "category":
        return category_code(text, vocabulary)
    if name == "persons":
        return _band(text, vocabulary)
    if name == "severity":
        return _whole(text.lower().removeprefix("s"), _("Allvar är 0 till 4."))
    if name == "class" and text.upper() not in CLASSES:
        raise RuleBroken(_("Klassen är A, B eller C."))
    return text.upper() if name == "class" else text


def _yes(name: str, text: str) -> bool:
    if text.casefold() not in _YES:
        raise RuleBroken(_("{field}: skriv ja eller nej.").format(field=name))
    return _YES[text.casefold()]


def _band(text: str, vocabulary: Vocabulary) -> str:
    bands = vocabulary.fields["antal"].values
    count = None if text in bands else figure(text)
    return (band_of(count, bands) if count else None) or text


def field_value(key: str, text: str, vocabulary: Vocabulary) -> Any:
    """The answer to a field as its type has it; None where there is none. What does not fit is refused when saved."""
    field = vocabulary.fields[key]
    if not text:
        return None
    if field.type in ("multi", "staffs"):
        return [part.strip() for part in text.split(",") if part.strip()]
    if field.type == "int":
        return _whole(text, _("{field}: skriv ett heltal.").format(field=key))
    if field.type == "bool":
        return _yes(key, text)
    if field.type == "time" and len(text) == 4 and text.isdecimal():
        return f"{text[:2]}:{text[2:]}"
    return text


def _whole(text: str, refusal: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 9):
        raise RuleBroken(refusal)
    return int(text)
