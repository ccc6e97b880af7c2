"""Who goes out when in the rehearsal: the pairs of three organisations, and their shifts over some weeks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from fieldlog.models.moment import STOCKHOLM

WEEKS, LONGEST = 28, 730
"""Days of history: the least, and the most however many observations are asked for."""
A_DAY, A_SHIFT = 140, 25
"""Observations that one day and one shift hold before the history grows longer and more pairs go out."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two who go out together; `worker` is who writes. Hours from midnight; weekdays from Monday = 0."""

    worker: str
    mate: str
    org: str
    role: str
    radio: str
    begins: float
    hours: float
    weekdays: frozenset[int]
    share: float = 1.0


OWN = Pair("OV-12", "OV-14", "OVB", "ov", "3214", 15.75, 9, frozenset({2, 3, 4, 5}), 2.6)
OTHERS = (
    Pair("OV-31", "OV-33", "OVB", "ov", "3231", 14.5, 9, frozenset({3, 4, 5, 6})),
    Pair("FA-07", "FA-09", "NIS", "falt", "4107", 15, 9, frozenset({1, 2, 3, 4, 5})),
    Pair("SS-21", "SS-24", "SOF", "soc", "5121", 13, 8, frozenset({0, 1, 2, 3, 4})),
)


@dataclass(frozen=True, slots=True)
class Turn:
    """One shift of a pair, and how many observations are made on it."""

    pair: Pair
    starts: datetime
    ends: datetime
    days_ago: int
    observations: int


def pairs(per_day: float) -> list[Pair]:
    """The four of every rehearsal, and as many more as a great number of observations needs."""
    found = [OWN, *OTHERS]
    while len(found) * A_SHIFT < per_day:
        like = OTHERS[len(found) % 3]
        number = 40 + 2 * len(found)
        letters, begins = like.worker[:2], like.begins - 4 + len(found) % 5
        who = (f"{letters}-{number}", f"{letters}-{number + 1}", like.org, like.role, f"6{number:03}")
        found.append(Pair(*who, begins, like.hours, frozenset(range(7))))
    return found


def turns(rng: Random, today: date, observations: int) -> list[Turn]:
    """The shifts before today's, in the order they end; the own pair was out last night whatever day it was."""
    days = min(LONGEST, max(WEEKS, observations // A_DAY))
    crews = pairs(observations / days)
    planned = [
        (pair, today - timedelta(days=ago), ago)
        for ago in range(days, 0, -1)
        for pair in crews
        if (today - timedelta(days=ago)).weekday() in pair.weekdays or (pair is OWN and ago == 1)
    ]
    weights = [_weight(rng, pair, day) for pair, day, _ago in planned]
    counts = _shared_out(observations, weights)
    made = [
        Turn(pair, starts := _at(day, pair.begins), starts + timedelta(hours=_length(pair, day)), ago, count)
        for (pair, day, ago), count in zip(planned, counts, strict=True)
    ]
    return sorted(made, key=lambda turn: (turn.ends, turn.pair.worker))


def _weight(rng: Random, pair: Pair, day: date) -> float:
    weekend = 1.5 if day.weekday() in {4, 5} else 1.0
    return pair.share * weekend * (0.7 + 0.6 * rng.random())


def _length(pair: Pair, day: date) -> float:
    return pair.hours + (1 if pair.role == "falt" and day.weekday() in {4, 5} else 0)


def _at(day: date, hours: float) -> datetime:
    return datetime(day.year, day.month, day.day, int(hours), round(hours % 1 * 60), tzinfo=STOCKHOLM)


def _shared_out(total: int, weights: Sequence[float]) -> list[int]:
    """`total` in whole numbers by weight, so that their sum is exact."""
    whole, given, reached = sum(weights), 0, 0.0
    counts = []
    for weight in weights:
        reached += weight
        upto = round(total * reached / whole)
        counts.append(upto - given)
        given = upto
    return counts
