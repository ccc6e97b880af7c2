"""Every page of the file that is not as it was written is found by its number, wherever it lies."""

from datetime import timedelta
from pathlib import Path

import pytest

from fieldlog.logbook import damage, drafts
from fieldlog.logbook.log import Log
from fieldlog.models.refusal import CannotSave
from tests.conftest import FRIDAY

PAGE = 4096


@pytest.fixture
def whole(anna: Log) -> bytes:
    anna.store.forget_written()
    anna.close()
    return anna.store.path.read_bytes()


def put(path: Path, data: bytes | bytearray) -> None:
    for companion in ("-wal", "-shm"):
        path.with_name(path.name + companion).unlink(missing_ok=True)
    path.write_bytes(data)


@pytest.mark.parametrize("at", [100, 4095])
def test_each_page_is_named_and_no_other(anna: Log, whole: bytes, at: int) -> None:
    for page in range(1, len(whole) // PAGE + 1):
        hurt = bytearray(whole)
        hurt[(page - 1) * PAGE + at] ^= 1
        put(anna.store.path, hurt)
        assert damage.damaged_pages(anna.unlocked) == (page,)
    put(anna.store.path, whole)
    assert damage.damaged_pages(anna.unlocked) == ()


def test_a_beginning_that_is_no_database_any_more_is_page_one(anna: Log, whole: bytes) -> None:
    put(anna.store.path, bytes(PAGE) + whole[PAGE:])

    assert damage.damaged_pages(anna.unlocked) == (1,)


def test_it_is_looked_at_once_a_day_or_at_once(anna: Log) -> None:
    assert damage.look_if_due(anna.unlocked, FRIDAY) == ()
    drafts.remember(anna, damage.stamp(FRIDAY))

    assert damage.look_if_due(anna.unlocked, FRIDAY + timedelta(hours=23)) is None
    assert damage.look_if_due(anna.unlocked, FRIDAY + timedelta(hours=23), at_once=True) == ()
    assert damage.look_if_due(anna.unlocked, FRIDAY + timedelta(hours=25)) == ()
    assert damage.look_if_due(anna.unlocked, FRIDAY - timedelta(hours=1)) == ()  # the clock was put back


def test_many_are_named_in_short(anna: Log) -> None:
    assert damage.which(tuple(range(1, 9))) == "Skadade sidor i filen: 1, 2, 3, 4, 5 ..."
    assert not damage.which(())


def test_a_file_that_is_gone_is_no_damage(anna: Log, whole: bytes) -> None:
    anna.store.path.unlink()

    with pytest.raises(CannotSave):
        damage.damaged_pages(anna.unlocked)
