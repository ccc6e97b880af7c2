"""Settings and help, the pages beside the shift: a digit changes at once, the help knows the screen it came from."""

import pytest

from fieldlog.home import Home
from fieldlog.language import language
from fieldlog.logbook.log import Log
from fieldlog.screens.keymap import SCREENS
from fieldlog.screens.line import WritingLine
from fieldlog.settings import USUAL, keep_settings, read_settings
from tests.screens.conftest import Opened, picture, shift_of, until


async def test_a_digit_changes_and_it_holds_at_once(opened: Opened, home: Home, on_shift: str) -> None:
    async with opened() as (program, pilot):
        await pilot.press("space", "i")
        await until(pilot, lambda: "INSTÄLLNINGAR" in picture(program))
        await pilot.press("4", "2", "5", "7", "8")
        await until(pilot, lambda: "5 min" in picture(program))

        assert program.theme == "light"
        assert program.idle.total_seconds() == 300
        assert WritingLine.same_enter == 0.25
        assert "·" not in picture(program)

        await pilot.press("escape")
        await until(pilot, lambda: program.screen is shift_of(program))
        assert shift_of(program).line.has_focus
    read, sentence = read_settings(home)
    assert (read.day, read.night_by_sun, read.idle_minutes, read.only_ascii, read.debounce_ms, sentence) == (
        "light", False, 5, True, 250, "",
    )  # fmt: skip
    WritingLine.same_enter = USUAL.debounce_ms / 1000


async def test_english_keeps_what_is_on_the_line(opened: Opened, home: Home, on_shift: str) -> None:
    async with opened() as (program, pilot):
        await pilot.press(*"halv men")
        program.perform("menu.settings")
        await until(pilot, lambda: "INSTÄLLNINGAR" in picture(program))
        await pilot.press("1")
        await until(pilot, lambda: language() == "en")
        await pilot.press("escape")
        await until(pilot, lambda: program.screen is shift_of(program))

        assert shift_of(program).line.text == "halv men"
    assert read_settings(home)[0].language == "en"


async def test_a_disk_that_takes_nothing_is_said_and_nothing_is_changed(
    opened: Opened, home: Home, on_shift: str
) -> None:
    home.settings.mkdir()
    async with opened() as (program, pilot):
        await pilot.press("space", "i")
        await until(pilot, lambda: "INSTÄLLNINGAR" in picture(program))
        await pilot.press("5")
        await until(pilot, lambda: "är en mapp" in picture(program))

        assert program.idle.total_seconds() == 180


async def test_broken_files_of_ones_own_are_told_on_the_first_screen(opened: Opened, home: Home, on_shift: str) -> None:
    home.settings.write_text("language = ")
    (home.root / "keys.toml").write_text('[menu]\nsearch = "i"\n')
    async with opened((120, 40)) as (program, pilot):
        told = [notice.message for notice in program._notifications]
        assert len(program.complaints) == 2
        assert told == list(program.complaints)

        await pilot.press("space", "i")
        await until(pilot, lambda: "Inställningarna går inte att läsa" in picture(program))
        await until(pilot, lambda: "skulle göra två saker" in picture(program))


async def test_a_letter_of_ones_own_opens_the_settings(opened: Opened, home: Home, on_shift: str) -> None:
    (home.root / "keys.toml").write_text('[menu]\nsettings = "z"\n')
    async with opened() as (program, pilot):
        assert not program.complaints
        await pilot.press("space", "z")
        await until(pilot, lambda: "INSTÄLLNINGAR" in picture(program))


@pytest.mark.parametrize("key", ["f1", "question_mark"])
async def test_help_tells_the_keys_of_the_screen_it_came_from(opened: Opened, on_shift: str, key: str) -> None:
    async with opened() as (program, pilot):
        await pilot.press(key)
        await until(pilot, lambda: "Tangenter: Skrivraden" in picture(program))

        assert "Esc tillbaka" in picture(program).splitlines()[-1]


async def test_the_whole_help_can_be_read_with_the_space_bar(opened: Opened, on_shift: str) -> None:
    async with opened() as (program, pilot):
        await pilot.press("f1")
        await until(pilot, lambda: "HJÄLP" in picture(program))
        read = ""
        for _page in range(8):
            read += picture(program)
            await pilot.press("space")
            await pilot.pause(0.05)

        for told in (SCREENS["all"], "114 14", "Vem läser", "nh trp 6 18-24", "s2", "Öva", "fieldlog 0"):
            assert told in read
        await pilot.press("escape")
        await until(pilot, lambda: program.screen is shift_of(program))
        assert shift_of(program).line.has_focus


async def test_pages_are_whole_at_80_by_24_and_120_by_40_in_both_languages(
    opened: Opened, home: Home, on_shift: str
) -> None:
    for code in ("sv", "en"):
        keep_settings(home, USUAL)
        for size in ((80, 24), (120, 40)):
            async with opened(size) as (program, pilot):
                for action in ("settings", "help", "change_person"):
                    program.perform(f"menu.{action}")
                    await pilot.pause(0.2)
                    program.speak(code)
                    await pilot.pause(0.1)
                    rows = picture(program).splitlines()

                    assert len(rows) == size[1]
                    assert not [row for row in rows if "…" in row]
                    program.screen.dismiss()
                    await pilot.pause(0.1)


async def test_anna_sees_who_else_has_a_log_here(opened: Opened, bo: Log, on_shift: str) -> None:
    async with opened() as (program, pilot):
        await pilot.press("space", "w")
        await until(pilot, lambda: "1  FA-07" in picture(program))

        assert "OV-12 låses" in picture(program)
