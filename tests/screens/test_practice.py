"""Practice says so on every screen, so that nobody takes it for the real thing, or the other way round."""

import pytest

from fieldlog.home import PRACTICE_MARK
from fieldlog.logbook import observations
from fieldlog.logbook.log import Log
from fieldlog.screens.views import SCREENS, available
from tests.conftest import FRIDAY
from tests.screens.conftest import Opened, picture, until


@pytest.mark.parametrize("action", [name for name in SCREENS if available(name)])
async def test_every_screen_says_that_it_is_practice(opened: Opened, anna: Log, on_shift: str, action: str) -> None:
    (anna.folder.path / PRACTICE_MARK).write_text("{}")
    async with opened() as (program, pilot):
        assert "ÖVNING" in picture(program).splitlines()[0]
        program.perform(f"menu.{action}")
        await pilot.pause(0.5)

        assert "ÖVNING" in picture(program).splitlines()[0]


async def test_what_is_copied_out_of_practice_says_so_first(opened: Opened, anna: Log, on_shift: str) -> None:
    observations.save(anna, observations.new_observation(at=FRIDAY, category="OS", place="TRP"), FRIDAY)
    (anna.folder.path / PRACTICE_MARK).write_text("{}")
    async with opened() as (program, pilot):
        program.perform("menu.correct")
        await until(pilot, lambda: "RÄTTA" in picture(program) and "OS TRP" in picture(program))
        await pilot.press("1", "6")
        await until(pilot, lambda: "Skickat till terminalen" in picture(program))

        assert program.clipboard.splitlines()[0] == "ÖVNING"
