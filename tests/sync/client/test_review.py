"""Review between two laptops and a real server: what is judged, what comes back, and how its writer answers."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from fieldlog.logbook import amendments, reviews, shifts
from fieldlog.logbook.glance import tonight
from fieldlog.logbook.log import Log, open_log
from fieldlog.logbook.review_queue import queue
from fieldlog.logbook.viewing import history
from fieldlog.vault import Unlocked
from tests.conftest import FRIDAY
from tests.logbook.test_reviews import state
from tests.sync.client.conftest import Laptop, Server


@pytest.fixture
def lisas(moved_in: Callable[[str, str, str], Unlocked], server: Server) -> Iterator[Laptop]:
    """The laptop of Lisa, who supervises as well."""
    from sync.archive import people

    people.add_worker(server.archive, "OVB", "GL-02", "gl", FRIDAY)
    log = open_log(moved_in("GL-02", "OVB", "gl"), FRIDAY - timedelta(hours=7))
    laptop = Laptop(log, server)
    laptop.join()
    yield laptop
    log.close()


def waits(log: Log) -> list[tuple[str, str]]:
    """What stands first on the shift screen: kind and reason."""
    with log.store.raw() as connection:
        return [(one.kind, str(one.body.get("text"))) for one in tonight(connection, log.device, FRIDAY).waiting]


def ids(laptop: Laptop) -> list[str]:
    return [id_ for item in queue(laptop.log, laptop.now).items for id_ in item.judged]


def test_a_returned_entry_goes_to_its_writer_and_comes_back_amended(annas: Laptop, evas: Laptop) -> None:
    shifts.start(annas.log, shifts.manning(["OV-14"]), annas.now)
    unclear, good = annas.see("klotter på fasaden"), annas.see("två langar öppet")
    annas.later().exchange()
    evas.later(200).exchange()
    assert sorted(ids(evas)) == sorted((unclear, good))

    reviews.give_back(evas.log, {unclear: ()}, "missing", evas.now, text="Vems fasad? Skriv portnummer.")
    reviews.approve(evas.log, {good: ()}, evas.now)
    reviews.leave(evas.log, evas.now)
    assert evas.exchange().waiting == 0
    annas.later().exchange()

    assert (state(annas.log, unclear), state(annas.log, good)) == ("returned", "approved")
    assert waits(annas.log) == [("returned", "Vems fasad? Skriv portnummer.")]
    amendments.amend(annas.log, unclear, {"note": "klotter på fasaden, port 14"}, annas.now, reason="portnummer")
    assert waits(annas.log) == []
    annas.later().exchange()
    evas.later(300).exchange()

    [item] = queue(evas.log, evas.now).items
    assert (item.id, item.answered) == (unclear, True)
    steps = [(step["kind"], step.get("verdict"), step["reason"]) for step in history(evas.log, unclear)]
    assert steps == [
        ("observation", None, ""), ("review", "return", "Vems fasad? Skriv portnummer."), ("amend", None, "portnummer"),
    ]  # fmt: skip
    reviews.approve(evas.log, {unclear: ()}, evas.now)
    reviews.leave(evas.log, evas.now)
    evas.exchange()
    annas.later().exchange()
    assert state(annas.log, unclear) == "approved"


def test_of_two_reviews_of_one_version_the_return_stands_and_both_are_seen_by_all(
    annas: Laptop, evas: Laptop, lisas: Laptop
) -> None:
    seen = annas.see("klotter på fasaden")
    annas.later().exchange()
    for supervisor in (evas, lisas):
        supervisor.later(200).exchange()
    reviews.approve(evas.log, {seen: ()}, evas.now)
    reviews.give_back(lisas.log, {seen: ()}, "place", lisas.now)
    for supervisor in (evas, lisas):
        reviews.leave(supervisor.log, supervisor.now)
        supervisor.later().exchange()
    for laptop in (annas, evas):
        laptop.later(300).exchange()

    for laptop in (annas, evas, lisas):
        assert state(laptop.log, seen) == "returned"
    verdicts = [(step["author"], step["verdict"]) for step in history(annas.log, seen) if step["kind"] == "review"]
    assert sorted(verdicts) == [("GL-01", "approve"), ("GL-02", "return")]
    assert waits(annas.log) == [("returned", "plats eller tid oklar")]


def test_class_c_leaves_evas_laptop_once_judged_and_comes_back_with_its_answer(annas: Laptop, evas: Laptop) -> None:
    seen = annas.see("en ung person vid trappan")
    amendments.classify(annas.log, seen, "C", annas.now)
    annas.later().exchange()
    evas.later(200).exchange()
    reviews.give_back(evas.log, {seen: ()}, "person", evas.now)
    reviews.leave(evas.log, evas.now)
    evas.exchange()
    assert state(evas.log, seen) == ""

    annas.later().exchange()
    amendments.amend(annas.log, seen, {"note": "vid trappan"}, annas.now)
    annas.later().exchange()
    evas.later(300).exchange()

    assert ids(evas) == [seen]
    assert [step["kind"] for step in history(evas.log, seen)] == ["observation", "classify", "review", "amend"]


def test_a_decision_leaves_at_the_first_exchange_and_not_a_minute_later(annas: Laptop, evas: Laptop) -> None:
    seen = annas.see()
    annas.later().exchange()
    evas.later(200).exchange()
    reviews.approve(evas.log, {seen: ()}, evas.now)
    reviews.leave(evas.log, evas.now)

    outcome = evas.exchange()

    assert (outcome.unsent, outcome.waiting) == (0, 0)


def test_what_eva_may_not_judge_has_no_effect_at_the_server_either(annas: Laptop, evas: Laptop, server: Server) -> None:
    """Her own entry, judged all the same by a program that asks nobody."""
    mine = evas.see("min egen")
    with evas.log.writing(evas.now) as pen:
        pen.write("review", {"verdict": "approve"}, target=mine, base=[mine])
    evas.later().exchange()
    annas.later(300).exchange()

    assert state(annas.log, mine) == "saved"
    assert state(evas.log, mine) == "saved"
    with server.archive.database.reading() as session:
        assert [row[0] for row in session.rows("SELECT judged FROM matter", ())] == [0]


def test_what_was_withdrawn_or_amended_after_approval_is_approved_no_more(annas: Laptop, evas: Laptop) -> None:
    shifts.start(annas.log, shifts.manning(["OV-14"]), annas.now)
    back, changed = annas.see("klotter på fasaden"), annas.see("två langar öppet")
    annas.later().exchange()
    evas.later(200).exchange()
    reviews.approve(evas.log, {back: (), changed: ()}, evas.now)
    reviews.leave(evas.log, evas.now)
    evas.exchange()
    annas.later().exchange()
    assert (state(annas.log, back), state(annas.log, changed)) == ("approved", "approved")

    amendments.withdraw(annas.log, back, annas.now, reason="fel dag")
    amendments.amend(annas.log, changed, {"note": "tre langar öppet"}, annas.now, reason="en till")
    annas.later().exchange()
    evas.later(400).exchange()

    for laptop in (annas, evas):
        assert (state(laptop.log, back), state(laptop.log, changed)) == ("withdrawn", "saved")
    assert ids(evas) == [changed]
