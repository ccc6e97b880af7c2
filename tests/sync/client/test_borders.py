"""Borders between two organisations, a real server between them: what Bo gets of what Anna wrote, and when it goes."""

import io
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from fieldlog.logbook import amendments, counts, exports, observations, recalls, reviews
from fieldlog.logbook.browsing import look_for
from fieldlog.logbook.finding import Filter
from fieldlog.logbook.log import Log, open_log
from fieldlog.logbook.rebuilding import rebuild
from fieldlog.logbook.verifying import verify
from fieldlog.logbook.viewing import history
from fieldlog.logbook.whole import whole as whole_of
from fieldlog.models.core import NewObservation
from fieldlog.models.refusal import RuleBroken
from fieldlog.vault import Unlocked
from sync.archive import people, tallies
from tests.conftest import FRIDAY
from tests.sync.client.conftest import Laptop, Server


@pytest.fixture
def bos(moved_in: Callable[[str, str, str], Unlocked], server: Server) -> Iterator[Laptop]:
    """The laptop of Bo, a field assistant of another organisation."""
    people.add_organisation(server.archive, "SOC", "Fältarna", "08-1", FRIDAY)
    people.add_worker(server.archive, "SOC", "FA-07", "falt", FRIDAY)
    log = open_log(moved_in("FA-07", "SOC", "falt"), FRIDAY - timedelta(hours=7))
    laptop = Laptop(log, server)
    laptop.join(server.code("FA-07", "falt", "SOC"))
    yield laptop
    log.close()


def litter(laptop: Laptop, note: str = "glas vid bänken", *, leave: bool = False) -> str:
    """Anna saves an observation of class A."""
    laptop.later(1)
    new = NewObservation(at=laptop.now, place="PLA", category="ST", severity=1, words={"note": note})
    return observations.save(laptop.log, new.model_copy(update={"words_may_leave": leave}), laptop.now)


def approve(evas: Laptop, id_: str, *base: str) -> None:
    evas.later(200).exchange()
    reviews.approve(evas.log, {id_: base}, evas.now)
    reviews.leave(evas.log, evas.now)
    evas.exchange()


def seen(log: Log, id_: str) -> Any:
    with log.store.read() as connection:
        return connection.exec_driver_sql("SELECT *, class AS class_ FROM observation WHERE id = ?", (id_,)).fetchone()


def held(log: Log) -> bytes:
    """Every byte that others wrote and this laptop holds."""
    with log.store.read() as connection:
        parts = connection.exec_driver_sql(
            "SELECT data FROM part JOIN entry ON entry.seq = part.entry WHERE own = 0"
        ).fetchall()
    return b"\n".join(row.data for row in parts)


def recalled(log: Log, id_: str) -> list[tuple[str, int, int]]:
    with log.store.read() as connection:
        return [tuple(one) for one in recalls.recalled(connection, id_)]


def whole(log: Log) -> None:
    """The tables say what the entries say, and folding them again gives the same."""
    assert verify(log).fault is None
    rebuild(log)
    assert verify(log).fault is None


def test_bo_gets_what_was_approved_without_words_and_without_who_wrote_it(
    annas: Laptop, evas: Laptop, bos: Laptop
) -> None:
    entry = litter(annas)
    annas.later().exchange()
    bos.later(200).exchange()
    assert seen(bos.log, entry) is None

    approve(evas, entry)
    bos.later().exchange()

    row = seen(bos.log, entry)
    assert (row.state, row.category, row.place, row.class_, row.note, row.author) == (
        "approved", "ST", "PLA", "A", "", "",
    )  # fmt: skip
    assert b"glas" not in held(bos.log)
    whole(bos.log)


def test_an_amendment_stays_at_home_until_it_is_approved_and_bo_sees_that_it_is_under_review(
    annas: Laptop, evas: Laptop, bos: Laptop
) -> None:
    entry = litter(annas, "glas vid bänken", leave=True)
    annas.later().exchange()
    approve(evas, entry)
    bos.later(300).exchange()
    assert seen(bos.log, entry).note == "glas vid bänken"

    tip = amendments.amend(
        annas.log, entry, {"note": "glas vid fontänen", "spot": "fontänen"}, annas.later(300).now, reason="fel plats"
    )
    annas.later().exchange()
    bos.later(300).exchange()

    row = seen(bos.log, entry)
    assert (row.state, row.note, row.spot) == ("under_review", "glas vid bänken", None)
    assert "fontänen".encode() not in held(bos.log)
    whole(bos.log)

    approve(evas, entry, tip)
    bos.later(300).exchange()

    row = seen(bos.log, entry)
    assert (row.state, row.note, row.spot, row.amendments) == ("approved", "glas vid fontänen", "fontänen", 1)
    assert "bänken".encode() not in held(bos.log)
    assert [step["changes"] for step in history(bos.log, entry)] == [{}, {}]
    whole(bos.log)


def test_words_that_the_linter_finds_something_in_stay_at_home_whatever_the_laptop_said(
    annas: Laptop, evas: Laptop, bos: Laptop
) -> None:
    annas.later(1)
    core = {
        "at": "2026-11-20T21:52:00.000+01:00", "class": "A", "category": "ST", "severity": 1, "words_may_leave": True,
    }  # fmt: skip
    with annas.log.writing(annas.now) as pen:
        entry = pen.write("observation", core, {"note": "glas, ring 070-174 06 61"}).fields.id
    annas.later().exchange()
    approve(evas, entry)
    bos.later(300).exchange()

    assert (seen(bos.log, entry).state, seen(bos.log, entry).note) == ("approved", "")


@pytest.mark.parametrize("how", ["raised", "withdrawn"])
def test_what_anna_takes_back_leaves_bos_laptop_and_she_sees_that_it_has(
    annas: Laptop, evas: Laptop, bos: Laptop, how: str
) -> None:
    entry = litter(annas)
    annas.later().exchange()
    approve(evas, entry)
    bos.later(300).exchange()
    assert seen(bos.log, entry).state == "approved"

    if how == "raised":
        amendments.classify(annas.log, entry, "C", annas.later(300).now, reason="går att känna igen")
    else:
        amendments.withdraw(annas.log, entry, annas.later(300).now, reason="fel plats")
    annas.later().exchange()
    annas.later().exchange()
    assert recalled(annas.log, entry) == [("SOC", 1, 0)]

    bos.later(300).exchange()
    assert seen(bos.log, entry) is None
    annas.later().exchange()
    assert recalled(annas.log, entry) == [("SOC", 1, 0)]  # told, but not yet that it was kept
    bos.later().exchange()
    annas.later().exchange()

    assert recalled(annas.log, entry) == [("SOC", 1, 1)]
    evas.later(900).exchange()
    assert recalled(evas.log, entry) == [("SOC", 1, 1)]
    bos.later().exchange()
    assert recalled(bos.log, entry) == []
    whole(bos.log)


def test_of_class_b_bo_gets_counts_by_week_zone_and_family_and_never_less_than_three(
    annas: Laptop, bos: Laptop, server: Server
) -> None:
    for number in range(4):
        annas.see(f"två langar, nummer {number}")
    annas.later(1)
    observations.save(
        annas.log, NewObservation(at=annas.now, place="HOT", category="VH", words={"note": "hotfullt"}), annas.now
    )
    annas.later().exchange()
    tallies.close_weeks(server.archive, annas.now + timedelta(days=21))
    bos.later(300).exchange()

    found = counts.counts(bos.log)

    assert [(each.org, each.zone, each.family, each.count) for each in found] == [("OVB", "TG", "N", 4)]
    assert b"langar" not in held(bos.log)
    assert b"hotfullt" not in held(bos.log)


def test_a_laptop_whose_worker_has_another_role_now_shows_no_more_than_that_role_may(
    annas: Laptop, evas: Laptop, server: Server
) -> None:
    secret = observations.save(
        annas.log,
        NewObservation(at=annas.later(1).now, place="PLA", category="PO", words={"note": "ensam flicka"}, class_="C"),
        annas.now,
    )
    annas.later().exchange()
    evas.later(200).exchange()
    assert seen(evas.log, secret).class_ == "C"
    with evas.log.store.write() as connection:
        connection.exec_driver_sql('UPDATE policy SET body = replace(body, \'"GL-01":"gl"\', \'"GL-01":"falt"\')')

    with pytest.raises(RuleBroken, match="inte din att läsa"):
        whole_of(evas.log, secret)
    out = io.StringIO()
    note = exports.export(evas.log, "jsonl", "C", Filter(), out)
    assert (note.left_out, out.getvalue()) == ({"others": 1}, "")
    (hit,) = look_for(evas.log, "", evas.now, limit=9).first
    assert (hit.seen.place, hit.seen.note) == (None, "")
