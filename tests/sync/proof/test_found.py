"""What the model found, each as the shortest story that shows it."""

from collections.abc import Iterator

import pytest

from fieldlog.logbook.verifying import verify
from tests.sync.proof.homes import Template
from tests.sync.proof.world import World, world

ANNA, EVA = 0, 1


@pytest.fixture
def here(homes: Template) -> Iterator[World]:
    with world(homes) as made:
        yield made


def test_a_restored_laptop_that_got_back_what_it_had_lost_verifies(here: World) -> None:
    here.save(ANNA)
    here.observe(ANNA, 2, "B")
    here.exchange(ANNA)
    here.put_back(ANNA, knowing=True)

    here.exchange(ANNA)

    laptop = here.laptops[ANNA]
    assert len(laptop.read("SELECT 1 FROM entry WHERE kind = 'observation' AND own = 0")) == 2
    assert verify(laptop.log).fault is None
    here.heal()


def aside_of(here: World, which: int) -> set[tuple[int, str]]:
    return {(row.n, row.code) for row in here.laptops[which].read("SELECT n, code FROM set_aside")}


def test_a_copy_of_a_revoked_laptop_hands_over_what_it_wrote_though_it_may_not_join(here: World) -> None:
    here.copy(ANNA)
    copy = len(here.laptops) - 1
    here.observe(ANNA, 1, "B")
    here.exchange(ANNA)
    here.observe(copy, 2, "B")
    here.revoke(ANNA)

    here.exchange(copy)

    written = {row.line for row in here.laptops[copy].read("SELECT line FROM entry WHERE kind = 'observation'")}
    with here.server.archive.database.reading() as session:
        assert {row[0] for row in session.rows("SELECT line FROM fork")} >= written
    assert any("spärrad" in sentence for sentence in here.laptops[copy].told)
    here.heal()


def test_what_was_put_aside_with_an_answer_that_was_lost_is_told_though_the_archive_was_set_back(here: World) -> None:
    here.exchange(ANNA)
    here.write_odd(ANNA, "bad")
    here.exchange(ANNA, ("fine", "answer lost"))
    here.back_up()
    here.restore()

    here.exchange(ANNA)

    assert aside_of(here, ANNA) == {(2, "schema")}
    here.heal()


def test_what_comes_late_to_a_restored_server_and_is_put_aside_there_is_told(here: World) -> None:
    here.exchange(ANNA)
    here.back_up()
    here.observe(ANNA, 1, "B")
    here.exchange(ANNA, ("fine", "late"))
    here.exchange(ANNA)
    here.restore()
    here.revoke(ANNA)
    here.deliver_late(0)

    here.exchange(ANNA)

    assert {code for _n, code in aside_of(here, ANNA)} == {"revoked"}
    here.heal()


def test_a_laptop_that_ends_as_it_hears_of_something_put_aside_tells_it_the_next_time(here: World) -> None:
    here.exchange(ANNA)
    for writes in range(1, 6):
        here.write_odd(ANNA, "bad")
        here.exchange(ANNA, (f"disk {writes}",))

    here.exchange(ANNA)

    assert aside_of(here, ANNA) == {(n, "schema") for n in range(2, 7)}
    here.heal()


def test_a_copy_is_told_of_what_the_other_laptop_sent_and_the_server_put_aside(here: World) -> None:
    here.exchange(ANNA)
    here.write_odd(ANNA, "bad")
    here.copy(ANNA)
    copy = len(here.laptops) - 1
    here.observe(ANNA, 1, "B")
    here.exchange(ANNA)
    here.observe(copy, 1, "B")

    here.exchange(copy)

    assert aside_of(here, copy) == {(2, "schema"), (3, "fork")}
    here.heal()
