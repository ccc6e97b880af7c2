"""A rich log made once; each test gets copies of its file."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from fieldlog.database import Store
from fieldlog.home import Home
from fieldlog.logbook import shifts
from fieldlog.logbook.log import Log, open_log
from fieldlog.vault import Unlocked
from tests.conftest import FRIDAY
from tests.proof.rich import fill


@pytest.fixture(scope="session")
def rich(vaults: Callable[[str, str, str], Unlocked], tmp_path_factory: pytest.TempPathFactory) -> Log:
    """Anna's rich log, closed: a file to copy and the keys to it. Nobody writes to it."""
    made = vaults("OV-12", "OVB", "ov")
    folder = Home(tmp_path_factory.mktemp("rich")).folder("OV-12")
    shutil.copytree(made.folder.path, folder.path)
    log = open_log(replace(made, folder=folder), FRIDAY - timedelta(hours=7))
    fill(log, shifts.start(log, shifts.manning(["OV-14"], radio="3214"), FRIDAY - timedelta(hours=6)))
    log.close()
    return log


@pytest.fixture
def copied(rich: Log, tmp_path: Path) -> Iterator[Callable[[], Log]]:
    """Copies of the rich log, each with a file of its own under the same keys."""
    opened: list[Log] = []

    def copy() -> Log:
        path = tmp_path / f"{len(opened)}.db"
        shutil.copyfile(rich.store.path, path)
        opened.append(replace(rich, store=Store(path, rich.unlocked.database_key)))
        return opened[-1]

    yield copy
    for log in opened:
        log.close()


@contextmanager
def verifying_copy(rich: Log, path: Path) -> Iterator[Log]:
    log = replace(rich, store=Store(path, rich.unlocked.database_key))
    try:
        yield log
    finally:
        log.close()
