"""The program over Eva's log with Anna's night in it, for tests of the review screen."""

import pytest
from textual.pilot import Pilot

from fieldlog.home import Home
from fieldlog.logbook.log import Log
from fieldlog.program import Program
from fieldlog.screens.review import HELD, ReviewScreen
from tests.screens.conftest import Opened, opened_over, picture, until
from tests.supervising import MORNING, Night, let_supervise


@pytest.fixture
def night(eva: Log) -> Night:
    """Anna's shift, to be written; Eva supervises."""
    let_supervise(eva, "GL-01", "GL-02")
    return Night(eva)


@pytest.fixture
def evas_program(home: Home, eva: Log) -> Opened:
    """As `opened`, over Eva's log the morning after."""
    return opened_over(home, eva, MORNING)


def review_of(program: Program) -> ReviewScreen:
    return next(screen for screen in program.screen_stack if isinstance(screen, ReviewScreen))


async def into_queue(program: Program, pilot: Pilot[None]) -> None:
    """`Space g`, the purpose, the night in short, the queue."""
    await pilot.press("space", "g")
    await until(pilot, lambda: "Varför läser du?" in picture(program))
    await until(pilot, lambda: "granskning av nattens pass" in picture(program))
    await pilot.press("enter")
    await until(pilot, lambda: "Natten i korthet" in picture(program))
    await pilot.press("enter")
    await until(pilot, lambda: "g godkänn" in picture(program))
    await until(pilot, lambda: review_of(program).board.whole is not None)


async def press(program: Program, pilot: Pilot[None], key: str, then: str) -> None:
    await pilot.pause(HELD)
    await pilot.press(key)
    await until(pilot, lambda: then in picture(program))


def row_of(program: Program, text: str) -> str:
    return next(row for row in picture(program).splitlines() if text in row)
