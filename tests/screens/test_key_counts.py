"""What the common moments of a shift cost in keys; the passphrase counts as one."""

from datetime import timedelta

import pytest
from textual import events
from textual.pilot import Pilot

from fieldlog.logbook import finding, observations, shifts
from fieldlog.logbook.finding import Filter
from fieldlog.logbook.log import Log
from fieldlog.logbook.observations import new_observation
from fieldlog.program import Program
from fieldlog.screens.signed import SignedScreen
from tests.conftest import FRIDAY, PASSPHRASE
from tests.screens.conftest import Opened, picture, shift_of, until

LETTERS = {" ": "space"}


class Counted:
    """Fingers that are counted."""

    def __init__(self, program: Program, pilot: Pilot[None]) -> None:
        self.program, self.pilot = program, pilot
        self.keys = 0

    async def press(self, *keys: str, then: str = "") -> None:
        self.keys += len(keys)
        await self.pilot.press(*keys)
        if then:
            await until(self.pilot, lambda: then in picture(self.program))

    async def passphrase(self) -> None:
        await self.pilot.press(*(LETTERS.get(letter, letter) for letter in PASSPHRASE))
        self.keys += 1


@pytest.fixture
def lit(anna: Log, on_shift: str) -> str:
    at = FRIDAY - timedelta(minutes=20)
    new = new_observation(shift=on_shift, at=at, category="BL", place="TRP", words={"note": "stolpe 4471"})
    return observations.save(anna, new, at)


async def test_a_shift_as_the_last_one_is_started_within_two_keys(opened: Opened, anna: Log, on_shift: str) -> None:
    shifts.end(anna, FRIDAY - timedelta(hours=1))
    async with opened() as (program, pilot):
        hand = Counted(program, pilot)
        await hand.press("enter", then="PASS  OV-12 + OV-14")

    assert hand.keys <= 2


async def test_calm_is_noted_with_three_keys(opened: Opened, anna: Log, lit: str) -> None:
    async with opened() as (program, pilot):
        hand = Counted(program, pilot)
        await hand.press("t", "l", "enter", then="Sparat")

    assert hand.keys == 3
    assert finding.page(anna, Filter())[0].place == "TRP"


async def test_an_emergency_is_begun_with_one_key_and_stamped_with_one_each(opened: Opened, lit: str) -> None:
    async with opened() as (program, pilot):
        hand = Counted(program, pilot)
        program.post_message(events.Key("section_sign", "§"))  # the pilot has no name for it
        await until(pilot, lambda: "NÖDLÄGE" in picture(program))
        await hand.press("1", then="112 ringt    21:52")

    assert hand.keys == 1


async def test_what_was_just_saved_is_taken_back_with_three_keys(opened: Opened, anna: Log, lit: str) -> None:
    async with opened() as (program, pilot):
        hand = Counted(program, pilot)
        await hand.press("space", "u", then="Ångra den?")
        await hand.press("enter")
        await until(pilot, lambda: shift_of(program).line.text.startswith("bl trp"))

    assert hand.keys == 3


async def test_five_things_after_the_round_cost_two_keys_their_lines_and_two(
    opened: Opened, anna: Log, on_shift: str
) -> None:
    async with opened() as (program, pilot):
        hand = Counted(program, pilot)
        await hand.press("space", "f", then="FLERA I EFTERHAND")
        for line in ("tl pla", "tl hot", "bl trp", "sk ksk", "st plk"):
            await pilot.press(*(LETTERS.get(letter, letter) for letter in line), "enter")
        await hand.press("enter")
        await until(pilot, lambda: finding.count(anna, Filter()) == 5)

    assert hand.keys <= 4


async def test_a_shift_with_nothing_missing_is_signed_with_six_keys_and_copied_with_one_more(
    opened: Opened, anna: Log, lit: str
) -> None:
    async with opened() as (program, pilot):
        hand = Counted(program, pilot)
        await hand.press("space", "a", then="Överlämning till alla")
        await until(pilot, lambda: "▸Tryggt" in picture(program))  # both parts stand there whole
        await hand.press("4")
        await hand.passphrase()
        await hand.press("enter")
        await until(pilot, lambda: isinstance(program.screen, SignedScreen))
        signed = hand.keys
        await hand.press("4", then="stolpe 4471")

    assert signed <= 6  # Space a, the answer, the passphrase, Enter
    assert hand.keys == signed + 1


async def test_a_handover_that_does_not_stand_there_whole_is_gone_through_with_a_key_for_each_part(
    opened: Opened, anna: Log, on_shift: str
) -> None:
    for number in range(12):
        new = new_observation(shift=on_shift, at=FRIDAY, category="BL", place="TRP", spot=f"stolpe {number}")
        observations.save(anna, new, FRIDAY)
    async with opened() as (program, pilot):
        hand = Counted(program, pilot)
        await hand.press("space", "a", then="Överlämning till alla")
        await until(pilot, lambda: getattr(program.focused, "id", "") == "for_all")
        await hand.press("tab", "tab", then="▸Tryggt")

    assert hand.keys == 4


async def test_another_person_is_chosen_with_three_keys_and_the_passphrase(
    opened: Opened, bo: Log, on_shift: str
) -> None:
    became: list[str] = []
    async with opened() as (program, pilot):
        hand = Counted(program, pilot)
        await hand.press("space", "w", then="1  FA-07")
        program._become = lambda argv, before: became.extend(argv)  # type: ignore[method-assign]  # or the test ends
        await hand.press("1")
        await until(pilot, lambda: became)

    assert became[-1] == "FA-07"
    assert hand.keys == 3
