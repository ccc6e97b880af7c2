"""Names of people are found where they stand as names; places and words that bear a name are left alone."""

import json
import unicodedata
from importlib.resources import files
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldlog.models.vocabulary import vocabulary
from fieldlog.privacy import find_personal, mask
from fieldlog.privacy.names import _may_hold_a_name, called, likely_names


def masked(text: str) -> str:
    return mask(text, find_personal(text))


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Han heter Abdifatah", "Han heter [namn]"),
        ("hon heter anna, 15 år", "hon heter [namn], 15 år"),
        ("killen heter zyxo och sprang", "killen heter [namn] och sprang"),
        ("hette Sara-Li Ek.", "hette [namn]."),
        ("en man vid namn Kalle von Ek vid trappan", "en man vid namn [namn] vid trappan"),
        ('heter "Lillen"', 'heter "[namn]"'),
        ("Namn: Sara Ek", "Namn: [namn]"),
        ("kallas Zigge", "kallas [namn]"),
        ("a man named John Smith ran", "a man named [namn] ran"),
        ("his name is Ali", "his name is [namn]"),
    ],
)
def test_what_someone_is_called_is_found(text: str, left: str) -> None:
    assert masked(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "det heter så",
        "gatan heter Drottninggatan",
        "Polis kallas till platsen",
        "police called 23:02 arrived 23:09",
        "called Police 23:02",
        "vet inte vad han heter",
        "namn okänt",
        "kallas Plattan",
    ],
)
def test_not_all_that_is_called_something_is_a_person(text: str) -> None:
    assert masked(text) == text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Pratade med Anna Svensson på Plattan", "Pratade med [namn] på Plattan"),
        ("Anna Svensson sprang", "[namn] sprang"),
        ("Xanadi Andersson sprang", "[namn] sprang"),
        ("träffade Xanadi Ali igen", "träffade [namn] igen"),
        ("ANNA, Erik och Bo vid trappan", "ANNA, [namn] och [namn] vid trappan"),
        ("pratade med mohammed ali igen", "pratade med [namn] igen"),
        ("andersson vill ha kontakt", "[namn] vill ha kontakt"),
        ("Vakten Andersson såg det", "Vakten [namn] såg det"),
        ("Annas telefon", "[namn] telefon"),
        ("Maria sprang", "[namn] sprang"),
        ("Anna Berg Vasagatan", "[namn] Vasagatan"),
        ("Klara Johansson", "[namn]"),
        ("Jean-Pierre Lindström", "[namn]"),
    ],
)
def test_a_likely_name_is_found(text: str, left: str) -> None:
    assert masked(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "Sergels torg",
        "Gustav Adolfs torg",
        "Drottninggatan",
        "Klara kyrka",
        "Klara Norra Kyrkogata",
        "Malmskillnadsgatan",
        "Mäster Samuelsgatan",
        "Birger Jarlsgatan",
        "På Birger Jarlsgatan",
        "Adolf Fredriks kyrka",
        "Olof Palmes gata",
        "Sankt Eriks gata",
        "S:t Görans sjukhus",
        "Björns trädgård",
        "Katarina bangata",
        "Maria torg",
        "Maria Ungdom tog över",
        "lugnt i Klara",
        "Kulturhuset Stadsteatern",
    ],
)
def test_a_place_that_bears_a_name_is_left_alone(text: str) -> None:
    for sentence in (text, f"Vid {text}", f"lugnt vid {text} kl 21:47."):
        assert masked(sentence) == sentence


@pytest.mark.parametrize(
    "text",
    [
        "Stig på rulltrappan",
        "Sten kastades mot rutan",
        "Visar upp leg",
        "kan komma, vill ha, per man, 5 jan",
        "Bra stämning på Plattan",
        "Schackspelarna på plats, ca 30 åskådare",
        "Ungdomsjouren och Norrmalmspolisen",
    ],
)
def test_a_word_that_is_also_a_name_is_left_alone(text: str) -> None:
    assert masked(text) == text


def test_no_word_of_the_vocabulary_is_taken_for_a_person() -> None:
    words = vocabulary()
    spoken = [place.name for place in words.places.values()] + [one.sv for one in words.categories.values()]
    spoken += [one.en for one in words.categories.values()] + [one.sv for one in words.actions.values()]
    spoken += [alias for place in words.places.values() for alias in place.aliases]
    assert [text for text in spoken if find_personal(text)] == []


def test_the_lists_know_the_common_names_each_once() -> None:
    lists = json.loads(files("fieldlog.privacy").joinpath("names.json").read_text(encoding="utf-8"))
    assert len(lists["first"]) >= 400
    assert len(lists["last"]) >= 150
    for names in lists.values():
        assert len(names) == len(set(names))
    assert set(lists["also_words"]) | set(lists["never_alone"]) <= set(lists["first"]) | {"Visar", "Ville"}


WORDS = "Anna anna-lena anna's Svensson svenssons och lampa trasig erik Erik’s på torget per . Ågren Två".split()


@given(st.lists(st.sampled_from(WORDS)))
def test_the_quick_look_passes_over_no_name(words: list[str]) -> None:
    text = " ".join(words)

    if not _may_hold_a_name(text):
        with patch("fieldlog.privacy.names._may_hold_a_name", return_value=True):
            assert list(likely_names(text)) == []


@pytest.mark.parametrize(
    "said",
    ["heter", "hette", "vid namn", "by the name of", "named", "namnet", "namn", "name is", "name's", "name", "my names",
     "kallas", "kallas för", "kallad", "kallar sig", "called", "calls himself", "known as", "goes by", "alias", "aka"],
)  # fmt: skip
def test_a_name_is_found_in_whatever_case_it_is_told(said: str) -> None:
    for spelled in (said, said.upper(), said.title(), said.replace("k", "\u212a").replace("s", "\u017f")):
        assert [found.text for found in called(f"{spelled} Zorbina")] == ["Zorbina"]


@pytest.mark.parametrize("text", ["pratade med Åsa Öberg vid trappan", "hon heter Åsa", "Çağla Öztürk grät, ring René"])
def test_a_name_whose_letters_come_apart_is_found_and_masked_whole(text: str) -> None:
    apart = unicodedata.normalize("NFD", text)

    assert len(apart) > len(text)
    assert masked(apart) == unicodedata.normalize("NFD", masked(text))
    assert "[namn]" in masked(apart)
    assert all(apart[found.start : found.end] == found.text for found in find_personal(apart))


@given(st.text())
def test_places_are_those_of_the_text_whatever_its_letters_are(text: str) -> None:
    for found in find_personal(text + " Å\u0323sa O\u0308berg"):
        assert (text + " Å\u0323sa O\u0308berg")[found.start : found.end] == found.text
