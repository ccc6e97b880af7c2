"""The first start: from nothing to the first entry, with only what the screen says; or practice first."""

import sys
import time
from pathlib import Path
from typing import cast

import pytest

from fieldlog.home import Home
from fieldlog.language import language
from fieldlog.logbook import finding
from fieldlog.logbook.finding import Filter
from fieldlog.logbook.log import open_log
from fieldlog.program import Program, Start
from fieldlog.screens.first import FirstScreen
from fieldlog.screens.shift import ShiftScreen
from fieldlog.vault import about, unlock_with_passphrase
from tests.conftest import FRIDAY, PASSPHRASE
from tests.screens.conftest import picture, until
from tests.terminal import Terminal

HOUSE = str(Path(__file__).parents[2])


def start(tmp_path: Path, size: tuple[int, int] = (80, 24)) -> Terminal:
    argv = [sys.executable, "-m", "fieldlog", "--home", str(tmp_path / "log")]
    return Terminal(argv, size, {"PYTHONPATH": HOUSE, "HOME": str(tmp_path), "TMPDIR": str(tmp_path)})


def told(term: Terminal, text: str) -> str:
    """The row that says so: a new user does what it says."""
    term.wait_for(text)
    return next(row for row in term.screen().splitlines() if text in row)


def test_a_new_user_is_at_the_first_entry_within_a_minute(tmp_path: Path) -> None:
    begun = time.monotonic()
    with start(tmp_path) as term:
        term.send(told(term, "Gör min logg").split()[0])
        assert "som OVB" in told(term, "Vilken organisation?")
        term.send("ovb", "enter")
        term.send(told(term, "ordningsvakt").split()[0])
        assert "som OV-12" in told(term, "Ditt tjänstenummer")
        term.send("ov-12", "enter")
        assert "Minst 8 tecken" in told(term, "Välj en lösenfras")
        term.send(PASSPHRASE, "enter")
        term.wait_for("En gång till:")
        term.send(PASSPHRASE, "enter")
        line = told(term, "Skriv:").partition("Skriv:")[2].strip()
        term.send(line)
        term.wait_for("TL Lugnt")
        term.send("enter")
        term.send(told(term, "Skriv:  nh").partition("Skriv:")[2].strip())
        term.wait_for("NH handel")
        term.send("enter")
        term.send(told(term, "Skriv:  pratade").partition("Skriv:")[2].strip())
        term.wait_for("Ser ut som ett personnummer")
        term.send("enter")
        assert "starta" in told(term, "Enter: ")
        term.send("enter")
        term.wait_for("Passet är startat")
        assert "som du skulle säga det" in told(term, "Skriv vad du sett")
        term.send("lugnt på plattan", "enter")
        term.wait_for("TL PLA")
        term.send("ctrl+q")
        assert term.exit_code() == 0

    assert time.monotonic() - begun < 60
    home = Home(tmp_path / "log")
    facts = about(home.folder("OV-12"))
    assert (facts.worker, facts.org, facts.role) == ("OV-12", "OVB", "ov")
    log = open_log(unlock_with_passphrase(home.folder("OV-12"), PASSPHRASE), FRIDAY)
    try:
        assert [row.note for row in finding.page(log, Filter())] == ["lugnt på plattan"]
    finally:
        log.close()


def test_practice_first_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    with start(tmp_path) as term:
        term.send(told(term, "Öva först").split()[0])
        term.wait_for("ÖVNING", seconds=60)
        term.wait_for("OV-12")
        term.send("f12")
        assert "ÖVNING" in told(term, "LÅST")
        term.send("enter")
        assert "vi övar bara" in told(term, "Lösenfrasen är")
        term.send("vi övar bara", "enter")
        term.wait_for("Ikväll")
        assert "ÖVNING" in term.screen()
        term.send("ctrl+q")
        assert term.exit_code() == 0

    assert not Home(tmp_path / "log").workers()
    assert not list(tmp_path.glob("fieldlog-*"))


async def test_english_is_one_key_away_and_kept(home: Home) -> None:
    program = Program(Start(home, None, now=lambda: FRIDAY))
    async with program.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "4  English" in picture(program))
        await pilot.press("4")
        await until(pilot, lambda: language() == "en" and "4  Svenska" in picture(program))
        await fill(pilot, "OVB", "1", "OV-12", PASSPHRASE, PASSPHRASE)
        await until(pilot, lambda: home.settings.exists() and "19121212" not in picture(program))
        await until(pilot, lambda: first(program).step == "trial")

    assert 'language = "en"' in home.settings.read_text()


async def fill(pilot, org: str, role: str, worker: str, phrase: str, again: str) -> None:  # type: ignore[no-untyped-def]  # a pilot of any program
    program = pilot.app
    await pilot.press("1")
    await until(pilot, lambda: first(program).step == "org")
    await pilot.press(*org, "enter")
    await until(pilot, lambda: first(program).step == "role")
    await pilot.press(role)
    await until(pilot, lambda: first(program).step == "worker")
    await pilot.press(*worker, "enter")
    await until(pilot, lambda: first(program).step == "passphrase")
    await pilot.press(*phrase, "enter")
    await until(pilot, lambda: first(program).step == "again")
    await pilot.press(*again, "enter")


def first(program: Program) -> FirstScreen:
    return cast("FirstScreen", program.screen)


async def test_what_is_wrong_is_told_before_anything_is_made(home: Home) -> None:
    program = Program(Start(home, None, now=lambda: FRIDAY))
    async with program.run_test(size=(80, 24)) as pilot:
        await pilot.press("1")
        await until(pilot, lambda: first(program).step == "org")
        await pilot.press("enter")
        await until(pilot, lambda: "1–40 tecken" in picture(program))
        await pilot.press("escape")
        await until(pilot, lambda: first(program).step == "choice")
        await fill(pilot, "OVB", "0", "OV-12", PASSPHRASE, "en helt annan fras")
        await until(pilot, lambda: "De två var olika" in picture(program))

        assert first(program).step == "passphrase"
        assert "systemadministratör" in picture(program)

        await pilot.press(*"kort", "enter")
        await until(pilot, lambda: "minst 8 tecken" in picture(program).splitlines()[-1 - 15 : -1].__str__())
        assert not home.workers()


async def test_esc_goes_back_and_keeps_what_was_answered(home: Home) -> None:
    program = Program(Start(home, None, now=lambda: FRIDAY))
    async with program.run_test(size=(80, 24)) as pilot:
        await pilot.press("1")
        await until(pilot, lambda: first(program).step == "org")
        await pilot.press(*"NIS", "enter")
        await until(pilot, lambda: first(program).step == "role")
        await pilot.press("escape")
        await until(pilot, lambda: first(program).step == "org")
        await until(pilot, lambda: "Organisation: NIS" in picture(program))


async def test_an_empty_line_skips_the_trial(home: Home) -> None:
    program = Program(Start(home, None, now=lambda: FRIDAY))
    async with program.run_test(size=(80, 24)) as pilot:
        await fill(pilot, "OVB", "1", "OV-12", PASSPHRASE, PASSPHRASE)
        await until(pilot, lambda: first(program).step == "trial")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(program.screen, ShiftScreen) and program.desk is not None)
        await until(pilot, lambda: "Inget pass är startat" in picture(program))

        assert program.start.folder == home.folder("OV-12")
        assert program._outside.again[-2:] == ["--worker", "OV-12"]
    assert program.desk is not None
    program.desk.close()


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
@pytest.mark.parametrize("code", ["sv", "en"])
async def test_every_step_is_whole(home: Home, size: tuple[int, int], code: str) -> None:
    program = Program(Start(home, None, now=lambda: FRIDAY))
    async with program.run_test(size=size) as pilot:
        program.speak(code)
        for step in range(7):
            first(program)._go(step)
            await pilot.pause(0.05)

            assert len(picture(program).splitlines()) == size[1]
            assert "…" not in picture(program)
