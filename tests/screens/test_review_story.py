"""Anna logs, Eva returns one entry and approves another, Anna answers: two programs and a real server, by keys."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot

from fieldlog.logbook import observations, shifts
from fieldlog.logbook.log import Log
from fieldlog.program import Program
from fieldlog.screens.amend import AmendScreen
from sync.archive import people
from sync.archive.archive import Archive, create
from sync.client.enrolling import enrol
from tests.conftest import FRIDAY
from tests.logbook.test_reviews import state
from tests.screens.conftest import Opened, picture, until
from tests.screens.reviewing import evas_program, into_queue, press
from tests.supervising import MORNING
from tests.sync.serving import serving

__all__ = ["evas_program"]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[Archive, str]]:
    made = create(tmp_path / "server", FRIDAY)
    people.add_organisation(made, "OVB", "Ordningsvakterna", "vakthavande 08-123 00 00", FRIDAY)
    for worker, role in (("OV-12", "ov"), ("GL-01", "gl")):
        people.add_worker(made, "OVB", worker, role, FRIDAY)
    with serving(made) as address:
        yield made, address
    made.close()


async def exchange(program: Program, pilot: Pilot[None]) -> None:
    program.perform("menu.sync")
    await until(pilot, lambda: "Enter synka igen" in picture(program))
    await out(program, pilot)


async def out(program: Program, pilot: Pilot[None]) -> None:
    """One step back to the shift; another key before it, since Esc after Esc hides everything."""
    await pilot.press("down", "escape")
    await until(pilot, lambda: len(program.screen_stack) == 1)


async def log_and_send(anna: Log, opened: Opened) -> dict[str, str]:
    """Anna's two observations, on the server; ids by category."""
    shift = shifts.start(anna, shifts.manning(["OV-14"]), FRIDAY)
    found = {}
    for note, category in {"klotter på fasaden": "SK", "två langar öppet": "NH"}.items():
        new = observations.new_observation(shift=shift, at=FRIDAY, category=category, place="KSK", words={"note": note})
        found[category] = observations.save(anna, new, FRIDAY)
    async with opened(now=lambda: FRIDAY + timedelta(hours=1)) as (program, pilot):
        await exchange(program, pilot)
    return found


async def review(evas_program: Opened) -> None:
    """Eva approves the one and returns the other, and lets both go."""
    async with evas_program() as (program, pilot):
        await exchange(program, pilot)
        await into_queue(program, pilot)
        await until(pilot, lambda: '"två langar öppet"' in picture(program))
        await press(program, pilot, "g", "Nyss: godkände NH KSK")
        await until(pilot, lambda: '"klotter på fasaden"' in picture(program))
        await press(program, pilot, "r", "Stavning är inget skäl.")
        await press(program, pilot, "4", "> något saknas")
        await pilot.press(*"Port")
        await press(program, pilot, "enter", "Nyss: returnerade SK KSK")
        await out(program, pilot)
        await exchange(program, pilot)


async def answer(opened: Opened) -> None:
    """What came back stands first on Anna's shift, with the reason; she amends it and sends."""
    async with opened(now=lambda: MORNING + timedelta(hours=1)) as (program, pilot):
        await exchange(program, pilot)
        await until(pilot, lambda: "Väntar på svar: 1" in picture(program))
        assert 'tillbaka: "Port"' in " ".join(picture(program).split())
        await pilot.press("tab", "enter")
        await until(pilot, lambda: 'Tillbaka från granskning: "Port"' in picture(program))
        assert "GL-01" in picture(program)
        await pilot.press("1")
        await until(pilot, lambda: isinstance(program.screen, AmendScreen) and "klotter" in picture(program))
        await pilot.press("end", *"14", "enter")
        await until(pilot, lambda: not isinstance(program.screen, AmendScreen))
        await out(program, pilot)
        await until(pilot, lambda: "Väntar på svar" not in picture(program))
    async with opened(now=lambda: MORNING + timedelta(hours=2)) as (program, pilot):
        await exchange(program, pilot)


async def test_the_returned_entry_and_its_answer(
    anna: Log, eva: Log, server: tuple[Archive, str], opened: Opened, evas_program: Opened
) -> None:
    archive, address = server
    for log, role in ((anna, "ov"), (eva, "gl")):
        enrol(log, address, people.new_code(archive, "OVB", role, log.worker, datetime.now(UTC)), "", FRIDAY)
    ids = await log_and_send(anna, opened)
    await review(evas_program)
    await answer(opened)

    assert (state(anna, ids["SK"]), state(anna, ids["NH"])) == ("saved", "approved")

    async with evas_program(now=lambda: MORNING + timedelta(hours=3)) as (program, pilot):
        await exchange(program, pilot)
        await into_queue(program, pilot)
        shown = picture(program)
        assert "GRANSKA  1 kvar av 1" in shown
        assert "rättad" in shown
        assert "GL-01 returnerade" in shown
        assert "klotter på fasaden14" in shown
