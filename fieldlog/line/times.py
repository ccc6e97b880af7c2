"""When: clock times as typed and as spoken, and times said as so long ago."""

import re

from fieldlog.line.moments import Clock
from fieldlog.line.numbers import NUMBER_WORDS
from fieldlog.line.tokens import Word

_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})\Z")
_DIGITS = re.compile(r"(\d{2})(\d{2})\Z")
_HOUR_12 = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?(am|pm)\Z")
_AGO = re.compile(r"[-−](\d{1,3})(m|min|mins|minuter|h|tim|timmar)\Z")
_LENGTH = re.compile(r"(\d{1,3})(min|minuter|m|h|tim)?\Z")
_DAYS = {
    ("igar",): 1,
    ("i", "gar"): 1,
    ("yesterday",): 1,
    ("forrgar",): 2,
    ("i", "forrgar"): 2,
    ("idag",): 0,
    ("today",): 0,
    ("ikvall",): 0,
    ("i", "kvall"): 0,
    ("tonight",): 0,
}
_BEFORE = {"i", "to", "before"}
_AFTER = {"over", "past", "after"}
_NOW = {("nyss",), ("alldeles", "nyss"), ("just", "nu"), ("just", "now"), ("precis", "nu")}
_ROUGH = {
    "strax": 0,
    "vid": 0,
    "runt": 0,
    "ca": 0,
    "cirka": 0,
    "at": 0,
    "around": 0,
    "just": 0,
    "efter": 0,
    "after": 0,
    "fore": -5,
    "before": -5,
}
_PARTS = {
    "kvart": 15,
    "quarter": 15,
    "half": 30,
    "halvtimme": 30,
    "timme": 60,
    "timma": 60,
    "hour": 60,
    "minut": 1,
    "minute": 1,
}
_PER_UNIT = {
    "min": 1,
    "minuter": 1,
    "minut": 1,
    "minutes": 1,
    "minute": 1,
    "mins": 1,
    "m": 1,
    "tim": 60,
    "timmar": 60,
    "timme": 60,
    "h": 60,
    "hours": 60,
    "hour": 60,
}
_AGO_WORDS = {"sen", "sedan", "ago"}


def time_at(words: list[Word], at: int, *, four_digits: bool = True) -> tuple[Clock, int] | None:
    """The time said at a word and how many words it takes. `four_digits` lets `2147` stand without `kl` before it."""
    folds = tuple(word.fold for word in words[at : at + 7])
    if not folds:
        return None
    for length in (2, 1):
        if folds[:length] in _DAYS and len(folds) > length:
            found = _clock(folds[length:], four_digits=True)
            if found and found[0].ago is None:
                clock = Clock(found[0].minute, found[0].half_day, found[0].any_hour, None, _DAYS[folds[:length]])
                return clock, found[1] + length
    return _ago(folds) or _clock(folds, four_digits=four_digits)


def _ago(folds: tuple[str, ...]) -> tuple[Clock, int] | None:
    for length in (2, 1):
        if folds[:length] in _NOW and len(folds[:length]) == length:
            return Clock(ago=0), length
    if match := _AGO.match(folds[0]):
        return Clock(ago=int(match[1]) * _PER_UNIT[match[2]]), 1
    at = 1 if folds[0] == "for" else 0
    minutes, used = _length(folds[at:])
    at += used
    if used and at < len(folds) and folds[at] in _AGO_WORDS:
        return Clock(ago=minutes), at + 1
    return None


def _length(folds: tuple[str, ...]) -> tuple[int, int]:
    """`en kvart`, `10 min`, `half an hour`, `två timmar` as minutes, and how many words it took (0 = none)."""
    if folds[:3] in {("half", "an", "hour"), ("en", "halv", "timme")}:
        return 30, 3
    if len(folds) > 1 and folds[0] in {"en", "a", "an"} and folds[1] in _PARTS:
        return _PARTS[folds[1]], 5 if folds[1:5] == ("quarter", "of", "an", "hour") else 2
    if not folds:
        return 0, 0
    match = _LENGTH.match(folds[0])
    number = int(match[1]) if match else NUMBER_WORDS.get(folds[0])
    if match and match[2]:
        return int(match[1]) * _PER_UNIT[match[2]], 1
    if number is not None and len(folds) > 1 and folds[1] in _PER_UNIT:
        return number * _PER_UNIT[folds[1]], 2
    return 0, 0


def _clock(folds: tuple[str, ...], *, four_digits: bool) -> tuple[Clock, int] | None:
    if folds[0] in {"kl", "klockan", "kl."} and len(folds) > 1:
        found = _spoken(folds[1:]) or _hour(folds[1:], named=True) or _exact(folds[1:], four_digits=True)
        return (found[0], found[1] + 1) if found else None
    if found := _spoken(folds) or _exact(folds, four_digits=four_digits):
        return found
    return _rough(folds)


def _rough(folds: tuple[str, ...]) -> tuple[Clock, int] | None:
    """`strax efter nio`, `vid nio`, `ca 21:30`, `just before ten`, `runt halv tio`."""
    used, shift = 0, 0
    while used < len(folds) and used < 3 and folds[used] in _ROUGH:
        shift += _ROUGH[folds[used]]
        used += 1
    if not used or used == len(folds):
        return None
    if folds[used] in {"kl", "klockan"} and used + 1 < len(folds):
        used += 1
    elif folds[used].isdecimal() and folds[used - 1] in {"ca", "cirka", "runt", "around"}:
        return None  # a count or an age, far more often than an hour
    rest = folds[used:]
    found = (
        _spoken(rest)
        or _exact(rest, four_digits=False)
        or _hour(rest, named=folds[used - 1] not in {"ca", "cirka", "runt", "around"})
    )
    if not found:
        return None
    clock, more = found
    return Clock((clock.minute + shift) % 1440, clock.half_day, clock.any_hour), used + more


def _exact(folds: tuple[str, ...], *, four_digits: bool) -> tuple[Clock, int] | None:
    fold = folds[0]
    match = _CLOCK.match(fold) or (_DIGITS.match(fold) if four_digits else None)
    if match and int(match[1]) <= 24 and int(match[2]) < 60 and not (match[1] == "24" and match[2] != "00"):
        minute = int(match[1]) % 24 * 60 + int(match[2])
        following = folds[1] if len(folds) > 1 else ""
        if following in {"am", "pm"} and int(match[1]) <= 12:
            return Clock(minute % 720 + 720 * (following == "pm")), 2
        return Clock(minute), 1
    if (match := _HOUR_12.match(fold)) and int(match[1]) <= 12 and int(match[2] or 0) < 60:
        return Clock(int(match[1]) % 12 * 60 + int(match[2] or 0) + 720 * (match[3] == "pm")), 1
    if fold.isdecimal() and int(fold) <= 12 and len(folds) > 1 and folds[1] in {"am", "pm"}:
        return Clock(int(fold) % 12 * 60 + 720 * (folds[1] == "pm")), 2
    return None


def _hour(folds: tuple[str, ...], *, named: bool) -> tuple[Clock, int] | None:
    """A full hour after `kl`, `vid`, `efter`: `21`, `nio`, `18-20` (when it began). Up to 12 of either half-day."""
    fold = folds[0]
    if not named:
        return None
    following = folds[1] if len(folds) > 1 else ""
    if match := re.match(r"(\d{1,2})(?:[-–](\d{1,2}))?\Z", fold):
        hour = int(match[1])
        if hour > 24 or (match[2] and int(match[2]) > 24) or following in {"st", "pers", "personer", "ar"}:
            return None
        return Clock(hour % 24 * 60, half_day=0 < hour <= 12 and not fold.startswith("0")), 1
    hour = _hour_word(fold)
    return (Clock(hour * 60, half_day=True), 1) if hour else None


def _hour_word(fold: str) -> int:
    number = NUMBER_WORDS.get(fold, 0)
    return number if number <= 12 and fold not in {"en", "ena", "a"} else 0


def _spoken_hour(fold: str) -> int:
    if fold.isdecimal() and len(fold) <= 2 and 1 <= int(fold) <= 24:
        return int(fold)
    return _hour_word(fold)


def _spoken(folds: tuple[str, ...]) -> tuple[Clock, int] | None:
    """`halv tio`, `kvart i nio`, `fem över halv nio`, `tjugo i 9`, `half past nine`, `kvart över`."""
    if folds[0] == "halv" and len(folds) > 1 and (hour := _spoken_hour(folds[1])):
        return _dial(hour * 60 - 30, hour), 2
    if folds[0] == "half" and folds[1:2] == ("past",) and len(folds) > 2 and (hour := _spoken_hour(folds[2])):
        return _dial(hour * 60 + 30, hour), 3
    start = 1 if folds[0] in {"a", "en"} and len(folds) > 1 and folds[1] in {"kvart", "quarter"} else 0
    away = _away(folds[start])
    if not away or len(folds) < start + 2 or folds[start + 1] not in _BEFORE | _AFTER:
        return None
    sign = 1 if folds[start + 1] in _AFTER else -1
    rest = folds[start + 2 :]
    if rest and rest[0] == "halv" and len(rest) > 1 and (hour := _spoken_hour(rest[1])):
        return _dial(hour * 60 - 30 + sign * away, hour), start + 4
    if rest and (hour := _spoken_hour(rest[0])) and not (rest[0].isdecimal() and rest[1:2] in {("st",), ("pers",)}):
        return _dial(hour * 60 + sign * away, hour), start + 3
    if folds[start] in {"kvart", "quarter"} and folds[start + 1] not in {"to", "after", "before"}:
        return Clock(sign * away % 60, any_hour=True), start + 2
    if not rest and folds[start + 1] in {"i", "over"} and not folds[start].isdecimal():
        return Clock(sign * away % 60, any_hour=True), start + 2
    return None


def _away(fold: str) -> int:
    if fold in {"kvart", "quarter"}:
        return 15
    number = int(fold) if fold.isdecimal() and len(fold) <= 2 else NUMBER_WORDS.get(fold, 0)
    return number if number in {5, 10, 20, 25} or 0 < number < 5 else 0


def _dial(minute: int, hour: int) -> Clock:
    return Clock(minute % 1440, half_day=hour <= 12)
