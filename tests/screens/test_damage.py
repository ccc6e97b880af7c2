"""A damaged page of the file: told early, named, with two ways on; and whichever screen meets one goes on working."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from fieldlog.home import Home
from fieldlog.logbook import finding, observations, shifts
from fieldlog.logbook.finding import Filter
from fieldlog.logbook.log import Log
from fieldlog.program import Program, Start
from fieldlog.screens.damage import DamageScreen
from fieldlog.screens.detail import DetailScreen
from fieldlog.screens.shift import ShiftScreen
from fieldlog.screens.views import SCREENS, screen_of
from tests.conftest import FRIDAY, PASSPHRASE
from tests.screens.conftest import picture, until

PAGE = 4096


@pytest.fixture
def kept_log(anna: Log, on_shift: str) -> Log:
    """Sixty entries of tonight, all of them in the file and none in its log."""
    for number in range(60):
        new = observations.new_observation(
            shift=on_shift, at=FRIDAY, category="BL", place="TRP", words={"note": f"stolpe {4400 + number} mörk"}
        )
        observations.save(anna, new, FRIDAY)
    anna.store.forget_written()
    return anna


def hurt(log: Log, table: str) -> int:
    """Damage the page where a table or an index begins; returns its number."""
    with log.store.read() as connection:
        root = connection.exec_driver_sql("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).scalar_one()
    log.close()
    for companion in ("-wal", "-shm"):
        log.store.path.with_name(log.store.path.name + companion).unlink(missing_ok=True)
    data = bytearray(log.store.path.read_bytes())
    start = (root - 1) * PAGE
    data[start + 100 : start + 300] = bytes(200)
    log.store.path.write_bytes(data)
    return int(root)


def program_on(home: Home, log: Log, now: Callable[[], datetime] = lambda: FRIDAY) -> Program:
    return Program(Start(home, log.folder, passphrase=PASSPHRASE, now=now))


TABLES = ("part", "observation", "search_data", "draft", "shift", "remembered")


@pytest.mark.parametrize("table", TABLES)
async def test_no_screen_ends_on_a_damaged_page(home: Home, kept_log: Log, table: str) -> None:
    id_ = finding.page(kept_log, Filter(), limit=1)[0].id
    hurt(kept_log, table)
    program = program_on(home, kept_log)
    async with program.run_test() as pilot:
        await until(pilot, lambda: program.desk is not None)
        await pilot.press(*"tl pla", "enter")
        await pilot.pause(0.1)
        for name in SCREENS:
            if name in {"change_person", "settings", "help", "numbers"}:
                continue
            assert program.desk is not None
            program.push_screen(screen_of(name, program.desk, program.now))
            await pilot.pause(0.05)
            while len(program.screen_stack) > 1:
                program.pop_screen()
        assert program.desk is not None
        program.push_screen(DetailScreen(program.desk, program.now, id_))
        await pilot.pause(0.1)

        assert program.is_running
        assert program._exception is None
    program.desk.close()


async def test_damage_that_nobody_met_is_named_when_nobody_types(home: Home, kept_log: Log) -> None:
    page = hurt(kept_log, "observation_event")
    program = program_on(home, kept_log)
    async with program.run_test() as pilot:
        await until(pilot, lambda: program.desk is not None)
        await pilot.press(*"två langar")
        await pilot.pause(0.3)
        assert isinstance(program.screen, ShiftScreen)  # somebody types: nothing comes between

        program._touched -= 5  # and now nobody has for a while
        await until(pilot, lambda: isinstance(program.screen, DamageScreen))
        await until(pilot, lambda: f"Skadad sida i filen: {page}." in picture(program))
        assert "fieldlog restore FIL" in picture(program)

        await pilot.press("1")
        await until(pilot, lambda: program.desk is not None and program.desk.read_only)
        await until(pilot, lambda: isinstance(program.screen, ShiftScreen) and program.screen.tonight is not None)
        await until(pilot, lambda: "två langar" in picture(program))
        await until(pilot, lambda: "4459 mörk" in picture(program))
    assert program.desk is not None
    program.desk.close()


async def test_one_can_go_on_writing(home: Home, kept_log: Log) -> None:
    hurt(kept_log, "observation_source")
    program = program_on(home, kept_log)
    async with program.run_test() as pilot:
        await until(pilot, lambda: program.desk is not None)
        program._touched -= 5
        await until(pilot, lambda: isinstance(program.screen, DamageScreen))
        await pilot.press("2")
        await until(pilot, lambda: isinstance(program.screen, ShiftScreen))

        assert program.desk is not None
        assert not program.desk.read_only
        program._touched -= 5
        await pilot.pause(0.5)
        assert isinstance(program.screen, ShiftScreen)  # told once
    program.desk.close()


async def test_a_whole_file_is_looked_at_once_a_day_and_after_a_shift(home: Home, kept_log: Log) -> None:
    clock = [FRIDAY]
    desks = program_on(home, kept_log, lambda: clock[0])
    async with desks.run_test() as pilot:
        await until(pilot, lambda: desks.desk is not None)
        desks._touched -= 5
        await until(pilot, lambda: checked(kept_log) == "2026-11-20T21:52:00.000+01:00")
        desk = desks.desk
        assert desk is not None

        clock[0] += timedelta(hours=2)
        desk.look_at_pages()
        await pilot.pause(0.3)
        assert checked(kept_log) == "2026-11-20T21:52:00.000+01:00"

        await desk.verb("shifts.end", clock[0])
        desks._touched -= 5
        await until(pilot, lambda: checked(kept_log) == "2026-11-20T23:52:00.000+01:00")
    desk.close()
    assert shifts.open_shift(kept_log) is None


def checked(log: Log) -> str:
    return observations.remembered(log, ["checked"]).get("checked", "")
