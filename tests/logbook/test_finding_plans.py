"""Every list and every count finds its rows through an index: a walk through all rows shows on a laptop."""

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from fieldlog.logbook import amendments, finding
from fieldlog.logbook.finding import Filter
from fieldlog.logbook.log import Log
from fieldlog.logbook.mine import mine
from tests.conftest import FRIDAY

SINGLE: dict[str, dict[str, Any]] = {
    "nothing": {}, "since": {"since": FRIDAY}, "until": {"until": FRIDAY}, "place": {"place": "PLA"},
    "zone": {"zone": "SRG"}, "category": {"category": "OS"}, "family": {"family": "O"}, "author": {"author": "OV-12"},
    "shift": {"shift": "x"}, "returned": {"state": "returned"}, "saved": {"state": "saved"}, "class": {"class_": "C"},
    **{f"severity {level}": {"severity": level} for level in range(5)},
}  # fmt: skip
PAIRS = [
    (one, other)
    for one, other in itertools.combinations(SINGLE, 2)
    if not set(SINGLE[one]) & set(SINGLE[other]) and "nothing" not in (one, other)
]
FILTERS = [(name, Filter(**values)) for name, values in SINGLE.items()]
FILTERS += [(f"{one} and {other}", Filter(**SINGLE[one], **SINGLE[other])) for one, other in PAIRS]


@pytest.fixture
def asked(anna: Log) -> Iterator[list[tuple[str, Any]]]:
    """Every statement that is sent to the store, with its values."""
    statements: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_more: Any) -> None:
        if statement.startswith("SELECT"):
            statements.append((statement, values))

    engine = anna.store._engine  # the only place where every statement passes
    sa.event.listen(engine, "before_cursor_execute", note)
    yield statements
    sa.event.remove(engine, "before_cursor_execute", note)


def plans(log: Log, statements: list[tuple[str, Any]]) -> list[str]:
    with log.store.raw() as connection:
        return [
            row[3]
            for statement, values in statements
            for row in connection.execute("EXPLAIN QUERY PLAN " + statement, values)
        ]


def slow(steps: list[str]) -> list[str]:
    """Steps that touch every row, or sort. Sorting within one moment (the last term) is sorting a few."""
    return [
        step
        for step in steps
        # The tally has a row for each kind of entry; a subquery's rows are told by their own steps.
        if (step.startswith("SCAN") and "INDEX" not in step and step != "SCAN tally" and "subquery" not in step)
        or ("TEMP B-TREE" in step and "LAST TERM" not in step)
        or "AUTOMATIC" in step
    ]


@pytest.mark.parametrize(("name", "wanted"), FILTERS, ids=[name for name, _ in FILTERS])
def test_lists_and_counts_go_by_an_index(anna: Log, asked: list[tuple[str, Any]], name: str, wanted: Filter) -> None:
    finding.page(anna, wanted)
    finding.oldest(anna, wanted)
    finding.count(anna, wanted)
    list(finding.everything(anna, wanted))

    # What kept totals count, the protected are taken off of, by a question of their own.
    assert len(asked) == 4 + wanted.is_tallied()
    assert slow(plans(anna, asked)) == []


@pytest.mark.parametrize("level", [1, 2, 3, 4])
def test_the_serious_ones_are_not_looked_for_among_all(anna: Log, asked: list[tuple[str, Any]], level: int) -> None:
    finding.page(anna, Filter(severity=level))
    finding.oldest(anna, Filter(severity=level, since=FRIDAY))
    finding.count(anna, Filter(severity=level, since=FRIDAY))

    aside = ("TEMP B-TREE", "subquery", "LIST SUBQUERY", "observation_protected", "BLOOM FILTER")
    steps = [step for step in plans(anna, asked) if not any(word in step for word in aside)]
    assert len(steps) == 3
    assert all(f"observation_severe_{level}" in step for step in steps)


def test_words_alone_are_found_and_counted_without_a_look_at_the_rows(anna: Log, asked: list[tuple[str, Any]]) -> None:
    finding.numbers(anna, Filter(text="släckt"))
    finding.count(anna, Filter(text="släckt"))

    found, _when, counted = asked
    assert not any("observation" in step for step in plans(anna, [found, counted]))


@pytest.mark.parametrize("name", ["place", "severity 2", "class"])
def test_a_search_goes_by_the_words(anna: Log, asked: list[tuple[str, Any]], name: str) -> None:
    finding.page(anna, Filter(text="släckt", **SINGLE[name]))
    finding.count(anna, Filter(text="släckt", **SINGLE[name]))

    steps = plans(anna, asked)
    assert sum("search VIRTUAL TABLE" in step for step in steps) == 2
    judged = [step for step in steps if step.startswith("SEARCH observation") and "PRIMARY KEY" not in step]
    assert judged == ["SEARCH observation USING COVERING INDEX observation_found (row=?)"] * 2
    assert slow([step for step in steps if "VIRTUAL" not in step and "subquery" not in step]) == []


def test_a_search_in_a_shift_finds_its_rows_by_the_shift(anna: Log, asked: list[tuple[str, Any]]) -> None:
    finding.page(anna, Filter(text="släckt", shift="x"))
    finding.count(anna, Filter(text="släckt", shift="x"))

    steps = plans(anna, asked)
    assert sum("COVERING INDEX observation_shift (shift=?)" in step for step in steps) == 2
    assert not any("VIRTUAL TABLE INDEX" in step and ":=" in step for step in steps)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("place", "category"),
        ("place", "severity 2"),
        ("zone", "category"),
        ("zone", "severity 2"),
        ("family", "zone"),
        ("category", "severity 2"),
        ("saved", "place"),
    ],
)
def test_two_conditions_at_once_are_counted_in_an_index_alone(
    anna: Log, asked: list[tuple[str, Any]], one: str, other: str
) -> None:
    finding.count(anna, Filter(**SINGLE[one], **SINGLE[other], since=FRIDAY))

    assert any("COVERING INDEX" in step for step in plans(anna, asked))


def test_what_is_kept_about_anna_is_told_without_a_walk_through_the_rows(
    anna: Log, asked: list[tuple[str, Any]]
) -> None:
    mine(anna)

    assert not [step for step in plans(anna, asked) if step.startswith("SCAN observation")]


def test_what_can_be_undone_is_found_from_the_end(anna: Log, asked: list[tuple[str, Any]]) -> None:
    amendments.undoable(anna)

    assert slow(plans(anna, asked)) == []
