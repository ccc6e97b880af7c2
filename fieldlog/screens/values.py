"""Values of an entry in words: codes with their names, times with their day, and what each is called."""

from collections.abc import Mapping
from typing import Any

from fieldlog.language import _, language, mark, spoken
from fieldlog.models.moment import clock, read_moment
from fieldlog.models.vocabulary import Vocabulary
from fieldlog.screens.days import day_in_words
from fieldlog.screens.text import Signs
from fieldlog.screens.understood import answer

_NAMES = {
    "at": mark("tid"),
    "place": mark("plats"),
    "spot": mark("närmare"),
    "category": mark("kategori"),
    "severity": mark("allvar"),
    "persons": mark("antal"),
    "ages": mark("ålder"),
    "actions": mark("åtgärder"),
    "seen_by": mark("såg det"),
    "event": mark("händelse"),
    "protected": mark("skyddad identitet"),
    "words_may_leave": mark("orden får lämnas ut"),
    "incomplete": mark("ej komplett"),
    "source": mark("Källa"),
    "words": mark("ord"),
    "reason": mark("skäl"),
}


def in_words(name: str, value: Any, vocabulary: Vocabulary, signs: Signs) -> str:
    """The value of that name as people read it, in the language in use; "" where there is none."""
    if value in (None, "", [], ()):
        return ""
    if name in _CODED and isinstance(value, str | list):
        known = getattr(vocabulary, _CODED[name])
        return ", ".join(code_and_name(code, known) for code in (value if isinstance(value, list) else [value]))
    if name == "at":
        return when(str(value))
    if name == "place":
        return place_in_words(vocabulary, value)
    if name == "event":
        return str(value)[-6:]
    if name == "source" and isinstance(value, dict):
        return "   ".join(str(value.get(key) or "") for key in ("file", "key"))
    if name == "severity" and isinstance(value, int) and 0 <= value < len(vocabulary.severities):
        row = vocabulary.severities[value]
        return f"{signs.severity(value)} {row.sv if language() == 'sv' else row.en}"
    if name in vocabulary.fields and isinstance(value, str | int | list):
        return answer(vocabulary, name, list(map(str, value)) if isinstance(value, list) else value)
    return _plain(value).replace("-", signs.span) if name in ("persons", "ages") else _plain(value)


_CODED = {"category": "categories", "actions": "actions"}


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return _("ja") if value else _("nej")
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def when(at: str) -> str:
    """`fre 20/11 21:52`, out of a moment as an entry has it."""
    moment = read_moment(at)
    return f"{day_in_words(moment)} {clock(moment)}"


def code_and_name(code: Any, known: Mapping[str, Any]) -> str:
    """`NH Narkotika: handel`; a code that this program has no name for says so."""
    row = known.get(str(code))
    if row is None:
        return _("{code} (nyare än det här programmet)").format(code=code)
    return f"{code} {row.sv if language() == 'sv' else row.en}"


def place_in_words(vocabulary: Vocabulary, code: Any) -> str:
    """`TRP Trappan ... (Sergels torg)`."""
    if not code:
        return ""
    place = vocabulary.places.get(str(code))
    if place is None:
        return _("{code} (nyare än det här programmet)").format(code=code)
    zone = vocabulary.zones[place.zone]
    return f"{code} {place.name} ({zone.sv if language() == 'sv' else zone.en})"


def name_of(vocabulary: Vocabulary, name: str) -> str:
    """What a value is called: a field by its label, a text by its name."""
    field = vocabulary.fields.get(name)
    if field is not None:
        return spoken(field).lower()
    return _(_NAMES[name]) if name in _NAMES else name
