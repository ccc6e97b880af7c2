"""Finding on the screen: the line searches while one types, and a list of any length never waits for the store."""

import time
from datetime import timedelta

import pytest

from fieldlog.logbook import events, finding, observations, shifts
from fieldlog.logbook.finding import Filter
from fieldlog.logbook.log import Log
from fieldlog.logbook.observations import new_observation, write
from fieldlog.program import Program
from fieldlog.screens.detail import DetailScreen
from fieldlog.screens.hits import HitList, sought
from fieldlog.screens.search import SearchScreen
from tests.conftest import FRIDAY
from tests.screens.conftest import Opened, picture, shift_of, until


@pytest.fixture
def filled(anna: Log, on_shift: str) -> Log:
    """1,000 entries, one a minute back from 21:51; the twelfth of each dozen says `kanyler`."""
    with anna.writing(FRIDAY) as pen:
        for number in range(1000):
            note = f"post {number}" + (" kanyler" if number % 12 == 11 else "")
            at = FRIDAY - timedelta(minutes=number + 1)
            write(pen, new_observation(shift=on_shift, at=at, category="NF", place="BER", words={"note": note}))
    return anna


def search_of(program: Program) -> SearchScreen:
    return next(screen for screen in program.screen_stack if isinstance(screen, SearchScreen))


def list_of(program: Program) -> HitList:
    return search_of(program).list


async def test_an_empty_line_is_the_whole_log_and_words_narrow_it(opened: Opened, filled: Log) -> None:
    async with opened() as (program, pilot):
        await pilot.press("space", "s")
        await until(pilot, lambda: "Hela loggen: 1 000" in picture(program))
        assert "post 0" in picture(program)

        await pilot.press(*"kany nf")
        await until(pilot, lambda: "Träffar: 83" in picture(program))
        shown = picture(program)

    assert "NF fynd/kanyler" in shown
    assert "post 11 kanyler" in shown
    assert "post 12" not in shown


async def test_the_far_end_comes_without_holding_a_key(opened: Opened, filled: Log) -> None:
    async with opened() as (program, pilot):
        await pilot.press("space", "s")
        await until(pilot, lambda: "Hela loggen" in picture(program))
        await pilot.press("up")
        for key, row in (("end", "post 999"), ("home", "post 0"), ("pagedown", "post 13")):
            start = time.perf_counter()
            await pilot.press(key)
            await until(pilot, lambda row=row: row in picture(program))  # type: ignore[misc]  # mypy knows no default here
            assert time.perf_counter() - start < 1

        await pilot.press("end", "enter")
        await until(pilot, lambda: isinstance(program.screen, DetailScreen) and "post 999" in picture(program))
        await pilot.press("backspace", "backspace", "tab")
        await until(pilot, lambda: "post 998" in picture(program))
        await pilot.press("escape")
        await until(pilot, lambda: program.screen is search_of(program))

        assert list_of(program).index == 998


async def test_a_word_nearly_right_is_offered_and_tab_takes_it(opened: Opened, filled: Log) -> None:
    async with opened() as (program, pilot):
        await pilot.press("space", "s", *"kanylr")
        await until(pilot, lambda: "Menade du: kanyler (83)" in picture(program))
        await pilot.press("tab")
        await until(pilot, lambda: "Träffar: 83" in picture(program))

        assert search_of(program).line.text == "kanyler"


async def test_the_only_hit_opens_with_enter_and_the_search_is_there_again(opened: Opened, filled: Log) -> None:
    async with opened() as (program, pilot):
        await pilot.press("space", "s", *"'post 777'")
        await until(
            pilot, lambda: search_of(program)._searched == "'post 777'"
        )  # what was typed by then may have one too
        await until(pilot, lambda: "Träffar: 1 ─" in picture(program))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(program.screen, DetailScreen) and "post 777" in picture(program))
        await pilot.press("escape")
        await until(pilot, lambda: program.screen is search_of(program))
        assert search_of(program).line.text == "'post 777'"

        await pilot.pause(0.9)  # sooner it would be Esc Esc, which hides
        await pilot.press("escape")
        await until(pilot, lambda: program.screen is shift_of(program))
        await pilot.press("space", "s")
        await until(pilot, lambda: "Träffar: 1 ─" in picture(program))


async def test_letters_in_the_list_go_to_the_line(opened: Opened, filled: Log) -> None:
    async with opened() as (program, pilot):
        await pilot.press("space", "s")
        await until(pilot, lambda: "Hela loggen" in picture(program))
        await pilot.press("up", "down", "tab", "tab", *"1u")
        await until(pilot, lambda: search_of(program).line.text == "1u")

    assert finding.count(filled, Filter()) == 1000


async def test_an_open_event_is_among_what_is_open(opened: Opened, anna: Log, on_shift: str) -> None:
    events.open_event(anna, {"category": "OD", "place": "SGG", "severity": 4}, FRIDAY, shift=on_shift)
    async with opened() as (program, pilot):
        await pilot.press("space", "s", *"öppen")
        await until(pilot, lambda: search_of(program)._searched == "öppen")
        await until(pilot, lambda: "Träffar: 1 ─" in picture(program))

        assert "OD SGG" in picture(program)


async def test_an_empty_log_says_so(opened: Opened, anna: Log) -> None:
    async with opened() as (program, pilot):
        await pilot.press("space", "s")
        await until(pilot, lambda: "Loggen är tom än." in picture(program))
        await pilot.press("enter", "tab", "up", "pagedown")

        assert search_of(program).line.has_focus


async def test_the_rows_of_both_languages_fit_the_smallest_screen(opened: Opened, filled: Log) -> None:
    shifts.end(filled, FRIDAY)
    for size in ((80, 24), (120, 40)):
        async with opened(size=size) as (program, pilot):
            await pilot.press("space", "s", *"n trp")
            await until(pilot, lambda: "Träffar: 0" in picture(program))
            for code in ("en", "sv"):
                program.speak(code)
                await pilot.pause()
                rows = picture(program).splitlines()
                assert len(rows) == size[1]
                assert "…" not in rows[-1] + rows[-2]


def test_words_are_marked_as_the_search_finds_them() -> None:
    is_sought = sought("SLÄCKT kany")
    assert [word for word in ("släckt", "Slackt", "kanyler", "lampa", "släckta") if is_sought(word)] == [
        "släckt",
        "Slackt",
        "kanyler",
    ]


async def test_what_is_protected_stands_in_no_search(opened: Opened, anna: Log, on_shift: str) -> None:
    new = new_observation(
        shift=on_shift, at=FRIDAY, category="UK", place="TRP", protected=True, words={"note": "hemlig adress"}
    )
    observations.save(anna, new, FRIDAY)
    async with opened() as (program, pilot):
        await pilot.press("space", "s")
        await until(pilot, lambda: "Hela loggen: 0 " in picture(program))

        assert "hemlig" not in picture(program)
