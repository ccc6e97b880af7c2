"""Administration on the screen: tabs by number, codes shown once, devices shut out by typing the number; no content."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fieldlog.home import Home
from fieldlog.language import set_language
from fieldlog.logbook.log import Log, open_log
from fieldlog.screens.administration import AdministrationScreen
from fieldlog.screens.views import open_to
from sync.archive import devices, enrolling, people
from sync.archive.archive import Archive, create
from sync.client.enrolling import enrol
from tests.conftest import FRIDAY
from tests.screens.conftest import Opened, opened_over, picture, until
from tests.sync.laptops import Laptop
from tests.sync.serving import serving

ROLES = {"AD-01": "adm", "SA-01": "sam", "RE-01": "reg"}


def typed(text: str) -> list[str]:
    return ["space" if sign == " " else sign for sign in text]


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    made = create(tmp_path / "server", FRIDAY)
    people.add_organisation(made, "OVB", "Ordningsvakterna", "08-123", FRIDAY)
    for worker, role in (*ROLES.items(), ("OV-12", "ov")):
        people.add_worker(made, "OVB", worker, role, FRIDAY)
    annas = Laptop("OVB", "OV-12", "ov")
    code = people.new_code(made, "OVB", "ov", "OV-12", FRIDAY)
    enrolling.enrol(made, annas.enrolment(code), FRIDAY)
    yield made
    made.close()


@pytest.fixture
def log(request: pytest.FixtureRequest, moved_in: object, archive: Archive) -> Iterator[Log]:
    """The log of whoever the test is about, enrolled; the server is there until it is taken away."""
    worker = request.param
    found = open_log(moved_in(worker, "OVB", ROLES[worker]), FRIDAY)  # type: ignore[operator]  # as the fixture gives it
    with serving(archive) as address:
        code = people.new_code(archive, "OVB", ROLES[worker], worker, datetime.now(UTC))
        enrol(found, address, code, "", FRIDAY)
        yield found
    found.close()


@pytest.fixture
def program_of(home: Home, log: Log) -> Opened:
    return opened_over(home, log, FRIDAY)


@pytest.mark.parametrize("log", ["AD-01"], indirect=True)
async def test_astrid_makes_a_code_and_shuts_annas_device_out_by_its_number(
    program_of: Opened, archive: Archive
) -> None:
    async with program_of() as (program, pilot):
        await pilot.press("f8")
        await until(pilot, lambda: "hämtat" in picture(program) and "Ordningsvakterna" in picture(program))
        rows = picture(program).splitlines()
        assert [len(row) for row in rows] == [80] * 24
        assert rows[1].startswith("── ▸1 organisationer  2 medarbetare  3 koder  4 enheter ──")

        await pilot.press("2")
        await until(pilot, lambda: "ordningsvakt" in picture(program))
        await pilot.press("n")
        await until(pilot, lambda: "Tjänstenummer och roll" in picture(program))
        await pilot.press(*typed("OV-15 ov"), "enter")
        await until(pilot, lambda: "OV-15" in picture(program) and "MEDARBETARE" not in picture(program))
        await pilot.press("3", "n")
        await until(pilot, lambda: "ansluta en dator" in picture(program))
        await pilot.press(*"OV-15", "enter")
        await until(pilot, lambda: "visas bara nu" in picture(program))
        await pilot.press("4")
        await until(pilot, lambda: "osänt ?" in picture(program))
        assert "visas bara nu" not in picture(program)
        screen = program.screen
        assert isinstance(screen, AdministrationScreen)
        screen.list.move(next(at for at, line in enumerate(screen.lines) if line.said["worker"] == "OV-12"))
        await pilot.press("s")
        await until(pilot, lambda: "Skriv tjänstenumret OV-12" in picture(program))
        await pilot.press(*"OV-1", "enter")
        await until(pilot, lambda: "Inget är spärrat" in picture(program))
        assert devices.devices(archive, "OVB")[-1].state == "active"
        await pilot.press("s")
        await until(pilot, lambda: "Skriv tjänstenumret OV-12" in picture(program))
        await pilot.press(*"OV-12", "enter")
        await until(pilot, lambda: "spärrad" in picture(program))
        assert {each.worker: each.state for each in devices.devices(archive, "OVB")}["OV-12"] == "revoked"


@pytest.mark.parametrize("log", ["SA-01"], indirect=True)
async def test_kim_adds_a_place_and_takes_another_out_of_use_in_either_language(program_of: Opened) -> None:
    async with program_of() as (program, pilot):
        await pilot.press("f8")
        await until(pilot, lambda: "hämtat" in picture(program))
        assert "▸5 platser  6 kategorier ──" in picture(program)
        await pilot.press("n")
        await until(pilot, lambda: "Kod, zon och namn" in picture(program))
        await pilot.press(*typed("pav tg Paviljongen + pavven"), "enter")
        await until(pilot, lambda: "version 1" in picture(program))
        assert "PAV  Paviljongen" in picture(program)
        await pilot.press("t")
        await until(pilot, lambda: "används inte från och med" in picture(program))
        await pilot.press("enter")
        await until(pilot, lambda: "ur bruk" in picture(program))
        set_language("en")
        screen = program.screen
        assert isinstance(screen, AdministrationScreen)
        screen.speak()
        await until(pilot, lambda: "5 places" in picture(program))


@pytest.mark.parametrize("log", ["RE-01"], indirect=True)
async def test_rut_sees_the_periods_and_without_a_network_how_they_were(
    program_of: Opened, log: Log, archive: Archive
) -> None:
    async with program_of((120, 40)) as (program, pilot):
        await pilot.press("f8")
        await until(pilot, lambda: "730 dagar" in picture(program))
        await pilot.press("down", "down", "r")
        await until(pilot, lambda: "hur många dagar" in picture(program))
        await pilot.press(*"30", "enter")
        await until(pilot, lambda: "30 dagar" in picture(program))
        log.unlocked.keep_server(log.unlocked.secrets.server | {"address": "http://127.0.0.1:9"})
        await pilot.press("u")
        await until(pilot, lambda: "utan nät: så var det 20/11 21:52" in picture(program))
        assert "30 dagar" in picture(program)


async def test_for_a_guard_there_is_no_such_screen(opened: Opened) -> None:
    async with opened() as (program, pilot):
        await pilot.press("f8")
        await pilot.pause()
        assert not isinstance(program.screen, AdministrationScreen)
        assert not open_to("admin", program.desk)
