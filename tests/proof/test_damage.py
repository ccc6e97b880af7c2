"""A file that the disk gave back otherwise than it was written: named, and the rest can be read."""

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fieldlog.database import Store
from fieldlog.logbook import drafts, finding
from fieldlog.logbook.log import Log
from fieldlog.logbook.verifying import verify
from fieldlog.models.refusal import Damaged, Refusal


def damaged(rich: Log, path: Path, harm: Callable[[bytearray, random.Random], None], seed: int) -> None:
    data = bytearray(rich.store.path.read_bytes())
    harm(data, random.Random(seed))
    path.write_bytes(data)


def turn_a_bit(data: bytearray, dice: random.Random) -> None:
    data[dice.randrange(4096, len(data))] ^= 1 << dice.randrange(8)


def empty_a_page(data: bytearray, dice: random.Random) -> None:
    page = dice.randrange(1, len(data) // 4096)
    data[page * 4096 : (page + 1) * 4096] = bytes(4096)


def cut_the_file(data: bytearray, dice: random.Random) -> None:
    del data[dice.randrange(4096, len(data) - 1) :]


def exchange_two_pages(data: bytearray, dice: random.Random) -> None:
    one, other = (page * 4096 for page in dice.sample(range(1, len(data) // 4096), 2))
    data[one : one + 4096], data[other : other + 4096] = data[other : other + 4096], data[one : one + 4096]


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("harm", [turn_a_bit, empty_a_page, cut_the_file, exchange_two_pages])
def test_damage_on_the_disk_is_named_and_the_rest_can_be_read(
    rich: Log, tmp_path: Path, capfd: pytest.CaptureFixture[str], harm: Any, seed: int
) -> None:
    path = tmp_path / "log.db"
    damaged(rich, path, harm, seed)

    faults = []
    for read_only in (False, True):
        try:
            log = replace(rich, store=Store(path, rich.unlocked.database_key, read_only=read_only))
        except Refusal as refusal:
            faults.append(refusal)
            continue
        fault = verify(log).fault
        assert fault is not None
        assert fault.endswith(".")
        for read in (lambda log=log: finding.page(log, finding.Filter()), lambda log=log: drafts.drafts(log)):
            try:
                read()
            except Refusal as refusal:
                faults.append(refusal)
        log.close()
    assert all(isinstance(fault, Damaged) for fault in faults)
    assert capfd.readouterr() == ("", "")


def test_most_of_a_log_with_one_bad_page_can_be_read(rich: Log, tmp_path: Path) -> None:
    readable = 0
    for seed in range(30):
        damaged(rich, tmp_path / "log.db", turn_a_bit, seed)
        with suppress(Damaged):  # this page was the bad one
            store = Store(tmp_path / "log.db", rich.unlocked.database_key, read_only=True)
            with store.read() as connection:
                readable += connection.exec_driver_sql("SELECT count(*) > 20 FROM part").scalar_one()
            store.close()

    assert readable >= 20
