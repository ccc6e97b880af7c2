"""The organisation's own files beside the store: its places and its numbers."""

import json

import pytest

from fieldlog.home import Home
from fieldlog.logbook.log import Log, open_log
from fieldlog.logbook.numbers import numbers
from fieldlog.logbook.places import with_places
from fieldlog.models.vocabulary import vocabulary
from tests.conftest import FRIDAY


def test_the_log_reads_the_places_of_its_folder(anna: Log) -> None:
    register = {"SGG": {"say112": "Garaget, plan -2", "meet": "Rampen", "aed": "Vaktkuren"}}
    anna.folder.places.write_text(json.dumps(register), encoding="utf-8")

    again = open_log(anna.unlocked, FRIDAY)

    assert (again.vocabulary.places["SGG"].meet, again.notices) == ("Rampen", ())
    again.close()


@pytest.mark.parametrize("text", ["{", '{"XYZ": {}}', "[]", "[" * 5000])
def test_a_broken_register_keeps_nobody_from_the_log(anna: Log, text: str) -> None:
    anna.folder.places.write_text(text, encoding="utf-8")

    again = open_log(anna.unlocked, FRIDAY)

    assert again.vocabulary.places["SGG"].meet is None
    assert len(again.notices) == 1
    assert again.notices[0].startswith("Platsregistret")
    again.close()


def test_own_numbers_stand_after_the_public_ones_and_need_no_key(home: Home) -> None:
    folder = home.folder("OV-12")
    folder.make()
    folder.numbers.write_text('[{"sv": "Vakthavande", "number": "08-465 004 07"}]', encoding="utf-8")

    found, fault = numbers(folder)

    assert [number.number for number in found] == ["112", "114 14", "1177", "08-465 004 07"]
    assert fault == ""


@pytest.mark.parametrize("data", [b"{", b"\xff\xfe", b'[{"sv": "x"}]'])
def test_broken_own_numbers_leave_the_public_ones(home: Home, data: bytes) -> None:
    folder = home.folder("OV-12")
    folder.make()
    folder.numbers.write_bytes(data)

    found, fault = numbers(folder)

    assert len(found) == 3
    assert fault.startswith("De egna numren")


def test_a_folder_without_files_of_its_own_has_the_programs_words(home: Home) -> None:
    folder = home.folder("OV-12")

    assert with_places(folder, vocabulary())[1] == ()
    assert numbers(folder)[1] == ""
    assert not folder.practice
