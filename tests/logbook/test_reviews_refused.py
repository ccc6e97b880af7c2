"""Who may judge what: refused with one sentence; and what was judged all the same has no effect."""

import pytest

from fieldlog.logbook import reviews
from fieldlog.logbook.log import Log
from fieldlog.logbook.review_queue import queue
from fieldlog.logbook.viewing import history
from fieldlog.models.refusal import NotFound, RuleBroken
from tests.logbook.test_reviews import state, waits
from tests.proof.rich import Stranger, observed, receive
from tests.supervising import MORNING, Night, let_supervise

REFUSED = {
    "of another organisation": "annan organisation",
    "her own": "Du har skrivit posten själv",
    "withdrawn": "återtagen",
    "not there": "ingen sådan post",
}


@pytest.mark.parametrize("what", REFUSED)
def test_eva_may_not_judge(eva: Log, night: Night, what: str) -> None:
    elsewhere = Night(eva, "FA-07", "NIS")
    there = {"of another organisation": elsewhere.see("en grupp"), "withdrawn": night.see("fel"), "not there": "0193"}
    night.writer.write("withdraw", {"reason": "given"}, target=there["withdrawn"])
    night.arrive()
    elsewhere.arrive()
    there["her own"] = observed(eva, "min egen", None, 0)

    with pytest.raises((RuleBroken, NotFound), match=REFUSED[what]):
        reviews.approve(eva, {there[what]: ()}, MORNING)
    assert not waits(eva)


def test_one_that_may_not_be_judged_stops_all_that_were_asked_for_with_it(eva: Log, night: Night) -> None:
    seen = night.see("två langar")
    night.arrive()

    with pytest.raises(NotFound):
        reviews.approve(eva, {seen: (), "0193": ()}, MORNING)

    assert not waits(eva)


def test_a_guard_does_not_review(anna: Log) -> None:
    let_supervise(anna, "GL-01")
    kim = Night(anna, "OV-14")
    seen = kim.see("två langar")
    kim.arrive()

    for asked in (lambda: reviews.approve(anna, {seen: ()}, MORNING), lambda: queue(anna, MORNING)):
        with pytest.raises(RuleBroken, match="Bara gruppledare"):
            asked()


def test_before_the_first_exchange_eva_is_told_to_exchange(eva: Log) -> None:
    with pytest.raises(RuleBroken, match="Synka först"):
        queue(eva, MORNING)


def test_what_a_guard_writes_as_a_review_all_the_same_is_kept_and_has_no_effect(eva: Log, night: Night) -> None:
    seen = night.see("två langar")
    night.arrive()
    kim, bo = Stranger("OV-14", "OVB"), Stranger("GL-09", "NIS")
    for stranger in (kim, bo, night.writer):
        stranger.write("review", {"verdict": "approve"}, target=seen, base=(seen,))
        receive(eva, stranger.entries)

    assert state(eva, seen) == "saved"
    assert [step["counts"] for step in history(eva, seen) if step["kind"] == "review"] == [False] * 3


def test_a_review_that_comes_before_its_entry_counts_when_the_entry_comes(eva: Log, night: Night) -> None:
    seen = night.see("två langar")
    other = Stranger("GL-02", "OVB")
    other.write("review", {"verdict": "return"}, {"reason": "var?"}, target=seen, base=(seen,))
    receive(eva, other.entries)

    night.arrive()

    assert state(eva, seen) == "returned"


@pytest.mark.parametrize(("reason", "text"), [("spelling", "stavfel"), ("", "?"), ("other", " ")])
def test_a_return_has_one_of_six_reasons_and_other_has_words(eva: Log, night: Night, reason: str, text: str) -> None:
    seen = night.see("klotter")
    night.arrive()

    with pytest.raises(RuleBroken):
        reviews.give_back(eva, {seen: ()}, reason, MORNING, text=text)
