"""The lock screen: writing without the key, nothing of the store, numbers, emergency."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from textual import events
from textual.pilot import Pilot

from fieldlog.home import Home
from fieldlog.logbook.log import Log
from fieldlog.program import Program, Start
from fieldlog.screens.locked import LockedScreen
from fieldlog.screens.sealing import Sealing
from fieldlog.screens.theme import NAMES
from fieldlog.settings import Settings, keep_settings
from fieldlog.vault.lock import lock
from fieldlog.vault.notes import MOST_NOTES, open_notes, seal_note, sealed_count
from tests.conftest import FRIDAY
from tests.screens.conftest import picture, until

RULE = "─" * 80


@asynccontextmanager
async def locked(
    home: Home, log: Log, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[LockedScreen, Pilot[None]]]:
    lock(log.folder)
    program = Program(Start(home, log.folder, now=lambda: FRIDAY))
    async with program.run_test(size=size) as pilot:
        await pilot.pause()
        yield cast("LockedScreen", program.screen), pilot


def shown(pilot: Pilot[None]) -> str:
    return picture(cast("Program", pilot.app))


def texts(log: Log) -> list[str]:
    return [note.text for note in open_notes(log.unlocked)]


async def test_it_stands_as_drawn_to_the_column(home: Home, anna: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fieldlog.screens.locked.battery", lambda: "41 %")
    async with locked(home, anna) as (_screen, pilot):
        before = shown(pilot).splitlines()
        await pilot.press(*"nh trp 6 två langar öppet")
        await until(pilot, lambda: "NH handel" in shown(pilot))
        rows = shown(pilot).splitlines()

    assert len(rows) == 24
    assert rows[0] == " LÅST   OV-12" + " " * 54 + "41 %   21:52 "
    assert not "".join(rows[1:18]).strip()
    assert rows[18:23] == [
        RULE,
        " > nh trp 6 två langar öppet".ljust(80),
        " 21:52 nu │ NH handel │ TRP Trappan │ 5–9 pers │ ! Följ upp".ljust(80),
        RULE,
        " Enter sparar utan att låsa upp. Går att läsa först när du låst upp.".ljust(80),
    ]
    keys = " Enter på tom rad: lås upp   Tab byt person", "§ nödläge   Mellanslag nummer "
    assert before[23] == keys[0].ljust(80 - len(keys[1])) + keys[1]


async def test_enter_seals_what_is_written_and_says_so(home: Home, anna: Log) -> None:
    async with locked(home, anna) as (screen, pilot):
        await pilot.press(*"lugnt", "enter")
        await until(pilot, lambda: "Sparat 21:52" in shown(pilot))

        assert screen.line.text == ""
    assert texts(anna) == ["lugnt"]


async def test_what_is_typed_is_sealed_before_enter_and_only_once(home: Home, anna: Log) -> None:
    async with locked(home, anna) as (_screen, pilot):
        await pilot.press(*"klotter")
        await until(pilot, lambda: texts(anna) == ["klotter"])
        await pilot.press(*" i tunneln", "enter")
        await until(pilot, lambda: "Sparat" in shown(pilot))
        await pilot.pause(0.5)

        assert texts(anna) == ["klotter i tunneln"]


async def test_esc_puts_the_text_away_as_a_note(home: Home, anna: Log) -> None:
    async with locked(home, anna) as (screen, pilot):
        await pilot.press(*"halv", "escape")
        await until(pilot, lambda: texts(anna) == ["halv"] and not screen.line.text)


@given(text=st.text(st.characters(exclude_categories=("C", "Z", "M")), min_size=1, max_size=30))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_whatever_is_typed_stands_on_the_line(home: Home, anna: Log, text: str) -> None:
    if text[0] in "§`?":
        text = f"x{text}"
    async with locked(home, anna) as (screen, pilot):
        for character in text:
            pilot.app.post_message(events.Key(character, character))
        await until(pilot, lambda: screen.line.text == text)

        assert pilot.app.screen is screen
        screen.line.load_text("")


async def test_it_shows_no_word_of_what_others_left(home: Home, anna: Log, on_shift: str) -> None:
    seal_note(anna.folder, "hemlig anteckning", FRIDAY)
    async with locked(home, anna) as (_screen, pilot):
        await pilot.press("space")
        await pilot.pause()
        screen = shown(pilot)

    assert "112" in screen
    for word in ("hemlig", "OV-14", "3214", "OVB"):
        assert word not in screen


async def test_space_shows_numbers_and_again_the_help(home: Home, anna: Log) -> None:
    async with locked(home, anna) as (screen, pilot):
        await pilot.press("space")
        await until(pilot, lambda: "114 14" in shown(pilot))
        await pilot.press("space")
        await until(pilot, lambda: "Tangenter: Låst" in shown(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)

        assert screen.line.has_focus


async def test_an_emergency_keeps_its_time_with_one_key(home: Home, anna: Log) -> None:
    async with locked(home, anna) as (_screen, pilot):
        pilot.app.post_message(events.Key("section_sign", "§"))
        await until(pilot, lambda: "RING 112" in shown(pilot))
        pilot.app.post_message(events.Key("section_sign", "§"))
        await pilot.pause(0.1)

        assert [(note.text, note.at) for note in open_notes(anna.unlocked)] == [("nödläge", FRIDAY)]


async def test_a_mistaken_emergency_is_taken_back_within_ten_seconds(home: Home, anna: Log) -> None:
    async with locked(home, anna) as (_screen, pilot):
        pilot.app.post_message(events.Key("section_sign", "§"))
        await until(pilot, lambda: sealed_count(anna.folder) == 1)
        await until(pilot, lambda: "RING 112" in shown(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: "Nödläget är borttaget" in shown(pilot))

        assert sealed_count(anna.folder) == 0


async def test_an_emergency_of_a_minute_ago_stays(home: Home, anna: Log) -> None:
    async with locked(home, anna) as (screen, pilot):
        pilot.app.post_message(events.Key("section_sign", "§"))
        await until(pilot, lambda: "RING 112" in shown(pilot))
        screen.without_key._now = lambda: FRIDAY + timedelta(minutes=1)
        await pilot.press("escape")
        await until(pilot, lambda: "RING 112" not in shown(pilot))

        assert sealed_count(anna.folder) == 1


async def test_a_personal_number_is_told_of_and_masked_with_tab(home: Home, anna: Log) -> None:
    async with locked(home, anna) as (screen, pilot):
        await pilot.press(*"pratade 19121212-1212")
        await until(pilot, lambda: "Ser ut som ett personnummer" in shown(pilot))
        await pilot.press("tab")
        await until(pilot, lambda: screen.line.text == "pratade [personnummer]")


async def test_the_fifty_first_note_is_refused_and_stays_on_the_line(home: Home, anna: Log) -> None:
    for _number in range(MOST_NOTES):
        seal_note(anna.folder, "lugnt", FRIDAY)
    async with locked(home, anna) as (screen, pilot):
        await pilot.press(*"en till", "enter")
        await until(pilot, lambda: "fler än 50 låsta anteckningar" in shown(pilot))

        assert screen.line.text == "en till"


async def test_a_damaged_vault_is_said_and_the_text_stays(home: Home, anna: Log) -> None:
    anna.folder.vault.write_text("{}")
    async with locked(home, anna) as (screen, pilot):
        await pilot.press(*"lugnt", "enter")
        await until(pilot, lambda: "skadad" in shown(pilot))

        assert screen.line.text == "lugnt"


async def test_lines_pasted_become_a_note_each(home: Home, anna: Log) -> None:
    async with locked(home, anna) as (screen, pilot):
        screen.line.paste("lugnt\nklotter\n")
        await until(pilot, lambda: sorted(texts(anna)) == ["klotter", "lugnt"])


async def test_a_bare_enter_asks_for_the_passphrase_and_shows_none_of_it(home: Home, anna: Log) -> None:
    async with locked(home, anna) as (_screen, pilot):
        await pilot.press("enter", *"hemlig fras")
        await until(pilot, lambda: "•••" in shown(pilot))

        assert "hemlig" not in shown(pilot)


async def test_the_palette_offers_nothing_that_needs_the_key(home: Home, anna: Log) -> None:
    async with locked(home, anna) as (_screen, pilot):
        program = cast("Program", pilot.app)
        actions = {key.action for key in program.possible() if key.screen == "menu"}

    assert actions <= {"help", "numbers", "settings", "change_person", "palette", "emergency"}


@pytest.mark.parametrize("theme", NAMES)
async def test_every_theme_shows_it_whole(home: Home, anna: Log, theme: str) -> None:
    night = theme if theme in {"amber", "red"} else "amber"
    keep_settings(home, Settings(day=theme if theme != night else "dark", night=night, night_by_sun=theme == night))
    async with locked(home, anna, (120, 40)) as (_screen, pilot):
        assert pilot.app.theme == theme
        assert len(shown(pilot).splitlines()) == 40
        assert "§ nödläge   Mellanslag nummer " in shown(pilot)


def test_a_draft_asked_for_too_late_does_not_come_back(anna: Log) -> None:
    sealing = Sealing(anna.folder, lambda: FRIDAY)
    turn = sealing.turn
    sealing.keep("lug", turn)
    sealing.take("lugnt")
    sealing.keep("lugn", turn)

    assert texts(anna) == ["lugnt"]
