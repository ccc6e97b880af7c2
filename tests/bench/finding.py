"""Finding in a million: search, lists, filters, counts; and opening such a store against an empty one."""

import random
import statistics
import time
from datetime import timedelta
from functools import partial

from fieldlog.logbook import finding
from fieldlog.logbook.browsing import look_for
from fieldlog.logbook.finding import Filter
from fieldlog.logbook.log import Log
from fieldlog.logbook.mine import mine
from tests.bench.floors import each_ms
from tests.bench.stores import Made, now

WORDS = (
    "polis",
    "öppet",
    "slackt",
    "ungd",
    "lugnt",
    "stolpe",
    "hissen",
    "trappan",
    "trp polis",
    "polis öppet",
    "nh s3",
)


def main(made: Made, empty: Made) -> None:
    log = made.open()
    rows = finding.count(log, Filter())
    typed = list(WORDS) * 6
    searches = [ms for text in typed for ms in each_ms(partial(look_for, log, text, now(), limit=50), 1)]
    print(
        f"search as its screen asks, first page of 50 of {rows:,} and how many: p95 {p95(searches):.1f} ms "
        f"(slowest {max(searches):.0f}) in process; reach 30"
    )
    # Each in turn, as people ask: the pages that one of them deciphered are gone when its turn comes again.
    asked = filters(log) * 2
    lists = [ms for wanted in asked for ms in each_ms(partial(finding.page, log, wanted), 1)]
    counts = [ms for wanted in asked for ms in each_ms(partial(finding.count, log, wanted), 1)]
    print(
        f"list and filter of {len(asked) // 2} kinds: p95 {p95(lists):.1f} ms (slowest {max(lists):.0f}), "
        f"count: p95 {p95(counts):.1f} ms (slowest {max(counts):.0f}); reach 50"
    )
    own = each_ms(partial(mine, log), 20)
    log.close()
    print(f"other counts: mine {p95(own):.1f} ms, the shift and what is unsent {p95(looks(made)):.1f} ms; reach 50")
    opening(made, empty)


def looks(made: Made) -> list[float]:
    """Milliseconds of the first look at tonight, as the shift screen has it after each change."""
    desk = made.desk()
    desk.first_look()
    taken = each_ms(desk._tonight, 20)
    desk.close()
    return taken


def filters(log: Log) -> list[Filter]:
    """One condition of each kind and value, and pairs and threes of them as people combine them."""
    shuffled = random.Random(1)
    places, categories = list(log.vocabulary.places), list(log.vocabulary.categories)
    zones, families = list(log.vocabulary.zones), list(log.vocabulary.families)
    made = [Filter(), Filter(state="withdrawn"), Filter(author="OV-12"), Filter(class_="C")]
    made += [Filter(severity=least) for least in (1, 2, 3, 4)]
    made += [Filter(zone=zone) for zone in zones] + [Filter(family=family) for family in families]
    made += [Filter(category=category) for category in categories]
    made += [Filter(place=shuffled.choice(places), category=shuffled.choice(categories)) for _each in range(20)]
    made += [Filter(place=shuffled.choice(places), family=shuffled.choice(families)) for _each in range(10)]
    made += [Filter(place=shuffled.choice(places), severity=shuffled.choice((2, 3))) for _each in range(10)]
    made += [Filter(zone=shuffled.choice(zones), category=shuffled.choice(categories)) for _each in range(10)]
    made += [Filter(zone=shuffled.choice(zones), severity=shuffled.choice((2, 3))) for _each in range(10)]
    made += [Filter(category=shuffled.choice(categories), severity=shuffled.choice((2, 3))) for _each in range(10)]
    made += [Filter(author="OV-12", category=shuffled.choice(categories)) for _each in range(5)]
    for days in (1, 3, 7, 30, 365, 3650):
        since = now() - timedelta(days=days)
        made += [Filter(since=since), Filter(since=since, place=shuffled.choice(places)), Filter(until=since)]
        made += [Filter(since=since, severity=3), Filter(since=since, author="OV-12")]
    shuffled.shuffle(made)
    return made


def opening(made: Made, empty: Made) -> None:
    ratios = [open_seconds(made) / open_seconds(empty) for _round in range(9)]
    print(f"opening a million against an empty store: {statistics.median(ratios):.2f}x; reach <= 1.3x")


def open_seconds(made: Made) -> float:
    """Until tonight is known, and the verbs are ready to write: the raw read, then the log itself."""
    desk = made.desk()
    begun = time.perf_counter()
    desk.first_look()
    desk._opened()
    taken = time.perf_counter() - begun
    desk.close()
    return taken


def p95(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]
