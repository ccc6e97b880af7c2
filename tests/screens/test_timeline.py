"""Rows of the timeline: what has room for twelve cells."""

import pytest

from fieldlog.screens.timeline import ages_in_short


@pytest.mark.parametrize(
    ("ages", "short"),
    [
        ((), ""),
        (("18-20",), "18-20"),
        (("18-20", "21-24"), "18-24"),
        (("<15", "15-17"), "<18"),
        (("25-64", "65+"), "25+"),
        (("15-17", "21-24"), "15-17,21-24"),
        (("<15", "15-17", "18-20", "21-24", "25-64", "65+"), "0+"),
        (("18-20", "21-24", "okänd"), "18-24,okänd"),
    ],
)
def test_ages_side_by_side_are_one_span(ages: tuple[str, ...], short: str) -> None:
    assert ages_in_short(ages) == short
