"""An organisation's own answers on its places, and telephone numbers read from its files."""

import json

import pytest

from fieldlog.models.numbers import Number, public_numbers, read_numbers
from fieldlog.models.vocabulary import vocabulary, with_register


def test_a_register_says_what_nobody_else_can_know_of_a_place() -> None:
    words = with_register(vocabulary(), {"PLA": {"say112": "Plattan, nedre plan", "aed": "i lokalen"}})

    assert (words.places["PLA"].say112, words.places["PLA"].meet, words.places["PLA"].aed) == (
        "Plattan, nedre plan",
        None,
        "i lokalen",
    )
    assert words.places["TRP"] == vocabulary().places["TRP"]
    assert vocabulary().places["PLA"].say112 is None


@pytest.mark.parametrize(
    ("register", "place"),
    [
        ({"XYZ": {"meet": "här"}}, "XYZ"),
        ({"PLA": {"owner": "vi"}}, "PLA"),
        ({"PLA": {"meet": ""}}, "PLA"),
        ({"PLA": {"meet": "x" * 81}}, "PLA"),
        ({"PLA": {"meet": "två\nrader"}}, "PLA"),
        ({"PLA": ["här"]}, "PLA"),
        (["PLA"], "*"),
    ],
)
def test_a_register_that_cannot_be_used_names_the_place(register: object, place: str) -> None:
    with pytest.raises(ValueError, match=place.replace("*", r"\*")):
        with_register(vocabulary(), register)


def test_the_public_numbers_come_with_the_program() -> None:
    assert [number.number for number in public_numbers()] == ["112", "114 14", "1177"]


def test_a_number_without_english_is_called_the_same_in_both_languages() -> None:
    assert read_numbers('[{"sv": "Vakthavande", "number": "08-465 004 07"}]') == (
        Number("Vakthavande", "Vakthavande", "08-465 004 07"),
    )


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("{", 0),
        ("{}", 0),
        ('[{"sv": "a", "number": "112"}, {"sv": "b"}]', 2),
        ('[{"sv": "a", "number": "tolv"}]', 1),
        ('[{"sv": "a\\u001b[2J", "number": "112"}]', 1),
        (json.dumps([{"sv": "a" * 61, "number": "112"}]), 1),
        ('[{"sv": "a", "number": "112", "name": "b"}]', 1),
    ],
)
def test_a_file_of_numbers_that_cannot_be_used_names_the_row(text: str, row: int) -> None:
    with pytest.raises(ValueError, match=str(row)):
        read_numbers(text)
