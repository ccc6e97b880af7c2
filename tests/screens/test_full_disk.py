"""A disk that takes nothing: the sentence says so and stays, the text stays, and saving works when there is room."""

import pytest

from fieldlog.logbook import finding
from fieldlog.logbook.finding import Filter
from fieldlog.logbook.log import Log
from fieldlog.program import Program
from tests.proof.test_full_disk import largest_file
from tests.screens.conftest import Opened, picture, shift_of, until

LIMITED = "filen får inte bli större på den här datorn (ulimit -f). Texten är kvar. Höj gränsen och spara igen."


@pytest.mark.parametrize("way", ["enter", "escape"])
async def test_the_reason_and_the_text_stand_until_there_is_room(
    opened: Opened, anna: Log, on_shift: str, way: str
) -> None:
    text = "nh trp 6 säljer"
    async with opened() as (program, pilot):
        anna.store.forget_written()
        with largest_file(4096):
            await pilot.press(*text)
            await until(pilot, lambda: "Utkastet kan inte sparas: disken tar inte emot." in beside(program))
            await pilot.press(way)
            await until(pilot, lambda: LIMITED in said(program))
            await pilot.pause(0.3)

            assert LIMITED in said(program)
            assert shift_of(program).line.text == text
        await pilot.press("enter")
        await until(pilot, lambda: "Sparat" in picture(program))

    assert [seen.note for seen in finding.page(anna, Filter())] == ["säljer"]


def said(program: Program) -> str:
    """The screen's words in one row, as a sentence may take two."""
    return " ".join(picture(program).split())


def beside(program: Program) -> list[str]:
    return [notice.message for notice in program._notifications]
