"""Telephone numbers, e-mail addresses and licence plates in a text."""

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from unicodedata import decimal

from fieldlog.models.vocabulary import vocabulary
from fieldlog.privacy.finding import Finding

_BETWEEN = r"[ \t\u00a0\u2009\u202f\-./\u2010-\u2014\u2212]"
_GAP = f"{_BETWEEN}{{0,3}}"
_OTHER_DIGIT = re.compile(r"(?![0-9])\d")
_COUNTRY = r"(?:4[0-9]|3[0-9]|2[017]|[569]\d|[178])"
_FRESH = r"(?<!\d)(?<!\d[\-./])"  # 07 after "2026-" is July
_GROUPS = r"\d{2,3}(?:[ \u00a0.-]?\d{2,3}){1,3}"
_CALLED_TELEPHONE = (
    r"(?i:(?<![^\W\d_])(?:tel|tfn|telefon(?:nummer)?|tele|mob|mobil(?:nr|nummer)?|phone|cell)(?![^\W\d_]))"
    r"[.: ]{0,3}(?:(?:nr|nummer|är|is|no)[.: ]{1,3})?"
)
_TELEPHONES = tuple(
    re.compile(pattern)
    for pattern in (
        # +46 70-..., 0046 (0)70 ..., 4670...
        rf"(?<![\d+])\+{_COUNTRY}(?:[ \t\u00a0\-./()]{{0,3}}\d){{7,12}}(?!\d)",
        rf"(?<![\d+])(?:0046{_GAP}(?:\(0\){_GAP})?[1-9](?:{_GAP}\d){{6,8}}|46{_GAP}7\d(?:{_GAP}\d){{7}}|00[3-9]\d{{9,12}})(?!\d)",
        # a mobile, however it is grouped
        rf"{_FRESH}07(?:{_GAP}\d){{8}}(?!\d)",
        # a landline: area, then a dash or bracket and groups; or blanks; or all in one
        rf"{_FRESH}\(?0(?:8|[1-79]\d{{1,2}})(?:\)[ \u00a0]?|{_GAP}[\-/\u2010-\u2014]{_GAP}){_GROUPS}(?!\d)",
        rf"{_FRESH}0(?:8[ \u00a0]\d{{3}}|[1-79]\d{{1,2}}[ \u00a0]\d{{2,3}})(?:[ \u00a0]\d{{2,3}}){{1,2}}(?!\d)",
        rf"{_FRESH}0[1-9]\d{{7,8}}(?!\d)",
        # what someone calls a telephone number
        rf"{_CALLED_TELEPHONE}(?P<number>\d(?:{_GAP}\d){{5,11}})(?!\d)",
    )
)
_SIX_DIGITS = re.compile(r"\d(?:\D{0,8}\d){5}")
"""No pattern above is content with less, or with more between two digits."""
_LIKE_A_PLATE = re.compile(r"\d\d(?:(?<=[A-Za-z]{3}\d\d)|(?<=[A-Za-z]{3}[ \u00a0-]\d\d))[A-Za-z\d](?![^\W_])")
"""What every pattern of a plate asks for, and found by its digits: most texts have none that stand so."""
_MAILS_SIGN = re.compile(r"@|\uff20|\((?:at|a)\)|\[at\]")
_DOMAIN = re.compile(r"[^\W_](?:[\w-]{0,62}\.){1,5}[^\W\d_]{2,24}")
_PLATE = re.compile(
    r"(?<![^\W_])(?P<letters>[A-HJ-PR-UW-Z]{3})(?P<gap>[ \u00a0-]?)(?P<rest>\d\d[A-HJ-NPR-UW-Z\d])(?![^\W_])"
)
_SMALL_PLATE = re.compile(r"(?<![^\W_])[a-hj-pr-uw-z]{3}\d\d[a-hj-npr-uw-z\d](?![^\W_])")
_NAMED_PLATE = re.compile(
    r"(?i:(?<![^\W\d_])(?:reg|reg\.?nr|regnummer|registreringsnummer|registreringsskylt|nummerplåt|plate)"
    r"[.: ]{1,3}(?:är |is |nr )?)(?P<plate>[A-Za-z]{3}[ \u00a0-]?\d\d[A-Za-z\d])(?![^\W_])"
)


def telephones(text: str) -> Iterator[Finding]:
    """Swedish and international numbers, but not those that anyone may ring (`known.json`)."""
    if not _SIX_DIGITS.search(text):  # most texts end here: the quick way of each row of an import
        return
    plain = text if text.isascii() else _OTHER_DIGIT.sub(lambda digit: str(decimal(digit.group())), text)
    for pattern in _TELEPHONES:
        for match in pattern.finditer(plain):
            group = "number" if "number" in pattern.groupindex else 0
            start, end = match.span(group)
            if _is_telephone(plain[start:end]):
                yield Finding("phone", text[start:end], start, end, certain=False)


def _is_telephone(number: str) -> bool:
    digits = "".join(sign for sign in number if sign.isdecimal())
    return 6 <= len(digits) <= 15 and _domestic(number) not in _public_telephones()


def _domestic(number: str) -> str:
    """The digits as dialled within Sweden."""
    digits = "".join(sign for sign in number if sign.isdecimal())
    for prefix in ("0046", "46"):
        if digits.startswith(prefix) and (number.startswith("+") or prefix == "0046"):
            return "0" + digits.removeprefix(prefix).removeprefix("0")
    return digits


def mails(text: str) -> Iterator[Finding]:
    """Addresses with a sign (or `(at)`) between a name and a domain."""
    for sign in _MAILS_SIGN.finditer(text):
        start = sign.start()
        while start > 0 and sign.start() - start < 64 and (text[start - 1].isalnum() or text[start - 1] in "._%+-"):
            start -= 1
        domain = _DOMAIN.match(text, sign.end())
        if domain and start < sign.start():
            yield Finding("email", text[start : domain.end()], start, domain.end(), certain=False)


def plates(text: str) -> Iterator[Finding]:
    """Swedish licence plates. `PLA 123` with a blank is a place and a count; so are codes and abbreviations."""
    if not _LIKE_A_PLATE.search(text):
        return
    for match in _PLATE.finditer(text):
        if not match["gap"] or match["letters"] not in _not_plates():
            yield Finding("plate", match.group(), *match.span(), certain=False)
    for match in _SMALL_PLATE.finditer(text):
        if match.group()[:3].upper() not in _not_plates():
            yield Finding("plate", match.group(), *match.span(), certain=False)
    for match in _NAMED_PLATE.finditer(text):
        yield Finding("plate", match["plate"], *match.span("plate"), certain=False)


@lru_cache(maxsize=1)
def _known() -> dict[str, list[str]]:
    known: dict[str, list[str]] = json.loads(
        files("fieldlog.privacy").joinpath("known.json").read_text(encoding="utf-8")
    )
    return known


@lru_cache(maxsize=1)
def _public_telephones() -> frozenset[str]:
    return frozenset(_domestic(number) for number in _known()["telephones"])


@lru_cache(maxsize=1)
def _not_plates() -> frozenset[str]:
    words = vocabulary()
    return frozenset(_known()["not_plates"]) | words.places.keys() | words.actions.keys() | words.partners.keys()
