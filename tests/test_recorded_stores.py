"""Logs that earlier programs wrote, kept as they were: every later program opens them, with everything in them."""

import shutil
from pathlib import Path

import pytest

from fieldlog.home import Home
from fieldlog.logbook import observations
from fieldlog.logbook.finding import Filter, page
from fieldlog.logbook.log import Log, open_log
from fieldlog.logbook.rebuilding import rebuild
from fieldlog.logbook.verifying import verify
from fieldlog.schema import STEPS
from fieldlog.vault import unlock_with_passphrase
from tests.conftest import FRIDAY

RECORDED = Path(__file__).with_name("recorded")
PASSPHRASE = "en lång fras här"
STORES = sorted(folder.name for folder in RECORDED.iterdir())


@pytest.fixture(params=STORES)
def log(request: pytest.FixtureRequest, tmp_path: Path) -> Log:
    """Anna's log as a program of that number of steps left it."""
    shutil.copytree(RECORDED / str(request.param), tmp_path / "home")
    folder = Home(tmp_path / "home").folder("OV-12")
    return open_log(unlock_with_passphrase(folder, PASSPHRASE), FRIDAY)


def test_there_is_a_store_of_every_step_but_the_last() -> None:
    assert [int(name.removeprefix("store-")) for name in STORES] == list(range(1, len(STEPS)))


def test_it_is_whole_and_can_be_written_on(log: Log) -> None:
    assert [row.note for row in page(log, Filter())] == ["stolpe 4471", "två langar vid trappan"]
    assert verify(log).fault is None

    new = observations.new_observation(at=FRIDAY, place="PLA", category="BL", words={"note": "nytt"})
    observations.save(log, new, FRIDAY)
    rebuild(log)

    assert verify(log).fault is None
    assert len(page(log, Filter(text="trappan"))) == 1
    log.close()


def test_a_copy_of_how_it_was_lies_beside_it(log: Log) -> None:
    assert [
        file.name
        for file in log.folder.path.rglob("*")
        if file.is_file() and "log" in file.name and file.name != "log.db"
    ]
    log.close()


def test_what_was_read_before_there_were_rows_for_it_is_in_them(log: Log) -> None:
    with log.store.read() as connection:
        read = connection.exec_driver_sql("SELECT how, reason FROM reading ORDER BY seq").fetchall()
        known = connection.exec_driver_sql("SELECT count(*) FROM entry WHERE kind = 'read'").scalar_one()
    log.close()

    assert len(read) == known
    assert [tuple(row) for row in read] == [("list", "granskning"), ("open", "")][:known]
