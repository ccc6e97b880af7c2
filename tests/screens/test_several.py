"""Several afterwards: one a line, kept while they are written, masked, and offered again on their own screen."""

from typing import cast

from textual.pilot import Pilot

from fieldlog.logbook import drafts, finding
from fieldlog.logbook.finding import Filter
from fieldlog.logbook.log import Log
from fieldlog.program import Program
from fieldlog.screens.several import SeveralScreen
from tests.conftest import FRIDAY
from tests.screens.conftest import Opened, picture, until


async def open_several(program: Program, pilot: Pilot[None]) -> SeveralScreen:
    await pilot.press("space", "f")
    await until(pilot, lambda: isinstance(program.screen, SeveralScreen) and several(program).tonight is not None)
    return several(program)


def several(program: Program) -> SeveralScreen:
    return cast("SeveralScreen", program.screen)


async def test_five_lines_after_the_round_are_saved_with_one_enter_more(
    opened: Opened, anna: Log, on_shift: str
) -> None:
    async with opened() as (program, pilot):
        await open_several(program, pilot)
        for line in ("tl pla", "nh trp 6", "of kky 3"):
            await pilot.press(*line, "enter")
        await pilot.press("enter")
        await until(pilot, lambda: not isinstance(program.screen, SeveralScreen))

        assert {row.category for row in finding.page(anna, Filter(shift=on_shift))} == {"TL", "NH", "OF"}
        assert drafts.drafts(anna, "several") == []


async def test_what_is_written_is_kept_while_it_is_written(opened: Opened, anna: Log, on_shift: str) -> None:
    async with opened() as (program, pilot):
        await open_several(program, pilot)
        await pilot.press(*"nh trp 6", "enter", *"tl")
        await until(pilot, lambda: [each.body["text"] for each in drafts.drafts(anna, "several")] == ["nh trp 6\ntl"])
        await pilot.press("x")
        program.keep()

        assert drafts.drafts(anna, "several")[0].body["text"] == "nh trp 6\ntlx"


async def test_lines_that_were_left_come_back_on_their_own_screen(opened: Opened, anna: Log, on_shift: str) -> None:
    drafts.keep(anna, "several", {"text": "nh trp 6\ntl pla"}, FRIDAY, shift=on_shift)
    async with opened() as (program, pilot):
        await until(pilot, lambda: "flera rader" in picture(program))
        await pilot.press("tab", "enter")
        await until(pilot, lambda: isinstance(program.screen, SeveralScreen) and "NH handel" in picture(program))

        assert several(program).lines.text == "nh trp 6\ntl pla"
        assert len(drafts.drafts(anna, "several")) == 1


async def test_what_is_pasted_stands_after_what_was_left(opened: Opened, anna: Log, on_shift: str) -> None:
    drafts.keep(anna, "several", {"text": "nh trp 6"}, FRIDAY, shift=on_shift)
    async with opened() as (program, pilot):
        program.clipboard_lines = ("tl pla", "of kky")
        screen = await open_several(program, pilot)

        assert screen.lines.text == "nh trp 6\ntl pla\nof kky"


async def test_a_number_is_flagged_on_its_line_and_tab_masks_it(opened: Opened, anna: Log, on_shift: str) -> None:
    async with opened() as (program, pilot):
        screen = await open_several(program, pilot)
        await pilot.press(*"ug pla 19121212-1212")
        await until(pilot, lambda: "Ser ut som ett personnummer. Tab maskerar" in picture(program))
        await pilot.press("tab")

        assert screen.lines.text == "ug pla [personnummer]"
