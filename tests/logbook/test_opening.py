"""A log for the screen: it opens for reading where it cannot be written, whichever of its pages is damaged."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from fieldlog.logbook import observations, shifts
from fieldlog.logbook.finding import Filter
from fieldlog.logbook.log import Log
from fieldlog.logbook.opening import open_desk
from fieldlog.models.refusal import Damaged, TooNew
from tests.conftest import FRIDAY

PAGE = 4096


@pytest.fixture
def whole(anna: Log, on_shift: str) -> bytes:
    """The file of a log with a shift before this one and twenty entries."""
    for number in range(20):
        new = observations.new_observation(
            shift=on_shift, at=FRIDAY, category="BL", place="TRP", words={"note": f"stolpe {4400 + number} mörk"}
        )
        observations.save(anna, new, FRIDAY)
    shifts.end(anna, FRIDAY, handover_all="SGG plan -3 ingen radio")
    shifts.start(anna, shifts.manning(["OV-14"]), FRIDAY)
    anna.close()
    return anna.store.path.read_bytes()


async def test_whichever_page_is_damaged_the_app_opens(anna: Log, whole: bytes) -> None:
    told: list[str] = []
    found = 0
    for page in range(1, len(whole) // PAGE):
        hurt = bytearray(whole)
        hurt[page * PAGE + 100 : page * PAGE + 300] = bytes(200)
        put(anna.store.path, hurt)
        before = len(told)
        desk, seen = open_desk(anna.unlocked, lambda: FRIDAY, told.append)
        assert seen is not None
        assert desk.read_only == (len(told) > before)
        found += await rows(desk.verb)
        desk.close()

    assert told
    assert set(told) == {
        "Loggen är skadad på disken. Den kan läsas men inte skrivas. Kör fieldlog doctor, sedan restore."
    }
    assert found > 20 * len(whole) // PAGE * 3 // 4


def test_damaged_at_its_beginning_it_is_said_how_it_is_restored(anna: Log, whole: bytes) -> None:
    put(anna.store.path, bytearray(PAGE) + whole[PAGE:])

    with pytest.raises(Damaged, match="fieldlog restore"):
        open_desk(anna.unlocked, lambda: FRIDAY, lambda _said: None)


def test_the_log_of_a_newer_program_is_refused_before_anything_is_written(anna: Log, on_shift: str) -> None:
    with anna.store.raw() as connection:
        connection.execute("PRAGMA user_version = 99")
    before = anna.store.path.read_bytes()

    with pytest.raises(TooNew, match="nyare fieldlog"):
        open_desk(anna.unlocked, lambda: FRIDAY, lambda _said: None)
    assert anna.store.path.read_bytes() == before


async def rows(verb: Callable[..., Awaitable[list[object]]]) -> int:
    """How many entries the long list still finds, where it finds any."""
    try:
        return len(await verb("finding.page", Filter()))
    except Damaged:
        return 0


def put(path: Path, data: bytearray) -> None:
    for companion in ("-wal", "-shm"):
        path.with_name(path.name + companion).unlink(missing_ok=True)
    path.write_bytes(data)
