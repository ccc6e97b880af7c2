"""What holds for every screen: it is whole, says what can be pressed, can be read in every colour, and is hidden."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from rich.segment import Segment
from textual import events as keys
from textual.color import Color
from textual.pilot import Pilot

from fieldlog.home import Home
from fieldlog.logbook import events, observations, shifts
from fieldlog.logbook.log import open_log
from fieldlog.logbook.observations import new_observation
from fieldlog.program import Program, Start
from fieldlog.screens.text import LastGuard
from fieldlog.screens.theme import NIGHT, THEMES
from fieldlog.vault import create_vault
from tests.conftest import FRIDAY, PASSPHRASE
from tests.screens.conftest import shift_of, until
from tests.screens.every import EVERY, cells, home, show, text_of
from tests.screens.test_theme import contrast, luminance

SIZES = (pytest.param((80, 24), id="small"), pytest.param((120, 40), id="large", marks=pytest.mark.proof))
"""The walk at the large size takes as long again: it is for `make proof`."""
SMALL = (80, 24)
NOTHING_TO_READ = set("─│▁▂▃▄▅▆▇█▔▏▐ ")
MENU_SAYS = "Esc stänger"
"""While the menu is open, its own rule names the way out, and the last row what letters do."""
BACK = {"jump": "annan tangent stänger", "undo": "annan tangent: tillbaka", "emergency": "Enter till passet"}
"""How the last row names the way back, where it is not Esc."""
BLACK = Color(0, 0, 0)
LETTERS = set(map(chr, range(32, 127))) | set("åäöÅÄÖ§")

Piece = tuple[str, str, str]
"""A text, its colour, and the colour under it."""


@dataclass
class Shown:
    """Every screen as it was drawn, at one size."""

    rows: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    """By screen and language."""
    pieces: dict[tuple[str, str], list[Piece]] = field(default_factory=dict)
    """By screen and theme."""
    spelled: dict[str, str] = field(default_factory=dict)
    hidden: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Anna's shift: one observation of each seriousness, and an intervention that lacks something."""
    house = Home(tmp_path_factory.mktemp("evening"))
    folder = house.folder("OV-12")
    folder.make()
    vault = create_vault(folder, PASSPHRASE, worker="OV-12", org="OVB", role="ov", keyring=False)
    log = open_log(vault, FRIDAY - timedelta(hours=7))
    shift = shifts.start(log, shifts.manning(["OV-14"], radio="3214"), FRIDAY - timedelta(hours=6))
    told = {"TL": "lugnt", "BL": "stolpe 4471 släckt", "NH": "två langar", "VF": "polis kom", "VV": "kniv, 112 ringt"}
    for severity, (category, words) in enumerate(told.items()):
        at = FRIDAY - timedelta(minutes=50 - 10 * severity)
        new = new_observation(shift=shift, at=at, category=category, place="TRP", severity=severity,
                              words={"note": words})  # fmt: skip
        observations.save(log, new, at)
    events.open_event(log, {"category": "IN", "place": "VAS", "actions": ["LOB"]}, FRIDAY, shift=shift)
    log.close()
    return house


@pytest.fixture(scope="module")
def shown(evening: Home) -> Callable[[tuple[int, int]], Shown]:
    """Walked through once a size: to open a program costs more than to look at it."""
    walked: dict[tuple[int, int], Shown] = {}

    def at(size: tuple[int, int]) -> Shown:
        if size not in walked:
            walked[size] = asyncio.run(walk(evening, size))
        return walked[size]

    return at


async def walk(house: Home, size: tuple[int, int]) -> Shown:
    shown = Shown()
    program = Program(Start(house, house.folder("OV-12"), passphrase=PASSPHRASE, now=lambda: FRIDAY))
    async with program.run_test(size=size) as pilot:
        await until(pilot, lambda: program.desk is not None and shift_of(program).tonight is not None)
        program._outside = replace(
            program._outside, on_hide=lambda: None, execute=lambda path, argv: shown.hidden.append(name)
        )
        for number, name in enumerate(EVERY, 1):
            await show(program, pilot, name)
            await look(program, pilot, name, shown)
            await press_escape_twice(program, pilot, 10.0 * number)
            await home(program, pilot)
        assert program.desk is not None
        program.desk.close()
    return shown


async def look(program: Program, pilot: Pilot[None], name: str, shown: Shown) -> None:
    for language in ("en", "sv"):
        program.speak(language)
        await pilot.pause(0.05)
        shown.rows[name, language] = text_of(program).splitlines()
    shown.spelled[name] = "".join(
        segment.text for row in cells(program) for segment in LastGuard(only_ascii=True).apply(row, BLACK)
    )
    for theme in THEMES if program.size == SMALL else ():
        by_sun = theme.name in NIGHT
        night = theme.name if by_sun else "amber"
        program.wear(replace(program.look, day="dark" if by_sun else theme.name, night=night, by_sun=by_sun))
        await pilot.pause(0.02)
        assert program.theme == theme.name
        shown.pieces[name, theme.name] = list(pieces(cells(program)))


def pieces(rows: list[list[Segment]]) -> Iterator[Piece]:
    for segment in (each for row in rows for each in row):
        style = segment.style
        if segment.control or style is None or style.color is None or style.bgcolor is None:
            continue
        ink, ground = (colour.get_truecolor().hex for colour in (style.color, style.bgcolor))
        yield segment.text, *((ground, ink) if style.reverse else (ink, ground))


async def press_escape_twice(program: Program, pilot: Pilot[None], at: float) -> None:
    for time in (at, at + 0.3):
        key = keys.Key("escape", "\x1b")
        key.time = time
        program.post_message(key)
    await pilot.pause()


Walked = Callable[[tuple[int, int]], Shown]


@pytest.mark.parametrize("size", SIZES)
def test_every_screen_is_whole_in_both_languages(shown: Walked, size: tuple[int, int]) -> None:
    for screen, rows in shown(size).rows.items():
        assert [len(row) for row in rows] == [size[0]] * size[1], screen
        cut = [row for row in (rows[0], rows[-1]) if "…" in row]
        # What people wrote may be cut; a title may not. What stands beside the timeline has titles of its own.
        cut += [part for row in rows for part in row.split("│") if "…" in part and "── " in part]
        assert not cut, (screen, cut)


@pytest.mark.parametrize("size", SIZES)
def test_the_last_row_says_what_can_be_pressed_and_how_one_gets_back(shown: Walked, size: tuple[int, int]) -> None:
    for (screen, language), rows in shown(size).rows.items():
        assert rows[-1].strip(), screen
        if language == "sv" and screen != "menu":
            assert BACK.get(screen, "Esc") in rows[-1], (screen, rows[-1])
    assert any(MENU_SAYS in row for row in shown(size).rows["menu", "sv"])


@pytest.mark.parametrize("size", SIZES)
def test_no_two_words_of_the_last_row_touch(shown: Walked, size: tuple[int, int]) -> None:
    for screen, rows in shown(size).rows.items():
        assert "Esc Esc" not in rows[-1] or "  Esc Esc" in rows[-1], (screen, rows[-1])


@pytest.mark.parametrize("theme", [theme.name for theme in THEMES])
def test_every_word_on_every_screen_can_be_read(shown: Walked, theme: str) -> None:
    for screen in EVERY:
        for text, ink, ground in shown(SMALL).pieces[screen, theme]:
            if set(text) - NOTHING_TO_READ:
                assert contrast(ink, ground) >= 4.5, (screen, text, ink, ground)


@pytest.mark.parametrize("theme", NIGHT)
def test_at_night_no_screen_has_anything_white(shown: Walked, theme: str) -> None:
    for screen in EVERY:
        for text, ink, ground in shown(SMALL).pieces[screen, theme]:
            for colour in (ink, ground) if text.strip() else (ground,):
                assert luminance(colour) < 0.65, (screen, text, colour)
                assert int(colour[5:], 16) <= 0x80, (screen, text, colour)


def test_esc_esc_hides_from_every_screen(shown: Walked) -> None:
    assert shown(SMALL).hidden == list(EVERY)


def test_with_simple_signs_every_screen_is_ascii_and_the_letters_of_swedish(shown: Walked) -> None:
    for size in (SMALL,):
        for screen, drawn in shown(size).spelled.items():
            assert not set(drawn) - LETTERS, screen
