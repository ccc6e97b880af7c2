"""The alone timer: a row that counts down, one bell at its time, on the lock screen too; Enter answers."""

import os
from datetime import timedelta

import pytest

from fieldlog.home import Home
from fieldlog.logbook import drafts
from fieldlog.logbook.log import Log
from fieldlog.program import Program, Start
from fieldlog.screens.alone import AloneScreen
from fieldlog.screens.alone_watch import CARRIED
from fieldlog.screens.help import HelpScreen
from fieldlog.vault.lock import lock
from tests.conftest import FRIDAY
from tests.screens.conftest import Opened, picture, until


@pytest.fixture
def bells(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    rung: list[str] = []
    monkeypatch.setattr(Program, "bell", lambda _program: rung.append("ding"))
    return rung


async def test_it_counts_down_and_rings_once_at_its_time(
    opened: Opened, anna: Log, on_shift: str, bells: list[str]
) -> None:
    clock = [FRIDAY]
    async with opened(now=lambda: clock[0]) as (program, pilot):
        await pilot.press("space", "e")
        await until(pilot, lambda: "Larmar ingen" in picture(program))
        await pilot.press("3")
        await until(pilot, lambda: "Hör av mig senast 22:22 (30 min). Ring sedan:" in picture(program))
        clock[0] = FRIDAY + timedelta(minutes=29, seconds=59)
        program._watch()
        assert bells == []

        clock[0] += timedelta(seconds=1)
        await until(pilot, lambda: "Klockan är 22:22. Ring:" in picture(program))
        program._watch()
        assert bells == ["ding"]


async def test_it_rings_on_another_screen(opened: Opened, anna: Log, on_shift: str, bells: list[str]) -> None:
    drafts.keep(anna, "alone", {"until": FRIDAY.isoformat(), "who": "OV-14"}, FRIDAY)
    async with opened(now=lambda: FRIDAY - timedelta(seconds=1)) as (program, pilot):
        await pilot.press("f1")
        await until(pilot, lambda: isinstance(program.screen, HelpScreen))
        program.now = lambda: FRIDAY
        await until(pilot, lambda: bells == ["ding"])
        # A test of Textual draws no notices.
        assert [each.message for each in program._notifications] == ["Klockan är 21:52. Ring: OV-14"]


async def test_enter_on_its_row_and_enter_answer(opened: Opened, anna: Log, on_shift: str) -> None:
    until_then = FRIDAY + timedelta(minutes=30)
    drafts.keep(anna, "alone", {"until": until_then.isoformat(), "who": "OV-14"}, FRIDAY)
    async with opened() as (program, pilot):
        await until(pilot, lambda: "Hör av mig senast" in picture(program))
        await pilot.press("tab", "enter")
        await until(pilot, lambda: isinstance(program.screen, AloneScreen) and "allt är bra" in picture(program))
        await pilot.press("enter")
        await until(pilot, lambda: "Väntar på svar" not in picture(program))

    assert drafts.drafts(anna) == []


async def test_it_is_handed_on_to_the_locked_screen_which_rings(
    opened: Opened, home: Home, anna: Log, on_shift: str, bells: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(CARRIED, raising=False)
    due = FRIDAY + timedelta(minutes=10)
    drafts.keep(anna, "alone", {"until": due.isoformat(), "who": "OV-14"}, FRIDAY)
    async with opened() as (program, pilot):
        await until(pilot, lambda: "Hör av mig senast" in picture(program))
        program._alone.hand_on(program)
        handed_on = os.environ[CARRIED]
    lock(anna.folder)
    monkeypatch.setenv(CARRIED, handed_on)
    locked = Program(Start(home, anna.folder, now=lambda: due))
    async with locked.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "Klockan är 22:02. Ring: OV-14" in picture(locked))

    assert bells == ["ding"]
    assert CARRIED not in os.environ
