"""Orders of events that are rare by chance and each decide one rule; then the world heals, and all must be well."""

from collections.abc import Callable
from typing import Final

from tests.sync.proof.homes import Template
from tests.sync.proof.server import GENEROUS
from tests.sync.proof.world import SMALL, World, world

ANNA, EVA, BO, SIV = range(4)
EVERYBODY: Final = (ANNA, EVA, BO, SIV, ANNA, EVA, BO, SIV)

Story = Callable[[World], None]


def all_exchange(here: World) -> None:
    for which in EVERYBODY:
        here.exchange(which)


def answers_get_lost(here: World) -> None:
    here.observe(ANNA, 3, "B")
    here.exchange(ANNA, ("fine", "answer lost"))
    here.exchange(ANNA, ("fine", "twice"))
    here.observe(ANNA, 2, "B")
    here.exchange(ANNA, ("fine", "server dies"))
    here.exchange(ANNA, ("fine", "late"))
    here.exchange(ANNA)
    here.deliver_late(0)
    here.exchange(SIV)


def an_impostor_answers(here: World) -> None:
    here.observe(ANNA, 3, "B")
    here.exchange(ANNA, ("fine", "impostor"))


def a_chain_put_back_meets_its_own_late_push(here: World) -> None:
    here.exchange(ANNA)
    here.save(ANNA)
    here.observe(ANNA, 4, "B")
    here.exchange(ANNA, ("fine", "late"))
    here.put_back(ANNA, knowing=False)
    here.observe(ANNA, 1, "B")
    here.exchange(ANNA)
    here.deliver_late(0)
    here.check()


def two_copies_and_an_archive_set_back(here: World) -> None:
    here.exchange(ANNA)
    here.back_up()
    here.copy(ANNA)
    here.observe(ANNA, 2, "B")
    here.observe(4, 3, "B")
    here.exchange(ANNA)
    here.exchange(4)
    here.check()
    here.restore()
    here.exchange(ANNA)


def an_archive_set_back_gives_out_its_numbers_again(here: World) -> None:
    all_exchange(here)
    here.back_up()
    here.observe(ANNA, 3, "B")
    here.exchange(ANNA)
    here.exchange(SIV)
    here.restore()
    here.observe(EVA, 3, "B")
    here.exchange(EVA)
    here.exchange(SIV)


def a_class_is_raised_after_others_have_read(here: World) -> None:
    here.observe(ANNA, 1, "A", free=True)
    all_exchange(here)
    here.answer(EVA, "review", 0, "A")
    all_exchange(here)
    here.answer(ANNA, "classify", 0, "C")
    all_exchange(here)


def a_role_becomes_another(here: World) -> None:
    here.observe(ANNA, 2, "B")
    all_exchange(here)
    here.role(SIV, 1)
    here.exchange(SIV)
    here.role(SIV, 2)
    here.exchange(SIV)


def a_reader_ends_again_and_again(here: World) -> None:
    here.exchange(SIV)
    for writes in range(1, 6):
        here.observe(ANNA, 1, "B")
        here.exchange(ANNA)
        here.exchange(SIV, (f"disk {writes}",))
        here.exchange(SIV)


def a_chain_is_put_back_and_written_on(here: World) -> None:
    here.exchange(ANNA)
    here.save(ANNA)
    here.observe(ANNA, 4, "B")
    here.exchange(ANNA)
    here.put_back(ANNA, knowing=False)
    here.observe(ANNA, 2, "B")
    here.exchange(ANNA)


def a_laptop_is_revoked_and_the_archive_set_back(here: World) -> None:
    here.observe(ANNA, 1, "B")
    here.exchange(ANNA)
    here.back_up()
    here.revoke(ANNA)
    here.observe(ANNA, 2, "A")
    here.exchange(ANNA)
    here.check()
    here.restore()
    here.observe(ANNA, 1, "A")
    here.exchange(ANNA)
    here.check()


def something_is_put_aside(here: World) -> None:
    here.observe(ANNA, 1, "B")
    here.write_odd(ANNA, "bad")
    here.write_odd(ANNA, "newer")
    here.observe(ANNA, 1, "B")
    here.spoil(ANNA)
    here.exchange(ANNA)
    here.exchange(EVA)


def years_go_by(here: World) -> None:
    here.observe(ANNA, 2, "B")
    all_exchange(here)
    here.jump(SIV, 3000)
    here.exchange(SIV)


def a_long_backlog_with_something_severe(here: World) -> None:
    """On a server that takes little at once: lines go ahead of their parts."""
    here.observe(ANNA, 9, "B")
    here.observe(ANNA, 1, "B", severity=4)
    here.observe(ANNA, 9, "B")
    here.exchange(ANNA, ("fine", "fine", "fine", "fine", "fine", "fine", "lost"))
    here.exchange(ANNA)


def a_long_backlog_with_something_odd(here: World) -> None:
    """On a server that takes little at once: what does not hold comes after its line."""
    here.observe(ANNA, 9, "B")
    here.write_odd(ANNA, "bad")
    here.observe(ANNA, 1, "B", severity=4)
    here.exchange(ANNA)
    here.check()


def secret_words_are_spoilt(here: World) -> None:
    here.observe(ANNA, 2, "C")
    here.spoil(ANNA)
    here.exchange(ANNA)
    here.jump(ANNA, 3)
    here.exchange(ANNA)
    here.check()


def secret_words_are_due_before_it_is_heard_that_the_archive_was_set_back(here: World) -> None:
    all_exchange(here)
    here.back_up()
    here.observe(ANNA, 2, "C")
    here.exchange(ANNA)
    here.restore()
    here.jump(ANNA, 3)
    here.exchange(ANNA, ("lost",))
    here.check()


def several_write_at_once(here: World) -> None:
    for _evening in range(3):
        here.observe(ANNA, 3, "B")
        here.exchange(ANNA)
        here.exchange(SIV)
        here.observe(EVA, 2, "B")
        here.exchange(EVA)
        here.exchange(SIV)


STORIES: Final[tuple[Story, ...]] = (
    answers_get_lost, an_impostor_answers, a_chain_put_back_meets_its_own_late_push,
    two_copies_and_an_archive_set_back, an_archive_set_back_gives_out_its_numbers_again,
    a_class_is_raised_after_others_have_read, a_role_becomes_another, a_reader_ends_again_and_again,
    a_chain_is_put_back_and_written_on, a_laptop_is_revoked_and_the_archive_set_back, something_is_put_aside,
    years_go_by,
    a_long_backlog_with_something_severe, a_long_backlog_with_something_odd, secret_words_are_spoilt,
    secret_words_are_due_before_it_is_heard_that_the_archive_was_set_back,
    several_write_at_once,
)  # fmt: skip


def tell(homes: Template, story: Story) -> None:
    """Let it happen. An AssertionError names the promise that is broken."""
    limits = SMALL if story.__name__.startswith("a_long_backlog") else GENEROUS
    with world(homes, limits=limits) as here:
        story(here)
        here.heal()
