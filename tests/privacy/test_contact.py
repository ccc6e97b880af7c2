"""Telephone numbers, addresses and plates are found; times, sums, codes and numbers anyone may ring are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldlog.models.vocabulary import vocabulary
from fieldlog.privacy import contact, find_personal, mask


def kinds(text: str) -> list[str]:
    return [found.kind for found in find_personal(text)]


@pytest.mark.parametrize(
    "number",
    [
        "070-174 06 61",
        "070-1740661",
        "070 174 06 61",
        "0701740661",
        "0701-74 06 61",
        "0701 74 06 61",
        "07 01 74 06 61",
        "070.174.06.61",
        "070–174 06 61",
        "070\u00a0174\u00a006\u00a061",
        "+46701740661",
        "+46 70 174 06 61",
        "+46 (0)70-174 06 61",
        "0046 70 174 06 61",
        "46701740661",
        "08-123 456 78",
        "08-123 45 67",
        "08 123 456 78",
        "(08) 123 45 67",
        "018-12 34 56",
        "0171-234 56",
        "+44 20 7946 0958",
        "+1 202-555-0143",
        "０７０-１７４ ０６ ６１",
    ],
)
def test_a_telephone_number_is_found_however_it_is_grouped(number: str) -> None:
    for text in (number, f"ring mamma {number}, hämtar kl 23.20", f"tel:{number}."):
        assert kinds(text) == ["phone"], text
        assert mask(text, find_personal(text)) == text.replace(number, "[telefon]")


@pytest.mark.parametrize("text", ["tel 174 06 61", "Tfn: 174 06 61", "mobil nr 1740661", "phone is 174 06 61"])
def test_what_is_called_a_telephone_number_is_one(text: str) -> None:
    assert kinds(text) == ["phone"]


@pytest.mark.parametrize(
    "text", ["112", "114 14", "077-114 14 00", "+46 77 114 14 00", "1177", "116 111", "020-50 50 50"]
)
def test_numbers_that_anyone_may_ring_are_not_flagged(text: str) -> None:
    assert kinds(f"ringde {text} kl 21:47") == []


@pytest.mark.parametrize(
    "text",
    [
        "08 15 21 47",
        "01-02-2026",
        "2026-08-22 21.47",
        "0815 2147",
        "kl 08-17",
        "08:15-21:47",
        "0,8 g",
        "stolpe 0447",
        "26-11873",
        "telefon via 112 21:47",
        "antal 007",
        "+3 st",
        "plan -2",
    ],
)
def test_times_dates_and_counts_are_no_telephone_numbers(text: str) -> None:
    assert kinds(text) == []


@pytest.mark.parametrize(
    "mail",
    ["anna@exempel.se", "anna.berg-ek+klara@post.exempel.se", "åsa@exempel.nu", "anna(at)exempel.se", "a@b.museum"],
)
def test_an_address_is_found(mail: str) -> None:
    text = f"mejla {mail}, svarar ej"
    assert mask(text, find_personal(text)) == "mejla [e-post], svarar ej"


@pytest.mark.parametrize("text", ["@", "möte @ plattan", "a@", "@exempel.se", "2 @ 50 kr", "a@b"])
def test_a_sign_alone_is_no_address(text: str) -> None:
    assert kinds(text) == []


@pytest.mark.parametrize("plate", ["ABC123", "ABC 123", "ABC-123", "ABC12D", "ABC 12D", "abc123"])
def test_a_plate_is_found(plate: str) -> None:
    text = f"vit skåpbil {plate} mot Vasagatan"
    assert mask(text, find_personal(text)) == "vit skåpbil [regnr] mot Vasagatan"


@pytest.mark.parametrize("text", ["reg PLA 123", "regnr: pla 123", "reg.nr lob123", "nummerplåt är ABC 123"])
def test_what_is_called_a_plate_is_one_whatever_its_letters(text: str) -> None:
    assert kinds(text) == ["plate"]


@pytest.mark.parametrize(
    "text", ["OV-12", "LOB 123", "HVB 12 A", "ABC1234", "XABC123", "AIQ123", "NH 123", "E4 123", "RUM 214"]
)
def test_codes_and_abbreviations_are_no_plates(text: str) -> None:
    assert kinds(text) == []


def test_the_codes_of_the_vocabulary_before_a_count_are_no_plates() -> None:
    words = vocabulary()
    for code in (*words.places, *words.actions, *words.partners):
        assert kinds(f"{code} 123") == []
        assert kinds(f"{code.lower()}123") == []


@given(
    st.lists(st.sampled_from(["reg", " ", "är ", "abc", "ABC", "plate: ", "12", "123", "1", "D", "\u00a0", "-", "å"]))
)
def test_the_quick_look_passes_over_no_plate(pieces: list[str]) -> None:
    text = "".join(pieces)
    found = any(pattern.search(text) for pattern in (contact._PLATE, contact._SMALL_PLATE, contact._NAMED_PLATE))
    assert contact._LIKE_A_PLATE.search(text) or not found
