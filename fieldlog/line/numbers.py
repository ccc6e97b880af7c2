"""How many: figures and number words of Swedish and English, and the bands that a vocabulary puts them in."""

import re
from collections.abc import Collection

from fieldlog.line.tokens import Word

NUMBER_WORDS = {
    "en": 1, "ett": 1, "ena": 1, "tva": 2, "tre": 3, "fyra": 4, "fem": 5, "sex": 6, "sju": 7, "atta": 8, "nio": 9,
    "tio": 10, "elva": 11, "tolv": 12, "tretton": 13, "fjorton": 14, "femton": 15, "sexton": 16, "sjutton": 17,
    "arton": 18, "nitton": 19, "tjugo": 20, "trettio": 30, "fyrtio": 40, "femtio": 50, "hundra": 100,
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
}  # fmt: skip
_LOOSE = {
    "nagra": (2, 4),
    "flera": (2, 4),
    "some": (2, 4),
    "several": (2, 4),
    "par": (2, 2),
    "couple": (2, 2),
    "dussin": (12, 12),
    "dozen": (12, 12),
}
"""Words for roughly how many. `ett par` and `a couple` begin with an article."""
_TENS = {
    "tiotal": (10, 19),
    "tjugotal": (20, 29),
    "trettiotal": (30, 39),
    "femtontal": (15, 19),
    "femtiotal": (50, 59),
    "hundratal": (100, 199),
}
_ABOUT = {
    "ca",
    "cirka",
    "omkring",
    "runt",
    "ungefar",
    "drygt",
    "uppat",
    "approx",
    "approximately",
    "about",
    "around",
    "roughly",
    "c:a",
}
_UNITS = {"st", "styck", "stycken", "pers", "person", "personer", "persons", "people", "ppl", "pcs"}
_FIGURE = re.compile(r"(?:x|~|c:a)?(\d{1,4})(?:[-–](\d{1,4}))?(?:x|st|pers|stycken)?\Z")
_DECADE = re.compile(r"(\d{1,3})-?tal(?:et)?\Z")
MEASURES = {
    "min", "minuter", "minutes", "mins", "m", "meter", "kr", "kronor", "tim", "timmar", "timme", "hours", "hour", "h",
    "ggr", "ganger", "times", "dos", "doser", "dose", "doses", "dagar", "days", "cm", "procent",
}  # fmt: skip
"""A figure before one of these counts neither people nor things."""
HIGHEST = 5000
"""More than this is no count of people or things but a number of something else."""

Count = tuple[int, int]


def figure(fold: str) -> Count | None:
    """`3`, `x4`, `~20`, `2-4`, `20-tal`, `5pers` as lowest and highest; None for all else, 112 and times included."""
    if match := _DECADE.match(fold):
        low = int(match[1])
        return (low, low + 9) if 0 < low <= HIGHEST else None
    match = _FIGURE.match(fold)
    if not match or match[1] == "112" or (match[1].startswith("0") and len(match[1]) > 1):
        return None
    low, high = int(match[1]), int(match[2] or match[1])
    return (low, high) if 0 < low <= high <= HIGHEST else None


def count_at(words: list[Word], at: int) -> tuple[Count, int] | None:
    """The count that begins at a word, and how many words it takes: `ca 20`, `ett par`, `tre stycken`, `3 st`."""
    start = at
    if at < len(words) and words[at].fold in _ABOUT:
        at += 1
    if at >= len(words):
        return None
    found = _plain(words, at)
    if found is None:
        return None
    count, used = found
    at += used
    if at < len(words) and words[at].fold in _UNITS:
        at += 1
    return count, at - start


def _plain(words: list[Word], at: int) -> tuple[Count, int] | None:
    fold = words[at].fold
    following = words[at + 1].fold if at + 1 < len(words) else ""
    if fold in {"ett", "en", "a"} and (loose := _LOOSE.get(following) or _TENS.get(following) or _decade(following)):
        used = 3 if at + 2 < len(words) and words[at + 2].fold == "of" else 2
        return loose, used
    if fold in _LOOSE and fold not in {"par", "couple", "dussin", "dozen"}:
        return _LOOSE[fold], 1
    if fold in NUMBER_WORDS:
        number = NUMBER_WORDS[fold]
        if following in {"till", "eller", "-", "or", "to"} and at + 2 < len(words):
            high = NUMBER_WORDS.get(words[at + 2].fold, 0)
            if number < high:
                return (number, high), 3
        return (number, number), 1
    count = figure(fold)
    return (count, 1) if count else None


def _decade(fold: str) -> Count | None:
    return figure(fold) if _DECADE.match(fold) else None


def is_number_word(fold: str) -> bool:
    """Whether a number is written as a word, so that it reads as part of a sentence."""
    return fold in NUMBER_WORDS or fold in _LOOSE or fold in {"en", "ett", "a"}


def is_about(fold: str) -> bool:
    return fold in _ABOUT


def is_unit(fold: str) -> bool:
    return fold in _UNITS


def band_of(count: Count, bands: Collection[str]) -> str | None:
    """The band that holds the middle of a count, rounded up: 4-5 is 5-9, 10-19 is 10-19. None if no band holds it."""
    middle = (count[0] + count[1] + 1) // 2
    for code in bands:
        limits = band_limits(code)
        if limits and limits[0] <= middle <= limits[1]:
            return code
    return None


def bands_over(count: Count, bands: Collection[str]) -> tuple[str, ...]:
    """Every band that a span touches, in the order of the bands."""
    return tuple(
        code for code in bands if (limits := band_limits(code)) and limits[0] <= count[1] and count[0] <= limits[1]
    )


def band_limits(code: str) -> Count | None:
    """`5-9` -> (5, 9), `20+` -> (20, a great number), `<15` -> (0, 14), `1` -> (1, 1); None for `okänt`."""
    match = re.fullmatch(r"(<?)(\d+)(?:-(\d+)|(\+))?", code)
    if not match:
        return None
    number = int(match[2])
    if match[1]:
        return (0, number - 1)
    return (number, 10**6 if match[4] else int(match[3] or number))
