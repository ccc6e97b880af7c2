"""The nine latest: a digit opens one, and the list of what can belong together is chosen from in the same way."""

from datetime import timedelta

from fieldlog.logbook import observations
from fieldlog.logbook.log import Log
from fieldlog.logbook.observations import new_observation
from fieldlog.screens.correct import CorrectScreen
from fieldlog.screens.detail import DetailScreen
from tests.conftest import FRIDAY
from tests.screens.conftest import Opened, picture, shift_of, until


async def test_the_nine_latest_have_digits_and_the_tenth_has_none(opened: Opened, anna: Log, on_shift: str) -> None:
    for number in range(12):
        at = FRIDAY - timedelta(minutes=number)
        new = new_observation(shift=on_shift, at=at, category="NF", place="BER", words={"note": f"post {number}"})
        observations.save(anna, new, FRIDAY)
    async with opened() as (program, pilot):
        await pilot.press("space", "r")
        await until(pilot, lambda: "post 8" in picture(program))
        assert "post 9" not in picture(program)

        await pilot.press("4")
        await until(pilot, lambda: isinstance(program.screen, DetailScreen) and "post 3" in picture(program))
        await pilot.press("escape")
        await until(pilot, lambda: program.screen is shift_of(program))


async def test_with_nothing_written_it_says_so_and_digits_do_nothing(opened: Opened, anna: Log) -> None:
    async with opened() as (program, pilot):
        await pilot.press("space", "r")
        await until(pilot, lambda: "Du har inte skrivit något än" in picture(program))
        await pilot.press("1", "enter", "9")
        await pilot.pause(0.05)
        assert isinstance(program.screen, CorrectScreen)


async def test_the_menu_opens_over_it_and_its_letters_act(opened: Opened, anna: Log, on_shift: str) -> None:
    async with opened() as (program, pilot):
        await pilot.press("space", "r")
        await until(pilot, lambda: "Vilken?" in picture(program))
        await pilot.press("space")
        await until(pilot, lambda: "MENY" in picture(program))
        await pilot.press("s")
        await until(pilot, lambda: "SÖK I LOGGEN" in picture(program))
