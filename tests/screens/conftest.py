"""The program over Anna's real, encrypted log, driven by Textual's pilot."""

import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from pathlib import Path
from time import monotonic

import pytest
from textual.pilot import Pilot

from fieldlog.home import Home
from fieldlog.logbook import observations, shifts
from fieldlog.logbook.log import Log
from fieldlog.program import Program, Start
from fieldlog.screens.shift import ShiftScreen
from tests.conftest import FRIDAY, PASSPHRASE
from tests.screens import settling
from tests.screens.terminals import CANARY, driver_at, program_at
from tests.screens.terminals import Start as Begin

settling.install()

Opened = Callable[..., AbstractAsyncContextManager[tuple[Program, Pilot[None]]]]


@pytest.fixture(autouse=True)
def same_environment() -> Iterator[None]:
    """What a program hands on to the one it becomes stands in the environment; here it becomes none, and the next test
    must not find it."""
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture
def opened(home: Home, anna: Log) -> Opened:
    """`async with opened() as (program, pilot):` with the shift's screen up and its log open."""
    return opened_over(home, anna, FRIDAY)


def opened_over(home: Home, log: Log, usual: datetime) -> Opened:
    """What opens the program over a log; `usual` is the time where none is given."""

    @asynccontextmanager
    async def open_program(
        size: tuple[int, int] = (80, 24), now: Callable[[], datetime] = lambda: usual
    ) -> AsyncIterator[tuple[Program, Pilot[None]]]:
        program = Program(Start(home, log.folder, passphrase=PASSPHRASE, now=now))
        async with program.run_test(size=size) as pilot:
            await until(pilot, lambda: program.desk is not None and shift_of(program).tonight is not None)
            yield program, pilot
        if program.desk is not None:
            program.desk.close()

    return open_program


@pytest.fixture
def kept(anna: Log) -> Home:
    """Anna's home, with a shift and one observation in it."""
    shift = shifts.start(anna, shifts.manning(["OV-14"], radio="3214"), FRIDAY)
    seen = observations.new_observation(shift=shift, at=FRIDAY, category="BL", place="TRP", words={"note": CANARY})
    observations.save(anna, seen, FRIDAY)
    anna.close()
    return Home(anna.folder.path.parent)


@pytest.fixture
def driven(kept: Home, tmp_path: Path) -> Begin:
    return driver_at(kept, tmp_path)


@pytest.fixture
def called(kept: Home, tmp_path: Path) -> Begin:
    return program_at(kept, tmp_path)


def shift_of(program: Program) -> ShiftScreen:
    """The shift's screen, wherever it lies in the stack."""
    return next(screen for screen in program.screen_stack if isinstance(screen, ShiftScreen))


async def until(pilot: Pilot[None], holds: Callable[[], object], seconds: float = 15) -> None:
    """Let the program go on until it holds; an AssertionError if it never does."""
    end = monotonic() + seconds
    while not holds():
        assert monotonic() < end, "it never came to hold"
        await pilot.pause()
        if not holds():
            await pilot.pause(0.005)


def picture(program: Program) -> str:
    """The rows of the screen as text."""
    screen = program.screen
    rows = [screen._compositor.render_strips()]
    return "\n".join("".join(segment.text for segment in strip) for strips in rows for strip in strips)
