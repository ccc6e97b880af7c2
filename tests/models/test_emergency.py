"""An emergency: what its stamps make of the event, and what the place register answers."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldlog.models.emergency import KINDS, STAMPS, Emergency, emergency_of, metres_between, registered
from fieldlog.models.moment import STOCKHOLM
from fieldlog.models.vocabulary import vocabulary, with_register

STARTED = datetime(2026, 11, 20, 21, 47, tzinfo=STOCKHOLM)


def stamped(body: dict[str, Any], *stamps: int, kind: int = 1) -> Emergency:
    emergency = Emergency(kind)
    for number, which in enumerate(stamps):
        before = emergency.told()
        emergency.stamps.append((which, STARTED + timedelta(minutes=number)))
        emergency.put_into(body, before)
    return emergency


def test_stamps_become_fields_actions_and_words() -> None:
    body: dict[str, Any] = {}

    stamped(body, 1, 2, 2, 3, 4, 5, 6)

    assert body["category"] == "OD"
    assert body["severity"] == 4
    assert body["fields"] == {
        "larm112": "21:47",
        "naloxon": 2,
        "hlr": True,
        "medvetande": "vaken",
        "polis": "på plats",
    }
    assert body["actions"] == ["112", "NAL", "HLR"]
    told = "112 21:47, naloxon 21:48, naloxon 21:49, HLR 21:50, vaken 21:51, ambulans 21:52, polis 21:53"
    assert body["words"]["note"] == told


def test_a_stamp_taken_back_leaves_nothing() -> None:
    body: dict[str, Any] = {}
    emergency = stamped(body, 1, 2)

    before = emergency.told()
    emergency.stamps.clear()
    emergency.put_into(body, before)

    assert (body["fields"], body["actions"], body["words"]["note"]) == ({}, [], "")


def test_what_a_person_wrote_and_chose_stays_beside_the_stamps() -> None:
    body: dict[str, Any] = {"words": {"note": "låg vid hissen"}, "actions": ["FHJ"], "fields": {"skada": "vård"}}

    emergency = stamped(body, 1)
    body["words"]["note"] += ", kall"
    before = emergency.told()
    emergency.stamps.append((2, STARTED))
    emergency.put_into(body, before)

    assert body["words"]["note"] == "112 21:47, naloxon 21:47 låg vid hissen, kall"
    assert body["actions"] == ["FHJ", "112", "NAL"]
    assert body["fields"]["skada"] == "vård"


def test_somebody_ill_has_no_category_yet_but_a_word() -> None:
    body: dict[str, Any] = {}

    stamped(body, 1, kind=4)

    assert body["category"] is None
    assert body["words"]["note"] == "sjuk/skadad, 112 21:47"


@given(
    st.integers(0, len(KINDS)),
    st.lists(st.tuples(st.integers(1, len(STAMPS)), st.integers(0, 3_600_000)), max_size=30),
)
def test_a_draft_gives_back_the_emergency_that_was_put_into_it(kind: int, pressed: list[tuple[int, int]]) -> None:
    emergency = Emergency(kind, [(which, STARTED + timedelta(milliseconds=later)) for which, later in pressed])
    body: dict[str, Any] = {}
    emergency.put_into(body, "")

    assert emergency_of(body) == emergency


@pytest.mark.parametrize(
    "kept", [None, 7, {"kind": 9}, {"kind": "x"}, {"stamps": [[1]]}, {"stamps": [[99, "2026-11-20T21:47:00+01:00"]]}]
)
def test_a_draft_that_no_card_wrote_is_no_emergency(kept: Any) -> None:
    assert emergency_of({"emergency": kept}) is None


def test_the_nearest_place_with_a_defibrillator_is_named_with_its_distance() -> None:
    words = with_register(vocabulary(), {"PLK": {"aed": "innanför entrén"}, "HOT": {"aed": "biografens foajé"}})

    found = registered(words, "PLA", "aed")

    assert found is not None
    assert (found.text, found.place.code) == ("innanför entrén", "PLK")
    assert 10 < found.metres < 60


def test_a_place_that_has_its_own_answers_for_itself() -> None:
    words = with_register(vocabulary(), {"PLK": {"meet": "trappan"}, "PLA": {"meet": "vid fontänen"}})

    found = registered(words, "PLA", "meet")

    assert found is not None
    assert (found.text, found.metres) == ("vid fontänen", 0)


@pytest.mark.parametrize("code", [None, "XXX", "PLA"])
def test_without_a_register_nothing_is_invented(code: str | None) -> None:
    assert registered(vocabulary(), code, "meet") is None


def test_distances_are_those_of_a_city() -> None:
    places = vocabulary().places

    assert metres_between(places["PLA"], places["PLA"]) == 0
    assert 200 < metres_between(places["PLA"], places["HOT"]) < 700
