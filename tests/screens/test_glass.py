"""Eva opens another's class C outside the review: she is asked why before anything of it is on the screen."""

from fieldlog.logbook.log import Log
from tests.logbook.test_glass import C, breaks
from tests.screens.conftest import Opened, picture, until
from tests.screens.reviewing import evas_program, night
from tests.supervising import Night

__all__ = ["evas_program", "night"]


async def test_the_reason_comes_before_the_words(evas_program: Opened, eva: Log, night: Night) -> None:
    seen = night.see("ung person vid trappan", 1, **C)
    night.arrive()
    async with evas_program() as (program, pilot):
        program.show_entry(seen)
        await until(pilot, lambda: "Varför måste du läsa den nu?" in picture(program))
        assert "ung person" not in picture(program)
        await pilot.press(*"polisen ringer nu", "enter")
        await until(pilot, lambda: "ung person vid trappan" in picture(program))
        assert "Öppet i 15 minuter" in picture(program)
    assert breaks(eva) == [([seen], "polisen ringer nu")]


async def test_esc_leaves_it_shut(evas_program: Opened, eva: Log, night: Night) -> None:
    seen = night.see("ung person vid trappan", 1, **C)
    night.arrive()
    async with evas_program() as (program, pilot):
        program.show_entry(seen)
        await until(pilot, lambda: "Varför måste du läsa den nu?" in picture(program))
        await pilot.press("escape")
        await until(pilot, lambda: len(program.screen_stack) == 1)
        assert "ung person" not in picture(program)
    assert breaks(eva) == []
