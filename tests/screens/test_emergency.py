"""The emergency card: one key and it is kept, digits stamp, a slip can be taken back, and it calls nobody."""

import os
import signal
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from textual.pilot import Pilot

from fieldlog.home import Home
from fieldlog.language import set_language
from fieldlog.logbook import drafts, finding, observations
from fieldlog.logbook.finding import Filter
from fieldlog.logbook.log import Log
from fieldlog.program import Program
from fieldlog.screens.emergency import EmergencyScreen
from fieldlog.screens.form import FormScreen
from fieldlog.screens.line import WritingLine
from tests.conftest import FRIDAY, PASSPHRASE
from tests.screens.conftest import Opened, picture, until
from tests.terminal import Terminal

HOUSE = str(Path(__file__).parents[2])
OPEN = (
    "import sys; from pathlib import Path; from fieldlog.home import Home; from fieldlog.program import Start, show; "
    "home = Home(Path(sys.argv[1])); "
    "sys.exit(show(Start(home, home.folder('OV-12'), passphrase=sys.argv[2])))"
)


class Clock:
    """A clock that a test sets on."""

    def __init__(self) -> None:
        self.at = FRIDAY

    def __call__(self) -> Any:
        return self.at

    def on(self, seconds: int) -> None:
        self.at += timedelta(seconds=seconds)


async def begin(program: Program, pilot: Pilot[None], anna: Log) -> EmergencyScreen:
    await pilot.press("f2")
    await until(pilot, lambda: isinstance(program.screen, EmergencyScreen) and drafts.open_events(anna))
    card = program.screen
    assert isinstance(card, EmergencyScreen)
    await until(pilot, lambda: card.tonight is not None)
    return card


def kept(log: Log) -> list[dict[str, Any]]:
    return [draft.body for draft in drafts.open_events(log)]


def at_seg(log: Log, shift: str) -> None:
    """The last entry was at SEG."""
    observations.save(log, observations.new_observation(shift=shift, at=FRIDAY, category="OS", place="SEG"), FRIDAY)


@pytest.mark.parametrize("key", ["`", "f2"])
async def test_one_key_begins_and_it_is_kept(opened: Opened, anna: Log, on_shift: str, key: str) -> None:
    at_seg(anna, on_shift)
    async with opened() as (program, pilot):
        await pilot.press(key)
        await until(pilot, lambda: kept(anna) and kept(anna)[0].get("place") == "SEG")

        assert "NÖDLÄGE   startat 21:52" in picture(program)
        assert "ringer ingen, skickar inget" in picture(program)
        assert "Sergelgatan" in picture(program)
    draft = drafts.open_events(anna)[0]
    assert (draft.shift, draft.body["category"], draft.body["severity"]) == (on_shift, "OD", 4)


async def test_digits_stamp_and_the_same_digit_adds_one(opened: Opened, anna: Log, on_shift: str) -> None:
    clock = Clock()
    async with opened(now=clock) as (program, pilot):
        await begin(program, pilot, anna)
        await pilot.press("1")
        clock.on(60)
        await pilot.press("2")
        clock.on(60)
        await pilot.press("2")
        await until(pilot, lambda: kept(anna)[0]["fields"].get("naloxon") == 2)

        assert "112 ringt    21:52" in picture(program)
        assert "21:54 2 doser" in picture(program)
        await pilot.press("backspace")
        await until(pilot, lambda: kept(anna)[0]["fields"].get("naloxon") == 1)
    assert kept(anna)[0]["words"] == {"note": "112 21:52, naloxon 21:53"}


async def test_tab_says_what_it_is_and_the_next_digit_stamps_again(opened: Opened, anna: Log, on_shift: str) -> None:
    async with opened() as (program, pilot):
        await begin(program, pilot, anna)
        await pilot.press("tab", "2", "1")
        await until(pilot, lambda: kept(anna)[0]["fields"].get("larm112"))

        assert "[2 våld]" in picture(program)
    assert kept(anna)[0]["category"] == "VF"


async def test_the_place_is_changed_by_letters(opened: Opened, anna: Log, on_shift: str) -> None:
    at_seg(anna, on_shift)
    async with opened() as (program, pilot):
        await begin(program, pilot, anna)
        await pilot.press("tab", "tab", *"vasagatan", "enter")
        await until(pilot, lambda: kept(anna)[0]["place"] in {"VAS", "VAN"})
        await pilot.press("3")
        await until(pilot, lambda: kept(anna)[0]["fields"] == {"hlr": True})


async def test_a_letter_stamps_nothing_and_is_answered(opened: Opened, anna: Log, on_shift: str) -> None:
    async with opened() as (program, pilot):
        card = await begin(program, pilot, anna)
        await pilot.press(*"andas", "space")

        assert "Siffra stämplar" in picture(program)
        assert card.emergency.stamps == []


async def test_esc_within_ten_seconds_removes_everything(opened: Opened, anna: Log, on_shift: str) -> None:
    clock = Clock()
    async with opened(now=clock) as (program, pilot):
        await begin(program, pilot, anna)
        await pilot.press("1")
        clock.on(10)
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(program.screen, EmergencyScreen))

    assert kept(anna) == []


async def test_esc_later_leaves_it_open(opened: Opened, anna: Log, on_shift: str) -> None:
    clock = Clock()
    async with opened(now=clock) as (program, pilot):
        await begin(program, pilot, anna)
        assert "Esc inom 10 s" in picture(program)
        clock.on(11)
        await until(pilot, lambda: "Esc inom 10 s" not in picture(program))
        await pilot.press("escape")
        await until(pilot, lambda: "Väntar på svar: 1" in picture(program))

    assert len(kept(anna)) == 1


async def test_it_is_filled_in_from_the_card_when_things_are_calm(opened: Opened, anna: Log, on_shift: str) -> None:
    at_seg(anna, on_shift)
    async with opened() as (program, pilot):
        await begin(program, pilot, anna)
        WritingLine.same_enter = -1
        await pilot.press("1", "0")
        await until(pilot, lambda: isinstance(program.screen, FormScreen))
        assert "0 fyll i" not in picture(program)
        form = cast("FormScreen", program.screen)
        await until(pilot, lambda: form.answering.paging is not None)
        for _press in range(12):
            await pilot.press("enter")
            await pilot.pause(0.2)
            if not kept(anna):
                break
        await until(pilot, lambda: not isinstance(program.screen, FormScreen))

    assert kept(anna) == []
    saved = next(row for row in finding.page(anna, Filter()) if row.category == "OD")
    assert (saved.place, saved.severity) == ("SEG", 4)
    assert '"larm112":"21:52"' in saved.fields


async def test_the_card_counts_the_seconds(opened: Opened, anna: Log, on_shift: str) -> None:
    clock = Clock()
    async with opened(now=clock) as (program, pilot):
        await begin(program, pilot, anna)
        clock.on(130)
        await until(pilot, lambda: "2 min 10 s" in picture(program))


async def test_two_emergencies_live_side_by_side(opened: Opened, anna: Log, on_shift: str) -> None:
    async with opened() as (program, pilot):
        await begin(program, pilot, anna)
        await pilot.press("enter")
        await until(pilot, lambda: not isinstance(program.screen, EmergencyScreen))
        await begin(program, pilot, anna)
        await pilot.press("enter")
        await until(pilot, lambda: "Väntar på svar: 2" in picture(program))


async def test_the_register_says_where_to_meet(opened: Opened, anna: Log, on_shift: str) -> None:
    at_seg(anna, on_shift)
    answers = '{"SEG": {"say112": "Sergelgatan vid hus 3", "meet": "porten"}, "PLK": {"aed": "innanför entrén"}}'
    anna.folder.places.write_text(answers, encoding="utf-8")
    async with opened() as (program, pilot):
        await begin(program, pilot, anna)
        await until(pilot, lambda: "porten" in picture(program))
        assert "Sergelgatan vid hus 3" in picture(program)
        assert "innanför entrén (PLK" in picture(program)


@pytest.mark.parametrize(("size", "language"), [((80, 24), "sv"), ((80, 24), "en"), ((120, 40), "sv")])
async def test_every_row_fits(opened: Opened, anna: Log, on_shift: str, size: tuple[int, int], language: str) -> None:
    set_language(language)
    async with opened(size=size) as (program, pilot):
        await begin(program, pilot, anna)
        for key in ("1", "2", "2", "3", "4", "5", "6", "tab", "tab", "p"):
            await pilot.press(key)
            rows = picture(program).splitlines()
            assert len(rows) == size[1]
            assert all(len(row) == size[0] for row in rows)


@pytest.fixture
def window(home: Home, anna: Log, on_shift: str) -> Callable[[], Terminal]:
    """Another window of Anna's log, in a terminal of its own."""
    at_seg(anna, on_shift)

    def begin_window() -> Terminal:
        argv = [sys.executable, "-c", OPEN, str(home.root), PASSPHRASE]
        return Terminal(argv, env={"PYTHONPATH": HOUSE, "HOME": str(home.root)})

    return begin_window


def test_an_emergency_survives_being_killed(window: Callable[[], Terminal], anna: Log) -> None:
    with window() as term:
        term.wait_for("Ikväll")
        term.send("§")
        term.wait_for("NÖDLÄGE")
        term.send("1")
        term.wait_for("112 ringt    –", gone=True)
        term.send("2")
        term.wait_for("naloxon      –", gone=True)
        term.rest(0.3)
        os.kill(term.pid, signal.SIGKILL)
        assert term.exit_code() == -signal.SIGKILL

    assert {"larm112", "naloxon"} <= set(kept(anna)[0]["fields"])
    with window() as term:
        term.wait_for("!!! OD SEG")
        term.rest()
        term.send("tab")
        term.wait_for("▸!!! OD SEG")
        term.send("enter")
        term.wait_for("RING 112")
        assert "naloxon      –" not in term.screen()
