"""A screen that is left while it still waits for the store: what comes too late is drawn nowhere, and ends nothing."""

from fieldlog.logbook.log import Log
from fieldlog.screens.views import SCREENS, WITHOUT_KEY, screen_of
from tests.screens.conftest import Opened, shift_of, until


async def test_what_comes_too_late_for_a_screen_ends_nothing(anna: Log, opened: Opened, on_shift: str) -> None:
    async with opened() as (program, pilot):
        for name in sorted(set(SCREENS) - WITHOUT_KEY - {"end", "undo"}):
            program.push_screen(screen_of(name, program.desk, program.now))
            program.instead(shift_of(program))
            await pilot.pause()

        await until(pilot, lambda: program.screen is shift_of(program))
        assert program.return_code is None


async def test_a_board_that_is_gone_draws_nothing(anna: Log, opened: Opened, on_shift: str) -> None:
    async with opened() as (program, pilot):
        board = shift_of(program).board
        await board.remove_children()

        board.draw()
        await pilot.pause()

        assert program.return_code is None
