"""The exchange on the screen, with a real server: what is only here, what came of it, and what travels by itself."""

from datetime import timedelta

import pytest

from fieldlog.logbook import observations, shifts
from fieldlog.logbook.log import Log
from fieldlog.program import Program
from sync.archive.archive import Archive
from sync.client.enrolling import enrol
from tests.conftest import FRIDAY
from tests.screens.conftest import Opened, picture, until
from tests.screens.served import archive, code, server
from tests.sync.serving import serving

__all__ = ["archive", "server"]

LATER = FRIDAY + timedelta(hours=1)


@pytest.fixture
def joined(anna: Log, archive: Archive, server: str) -> Log:
    """Anna's log, enrolled, with one observation an hour old."""
    enrol(anna, server, code(archive), "", FRIDAY)
    shift = shifts.start(anna, shifts.manning(["OV-14"]), FRIDAY)
    seen = observations.new_observation(shift=shift, at=FRIDAY, category="BL", place="TRP")
    observations.save(anna, seen, FRIDAY)
    return anna


def entries(archive: Archive) -> int:
    with archive.database.reading() as session:
        found = session.row("SELECT count(*) FROM entry WHERE org = 'OVB'")
    return int(found[0]) if found else 0


async def synced(program: Program, pilot: object) -> None:
    program.perform("menu.sync")
    await until(pilot, lambda: "Enter synka igen" in picture(program))  # type: ignore[arg-type]  # a pilot it is


async def test_anna_hands_over_her_shift_and_reads_the_receipt(joined: Log, archive: Archive, opened: Opened) -> None:
    async with opened(now=lambda: LATER) as (program, pilot):
        await synced(program, pilot)
        await until(pilot, lambda: "Ring vakthavande 08-123 00 00" in picture(program))

        shown = picture(program)
        assert "Allt du skrivit finns hos servern." in shown
        assert "3 poster hos servern" in shown
        assert "Ordningsvakterna" in shown
    assert entries(archive) == 3


async def test_what_can_still_be_undone_stays_and_says_so(joined: Log, archive: Archive, opened: Opened) -> None:
    async with opened(now=lambda: FRIDAY + timedelta(seconds=20)) as (program, pilot):
        await synced(program, pilot)

        await until(pilot, lambda: "poster kan än ångras" in picture(program))
    assert entries(archive) == 1  # that this laptop is hers, which nobody undoes


async def test_a_laptop_that_is_not_enrolled_says_what_to_do(anna: Log, opened: Opened) -> None:
    async with opened() as (program, pilot):
        program.perform("menu.sync")
        await until(pilot, lambda: "Enter anslut med en kod" in picture(program))


async def test_without_a_server_the_sentence_says_that_everything_is_still_here(
    anna: Log, archive: Archive, opened: Opened
) -> None:
    with serving(archive) as address:
        enrol(anna, address, code(archive), "", FRIDAY)
    async with opened(now=lambda: LATER) as (program, pilot):
        await synced(program, pilot)

        await until(pilot, lambda: "Servern svarar inte." in picture(program))
        assert "posterna väntar här" in picture(program)


async def test_entries_travel_by_themselves_while_anna_writes(joined: Log, archive: Archive, opened: Opened) -> None:
    async with opened(now=lambda: LATER) as (program, pilot):
        await until(pilot, lambda: entries(archive) == 3, seconds=30)
        await until(pilot, lambda: "sänt" in picture(program))


async def test_nothing_travels_by_itself_where_anna_said_no(joined: Log, archive: Archive, opened: Opened) -> None:
    from dataclasses import replace

    async with opened(now=lambda: LATER) as (program, pilot):
        program.choose_settings(replace(program.settings, travel=False))
        await pilot.pause(2.5)

        assert entries(archive) == 0
        await synced(program, pilot)
    assert entries(archive) == 3
