"""Words typed wrong are understood, folded text meets folded text, abbreviations are written out."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldlog.line.abbreviations import ABBREVIATIONS, fold_text, understand_word
from fieldlog.line.spelling import Lexicon, edits, nearest_codes

WORDS = Lexicon(["kanyler", "ungdomar", "släckta", "medvetslös", "slagsmål", "lampor", "langar*"], kept=["langt"])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("knayler", "kanyler"), ("ungdmar", "ungdomar"), ("kannyler", "kanyler"), ("ungdommmar", "ungdomar"),
     ("lanpor", "lampor"), ("lanngare", "langare"), ("ugndmar", "ungdomar")],
)  # fmt: skip
def test_a_slip_is_forgiven(typed: str, meant: str) -> None:
    assert WORDS.correct(typed) == meant


@pytest.mark.parametrize("typed", ["lam", "langt", "svensk", "abcdefgh", "kyrka", "l4mpor"])
def test_short_known_and_other_words_stay_as_they_are(typed: str) -> None:
    assert WORDS.correct(typed) == typed


@given(st.text("abcdef", max_size=9), st.text("abcdef", max_size=9))
def test_distance_is_the_same_both_ways(first: str, second: str) -> None:
    assert edits(first, second, 3) == edits(second, first, 3)
    assert (edits(first, second, 3) == 0) == (first == second)


def test_the_nearest_code_is_the_one_beside_it_on_the_keyboard() -> None:
    assert nearest_codes("nj", ["nh", "tl", "vf"]) == ("nh",)
    assert nearest_codes("hn", ["nh", "tl"]) == ("nh",)
    assert nearest_codes("zz", ["nh", "tl"]) == ()


@given(st.text(max_size=30))
def test_folding_does_not_depend_on_how_letters_are_composed(text: str) -> None:
    assert fold_text(unicodedata.normalize("NFD", text)) == fold_text(unicodedata.normalize("NFC", text))


def test_folding_meets_what_was_typed_without_dots() -> None:
    assert fold_text("SLÄCKT") == fold_text("sla\u0308ckt") == "slackt"


def test_abbreviations_are_known_in_any_letters() -> None:
    assert understand_word("Pers") == "personer"
    assert ABBREVIATIONS["vh"] == "vårdnadshavare"
