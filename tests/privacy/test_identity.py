"""Identity numbers are found however they are spelled, and what is none is left alone."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldlog.privacy import find_personal, identity_numbers, mask, mask_identities
from tests.privacy.spellings import (
    PERSONNUMMER,
    RESERVNUMMER,
    SAMORDNINGSNUMMER,
    WRONG_CHECKSUM,
    checksum,
    in_full_width,
    numbers,
    spelled,
)

FOUR_DIGITS = re.compile(r"\d{4}")
SENTENCES = (
    "{}",
    "pnr:{}",
    "pnr{}, LOB kl 22.10",
    "Man ca 40 ({}) vaken, 112 21:47",
    "anna{}född",
    "{}\nny rad",
    "x4 kanyler, {}, följer upp",
)


@pytest.mark.parametrize("number", PERSONNUMMER + SAMORDNINGSNUMMER)
@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_number_is_masked_in_every_spelling(number: str, sentence: str) -> None:
    for way in spelled(number):
        for written in (way, in_full_width(way)):
            text = sentence.replace("{}", written)
            assert not FOUR_DIGITS.search(mask_identities(text)), text


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        *((number, "personnummer") for number in PERSONNUMMER),
        *((number, "samordningsnummer") for number in SAMORDNINGSNUMMER),
        *((number, "reservnummer") for number in RESERVNUMMER),
        ("22950606-FH20", "reservnummer"),
        ("22 95 06 06 - FH 20", "reservnummer"),
        ("0034 2145-bz31", "reservnummer"),
        ("950606-FH20", "reservnummer"),
        ("25950606-FH27", "reservnummer"),
        ("２２９５０６０６-ＦＨ２０", "reservnummer"),
        ("99 1981 000011", "reservnummer"),
        ("991981-000011", "reservnummer"),
    ],
)
def test_each_kind_is_told_apart(text: str, kind: str) -> None:
    (found,) = identity_numbers(f"pnr {text} enl leg")
    assert (found.kind, found.certain, found.text) == (kind, True, text)


@pytest.mark.parametrize("number", WRONG_CHECKSUM)
def test_a_wrong_checksum_is_asked_about_but_never_certain(number: str) -> None:
    for text in (number, f"{number[:8]}-{number[8:]}", f"{number[2:8]}-{number[8:]}", f"{number[2:8]}+{number[8:]}"):
        assert identity_numbers(text) == ()
        (found,) = find_personal(text)
        assert found.certain is False
        assert found.kind in {"personnummer", "samordningsnummer"}


@pytest.mark.parametrize("number", PERSONNUMMER + SAMORDNINGSNUMMER)
def test_each_other_last_digit_is_wrong(number: str) -> None:
    for digit in set("0123456789") - {number[-1]}:
        assert identity_numbers(number[:-1] + digit) == ()


@pytest.mark.parametrize("number", ["22950606-FH21", "22950606-FI20", "00342145-BZ32", "991981000012", "22951306-FH20"])
def test_a_reservnummer_with_a_fault_is_not_certain(number: str) -> None:
    assert identity_numbers(number) == ()


@pytest.mark.parametrize(
    "text",
    [
        "org nr 556016-0680",
        "165560160680",
        "kl 21:47",
        "2147",
        "21.47 22.10 22.31",
        "kl 2147, 2156 och 2210",
        "2026-08-22",
        "2026-08-22 2147",
        "2026-08-22 21.47",
        "2026-08-22 21:47:10",
        "22.08.2026 21.47",
        "2026-10-02 1129 07.47",
        "2026-04-13 0715 13.48 3975 kr",
        "2026-07-19 1623 14.42",
        "2026-06-12 0011 04.31 8834 kr",
        "2026-08-22 - 2026-08-23",
        "2026-08-22 – 2026-08-23",
        "ärende 26-11873",
        "stolpe 4471",
        "12 500 kr",
        "1 250 000,50 kr",
        "3 pers 18-24, 25-34",
        "radio 3214",
        "OV-12 och OV-14",
        "112 21:47, 114 14 21:48",
        "196002300000",
        "1900-02-29-0005",
        "17121212-1212",
        "12345678901234567890",
        "",
    ],
)
def test_what_is_no_identity_number_is_left_alone(text: str) -> None:
    assert find_personal(text) == ()


def test_a_count_before_a_number_is_not_part_of_it() -> None:
    (found,) = identity_numbers("3 18-24 121212-1212 21.47")
    assert found.text == "121212-1212"


def test_dates_and_clocks_never_make_a_number() -> None:
    for day in range(1, 29):
        for minute in range(60):
            assert identity_numbers(f"2026-08-{day:02} 21{minute:02}") == ()
            assert identity_numbers(f"2026-08-{day:02} 21.{minute:02}") == ()
            assert identity_numbers(f"2026-08-{day:02}–2026-09-{day:02}") == ()


@pytest.mark.parametrize("text", ["20211130 2147", "261130 2143"])
def test_a_date_and_a_clock_that_make_a_number_are_asked_about_only(text: str) -> None:
    number = text.replace(" ", "")[-10:-1]
    text = text[:-1] + checksum(number)
    assert identity_numbers(text) == ()
    assert [found.certain for found in find_personal(text)] == [False]


@given(numbers(), st.data(), st.text(), st.text())
def test_no_four_digits_of_any_number_are_left_in_any_text(
    number: str, data: st.DataObject, before: str, after: str
) -> None:
    way = data.draw(st.sampled_from(spelled(number)))
    if data.draw(st.booleans()):
        way = in_full_width(way)
    before, after = before.translate(_NO_DIGITS), after.translate(_NO_DIGITS)
    text = f"{before}{way}{after}"
    masked = mask_identities(text)
    assert not FOUR_DIGITS.search(masked)
    assert mask_identities(masked) == masked
    assert not FOUR_DIGITS.search(mask(text, find_personal(text)))


@given(numbers(), st.sampled_from("abc:,;()[]\"'=åÖ!?"), st.text(), st.text(), st.data())
def test_a_number_set_apart_is_found_among_other_digits(
    number: str, apart: str, before: str, after: str, data: st.DataObject
) -> None:
    way = data.draw(st.sampled_from(spelled(number)))
    text = f"{before}{apart}{way}{apart}{after}"
    place = range(len(before) + 1, len(before) + 1 + len(way))
    assert any(found.start <= place[0] and place[-1] < found.end for found in identity_numbers(text))


_NO_DIGITS = {ord(sign): "x" for sign in map(chr, range(0x110000)) if sign.isdecimal()}
