"""Small promises of the mock-ups: what stands in last rows, what is not cut, what goes when it was a mistake."""

from datetime import timedelta

import pytest
from textual.command import CommandList

from fieldlog.home import Home
from fieldlog.logbook import drafts
from fieldlog.logbook.log import Log
from fieldlog.program import Program, Start
from fieldlog.screens.asked import what_more
from fieldlog.screens.theme import Look
from fieldlog.screens.throw_away import ThrowAwayScreen
from fieldlog.vault.lock import lock, open_events
from tests.conftest import FRIDAY
from tests.screens.conftest import Opened, picture, shift_of, until


def open_one(anna: Log, shift: str, minutes: int = 0) -> str:
    body = {"category": "OD", "severity": 4, "place": "PLA", "text": "begynt av misstag"}
    return drafts.keep(anna, drafts.EVENT, body, FRIDAY - timedelta(minutes=minutes), shift=shift)


async def test_the_end_of_a_shift_has_title_and_passphrase_on_a_small_screen_with_five_things_open(
    anna: Log, on_shift: str, opened: Opened
) -> None:
    for minutes in range(5):
        open_one(anna, on_shift, minutes)
    async with opened() as (program, pilot):
        program.perform("menu.end")
        await until(pilot, lambda: "Saknas innan du kan signera: 5" in picture(program))
        for _step in range(6):
            shown = picture(program).splitlines()
            assert len(shown) == 24
            assert shown[0].startswith(" PASS  OV-12")
            assert any("Lösenfras och Enter signerar passet:" in row for row in shown)
            assert "Tab nästa" in shown[-1]
            await pilot.press("tab")


@pytest.mark.parametrize("where", ["shift", "end"])
async def test_an_open_event_begun_by_mistake_is_thrown_away_with_backspace_and_enter(
    anna: Log, on_shift: str, opened: Opened, where: str
) -> None:
    open_one(anna, on_shift)
    async with opened() as (program, pilot):
        if where == "end":
            program.perform("menu.end")
            await until(pilot, lambda: "Backsteg kastar" in picture(program))
        else:
            await pilot.press("tab")
            await until(pilot, lambda: "Backsteg kastar" in picture(program).splitlines()[-1])
        await pilot.press("backspace")
        await until(pilot, lambda: "Kasta händelsen?" in picture(program))
        assert "begynt av misstag" in picture(program)

        await pilot.press("x")
        await until(pilot, lambda: not isinstance(program.screen, ThrowAwayScreen))
        assert len(drafts.drafts(anna, drafts.EVENT)) == 1

        if where == "shift":  # where one is back on the line
            await pilot.press("tab")
        await pilot.press("backspace")
        await until(pilot, lambda: "Kasta händelsen?" in picture(program))
        await pilot.press("enter")
        await until(pilot, lambda: not drafts.drafts(anna, drafts.EVENT))
        await until(pilot, lambda: "OD PLA" not in picture(program))


async def test_what_can_not_be_thrown_away_is_not_asked_about(anna: Log, on_shift: str, opened: Opened) -> None:
    drafts.keep(anna, drafts.PUT_AWAY, {"text": "lugnt"}, FRIDAY, shift=on_shift)
    async with opened() as (program, pilot):
        await pilot.press("tab", "backspace")
        await pilot.pause(0.2)

        assert not isinstance(program.screen, ThrowAwayScreen)
        assert "kastar" not in picture(program)


async def test_night_falls_over_the_palette_too(anna: Log, opened: Opened) -> None:
    async with opened() as (program, pilot):
        program.wear(Look(day="light", night="red", by_sun=False))
        await pilot.press("ctrl+p")
        await until(pilot, lambda: "Sök i loggen" in picture(program))

        def inks() -> set[object]:
            strips = program.screen.query_one(CommandList).render_lines(
                program.screen.query_one(CommandList).size.region
            )
            return {
                segment.style.color for strip in strips for segment in strip if segment.style and segment.text.strip()
            }

        before = inks()
        program.look = Look(day="light", night="red")
        program._follow_sun()
        await until(pilot, lambda: not inks() & before)


async def test_the_line_says_what_one_can_write_and_that_nobody_is_in_it(
    anna: Log, on_shift: str, opened: Opened
) -> None:
    async with opened() as (program, pilot):
        assert "Tex: lugnt på plattan" in picture(program)
        await pilot.press(*"tl pla lugnt")
        await until(pilot, lambda: "inga personuppgifter" in picture(program))
        await pilot.press(*" ring 070-174 06 05")
        await until(pilot, lambda: "inga personuppgifter" not in picture(program))


async def test_the_chip_about_nobody_is_not_walked_to(anna: Log, on_shift: str, opened: Opened) -> None:
    async with opened() as (program, pilot):
        await pilot.press(*"tl pla lugnt")
        await until(pilot, lambda: "PLA Plattan" in picture(program) and "inga personuppgifter" in picture(program))
        chips = shift_of(program).chips
        chips.begin(back=True)
        await until(pilot, lambda: chips.has_focus)

        assert chips.chips[chips.chosen].name == "class_"
        assert "inga personuppgifter" not in picture(program)


async def test_the_locked_screen_says_how_many_events_are_open_and_no_more(
    anna: Log, on_shift: str, opened: Opened, home: Home
) -> None:
    open_one(anna, on_shift)
    async with opened() as (program, _pilot):
        program._before_hiding()
    assert open_events(anna.folder) == 1

    program = Program(Start(home, anna.folder, now=lambda: FRIDAY))
    async with program.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "1 öppen händelse" in picture(program).splitlines()[0])
        assert "OD" not in picture(program)


def test_a_lock_that_knows_nothing_of_open_events_keeps_what_was_told(anna: Log) -> None:
    lock(anna.folder, 2)
    lock(anna.folder)
    assert open_events(anna.folder) == 2
    lock(anna.folder, 0)
    assert open_events(anna.folder) == 0
    for said in ("", "-1", "x" * 99, "99999"):
        anna.folder.locked.write_text(said)
        assert open_events(anna.folder) == 0


@pytest.mark.parametrize(
    "screen", ["menu.undo", "menu.mine", "menu.numbers", "menu.alone", "menu.correct", "menu.sync"]
)
@pytest.mark.parametrize("spoken", ["sv", "en"])
async def test_every_last_row_says_how_to_hide(
    anna: Log, on_shift: str, opened: Opened, screen: str, spoken: str
) -> None:
    async with opened() as (program, pilot):
        program.speak(spoken)
        program.perform(screen)
        hides = {"sv": "Esc Esc göm", "en": "Esc Esc hide"}[spoken]
        await until(pilot, lambda: program.screen is not shift_of(program) and program.screen.is_mounted)
        await until(pilot, lambda: picture(program).splitlines()[-1].rstrip().endswith(hides))
        await pilot.pause(0.1)


def test_what_is_behind_0_is_whole_or_counted() -> None:
    questions = ["ålder 25–64", "antal 1", "handfängsel", "skada i handen"]

    assert what_more(questions, 80) == "0 mer: ålder 25–64, antal 1, handfängsel, skada i handen"
    assert what_more(questions, 48) == "0 mer: ålder 25–64, antal 1, handfängsel, 1 till"
    assert what_more(questions, 30) == "0 mer: ålder 25–64, 3 till"
    assert what_more(questions, 5) == "0 mer: 4 till"


async def test_nobody_to_change_to_is_no_digit_to_press(anna: Log, opened: Opened) -> None:
    async with opened() as (program, pilot):
        program.perform("menu.change_person")
        await until(pilot, lambda: "Ingen annan har en logg" in picture(program))
        assert "Siffra väljer" not in picture(program)


async def test_the_search_says_that_open_events_stand_on_top(anna: Log, on_shift: str, opened: Opened) -> None:
    open_one(anna, on_shift)
    async with opened() as (program, pilot):
        program.perform("menu.search")
        await until(pilot, lambda: "öppna överst, sedan nyast först" in picture(program))


@pytest.mark.parametrize("spoken", ["sv", "en"])
async def test_the_open_menu_of_a_large_screen_has_every_letter(
    anna: Log, on_shift: str, opened: Opened, spoken: str
) -> None:
    async with opened(size=(120, 40)) as (program, pilot):
        program.speak(spoken)
        items = [item for item in shift_of(program)._menu_items() if not item.why_not]
        await until(pilot, lambda: f" {items[-1].letter} " in picture(program).splitlines()[-2])
        row = picture(program).splitlines()[-2]

        assert "…" not in row
        assert [word for word in row.split() if len(word) == 1] == [item.letter for item in items]
