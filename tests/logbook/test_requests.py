"""A records request: what is masked is nowhere in the result, each mask has a reason, and all of it is written down."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldlog.language import set_language
from fieldlog.logbook import folding, reads, requests
from fieldlog.logbook.finding import Filter
from fieldlog.logbook.log import Log
from fieldlog.logbook.request_text import request_text
from fieldlog.models.ground import FIELDS, grounds
from fieldlog.models.refusal import NotFound, RuleBroken
from tests.conftest import FRIDAY
from tests.supervising import Night, let_supervise

ALL = Filter(place="TRP")


@pytest.fixture
def night(eva: Log) -> dict[str, str]:
    """One entry of each class, and one of protected identity, on Eva's laptop."""
    let_supervise(eva, "GL-01")
    night = Night(eva)
    made = {
        "A": night.see("släckt lampa", 1, spot="lyktan", **{"class": "A"}),
        "named": night.see("han heter Kalle Karlsson", 2, **{"class": "A"}),
        "B": night.see("BHEMLIGT", 3, spot="BPLATSEN", **{"class": "B"}),
        "C": night.see("CHEMLIGT", 4, spot="CPLATSEN", **{"class": "C"}),
        "protected": night.see("PHEMLIGT", 5, protected=True, **{"class": "C"}),
        "withdrawn": night.see("ÅTERTAGET", 6, **{"class": "A"}),
    }
    night.writer.write("withdraw", {"reason": "fel"}, target=made["withdrawn"], base=(made["withdrawn"],))
    night.arrive()
    return made


def kept(log: Log, kind: str) -> list[Any]:
    with log.store.read() as connection:
        return [entry for _row, entry in folding.stored(connection, "kind = ? AND own = 1", (kind,))]


def printed(log: Log, request: requests.Request) -> str:
    found, entry = requests.give_out(log, request, "GL-01", FRIDAY)
    return request_text(request, found, log.org, "GL-01", entry.fields.at, log.vocabulary)


def test_a_request_holds_what_it_finds_and_protected_identity_is_not_among_it(eva: Log, night: dict[str, str]) -> None:
    request = requests.new(eva, "D 2026/17", ALL, FRIDAY)

    assert set(request.ids) == {night["A"], night["named"], night["B"], night["C"]}
    (hold,) = kept(eva, "hold")
    assert hold.facts("core") == {"case": "D 2026/17", "why": "records", "ids": list(request.ids)}
    (read,) = kept(eva, reads.KIND)
    assert read.facts("core") == {"ids": list(request.ids), "how": "request"}
    assert requests.one(eva, "D 2026/17") == requests.one(eva, request.id[:20]) == request


@pytest.mark.parametrize("language", ["sv", "en"])
def test_nothing_that_is_masked_stands_in_the_result(eva: Log, night: dict[str, str], language: str) -> None:
    request = requests.new(eva, "D 2026/17", ALL, FRIDAY)
    set_language(language)
    text = printed(eva, request)

    for secret in (
        "BHEMLIGT",
        "BPLATSEN",
        "CHEMLIGT",
        "CPLATSEN",
        "PHEMLIGT",
        "Kalle",
        "ÅTERTAGET",
        night["protected"],
    ):
        assert secret not in text
    assert "släckt lampa" in text
    assert "OSL 26 kap. 1 §" in text
    assert {"sv": "prövas särskilt", "en": "considered separately"}[language] in text
    (entry,) = kept(eva, "disclosure")
    said = {each["id"]: each for each in entry.facts("core")["entries"]}
    assert said[night["C"]]["shown"] == []
    assert said[night["named"]]["masked"] == {"words": "person"}
    assert set(said[night["B"]]["masked"]) >= {"words", "spot", "persons", "ages"}
    assert "HEMLIGT" not in json.dumps(entry.facts("core"))
    assert [each.facts("core")["how"] for each in kept(eva, reads.KIND)] == ["request", "request"]


def test_a_mask_is_decided_field_by_field_each_with_a_reason(eva: Log, night: dict[str, str]) -> None:
    request = requests.new(eva, "D 2026/17", ALL, FRIDAY)
    requests.decide_mask(eva, request, night["A"], ["spot"], "security", FRIDAY)
    requests.decide_mask(eva, request, night["B"], ["words"], "", FRIDAY, text="bara om en lampa")

    text = printed(eva, request)

    assert "lyktan" not in text
    assert "OSL 18 kap. 8 §" in text
    assert "BHEMLIGT" in text
    (entry,) = kept(eva, "disclosure")
    assert entry.facts("words")[f"{night['B']} words"] == "bara om en lampa"


def test_what_does_not_hold_is_refused(eva: Log, night: dict[str, str]) -> None:
    request = requests.new(eva, "D 2026/17", ALL, FRIDAY)
    for names, reason, text in ((["words"], "because", ""), (["author"], "person", ""), ([], "person", ""),
                                (["words"], "", "")):  # fmt: skip
        with pytest.raises(RuleBroken):
            requests.decide_mask(eva, request, night["B"], names, reason, FRIDAY, text=text)
    with pytest.raises(NotFound):
        requests.decide_mask(eva, request, night["protected"], ["words"], "person", FRIDAY)
    with pytest.raises(NotFound):
        requests.new(eva, "D 2026/18", Filter(place="PLA"), FRIDAY)
    with pytest.raises(RuleBroken):
        requests.new(eva, " ", ALL, FRIDAY)
    with pytest.raises(RuleBroken):
        requests.give_out(eva, request, "Eva", FRIDAY)
    assert len(kept(eva, "hold")) == 1
    assert kept(eva, "disclosure") == []


def test_a_closed_request_says_so_and_is_closed_once(eva: Log, night: dict[str, str]) -> None:
    request = requests.new(eva, "D 2026/17", ALL, FRIDAY)
    requests.close(eva, request, FRIDAY)

    (again,) = requests.requests(eva)
    assert again.closed
    with pytest.raises(RuleBroken):
        requests.close(eva, again, FRIDAY)


def test_what_became_protected_after_the_request_is_in_no_result(eva: Log) -> None:
    let_supervise(eva, "GL-01")
    night = Night(eva)
    one, other = night.see("BLEV SKYDDAD", 1, **{"class": "A"}), night.see("lampa", 2, **{"class": "A"})
    night.arrive()
    request = requests.new(eva, "D 2026/17", ALL, FRIDAY)
    night.amend(one, "BLEV SKYDDAD", protected=True)
    night.arrive()

    assert [each.id for each in requests.result(eva, request)] == [other]
    assert "SKYDDAD" not in printed(eva, request)


def test_a_guard_tries_no_request(anna: Log) -> None:
    with pytest.raises(RuleBroken):
        requests.new(anna, "D 2026/17", ALL, FRIDAY)
    with pytest.raises(RuleBroken):
        requests.requests(anna)


values = st.fixed_dictionaries({
    name: st.just(f"KANARIE-{name}") for name in FIELDS if name not in ("ages", "actions", "fields", "texts", "at")
} | {
    "ages": st.just(["KANARIE-ages"]), "actions": st.just(["KANARIE-actions"]),
    "fields": st.just({"a": "KANARIE-fields"}), "texts": st.just({"b": "KANARIE-texts"}),
    "at": st.just("KANARIE-at"), "id": st.just("x"), "class": st.sampled_from("ABC"),
})  # fmt: skip
decided = st.dictionaries(
    st.sampled_from(FIELDS), st.tuples(st.sampled_from(["", *grounds().masks]), st.text(max_size=5))
)


@given(said=values, decided=decided)
def test_a_masked_byte_is_in_no_form_of_what_is_given_out(said: dict[str, Any], decided: dict[str, Any]) -> None:
    found = requests.masked(said, decided)

    assert set(found.shown) | set(found.masked) == set(FIELDS)
    given_out = json.dumps(found.shown)
    for name in FIELDS:
        hidden = decided[name][0] if name in decided else grounds().masked[said["class"]].get(name)
        assert (f"KANARIE-{name}" in given_out) == (name in found.shown)
        if hidden:
            assert found.masked[name] == hidden
            assert name not in found.shown
