"""Warning every crew from the keyboard: one line; what is refused stays on it; one's own can be taken back."""

from datetime import timedelta

from fieldlog.logbook import warnings
from fieldlog.logbook.log import Log
from fieldlog.models.moment import written
from tests.conftest import FRIDAY
from tests.proof.rich import Stranger, receive
from tests.screens.conftest import Opened, picture, until


async def test_anna_warns_in_one_line_and_takes_it_back(anna: Log, opened: Opened) -> None:
    async with opened() as (program, pilot):
        await pilot.press("space", "v")
        await until(pilot, lambda: "Ingen varning gäller nu." in picture(program))
        await pilot.press(*"brk ", *"kniv, gå två", "enter")
        await until(pilot, lambda: "når de andra vid nästa synk" in picture(program))
        assert "BRK Brunkebergstorg" in picture(program)
        assert [one.text for one in warnings.in_force(anna, FRIDAY)] == ["kniv, gå två"]

        await pilot.pause(0.3)
        await pilot.press("1", "enter")
        await until(pilot, lambda: "tillbakatagen" in picture(program))
        assert warnings.in_force(anna, FRIDAY) == ()


async def test_a_warning_about_a_person_is_refused_and_the_line_stays(anna: Log, opened: Opened) -> None:
    async with opened() as (program, pilot):
        program.perform("menu.warn")
        await until(pilot, lambda: "Ingen varning gäller nu." in picture(program))
        await pilot.press(*"brk ring 070-174 06 05", "enter")
        await until(pilot, lambda: "får inte peka ut någon" in picture(program))

        assert "> brk ring 070-174 06 05" in picture(program)
        assert warnings.in_force(anna, FRIDAY) == ()


async def test_a_warning_that_was_begun_is_there_again(anna: Log, opened: Opened) -> None:
    async with opened() as (program, pilot):
        program.perform("menu.warn")
        await until(pilot, lambda: "Ingen varning gäller nu." in picture(program))
        await pilot.press(*"brk gå", "escape")
        await pilot.pause(0.5)
        program.perform("menu.warn")

        await until(pilot, lambda: "> brk gå" in picture(program))


async def test_what_other_organisations_warn_of_names_them_and_cannot_be_taken_back(anna: Log, opened: Opened) -> None:
    kim = Stranger("FA-07", "NIS")
    until_when = written(FRIDAY + timedelta(hours=1))
    kim.write("warning", {"at": written(FRIDAY), "until": until_when, "place": "SGG", "text": "gå [b]två[/]"})
    receive(anna, kim.entries)
    async with opened() as (program, pilot):
        program.perform("menu.warn")
        await until(pilot, lambda: "NIS   till 20/11 22:52" in picture(program))
        assert "gå [b]två[/]" in picture(program)
        await pilot.press("1", "enter")

        await until(pilot, lambda: "inte din" in picture(program))
