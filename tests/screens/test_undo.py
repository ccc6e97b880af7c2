"""Undoing: two keys show what, Enter does it, everything else leaves it alone."""

import pytest

from fieldlog.logbook import finding
from fieldlog.logbook.delivery import deliver_all
from fieldlog.logbook.finding import Filter
from fieldlog.logbook.log import Log
from fieldlog.screens.detail import DetailScreen
from fieldlog.screens.undo import UndoScreen
from tests.conftest import FRIDAY
from tests.screens.conftest import Opened, picture, shift_of, until


async def test_what_was_saved_last_is_on_the_line_again(opened: Opened, anna: Log, on_shift: str) -> None:
    async with opened() as (program, pilot):
        await pilot.press(*"nh trp 6 18-24 langar", "enter")
        await until(pilot, lambda: shift_of(program).tonight.undo is not None)  # type: ignore[union-attr]  # open
        await pilot.press("space", "u")
        await until(pilot, lambda: "Ångra den?" in picture(program))
        await pilot.press("enter")
        await until(pilot, lambda: program.screen is shift_of(program))
        await until(pilot, lambda: "Ångrat" in picture(program))
        assert shift_of(program).line.text == "nh trp 6 18-24 langar"
        assert finding.count(anna, Filter()) == 0

        await pilot.press("enter")
        await until(pilot, lambda: "Sparat" in picture(program))

    row = finding.page(anna, Filter())[0]
    assert (row.place, row.persons, row.ages, row.note) == ("TRP", "5-9", '["18-20","21-24"]', "langar")


async def test_who_saw_it_is_chosen_again_and_the_three_that_was_typed_is_a_three(
    opened: Opened, anna: Log, on_shift: str
) -> None:
    async with opened() as (program, pilot):
        await pilot.press(*"nh trp 3 langar")
        await until(pilot, lambda: "B egna" in picture(program))
        shift_of(program).writing.reader.understood.chosen["seen_by"] = ("OV-14",)  # type: ignore[union-attr]  # read
        await pilot.press("enter")
        await until(pilot, lambda: shift_of(program).tonight.undo is not None)  # type: ignore[union-attr]  # open
        await pilot.press("space", "u")
        await until(pilot, lambda: "Ångra den?" in picture(program))
        await pilot.press("enter")
        await until(pilot, lambda: program.screen is shift_of(program))
        await until(pilot, lambda: "Ångrat" in picture(program))  # an Enter right after the Enter is the same press
        assert "såg: OV-14" in picture(program)
        assert shift_of(program).line.text == "nh trp 3 langar"
        await pilot.press("enter")
        await until(pilot, lambda: "Sparat" in picture(program))

    row = finding.page(anna, Filter())[0]
    assert (row.persons, row.seen_by) == ("2-4", '["OV-14"]')


@pytest.mark.parametrize("key", ["escape", "x", "space", "1"])
async def test_any_other_key_changes_nothing(opened: Opened, anna: Log, on_shift: str, key: str) -> None:
    async with opened() as (program, pilot):
        await pilot.press(*"tl pla", "enter")
        await until(pilot, lambda: shift_of(program).tonight.undo is not None)  # type: ignore[union-attr]  # open
        await pilot.press("space", "u")
        await until(pilot, lambda: "Ångra den?" in picture(program))
        await pilot.press(key)
        await until(pilot, lambda: program.screen is shift_of(program))

        assert shift_of(program).line.text == ""
    assert finding.count(anna, Filter()) == 1


async def test_once_it_was_sent_it_is_corrected_instead(opened: Opened, anna: Log, on_shift: str) -> None:
    async with opened() as (program, pilot):
        await pilot.press(*"tl pla", "enter")
        await until(pilot, lambda: shift_of(program).tonight.undo is not None)  # type: ignore[union-attr]  # open
        with anna.store.write() as connection:
            deliver_all(connection, [anna.device], FRIDAY)
        assert program.desk is not None
        program.push_screen(UndoScreen(program.desk, lambda: FRIDAY))
        await until(pilot, lambda: "Den går att rätta" in picture(program))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(program.screen, DetailScreen))
