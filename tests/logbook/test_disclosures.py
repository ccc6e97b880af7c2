"""Disclosures: no ground, no byte; a decision is whole or not there; and only the chosen fields are what goes out."""

import json
from datetime import date
from typing import Any

import pytest

from fieldlog.language import set_language
from fieldlog.logbook import disclosures, folding, reads
from fieldlog.logbook.decision_text import decision_text
from fieldlog.logbook.disclosures import Wanted
from fieldlog.logbook.log import Log
from fieldlog.models import ground
from fieldlog.models.refusal import NotFound, RuleBroken
from tests.conftest import FRIDAY
from tests.supervising import Night, let_supervise

YOUNG: dict[str, bool | str] = {
    "under_21": True, "risk": True, "suitable": True, "committed": False, "why": "insats pågår",
}  # fmt: skip
NUMBER = "19121212-1212"


def wanted(**changes: Any) -> Wanted:
    said: dict[str, Any] = {
        "to": "NIS", "decision": "granted", "decider": "GL-01", "ground": "young", "fields": ("place", "words"),
        "answers": YOUNG, "text": "begärt av socialtjänsten",
    } | changes  # fmt: skip
    return Wanted(**said)


@pytest.fixture
def seen(eva: Log) -> str:
    """A class C entry of Anna's on Eva's laptop; Eva supervises."""
    let_supervise(eva, "GL-01")
    night = Night(eva)
    id_ = night.see(f"ung kille {NUMBER} vid trappan", 10, **{"class": "C", "spot": "trappan"})
    night.arrive()
    return id_


def kept(log: Log, kind: str = "disclosure") -> list[Any]:
    with log.store.read() as connection:
        return [entry for _row, entry in folding.stored(connection, "kind = ? AND own = 1", (kind,))]


def test_the_receiver_gets_just_the_fields_that_were_chosen(eva: Log, seen: str) -> None:
    made = disclosures.disclose(eva, seen, wanted(), FRIDAY)

    (entry,) = kept(eva)
    assert entry.facts("out") == {"place": "TRP", "words": "ung kille [personnummer] vid trappan"}
    assert entry.fields.target is None
    assert (made.to_org, made.entry, made.ground, made.decider) == ("NIS", seen, "young", "GL-01")
    assert "trappan" not in json.dumps(entry.facts("core")) + json.dumps(entry.facts("words"))


def test_who_read_it_for_that_stands_in_the_read_log_at_once(eva: Log, seen: str) -> None:
    disclosures.disclose(eva, seen, wanted(), FRIDAY)

    (entry,) = kept(eva, reads.KIND)
    assert entry.facts("core") == {"ids": [seen], "how": "disclosure", "of": "NIS"}
    assert entry.facts("words") == {"reason": "Under 21 år och risk för brottslig verksamhet"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"ground": ""},
        {"ground": "because"},
        {"fields": ()},
        {"fields": ("author",)},
        {"fields": ("id",)},
        {"answers": {}},
        {"answers": YOUNG | {"under_21": False}},
        {"answers": YOUNG | {"committed": True}},
        {"answers": YOUNG | {"why": " "}},
        {"answers": YOUNG | {"risk": "ja"}},
        {"to": ""},
        {"to": "OVB"},
        {"decider": "Eva"},
        {"decision": "maybe"},
        {"decision": "denied", "text": ""},
    ],
)
def test_what_does_not_hold_leaves_no_trace(eva: Log, seen: str, wrong: dict[str, Any]) -> None:
    with pytest.raises(RuleBroken):
        disclosures.disclose(eva, seen, wanted(**wrong), FRIDAY)

    assert kept(eva) == []
    assert kept(eva, reads.KIND) == []


def test_a_denied_one_is_kept_and_gives_nothing(eva: Log, seen: str) -> None:
    disclosures.disclose(eva, seen, wanted(decision="denied", ground="", answers={}, text="ingen grund"), FRIDAY)

    (entry,) = kept(eva)
    assert set(entry.fields.parts) == {"core", "words"}
    (found,) = disclosures.made(eva)
    assert (found.decision, found.ground, found.words["reason"]) == ("denied", "", "ingen grund")


def test_a_ground_is_chosen_only_on_a_day_on_which_it_holds() -> None:
    before, after = date(2025, 3, 31), date(2025, 4, 1)

    assert "duty_2025" not in {rule.code for rule in ground.usable("gl", before)}
    assert ground.ground("duty_2025", "gl", after).law == "lag (2025:170)"
    with pytest.raises(RuleBroken):
        ground.ground("duty_2025", "gl", before)
    with pytest.raises(RuleBroken):
        ground.ground("duty_2025", "ov", after)


def test_every_ground_asks_something_and_waits_for_a_lawyer() -> None:
    for rule in ground.grounds().grounds.values():
        assert rule.questions
        assert not rule.confirmed
        assert {ask.code for ask in ground.lacking(rule, {})} == {ask.code for ask in rule.questions}
        good: dict[str, bool | str] = {ask.code: "så" if ask.must is None else ask.must for ask in rule.questions}
        assert ground.lacking(rule, good) == ground.standing_against(rule, good) == []


def test_the_general_clause_is_not_for_social_services(eva: Log, seen: str) -> None:
    answers: dict[str, bool | str] = {"chapter_26": True, "outweighs": True, "why": "fara"}
    with pytest.raises(RuleBroken, match="26 kap"):
        disclosures.disclose(eva, seen, wanted(ground="general", answers=answers), FRIDAY)


def test_a_guard_decides_over_no_disclosure_and_that_she_tried_is_written_down(anna: Log, on_shift: str) -> None:
    from tests.proof.rich import observed

    id_ = observed(anna, "två bråkar", on_shift, 3)
    with pytest.raises(RuleBroken):
        disclosures.disclose(anna, id_, wanted(), FRIDAY)
    with pytest.raises(RuleBroken):
        disclosures.given_to_us(anna)
    with pytest.raises(RuleBroken):
        disclosures.made(anna)
    reads.write_down(anna, FRIDAY)
    assert [entry.facts("core")["how"] for entry in kept(anna, reads.KIND)] == ["refused"]


def test_protected_identity_is_never_given_out_and_of_nothing_there_is_no_decision(eva: Log) -> None:
    let_supervise(eva, "GL-01")
    night = Night(eva)
    id_ = night.see("skyddad", 10, protected=True, **{"class": "C"})
    night.arrive()

    with pytest.raises(RuleBroken, match="SKYDDAD"):
        disclosures.disclose(eva, id_, wanted(), FRIDAY)
    with pytest.raises(NotFound):
        disclosures.disclose(eva, "nothing", wanted(), FRIDAY)
    assert kept(eva) == []


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_printed_decision_says_all_of_it_and_no_identity_number(eva: Log, seen: str, language: str) -> None:
    made = disclosures.disclose(eva, seen, wanted(to=f"Polisen, {NUMBER}", text=f"rör {NUMBER}\nrad två"), FRIDAY)
    set_language(language)
    text = decision_text(made, eva.vocabulary)

    assert "1212" not in text
    assert "OSL 10 kap. 18 a §" in text
    assert {"sv": "Under 21 år", "en": "Under 21 and"}[language] in text
    assert {"sv": "underskrift", "en": "signature"}[language] in text
    assert {"sv": "inte bekräftad", "en": "not been confirmed"}[language] in text
    assert "rad två" in text
    assert "\nrad två" not in text  # no text of a person's makes a row of its own
