"""Words of the work that came from the server: each checked alone, then laid over those that come with the program."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from fieldlog.models.text import HARMFUL
from fieldlog.models.vocabulary import CLASSES, LONGEST_REGISTERED, REGISTERED, Category, Place, Vocabulary

KIND: Final = "vocabulary"
"""Of the entries of the server's chain that carry them: `{"of", "version", "by", "items": {code: {field: value}}}`."""
PLACES, CATEGORIES, GROUNDS, FOCUS = "places", "categories", "grounds", "focus"
OFS: Final = (PLACES, CATEGORIES, GROUNDS, FOCUS)
MOST_ITEMS: Final = 50
"""In one entry."""
MOST: Final = {PLACES: 500, CATEGORIES: 120, GROUNDS: 100, FOCUS: 20}
"""Of each, those of the program among them."""
LONGEST: Final = 60
"""Signs of a name."""
LONGEST_ALIAS, MOST_ALIASES = 30, 10
LONGEST_TEXT, MOST_IN_LIST = 300, 20

_CODES: Final = {
    PLACES: re.compile(r"[A-ZÅÄÖ][A-ZÅÄÖ0-9]{2,3}"),
    CATEGORIES: re.compile(r"[A-ZÅÄÖ]{2}"),
    GROUNDS: re.compile(r"[A-Za-z][A-Za-z0-9_-]{1,29}"),
    FOCUS: re.compile(r"[A-Z][A-Z0-9]{0,9}"),
}
_MARKUP: Final = frozenset("[]<>{}\\`")
"""What no name needs, and what a screen or a web page may take for an order."""
_PLACE: Final = frozenset(("name", "zone", "kind", "owner", "indoor", "aliases", "retired", *REGISTERED))
_CATEGORY: Final = frozenset(("sv", "en", "class", "severity", "fields", "retired"))

IsWord = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Overlay:
    """What was said, by what it is about and by code: the newest value of each field."""

    version: int = 0
    items: Mapping[str, Mapping[str, Mapping[str, Any]]] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    """Codes of what could not be used, each once."""


class Laying:
    """In the making: takes one item after the other, in the order in which the server said them."""

    def __init__(self, base: Vocabulary, is_word: IsWord) -> None:
        """`is_word` says whether field staff write this as an ordinary word, so that it can be no code."""
        self._base, self._is_word = base, is_word
        self.items: dict[str, dict[str, dict[str, Any]]] = {of: {} for of in OFS}
        self.version = 0
        self._ignored: dict[str, None] = {}
        self._names: dict[str, str] = {}
        for place in base.places.values():
            self._name(place.code, place.name, place.aliases)

    def fault(self, of: str, code: Any, item: Any) -> str:
        """What is wrong with an item: the name of a field, `code`, `clash`, `word` or `many`; empty if nothing is."""
        if of not in OFS or not isinstance(code, str) or not _CODES[of].fullmatch(code):
            return "code"
        if not isinstance(item, Mapping) or not item or len(item) > MOST_IN_LIST:
            return "item"
        if code not in self._codes(of):
            if len(self._codes(of)) >= MOST[of]:
                return "many"
            if of in (PLACES, CATEGORIES) and (wrong := self._code_fault(of, code)):
                return wrong
        if not _is_day(item.get("retired")):
            return "retired"
        return {PLACES: self._place_fault, CATEGORIES: self._category_fault}.get(of, _texts_fault)(code, item)

    def take(self, core: Mapping[str, Any]) -> None:
        """What one entry says; what cannot be used is passed over and remembered."""
        of, items, version = core.get("of"), core.get("items"), core.get("version")
        if type(version) is int:
            self.version = max(self.version, version)
        if not isinstance(of, str) or of not in OFS:
            return  # newer than this program
        if not isinstance(items, dict) or len(items) > MOST_ITEMS:
            self._ignored["?"] = None
            return
        for code, item in items.items():
            if self.fault(of, code, item):
                self._ignored[code if _CODES[of].fullmatch(code) else "?"] = None
            else:
                self.put(of, code, item)

    def put(self, of: str, code: str, item: Mapping[str, Any]) -> None:
        """Take an item that has no fault."""
        known = self.items[of].setdefault(code, {})
        known |= {name: value for name, value in item.items() if of != CATEGORIES or name in _CATEGORY}
        if of == PLACES:
            self._name(code, known.get("name", ""), known.get("aliases", ()))

    @property
    def overlay(self) -> Overlay:
        return Overlay(self.version, self.items, tuple(self._ignored))

    def _codes(self, of: str) -> Mapping[str, Any]:
        base: Mapping[str, Any] = {PLACES: self._base.places, CATEGORIES: self._base.categories}.get(of, {})
        return {**base, **self.items[of]}

    def _name(self, code: str, name: str, aliases: Iterable[str]) -> None:
        for each in (code, name, *aliases):
            if each:
                self._names.setdefault(_folded(each), code)

    def _code_fault(self, of: str, code: str) -> str:
        said = _folded(code)
        taken = [*self._codes(PLACES), *self._codes(CATEGORIES), *self._base.zones, *self._base.actions]
        if said in {_folded(each) for each in (*taken, *self._base.partners)} or said in self._names:
            return "clash"
        if of == CATEGORIES and code[0] not in self._base.families:
            return "family"
        return "word" if self._is_word(code) else ""

    def _place_fault(self, code: str, item: Mapping[str, Any]) -> str:
        if code not in self._codes(PLACES) and not {"name", "zone"} <= set(item):
            return "name" if "name" not in item else "zone"
        texts = {"name": LONGEST, "owner": LONGEST, "kind": LONGEST_ALIAS}
        for name, value in item.items():
            if name in texts and not is_name(value, texts[name]):
                return name
            if name in REGISTERED and not (value is None or is_name(value, LONGEST_REGISTERED)):
                return name
        if item.get("zone", next(iter(self._base.zones))) not in self._base.zones:
            return "zone"
        if type(item.get("indoor", False)) is not bool:
            return "indoor"
        return self._alias_fault(code, item.get("aliases", []))

    def _alias_fault(self, code: str, aliases: Any) -> str:
        if not isinstance(aliases, list) or len(aliases) > MOST_ALIASES:
            return "aliases"
        categories = {_folded(each) for each in self._codes(CATEGORIES)}
        for alias in aliases:
            if not is_name(alias, LONGEST_ALIAS) or len(alias) < 2:
                return "aliases"
            said = _folded(alias)
            if self._names.get(said, code) != code or said in categories:
                return "clash"
            # What the program itself calls the place so is no new word.
            if self._names.get(said) != code and self._is_word(alias):
                return "word"
        return ""

    def _category_fault(self, code: str, item: Mapping[str, Any]) -> str:
        """A code keeps its meaning: of one that is known only the class may rise, and it may be retired."""
        built_in, known = self._base.categories.get(code), self.items[CATEGORIES].get(code, {})
        class_ = item.get("class", known.get("class") or (built_in.class_ if built_in else None))
        if class_ not in CLASSES:
            return "class"
        before = known.get("class") or (built_in.class_ if built_in else "A")
        if class_ < before:
            return "class"
        for name in ("sv", "en"):
            told = known.get(name) or (getattr(built_in, name) if built_in else None)
            if not is_name(item.get(name, told), LONGEST) or (told is not None and item.get(name, told) != told):
                return name
        if type(item.get("severity", 1)) is not int or not 0 <= item.get("severity", 1) <= 4:
            return "severity"
        fields = item.get("fields", [])
        if not isinstance(fields, list) or not all(isinstance(each, str) for each in fields):
            return "fields"
        changes = (set(item) & _CATEGORY) - {"class", "retired", "sv", "en"}
        return "fields" if not set(fields) <= set(self._base.fields) or (built_in and changes) else ""


def unknown_fields(of: str, item: Mapping[str, Any]) -> set[str]:
    """Fields that this program does not know: a server says none, and a laptop passes them over."""
    return set(item) - {PLACES: _PLACE, CATEGORIES: _CATEGORY}.get(of, frozenset(item))


def lay_over(base: Vocabulary, overlay: Overlay, today: date) -> Vocabulary:
    """The vocabulary with what was said; its version names both."""
    if not overlay.version:
        return base
    places, categories = dict(base.places), dict(base.categories)
    for code, item in overlay.items.get(PLACES, {}).items():
        places[code] = _place(places.get(code) or _new_place(base, code, item), item, today)
    for code, item in overlay.items.get(CATEGORIES, {}).items():
        categories[code] = _category(categories.get(code), code, item, today)
    return replace(
        base,
        version=f"{base.version}+{overlay.version}",
        places=MappingProxyType(places),
        categories=MappingProxyType(categories),
    )


def _new_place(base: Vocabulary, code: str, item: Mapping[str, Any]) -> Place:
    zone = str(item["zone"])
    # Where it lies nobody has measured: as near as its zone's other places, for what is offered first.
    near = next((place for place in base.places.values() if place.zone == zone), next(iter(base.places.values())))
    return Place(
        code, zone, str(item["name"]), (), "", near.lat, near.lon, "", indoor=False, say112=None, meet=None, aed=None
    )


def _place(place: Place, item: Mapping[str, Any], today: date) -> Place:
    said = {name: value for name, value in item.items() if name in _PLACE - {"aliases", "retired"}}
    if "aliases" in item:
        said["aliases"] = tuple(item["aliases"])
    return replace(place, retired=_is_over(item, today), **said)


def _category(known: Category | None, code: str, item: Mapping[str, Any], today: date) -> Category:
    category = known or Category(
        code, str(item["sv"]), str(item["en"]), (), "", item.get("severity", 1), "", tuple(item.get("fields", ()))
    )
    return replace(category, class_=item.get("class") or category.class_, retired=_is_over(item, today))


def _is_over(item: Mapping[str, Any], today: date) -> bool:
    return bool(item.get("retired")) and date.fromisoformat(item["retired"]) <= today


def is_name(value: Any, longest: int) -> bool:
    """Whether it is a short text that no screen can be ruled by: NFC, printable, no brackets, no blanks around it."""
    return (
        isinstance(value, str)
        and 0 < len(value) <= longest
        and value == value.strip()
        and value.isprintable()
        and not HARMFUL.search(value)
        and not _MARKUP & set(value)
        and unicodedata.is_normalized("NFC", value)
    )


def _is_day(value: Any) -> bool:
    if value is None:
        return True
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _texts_fault(_code: str, item: Mapping[str, Any]) -> str:
    return next((name for name, value in item.items() if not (is_name(name, 30) and _is_plain(value))), "")


def _is_plain(value: Any, depth: int = 0) -> bool:
    """Of grounds and focus: texts, yes and no, lists and objects of them; whoever uses them checks what they say."""
    if value is None or isinstance(value, bool) or is_name(value, LONGEST_TEXT):
        return True
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return (
        inner is not None and depth < 3 and len(value) <= MOST_IN_LIST and all(_is_plain(e, depth + 1) for e in inner)
    )


def _folded(text: str) -> str:
    letters = unicodedata.normalize("NFD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
