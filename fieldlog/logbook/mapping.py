"""From a row of somebody's file to an observation: which column is what, and the codes and numbers in its cells.

The rules are those of `models/core.py` and `logbook/observations.py`; they are applied to plain values here, since a
check by type costs more than the whole rest of a row.
"""

import difflib
import hashlib
import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fieldlog.language import _
from fieldlog.line.abbreviations import fold_text
from fieldlog.logbook.moments import Unreadable, read_time
from fieldlog.logbook.observations import EARLIEST_YEAR, masked_core
from fieldlog.logbook.tabular import Row
from fieldlog.models.completeness import name_of
from fieldlog.models.core import NewObservation, fits
from fieldlog.models.moment import written
from fieldlog.models.refusal import RuleBroken
from fieldlog.models.shape import SPOT_LIMIT, WORDS_LIMIT
from fieldlog.models.vocabulary import CLASSES, Field, Vocabulary
from fieldlog.privacy import find_personal, identity_numbers, mask

TARGETS = ("at", "words", "source", "place", "spot", "category", "severity", "class", "persons", "ages", "actions")
"""What a column can be, beside the fields of the vocabulary by their keys."""

_ALSO = {"note": "words", "antal": "persons", "alder": "ages"}
_KEY_LIMIT = 200
_SHORTEST_IDENTITY = 10
_SEVERITIES = {"": None, "0": 0, "1": 1, "2": 2, "3": 3, "4": 4, "!": 2, "!!": 3, "!!!": 4}
_YES_NO = {"ja": True, "yes": True, "true": True, "1": True, "x": True, "nej": False, "no": False, "false": False}
_PARTED = re.compile(r"[,;\n]")


class Rejected(ValueError):
    """Why a row cannot be an observation, as a sentence."""


@dataclass(slots=True)
class Made:
    """An observation out of a row. `key` is the row's own, or `#` and a hash of its mapped values.

    Cores of the same `like` differ in nothing but their time, and what is put in as their source.
    """

    line: int
    key: str
    core: dict[str, Any]
    words: dict[str, str]
    at: datetime
    cells: Sequence[str]
    like: Hashable


class Mapper:
    """Reads rows by one map of columns. RuleBroken if the map names something that an observation does not have."""

    def __init__(
        self,
        columns: Mapping[str, str],
        vocabulary: Vocabulary,
        now: datetime,
        *,
        place: str | None,
        category: str | None,
    ) -> None:
        self._vocabulary = vocabulary
        self._now = now
        named = {_ALSO.get(target, target): column for target, column in columns.items()}
        self.targets = tuple(named)
        self.columns = tuple(named.values())
        _check_targets(self.targets, vocabulary, has_place=bool(place), has_category=bool(category))
        self._places = _Codes(
            _("plats"),
            {
                place.code: (place.name, place.name.split(",")[0], *place.aliases)
                for place in vocabulary.places.values()
            },
        )
        self._categories = _Codes(_("kategori"), {one.code: (one.sv, one.en) for one in vocabulary.categories.values()})
        try:
            self._place = self._places.read(place, None)
            self._category = self._categories.read(category, None)
        except Rejected as unknown:
            raise RuleBroken(str(unknown)) from None
        self._template = NewObservation(at=now, place=self._place, category=self._category).core(vocabulary, "A")
        self._defaults = {kind.code: (kind.severity, kind.class_) for kind in vocabulary.categories.values()}
        self._more = [target for target in self.targets if target not in _PLAIN]

    def observe(self, row: Row) -> Made:
        """The observation in a row's mapped values. Rejected says what is wrong with it."""
        if row.fault:
            raise Rejected(row.fault)
        values = row.values
        said = dict(zip(self.targets, values, strict=True))
        try:
            at = read_time(said["at"], self._now)
        except Unreadable as fault:
            raise Rejected(str(fault)) from None
        if at.year < EARLIEST_YEAR:
            raise Rejected(_("Tiden ligger för långt tillbaka. Rätta datumet."))
        place = self._places.read(said.get("place"), self._place)
        category = self._categories.read(said.get("category"), self._category)
        if place is None or category is None:
            raise Rejected(_("Plats saknas.") if place is None else _("Kategori saknas."))
        text = said.get("words", "")
        if len(text) > WORDS_LIMIT:
            raise Rejected(
                _("Texten är {length} tecken, högst {limit} får plats.").format(length=len(text), limit=WORDS_LIMIT)
            )
        core = self._template.copy()
        core["at"], core["place"], core["category"] = written(at), place, category
        core["severity"], core["class"] = self._defaults[category]
        like: tuple[Hashable, ...] = (place, category)
        if self._more:
            core = self._with_more(core, said)
            like += tuple([said[target] for target in self._more])
        if core["class"] == "A" and text and find_personal(text):
            core["class"] = "B"
        words = {"note": _without_identities(text)} if text else {}
        return Made(row.line, self._key(said, values), core, words, at, row.cells, (*like, core["class"]))

    def _key(self, said: Mapping[str, str], values: Sequence[str]) -> str:
        own = said.get("source", "")
        if len(own) > _KEY_LIMIT:
            raise Rejected(_("Källans nyckel är för lång: högst {limit} tecken.").format(limit=_KEY_LIMIT))
        # A key that is an identity number is not kept: the hash of the whole row stands for it.
        if own and (len(own) < _SHORTEST_IDENTITY or not identity_numbers(own)):
            return own
        spelled = "\x1e".join(sorted(map("\x1f".join, zip(self.targets, values, strict=True))))
        return "#" + hashlib.blake2b(spelled.encode(), digest_size=12).hexdigest()

    def _with_more(self, core: dict[str, Any], said: Mapping[str, str]) -> dict[str, Any]:
        fields = {}
        for target in self._more:
            if not (text := said[target]):
                continue
            if reader := _READERS.get(target):
                reader(core, text, self._vocabulary)
            else:
                fields[target] = _field_value(self._vocabulary.fields[target], text, self._vocabulary)
        return masked_core(core | {"fields": fields}, core["class"], keep_identities=False)


def _without_identities(text: str) -> str:
    found = identity_numbers(text)
    return mask(text, found) if found else text


def _check_targets(targets: Sequence[str], vocabulary: Vocabulary, *, has_place: bool, has_category: bool) -> None:
    for target in targets:
        if target not in TARGETS and target not in vocabulary.fields:
            near = difflib.get_close_matches(target, [*TARGETS, *vocabulary.fields], n=3, cutoff=0.3)
            sentence = _("En observation har inget som heter {target}. Menade du {near}?")
            raise RuleBroken(sentence.format(target=target, near=", ".join(near or TARGETS)))
    if "at" not in targets:
        raise RuleBroken(_("Säg vilken kolumn som är tiden: --map at=KOLUMN"))
    if "place" not in targets and not has_place:
        raise RuleBroken(
            _("Säg vilken kolumn som är platsen (--map place=KOLUMN) eller en plats för alla: --place PLA")
        )
    if "category" not in targets and not has_category:
        raise RuleBroken(
            _("Säg vilken kolumn som är kategorin (--map category=KOLUMN) eller en för alla: --category TO")
        )


class _Codes:
    """Codes by everything they are called, in any case and without diacritics; what two share names neither."""

    def __init__(self, what: str, called: Mapping[str, Sequence[str]]) -> None:
        self._what = what
        names: dict[str, set[str]] = {}
        for code, others in called.items():
            for name in others:
                names.setdefault(fold_text(name), set()).add(code)
        self._known = {name: min(codes) for name, codes in names.items() if len(codes) == 1}
        self._known |= {fold_text(code): code for code in called}
        self._known |= {code: code for code in called}

    def read(self, text: str | None, default: str | None) -> str | None:
        if not text:
            return default
        code = self._known.get(text)
        if code is None:
            code = self._known.get(fold_text(text))
            if code is None:
                raise Rejected(self._unknown(text))
            self._known[text] = code
        return code

    def _unknown(self, text: str) -> str:
        near = difflib.get_close_matches(fold_text(text), list(self._known), n=5, cutoff=0.5)
        codes = list(dict.fromkeys(self._known[name] for name in near))[:3]
        sentence = _("Okänd {what}.").format(what=self._what)
        return sentence + " " + _("Menade du {codes}?").format(codes=", ".join(codes)) if codes else sentence


def _severity(core: dict[str, Any], text: str, _vocabulary: Vocabulary) -> None:
    level = _SEVERITIES.get(text.removeprefix("s").removeprefix("S").strip())
    if level is None:
        raise Rejected(_("Allvaret är 0–4 eller !, !!, !!!."))
    core["severity"] = level


def _class(core: dict[str, Any], text: str, _vocabulary: Vocabulary) -> None:
    if text.upper() not in CLASSES:
        raise Rejected(_("Klassen är A, B eller C."))
    core["class"] = max(core["class"], text.upper())


def _persons(core: dict[str, Any], text: str, vocabulary: Vocabulary) -> None:
    core["persons"] = _band(vocabulary.fields["antal"], text)


def _ages(core: dict[str, Any], text: str, vocabulary: Vocabulary) -> None:
    core["ages"] = _field_value(vocabulary.fields["alder"], text, vocabulary)


def _spot(core: dict[str, Any], text: str, _vocabulary: Vocabulary) -> None:
    if len(text) > SPOT_LIMIT:
        raise Rejected(_("Platsens detalj är för lång: högst {limit} tecken.").format(limit=SPOT_LIMIT))
    core["spot"] = text


def _actions(core: dict[str, Any], text: str, vocabulary: Vocabulary) -> None:
    codes = [part.strip().removeprefix("+").upper() for part in _PARTED.split(text) if part.strip()]
    if unknown := next((code for code in codes if code not in vocabulary.actions), None):
        near = difflib.get_close_matches(unknown, list(vocabulary.actions), n=3, cutoff=0.3)
        raise Rejected(
            _("Okänd åtgärd.") + (" " + _("Menade du {codes}?").format(codes=", ".join(near)) if near else "")
        )
    core["actions"] = codes


_READERS: Mapping[str, Callable[[dict[str, Any], str, Vocabulary], None]] = {
    "severity": _severity, "class": _class, "persons": _persons, "ages": _ages, "spot": _spot, "actions": _actions,
}  # fmt: skip
_PLAIN = frozenset({"at", "words", "source", "place", "category"})


def _band(field: Field, text: str) -> str:
    """The band itself, or the one that a number lies in."""
    if text in field.values:
        return text
    number = int(text) if text.isdecimal() and len(text) < 6 else 0
    for band in field.values:
        low, _dash, high = band.removesuffix("+").partition("-")
        if low.isdecimal() and int(low) <= number and (band.endswith("+") or number <= int(high or low)):
            return band
    raise Rejected(_("{field}: värdet går inte att använda. Rätta det.").format(field=field.sv))


def _field_value(field: Field, text: str, vocabulary: Vocabulary) -> Any:
    value: Any = text
    if field.type in {"multi", "staffs"}:
        value = [part.strip() for part in _PARTED.split(text) if part.strip()]
    elif field.type == "int":
        value = int(text) if text.isdecimal() and len(text) < 10 else text
    elif field.type == "bool":
        value = _YES_NO.get(text.casefold(), text)
    elif field.type == "band":
        return _band(field, text)
    if not fits(field, value):
        raise Rejected(
            _("{field}: värdet går inte att använda. Rätta det.").format(field=name_of(vocabulary, field.key))
        )
    return value
