"""Listing and searching."""

from datetime import timedelta

import pytest

from tests.cli.conftest import Answer, Command
from tests.conftest import FRIDAY


@pytest.fixture
def evening(fieldlog: Command) -> Command:
    """A log with a calm Thursday and a busy Friday."""
    fieldlog("add", stdin="tl pla allt lugnt\nsk ktu tagg på väggen\n".encode(), now=FRIDAY - timedelta(days=1))
    fieldlog("add", stdin="nh pla två langar\nol vas\nbl trp lampan är släckt\nnb\n".encode())
    return fieldlog


def categories(answer: Answer) -> list[str | None]:
    return [each["category"] for each in answer.objects]


def test_a_list_is_newest_first_with_open_events_among_the_rest(evening: Command) -> None:
    answer = evening("list", "--json")

    times = [each["at"] for each in answer.objects]
    assert times == sorted(times, reverse=True)
    assert {"open", "saved"} <= {each["state"] for each in answer.objects}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["--place", "plattan"], {"NH", "TL"}),
        (["--place", "PLA", "--since", "2026-11-20"], {"NH"}),
        (["--until", "2026-11-19"], {"TL", "SK"}),
        (["--since", "igår", "--until", "igår"], {"TL", "SK"}),
        (["--until", "2026-11-20T00:00+01:00"], {"TL", "SK"}),
        (["--category", "nh"], {"NH"}),
        (["--category", "N"], {"NH", "NB"}),
        (["--state", "open", "--category", "nb"], {"NB"}),
        (["--place", "TG", "--state", "saved"], {"TL", "NH", "BL"}),
        (["--author", "ov-12", "--category", "tl"], {"TL"}),
    ],
)
def test_filters_narrow_the_list(evening: Command, words: list[str], found: set[str]) -> None:
    assert set(categories(evening("list", "--json", *words))) == found


def test_a_limit_holds_and_is_said(evening: Command) -> None:
    answer = evening("list", "--limit", "2", "--json")

    assert len(answer.objects) == 2
    assert "--limit" in answer.err


@pytest.mark.parametrize("words", [["slackt"], ["SLÄCKT"], ["sla\u0308ckt"], ["lampan", "slä"]])
def test_words_are_found_whatever_their_case_and_accents(evening: Command, words: list[str]) -> None:
    assert categories(evening("search", *words, "--json")) == ["BL"]


def test_what_is_not_found_is_the_answer_no_with_what_may_have_been_meant(evening: Command) -> None:
    answer = evening("search", "lampam", "--json")

    assert (answer.code, answer.out) == (1, "")
    assert "lampan (1)" in answer.err


@pytest.mark.parametrize("words", ['"', "* OR NEAR(", "a' --"])
def test_signs_in_a_search_are_never_operators(evening: Command, words: str) -> None:
    assert evening("search", words).code in {0, 1, 2}


def test_an_empty_log_has_nothing_to_list(fieldlog: Command) -> None:
    for state in ("open", "saved", "approved", "returned", "withdrawn", "quarantined", "erased", "waiting"):
        assert fieldlog("list", "--state", state).code == 1


def test_the_text_of_a_list_is_aligned_and_without_colours(evening: Command) -> None:
    lines = evening("list").out.splitlines()

    assert len({line.index("2026-11") for line in lines}) == 1
    assert not any("\x1b" in line for line in lines)


@pytest.mark.parametrize(
    "words", [["--place", "nowhere"], ["--category", "xx"], ["--since", "strax sen"], ["--shift", "f"]]
)
def test_a_filter_that_cannot_be_read_is_said(evening: Command, words: list[str]) -> None:
    answer = evening("list", *words)

    assert (answer.code in {1, 2}, len(answer.err.splitlines())) == (True, 1)
