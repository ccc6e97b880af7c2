"""How old: `18-24`, `<15`, `65+`, `15-årig`, `ca 15 år`, and when a bare figure is an age and not a count."""

import re

from fieldlog.line.numbers import NUMBER_WORDS, Count, figure, is_about
from fieldlog.line.tokens import Word

OLDEST = 110
_YEARS = {
    "ar",
    "aring",
    "aringar",
    "arig",
    "ariga",
    "arsaldern",
    "years",
    "year",
    "yrs",
    "yo",
    "y/o",
    "year-old",
    "years-old",
}
_UNDER = {"under", "yngre"}
_OVER = {"over", "aldre"}
_OPEN = re.compile(r"(?:(<)(\d{1,2})|(?:(>)(\d{1,2})|(\d{1,2})\+))\Z")
_SPELLED = re.compile(
    r"(\d{1,2})(?:[-–](\d{1,2}))?-?(?:ar|arig|ariga|aring|aringar|aringen|arsaldern|years?|yo|year-old)\Z"
)
_AGE_BAND = re.compile(r"(\d0)-?arsaldern\Z")
_WRITTEN = re.compile(r"([a-z]+)(?:ariga?|aringar|aring|aringen)\Z")


def age_at(words: list[Word], at: int) -> tuple[Count, int] | None:
    """The age said outright at a word (never a bare figure), and how many words it takes."""
    start = at
    if is_about(words[at].fold) and at + 1 < len(words):
        at += 1
    fold = words[at].fold
    years = _are_years(words, at + 1)
    if at == start and (match := _OPEN.match(fold)):
        return _open(match), 2 if years else 1
    if (match := _AGE_BAND.match(fold)) and int(match[1]) >= 20:
        return _span(int(match[1]), int(match[1]) + 9, at + 1 - start)
    if match := _SPELLED.match(fold):
        return _span(int(match[1]), int(match[2] or match[1]), at + 1 - start)
    if (match := _WRITTEN.match(fold)) and match[1] in NUMBER_WORDS:
        return _span(NUMBER_WORDS[match[1]], NUMBER_WORDS[match[1]], at + 1 - start)
    if fold in _UNDER | _OVER | {"aged"}:
        return _after_word(words, at, fold)
    if years and (count := figure(fold) or _number(fold)):
        used = at + 2 - start
        if at + 2 < len(words) and words[at + 2].fold in {"gammal", "gamla", "old"}:
            used += 1
        return _span(count[0], count[1], used)
    return None


def _after_word(words: list[Word], at: int, fold: str) -> tuple[Count, int] | None:
    """`under 15`, `över 65 år`, `aged 17`: the year word is needed but after `under` a figure of a minor is enough."""
    count = figure(words[at + 1].fold) if at + 1 < len(words) else None
    years = _are_years(words, at + 2)
    if count is None or count[1] > OLDEST:
        return None
    used = 3 if years else 2
    if fold == "aged":
        return _span(count[0], count[1], used)
    if fold in _UNDER and (years or count[0] in {15, 18}):
        return (0, count[0] - 1), used
    if fold in _OVER and (years or count[0] == 65):
        return (count[0], OLDEST), used
    return None


def _are_years(words: list[Word], at: int) -> bool:
    """Whether a word of years stands there. `är` folds as `år` does, and is none: `lampa 1 är trasig`."""
    return at < len(words) and words[at].fold in _YEARS and words[at].text.lower() != "är"


def _number(fold: str) -> Count | None:
    return (NUMBER_WORDS[fold],) * 2 if fold in NUMBER_WORDS else None


def _open(match: "re.Match[str]") -> Count:
    if match[1]:
        return (0, max(int(match[2]) - 1, 0))
    return (int(match[4] or match[5]), OLDEST)


def _span(low: int, high: int, used: int) -> tuple[Count, int] | None:
    return ((low, high), used) if 0 < low <= high <= OLDEST else None


def settle_bare(bare: list[Count], has_persons: bool, has_ages: bool) -> tuple[Count | None, Count | None, bool] | None:
    """Which of the figures that say neither `st` nor `år` are persons and which are ages.

    Returns persons, ages and whether it must be asked; None when they cannot be told apart at all, so that the last
    of them is no token. The rule, by size alone so that the order does not matter:

    - One figure: persons, unless persons are known; then an age, if it can be one (8 and up).
    - One range: up to 12 it is persons, from 13 on ages. It is asked when it straddles (10-15) or when both ends are
      round and adult (20-30 may be either). If one of the two is known it is the other.
    - Two: the lower is persons and the higher ages, if the higher begins at 13 or more and the lower ends below 13,
      or if the lower is a single figure and the higher a range of ages.
    """
    if not bare:
        return None, None, False
    if has_persons and has_ages:
        return None
    if len(bare) == 1:
        return _settle_one(bare[0], has_persons, has_ages)
    if len(bare) > 2 or has_persons or has_ages:
        return None
    low, high = sorted(bare)
    if _may_be_age(high) and high[0] >= 13 and low[1] < 13:
        return low, high, False
    single, span = sorted(bare, key=lambda count: count[1] - count[0])
    if single[0] == single[1] and span[0] < span[1] and span[1] >= 13 and _may_be_age(span):
        return single, span, False
    return None


def _settle_one(count: Count, has_persons: bool, has_ages: bool) -> tuple[Count | None, Count | None, bool] | None:
    if has_ages:
        return count, None, False
    if has_persons:
        return (None, count, False) if _may_be_age(count) else None
    low, high = count
    if low == high or high < 13 or high > OLDEST or low < 10:
        return count, None, False
    doubtful = low < 13 or (low >= 20 and low % 5 == 0 and high % 5 == 0)
    return None, count, doubtful


def _may_be_age(count: Count) -> bool:
    return count[0] >= 8 and count[1] <= OLDEST
