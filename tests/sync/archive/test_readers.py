"""Anna learns who has read hers, of every organisation, and nothing of what anybody else wrote or was read."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldlog.models.reading import READ
from sync.archive import audit, readers
from sync.archive.archive import Archive
from sync.archive.audit import Who
from sync.protocol import Refused
from tests.conftest import FRIDAY
from tests.sync.archive.exchanging import caller_of, sent
from tests.sync.conftest import Enroller
from tests.sync.laptops import Laptop

LATER = FRIDAY + timedelta(minutes=5)


def told(archive: Archive, laptop: Laptop, after: int = 0, now: datetime = LATER) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(readers.told(archive, caller_of(laptop), after, now))
    return found


def rows(answer: dict[str, Any]) -> set[tuple[str, ...]]:
    return {(one["id"], one["org"], one["by"], one["how"]) for one in answer["readers"]}


def reads(laptop: Laptop, core: dict[str, Any], target: str | None = None) -> None:
    if not laptop.entries:
        laptop.begin()
    laptop.write("read", core, {"reason": "kanariefågel"}, target=target)


def test_details_lists_and_exports_of_colleagues_and_of_others_are_told_by_whom(
    archive: Archive, annas_laptop: Laptop, evas_laptop: Laptop, bos_laptop: Laptop, enrolled: Enroller
) -> None:
    registrar = enrolled("OVB", "REG-1", "reg")
    one, two = annas_laptop.observe("ett").fields.id, annas_laptop.observe("två").fields.id
    hers = evas_laptop.observe("hennes").fields.id
    reads(evas_laptop, {}, one)
    reads(evas_laptop, {"ids": [one, two, hers]})
    reads(bos_laptop, {"ids": [two]})
    reads(registrar, {"ids": [one], "how": "request"})
    reads(evas_laptop, {"ids": [one], "how": "refused", "of": "review"})
    reads(annas_laptop, {"ids": [one], "how": "export"})
    for laptop in (annas_laptop, evas_laptop, bos_laptop, registrar):
        sent(archive, laptop)
    audit.note(archive, Who("root", "SYS-1"), "content", {"OVB": [two]}, FRIDAY)

    assert rows(told(archive, annas_laptop)) == {
        (one, "OVB", "GL-01", "open"), (one, "OVB", "GL-01", "list"), (two, "OVB", "GL-01", "list"),
        (two, "NIS", "", "list"), (one, "OVB", "reg", "request"), (two, "OVB", "server", "admin"),
    }  # fmt: skip
    assert rows(told(archive, evas_laptop)) == set()
    assert rows(told(archive, bos_laptop)) == set()
    assert not {"kanarie", "SYS-1", "FA-07", "REG-1", hers} & set(json.dumps(told(archive, annas_laptop)).split('"'))


def test_each_is_told_once_and_what_was_just_pushed_next_time(
    archive: Archive, annas_laptop: Laptop, evas_laptop: Laptop
) -> None:
    one = annas_laptop.observe("ett").fields.id
    reads(evas_laptop, {}, one)
    for laptop in (annas_laptop, evas_laptop):
        sent(archive, laptop)

    soon = told(archive, annas_laptop, now=FRIDAY + timedelta(seconds=5))
    assert (soon["readers"], soon["more"]) == ([], False)
    then = told(archive, annas_laptop, soon["after"])
    assert rows(then) == {(one, "OVB", "GL-01", "open")}
    assert told(archive, annas_laptop, then["after"])["readers"] == []
    assert told(archive, annas_laptop, 10**14)["after"] == 10**14


def test_a_long_answer_comes_in_several_and_none_is_passed_over(
    archive: Archive, annas_laptop: Laptop, evas_laptop: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "AT_ONCE", 3)
    seen = [annas_laptop.observe(str(number)).fields.id for number in range(10)]
    sent(archive, annas_laptop)
    for each in seen:
        reads(evas_laptop, {}, each)
    sent(archive, evas_laptop)

    found, after, more = set(), 0, True
    while more:
        answer = told(archive, annas_laptop, after)
        found |= rows(answer)
        assert not answer["more"] or answer["after"] > after
        after, more = answer["after"], answer["more"]
    assert {row[0] for row in found} == set(seen)


def test_a_revoked_laptop_learns_nothing(archive: Archive, annas_laptop: Laptop) -> None:
    with pytest.raises(Refused, match="revoked"):
        readers.told(archive, caller_of(annas_laptop, "revoked"), 0, LATER)


def test_nothing_but_ids_of_her_own_and_words_of_the_program_is_in_an_answer(
    archive: Archive, annas_laptop: Laptop, evas_laptop: Laptop
) -> None:
    own = [annas_laptop.observe("kanariefågel", spot="kanariefågel").fields.id for _each in range(3)]
    others = [evas_laptop.observe("kanariefågel").fields.id for _each in range(3)]
    for laptop in (annas_laptop, evas_laptop):
        sent(archive, laptop)
    words = st.one_of(st.sampled_from(sorted(READ)), st.just("kanariefågel"), st.integers(-9, 9), st.none())

    @settings(max_examples=15, deadline=None)
    @given(st.lists(st.tuples(st.lists(st.sampled_from([*own, *others, "kanariefågel"])), words), max_size=4))
    def whatever_is_said(said: list[tuple[list[str], Any]]) -> None:
        first = len(evas_laptop.entries) + 1
        for ids, how in said:
            reads(evas_laptop, {"ids": ids, "how": how, "of": "kanariefågel"})
        if said:
            sent(archive, evas_laptop, first)
        answer = json.dumps(told(archive, annas_laptop), ensure_ascii=False)
        assert "kanarie" not in answer
        assert not any(each in answer for each in others)

    whatever_is_said()
