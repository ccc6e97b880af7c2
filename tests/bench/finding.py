"""Finding in a million: search, lists, filters, counts; and opening such a store against an empty one."""

import random
import statistics
import time

from fieldlog.logbook import finding
from fieldlog.logbook.finding import Filter
from fieldlog.logbook.log import Log
from tests.bench.floors import each_ms
from tests.bench.stores import Made

WORDS = ("langar", "kanyler växtlådan", "öppet", "trappan", "slackt", "polis", "ungd", "lugnt", "stolpe", "hissen")
TIMES = 60


def main(made: Made, empty: Made) -> None:
    log = made.open()
    rows = finding.count(log, Filter())
    searches = [ms for word in WORDS for ms in each_ms(lambda word=word: finding.page(log, Filter(text=word)), 6)]
    print(f"search, first page of 50 of {rows:,}: p95 {p95(searches):.1f} ms in process; reach 30")
    lists = [ms for wanted in filters(log) for ms in each_ms(lambda wanted=wanted: finding.page(log, wanted), 4)]
    counts = [ms for wanted in filters(log) for ms in each_ms(lambda wanted=wanted: finding.count(log, wanted), 3)]
    print(f"list and filter: p95 {p95(lists):.1f} ms, count: p95 {p95(counts):.1f} ms; reach 50")
    log.close()
    opening(made, empty)


def filters(log: Log) -> list[Filter]:
    shuffled = random.Random(1)
    places, categories = list(log.vocabulary.places), list(log.vocabulary.categories)
    made = [Filter(), Filter(severity=2), Filter(family="N"), Filter(state="withdrawn"), Filter(author="OV-12")]
    made += [Filter(place=shuffled.choice(places), category=shuffled.choice(categories)) for _each in range(8)]
    made += [Filter(zone=zone) for zone in log.vocabulary.zones]
    return made + [Filter(category=category) for category in categories]


def opening(made: Made, empty: Made) -> None:
    ratios = [open_seconds(made) / open_seconds(empty) for _round in range(9)]
    print(f"opening a million against an empty store: {statistics.median(ratios):.2f}x; reach <= 1.3x")


def open_seconds(made: Made) -> float:
    desk = made.desk()
    begun = time.perf_counter()
    desk.first_look()
    taken = time.perf_counter() - begun
    desk.close()
    return taken


def p95(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]
