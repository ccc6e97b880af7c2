"""Strict JSON: the only JSON that an entry may hold, so that its bytes mean one thing to every reader.

No key twice, no floats, no integers over 2^53, text in NFC, no lone surrogates, at most 32 levels (`docs/entry.md`).
"""

import json
import unicodedata
from json.encoder import encode_basestring
from typing import Any

from fieldlog.language import _

LARGEST = 2**53
DEEPEST = 32
"""Lists and objects within each other. Fixed, because readers' own limits differ from machine to machine."""


class NotStrict(ValueError):
    """Bytes or values that no entry may hold; the argument says which rule they break."""


def encode(value: object) -> bytes:
    """The bytes of a value, made once and kept: compact, UTF-8, keys in the order given."""
    _refuse_foreign(value, DEEPEST)
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    if not unicodedata.is_normalized("NFC", text):
        raise NotStrict(_("text som inte är NFC"))
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise NotStrict(_("ett ensamt surrogat")) from None


_encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False, check_circular=False)


def encode_known(value: Any) -> bytes:
    """As `encode`, for values whose types were checked before: a third of its time, which an import needs."""
    text = _encoder.encode(value)
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        raise NotStrict(_("text som inte är NFC"))
    return text.encode()


def spell(text: str) -> str:
    """A text as `encode_known` spells it: the same bytes without the way through an encoder."""
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        raise NotStrict(_("text som inte är NFC"))
    return encode_basestring(text)


def decode(data: bytes) -> Any:
    """The value of the bytes. NotStrict if any reader could take them in another way."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise NotStrict(_("inte UTF-8")) from None
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        raise NotStrict(_("text som inte är NFC"))
    try:
        value = _value(text)
    except RecursionError:
        raise NotStrict(_("för djupt")) from None
    except json.JSONDecodeError:
        raise NotStrict(_("inte JSON")) from None
    if text.count("[") + text.count("{") > DEEPEST:
        _refuse_deep(value, DEEPEST)
    if "\\u" in text:
        # An escape can smuggle in what the bytes themselves may not hold.
        _refuse_foreign_text(value)
    return value


def _refuse_deep(value: object, left: int) -> None:
    if isinstance(value, dict | list):
        if not left:
            raise NotStrict(_("för djupt"))
        for item in value.values() if isinstance(value, dict) else value:
            _refuse_deep(item, left - 1)


def _refuse_foreign(value: object, left: int) -> None:
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return
    if kind is int:
        if not -LARGEST <= value <= LARGEST:  # type: ignore[operator]  # the type was looked at
            raise NotStrict(_("ett heltal över 2^53"))
    elif not left and kind in {dict, list, tuple}:
        raise NotStrict(_("för djupt"))
    elif kind is dict:
        for key, item in value.items():  # type: ignore[attr-defined]  # as above
            if type(key) is not str:
                raise NotStrict(_("en nyckel som inte är text"))
            _refuse_foreign(item, left - 1)
    elif kind is list or kind is tuple:
        for item in value:  # type: ignore[attr-defined]  # as above
            _refuse_foreign(item, left - 1)
    else:
        raise NotStrict(_("ett värde av typen {kind}").format(kind=kind.__name__))


def _refuse_foreign_text(value: object) -> None:
    if isinstance(value, str):
        if any("\ud800" <= sign <= "\udfff" for sign in value):
            raise NotStrict(_("ett ensamt surrogat"))
        if not unicodedata.is_normalized("NFC", value):
            raise NotStrict(_("text som inte är NFC"))
    elif isinstance(value, dict):
        for key, item in value.items():
            _refuse_foreign_text(key)
            _refuse_foreign_text(item)
    elif isinstance(value, list):
        for item in value:
            _refuse_foreign_text(item)


def _only_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotStrict(_("en nyckel två gånger"))
    return found


def _no_float(text: str) -> float:
    raise NotStrict(_("ett flyttal"))


def _value(text: str) -> Any:
    # `json.loads` builds a decoder for every call and looks for blanks around the value: half of its time.
    try:
        value, end = _scan(text, 0)
    except (StopIteration, json.JSONDecodeError):
        end = -1
    return value if end == len(text) else _decoder.decode(text)


def _small(text: str) -> int:
    if text == "-0":  # a float to some readers, 0 to others
        raise NotStrict(_("ett flyttal"))
    if len(text) > 17 or not -LARGEST <= int(text) <= LARGEST:
        raise NotStrict(_("ett heltal över 2^53"))
    return int(text)


_decoder = json.JSONDecoder(
    object_pairs_hook=_only_once, parse_float=_no_float, parse_constant=_no_float, parse_int=_small
)
_scan = _decoder.scan_once  # type: ignore[attr-defined]  # the stubs leave it out
