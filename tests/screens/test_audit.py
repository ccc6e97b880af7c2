"""The monthly check on the screen: what stands out first, a sample, one key for each, and nothing of what was read."""

from datetime import timedelta

import pytest

from fieldlog.logbook import audit
from fieldlog.logbook.log import Log
from fieldlog.screens.audit import AuditScreen
from fieldlog.screens.shift import ShiftScreen
from tests.conftest import FRIDAY
from tests.logbook.test_audit import CANARY, Reader, own, seen_by
from tests.proof.rich import receive
from tests.screens.conftest import Opened, picture, until
from tests.screens.reviewing import evas_program
from tests.supervising import MORNING, let_supervise

__all__ = ["evas_program"]
DAY = FRIDAY.replace(month=10, day=3, hour=12)


@pytest.fixture
def october(eva: Log) -> list[str]:
    """Ids of the `read` entries of a month: a refused one, one at night, an export, and a list."""
    let_supervise(eva, "GL-01")
    kim = Reader("OV-14", "OVB")
    seen = [seen_by(kim) for _each in range(3)]
    made = [
        kim.read(DAY, seen[0], how="refused", of="review"),
        kim.read(DAY.replace(day=4, hour=3), target=seen[0]),
        kim.read(DAY.replace(day=5), *seen, how="export", why="till juristen"),
        kim.read(DAY + timedelta(hours=1), *seen),
    ]
    receive(eva, kim.entries)
    return made


async def shown(program: object, pilot: object, text: str) -> None:
    await until(pilot, lambda: text in picture(program))  # type: ignore[arg-type]  # as `opened` gives them


async def test_the_month_that_is_over_stands_there_what_stands_out_first(
    evas_program: Opened, october: list[str]
) -> None:
    async with evas_program(now=lambda: MORNING - timedelta(days=12)) as (program, pilot):
        await pilot.press("space", "x")
        await shown(program, pilot, "0 av 4 sedda")
        rows = picture(program).splitlines()

        assert [len(row) for row in rows] == [80] * 24
        assert rows[0].startswith(" LÄSLOGGEN   oktober 2026")
        assert rows[1] == " 4 läsningar: nekad 1, öppnad 1, i en lista 1, exporterad 1".ljust(80)
        assert rows[2] == " Syften: till juristen 1".ljust(80)
        assert rows[3].startswith("── Sticker ut: 2   sedan stickprov: 2 ──")
        assert rows[4].rstrip() == " ▸   ! 03/10 12:52  OV-14       nekad (granska)      1  nekad"
        assert rows[5].rstrip() == "     ! 04/10 03:52  OV-14       öppnad               1  mellan 02 och 05"
        assert {rows[6][31:42].strip(), rows[7][31:42].strip()} == {"exporterad", "i en lista"}
        assert rows[-1].startswith(" g sedd   k anmärk   ← → månad   ↓ ↑ ")
        assert rows[-1].endswith(" Mellanslag meny   Esc tillbaka ")
        assert CANARY not in picture(program)


async def test_g_says_that_it_was_looked_at_and_the_next_has_the_bar_and_k_says_why_too(
    evas_program: Opened, eva: Log, october: list[str]
) -> None:
    async with evas_program(now=lambda: MORNING - timedelta(days=12)) as (program, pilot):
        await pilot.press("space", "x")
        await shown(program, pilot, "0 av 4 sedda")
        await pilot.press("g")
        await shown(program, pilot, "1 av 4 sedda")
        await shown(program, pilot, "Sedd: OV-14 nekad (granska)")
        screen = program.screen
        assert isinstance(screen, AuditScreen)
        await until(pilot, lambda: screen.list.index == 1)
        await pilot.press("k")
        await shown(program, pilot, "Vad ska göras")
        await pilot.press(*"utryckning", "enter")
        await shown(program, pilot, "2 av 4 sedda")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(program.screen, ShiftScreen))

    said = {row.reading.id: row.looked.remark for row in audit.month(eva, "2026-10").rows if row.looked}
    assert said == {october[0]: "", october[1]: "utryckning"}
    marks = [entry.content("core") for entry in own(eva) if entry.facts("core").get("of") == "check"]
    assert [mark["ids"] for mark in marks] == [[october[0]], [october[1]]]


async def test_left_and_right_lead_to_other_months_and_it_speaks_english(
    evas_program: Opened, october: list[str]
) -> None:
    async with evas_program((120, 40), now=lambda: MORNING - timedelta(days=12)) as (program, pilot):
        await pilot.press("space", "x")
        await shown(program, pilot, "oktober 2026")
        await pilot.press("right")
        await shown(program, pilot, "november 2026")
        await pilot.press("left", "left")
        await shown(program, pilot, "september 2026")
        await shown(program, pilot, "Inga läsningar.")
        program.speak("en")
        await shown(program, pilot, "September 2026")
        await pilot.press("x", "y", "z")
        await shown(program, pilot, "You cannot write here")


async def test_a_guard_has_no_such_thing_in_her_menu(opened: Opened) -> None:
    async with opened() as (program, pilot):
        await pilot.press("space")
        await shown(program, pilot, "MENY")
        assert "Läsloggen" not in picture(program)
        await pilot.press("x")
        assert isinstance(program.screen, ShiftScreen)
