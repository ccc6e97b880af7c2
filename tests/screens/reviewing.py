"""The program over Eva's log with Anna's night in it, for tests of the review screen."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime

import pytest
from textual.pilot import Pilot

from fieldlog.home import Home
from fieldlog.logbook.log import Log
from fieldlog.program import Program, Start
from fieldlog.screens.review import HELD, ReviewScreen
from tests.conftest import PASSPHRASE
from tests.screens.conftest import picture, shift_of, until
from tests.supervising import MORNING, Night, let_supervise

Opened = Callable[..., AbstractAsyncContextManager[tuple[Program, Pilot[None]]]]


@pytest.fixture
def night(eva: Log) -> Night:
    """Anna's shift, to be written; Eva supervises."""
    let_supervise(eva, "GL-01", "GL-02")
    return Night(eva)


@pytest.fixture
def evas_program(home: Home, eva: Log) -> Opened:
    """As `opened`, over Eva's log the morning after."""

    @asynccontextmanager
    async def open_program(
        size: tuple[int, int] = (80, 24), now: Callable[[], datetime] = lambda: MORNING
    ) -> AsyncIterator[tuple[Program, Pilot[None]]]:
        program = Program(Start(home, eva.folder, passphrase=PASSPHRASE, now=now))
        async with program.run_test(size=size) as pilot:
            await until(pilot, lambda: program.desk is not None and shift_of(program).tonight is not None)
            yield program, pilot
        if program.desk is not None:
            program.desk.close()

    return open_program


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
