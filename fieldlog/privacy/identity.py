"""Swedish identity numbers in a text: personnummer, samordningsnummer and both kinds of reservnummer, however spelled.

Rules: Skatteverket for personnummer and samordningsnummer (the day plus 60), the national and the Stockholm regional
rules for reservnummer. Digits of any script count, since `\\d` and `int` take them all.
"""

import re
from collections.abc import Iterator
from itertools import accumulate, pairwise
from unicodedata import decimal, normalize

from fieldlog.privacy.finding import Finding, merge

_SEEN = r"\-+./_\u00b7\u2010-\u2015\u2022\u2212\ufe58\ufe63\uff0b\uff0d\uff0e"
_UNSEEN = r"\s\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
BETWEEN = f"[{_SEEN}{_UNSEEN}]"
"""One character that people (or a copied web page) put between digits that belong together."""

_FEW = re.compile(rf"\d(?:{BETWEEN}{{0,3}}\d){{5}}")
_RUN = re.compile(rf"\d(?:{BETWEEN}{{0,3}}\d){{9,}}")
_GROUP = re.compile(r"\d+")
_LETTER = "[A-Za-z\uff21-\uff3a\uff41-\uff5a]"
_GAP = f"{BETWEEN}{{0,3}}"
_RESERVE = re.compile(
    rf"(?<!\d)(?:\d\d{_GAP})?\d\d{_GAP}\d\d{_GAP}\d\d{_GAP}{_LETTER}{{2}}{_GAP}(?:\d|{_LETTER}){_GAP}\d(?!\d|{_LETTER})"
)
_BLANKS = re.compile(BETWEEN)
_SHORT_RESERVE = re.compile(r"\d{6}-[A-Z]{2}[A-Z0-9]\d")
_CLOCK = re.compile(r"(?:[01]\d|2[0-3])[0-5]\d")
_DAYS = (0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_NOT_IN_RESERVE = frozenset("IOQVW")
_LATELY_BORN = ("22", "23")


def identity_numbers(text: str) -> tuple[Finding, ...]:
    """Only the certain ones: right structure, date and checksum. Fast enough for each row of an import."""
    certain = [found for found in like_identity_numbers(text) if found.certain]
    return merge(text, certain) if certain else ()


def like_identity_numbers(text: str) -> list[Finding]:
    """The certain ones first, then those that look like one but have a wrong checksum. They may overlap."""
    few = _FEW.search(text)
    if not few:  # most texts end here: the quick way of each row of an import
        return []
    found = [one for run in _RUN.finditer(text, few.start()) for one in _in_run(run.group(), run.start())]
    for match in _RESERVE.finditer(text, few.start()):
        certain = _is_reserve(match.group())
        if certain is not None:
            found.append(Finding("reservnummer", match.group(), *match.span(), certain=certain))
    if len(found) > 1:
        found.sort(key=lambda one: not one.certain)
    return found


def _in_run(run: str, offset: int) -> Iterator[Finding]:
    """Try every row of whole groups of digits that makes 10 or 12: `3 18-24 191212-1212` is four things."""
    groups = [match.span() for match in _GROUP.finditer(run)]
    digits = "".join(run[start:end] for start, end in groups)
    if not digits.isascii():
        digits = "".join(str(decimal(digit)) for digit in digits)
    begins = list(accumulate((end - start for start, end in groups), initial=0))
    group_at = {begin: at for at, begin in enumerate(begins)}
    for first, begin in enumerate(begins[:-1]):
        for size in (10, 12):
            after = group_at.get(begin + size)
            if after is None:
                continue
            cuts = [cut - begin for cut in begins[first + 1 : after]]
            judged = _judge(digits[begin : begin + size], cuts, run, groups[first : after + 2])
            if judged:
                kind, certain = judged
                start, end = groups[first][0], groups[after - 1][1]
                yield Finding(kind, run[start:end], offset + start, offset + end, certain=certain)


def _judge(digits: str, cuts: list[int], run: str, groups: list[tuple[int, int]]) -> tuple[str, bool] | None:
    """The kind of number these digits make, and whether for certain. `cuts` are the places where they were parted."""
    if len(digits) == 12 and digits.startswith("99"):
        return ("reservnummer", True) if "1850" <= digits[2:6] <= "2099" and _luhn(digits) else None
    kind = _dated(digits)
    if kind is None or not _likely_cuts(digits, cuts):
        return None
    certain = _luhn(digits[-10:]) and digits[-4:-1] != "000"
    gap = _gap_before_last_four(digits, cuts, run, groups)
    if _is_moment(kind, digits, gap) or _begins_a_date(cuts, run, groups):
        # A date and a clock: with the year and the month apart it is never asked about, else only when all fits.
        return (kind, False) if certain and len(cuts) == 1 else None
    if certain:
        return kind, True
    return (kind, False) if not cuts or (len(cuts) == 1 and len(gap) == 1) else None


def _dated(digits: str) -> str | None:
    """Whether the number begins with a day that exists; which kind of number its day makes it."""
    if len(digits) == 12 and not "1850" <= digits[:4] <= "2099":
        return None
    year, month, day = int(digits[:-8]), int(digits[-8:-6]), int(digits[-6:-4])
    if 60 <= day <= 91 and month <= 12:
        return "samordningsnummer"  # given out with 0 for what is unknown, and with days its month has not
    if not 1 <= month <= 12 or not 1 <= day <= _DAYS[month]:
        return None
    leap = year % 4 == 0 and year != 1900
    return "personnummer" if leap or (month, day) != (2, 29) else None


def _likely_cuts(digits: str, cuts: list[int]) -> bool:
    """Whether someone would part an identity number so: before the last four, and within the date all or nothing.

    Telephone numbers and rows of days, clocks and counts are parted elsewhere.
    """
    last = len(digits) - 4
    date = [cut for cut in cuts if cut < last]
    tail = [cut for cut in cuts if cut > last]
    if len(tail) > 1 or tail == [last + 1]:
        return False
    if last not in cuts:
        return not date if len(digits) == 10 else len(cuts) <= 1
    return date in ([], [2, 4]) if len(digits) == 10 else date in ([], [2], [4], [4, 6], [2, 4, 6])


def _gap_before_last_four(digits: str, cuts: list[int], run: str, groups: list[tuple[int, int]]) -> str:
    """What stands before the last four digits; empty where they are not parted there."""
    if len(digits) - 4 not in cuts:
        return ""
    place = cuts.index(len(digits) - 4)
    return run[groups[place][1] : groups[place + 1][0]]


def _is_moment(kind: str, digits: str, gap: str) -> bool:
    """`2026-08-22 2147` and `260822 21.47` are a date and a clock. Nobody logged so before 2020; the bound above keeps
    short numbers of people born from 1936 on out of it."""
    return (
        kind == "personnummer"
        and gap.isspace()
        and "20" <= digits[-10:-8] <= "35"
        and not digits.startswith(("18", "19"))
        and _CLOCK.fullmatch(digits, len(digits) - 4) is not None
    )


def _begins_a_date(cuts: list[int], run: str, groups: list[tuple[int, int]]) -> bool:
    """Whether the last group is the year of another date: `2026-08-22 - 2026-08-23`."""
    rest = groups[len(cuts) :]
    if len(rest) != 3 or rest[0][1] - rest[0][0] != 4:
        return False
    sizes = [end - begin for begin, end in rest[1:]]
    gaps = {run[before[1] : after[0]] for before, after in pairwise(rest)}
    return sizes == [2, 2] and len(gaps) == 1 and gaps <= {"-", ".", "/"} and run[rest[0][0] :][:2] in {"19", "20"}


def _is_reserve(spelled: str) -> bool | None:
    """True for a national reservnummer, False for one with a wrong checksum, None for anything else."""
    number = normalize("NFKC", _BLANKS.sub("", spelled)).upper()
    centuries: tuple[str, ...] = ("",)
    if len(number) == 10:
        if not _SHORT_RESERVE.fullmatch(spelled):
            return None
        centuries = _LATELY_BORN
    whole = [century + number for century in centuries if _reserve_shape(century + number)]
    if not whole:
        return None
    return any(_luhn(number) for number in whole)


def _reserve_shape(number: str) -> bool:
    """Whether a national reservnummer has a birth date and letters as it may: `00` and odd days where none is known."""
    if _NOT_IN_RESERVE & set(number[8:11]):
        return False
    if number.startswith("00"):
        return number[4:6] >= "20" and "40" <= number[6:8] <= "59"
    century = 18 + int(number[:2]) % 3  # three are added to the century, again when its numbers run out
    return "21" <= number[:2] <= "98" and _dated(f"{century}{number[2:8]}0000") == "personnummer"


def _luhn(number: str) -> bool:
    """Mod 10 with every second figure doubled. A letter counts as its ASCII value: doubled first, its figures added."""
    total = 0
    doubled = False
    for sign in reversed(number):
        value = int(sign) if sign.isdecimal() else ord(sign)
        if doubled:
            value *= 2
        total += value // 100 + value // 10 % 10 + value % 10
        doubled = not doubled
    return total % 10 == 0
