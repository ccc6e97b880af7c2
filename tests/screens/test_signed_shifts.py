"""Text to paste elsewhere out of a shift that was signed earlier: by the menu, by F4, and help tells of it."""

from datetime import timedelta

import pytest

from fieldlog.logbook import observations, shifts
from fieldlog.logbook.log import Log
from fieldlog.screens.end import EndScreen
from fieldlog.screens.signed import SignedScreen
from fieldlog.screens.signed_shifts import SignedShiftsScreen
from tests.conftest import FRIDAY
from tests.screens.conftest import Opened, picture, shift_of, until


def work(log: Log, days_ago: int, note: str) -> None:
    """A whole shift, signed."""
    at = FRIDAY - timedelta(days=days_ago)
    shift = shifts.start(log, shifts.manning(["OV-14"]), at - timedelta(hours=3))
    new = observations.new_observation(shift=shift, at=at, category="BL", place="TRP", words={"note": note})
    observations.save(log, new, at)
    shifts.end(log, at + timedelta(hours=1))


async def test_when_no_shift_is_open_the_menu_leads_to_the_signed_ones(opened: Opened, anna: Log) -> None:
    work(anna, 2, "stolpe 4471")
    work(anna, 1, "stolpe 4472")
    async with opened() as (program, pilot):
        await pilot.press("space")
        await until(pilot, lambda: "Text ur signerade pass" in picture(program))
        await pilot.press("a")
        await until(pilot, lambda: "1  tor 19/11 18:52–22:52   1 post   + OV-14" in picture(program))
        await pilot.press("2")
        await until(pilot, lambda: "SIGNERAT ons 18/11 22:52" in picture(program))
        await pilot.press("4")
        await until(pilot, lambda: "stolpe 4471" in picture(program))
        assert "stolpe 4471" in program.clipboard
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(program.screen, SignedShiftsScreen))
        await pilot.press("0", "escape")  # a key between: two presses of Esc hide
        await until(pilot, lambda: program.screen is shift_of(program))


@pytest.mark.parametrize("digit", ["1", "2", "3", "4"])
async def test_while_a_shift_is_open_f4_and_the_palette_lead_there(opened: Opened, anna: Log, digit: str) -> None:
    work(anna, 1, "stolpe 4471")
    shifts.start(anna, shifts.manning(["OV-14"]), FRIDAY)
    async with opened() as (program, pilot):
        await pilot.press("space", "a")
        await until(pilot, lambda: isinstance(program.screen, EndScreen))
        await pilot.press("f4")
        await until(pilot, lambda: "tor 19/11" in picture(program))
        await pilot.press("1")
        await until(pilot, lambda: isinstance(program.screen, SignedScreen))
        await pilot.press(digit)
        await until(pilot, lambda: "Skickat till terminalens urklipp" in picture(program))
        assert any(key.id == "all.copies" for key in program.possible())


async def test_help_says_how_one_comes_to_the_texts_of_a_signed_shift(opened: Opened, anna: Log) -> None:
    async with opened(size=(80, 60)) as (program, pilot):
        await pilot.press("?")
        await until(pilot, lambda: "F4" in picture(program))
        assert "Text ur ett signerat pass, att klistra in" in picture(program)


async def test_who_has_signed_nothing_is_told_so(opened: Opened, bo: Log, anna: Log) -> None:
    work(bo, 1, "någon annans")
    async with opened() as (program, pilot):
        await pilot.press("space", "a")
        await until(pilot, lambda: "Du har inte signerat något pass än." in picture(program))
        await pilot.press("0", "1")
        assert isinstance(program.screen, SignedShiftsScreen)
