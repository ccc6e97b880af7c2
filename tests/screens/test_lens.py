"""The lens on the screen: F5 anywhere, `v` on an entry; each reader in turn, and back to where one was."""

import pytest

from fieldlog.logbook import observations
from fieldlog.logbook.log import Log
from fieldlog.logbook.observations import new_observation
from fieldlog.screens.detail import DetailScreen
from fieldlog.screens.lens import LensScreen
from tests.conftest import FRIDAY
from tests.screens.conftest import Opened, picture, shift_of, until


@pytest.fixture
def litter(anna: Log, on_shift: str) -> str:
    new = new_observation(shift=on_shift, at=FRIDAY, category="ST", place="PLA", words={"note": "glas vid bänken"})
    return observations.save(anna, new, FRIDAY)


async def test_v_on_an_entry_shows_what_each_reader_gets(opened: Opened, litter: str) -> None:
    async with opened() as (program, pilot):
        program.show_entry(litter)
        await until(pilot, lambda: isinstance(program.screen, DetailScreen) and "Historik" in picture(program))
        await pilot.press("v")
        await until(pilot, lambda: isinstance(program.screen, LensScreen) and "koderna" in picture(program))
        others = picture(program)
        await pilot.press("1")
        await until(pilot, lambda: "kollega i din organisation" in picture(program))
        await until(pilot, lambda: "glas vid bänken" in picture(program))
        await pilot.press("v")
        await until(pilot, lambda: "gruppledare i din organisation" in picture(program))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(program.screen, DetailScreen))

    assert "lag i en annan organisation" in others
    assert "glas vid bänken" not in others
    assert "de är inte släppta till andra organisationer" in others


async def test_a_line_is_looked_at_before_it_is_saved_and_stays_as_it_was(opened: Opened, on_shift: str) -> None:
    async with opened() as (program, pilot):
        await pilot.press(*("space" if sign == " " else sign for sign in "nh trp två langar"))
        await until(pilot, lambda: "B egna läser" in picture(program))
        await pilot.press("f5")
        await until(pilot, lambda: isinstance(program.screen, LensScreen) and "bara ett antal" in picture(program))
        await pilot.press("escape")
        await until(pilot, lambda: program.screen is shift_of(program))

        assert shift_of(program).line.text == "nh trp två langar"


async def test_with_nothing_on_the_line_it_is_the_evening_that_is_looked_at(opened: Opened, litter: str) -> None:
    async with opened() as (program, pilot):
        await until(pilot, lambda: "glas vid bänken" in picture(program))
        await pilot.press("f5")
        await until(pilot, lambda: isinstance(program.screen, LensScreen) and "Utelämnas" in picture(program))

        assert "glas vid bänken" not in picture(program)
        await pilot.press("escape")
        await until(pilot, lambda: program.screen is shift_of(program))
        await pilot.press("f3")
        await until(pilot, lambda: "Inga antal har kommit än" in picture(program))
