"""Named people on real parts: Anna (OV-12) and Bo (FA-07), each with an encrypted log of their own."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from fieldlog.home import Home
from fieldlog.language import set_language
from fieldlog.logbook import shifts
from fieldlog.logbook.log import Log, open_log
from fieldlog.models.moment import STOCKHOLM
from fieldlog.vault import Unlocked, boxes, create_vault
from tests.alive import stay_alive

PASSPHRASE = "rätt häst batteri klammer"
FRIDAY = datetime(2026, 11, 20, 21, 52, tzinfo=STOCKHOLM)


@pytest.fixture(scope="session", autouse=True)
def same_process() -> Iterator[None]:
    """No test replaces or ends the process that runs all of them."""
    with pytest.MonkeyPatch.context() as patch:
        stay_alive(patch)
        yield


@pytest.fixture(autouse=True)
def swedish() -> Iterator[None]:
    """Every test begins in Swedish, whatever the one before it spoke."""
    set_language("sv")
    yield
    set_language("sv")


@pytest.fixture(scope="session")
def vaults(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str, str], Unlocked]:
    """Vaults made once, of the lightest kind that is opened: each way in stretches a passphrase as hard as it says."""
    made: dict[tuple[str, str, str], Unlocked] = {}

    def vault(worker: str, org: str, role: str) -> Unlocked:
        who = (worker, org, role)
        if who not in made:
            folder = Home(tmp_path_factory.mktemp(worker)).folder(worker)
            folder.make()
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(boxes, "MEMORY_KIB", 8 * 1024)
                patch.setattr(boxes, "PASSES", 1)
                made[who] = create_vault(folder, PASSPHRASE, worker=worker, org=org, role=role, keyring=False)
        return made[who]

    return vault


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def moved_in(home: Home, vaults: Callable[[str, str, str], Unlocked]) -> Callable[[str, str, str], Unlocked]:
    """A worker's vault in this test's own home."""

    def move_in(worker: str, org: str, role: str) -> Unlocked:
        made = vaults(worker, org, role)
        folder = home.folder(worker)
        shutil.copytree(made.folder.path, folder.path)
        return replace(made, folder=folder)

    return move_in


@pytest.fixture
def anna(moved_in: Callable[[str, str, str], Unlocked]) -> Iterator[Log]:
    """Anna, a guard, with an empty log and no shift."""
    log = open_log(moved_in("OV-12", "OVB", "ov"), FRIDAY - timedelta(hours=7))
    yield log
    log.close()


@pytest.fixture
def bo(moved_in: Callable[[str, str, str], Unlocked]) -> Iterator[Log]:
    """Bo, a field assistant of another organisation."""
    log = open_log(moved_in("FA-07", "NIS", "falt"), FRIDAY - timedelta(hours=7))
    yield log
    log.close()


@pytest.fixture
def eva(moved_in: Callable[[str, str, str], Unlocked]) -> Iterator[Log]:
    """Eva, Anna's supervisor; her log does not know yet that she is."""
    log = open_log(moved_in("GL-01", "OVB", "gl"), FRIDAY - timedelta(hours=7))
    yield log
    log.close()


@pytest.fixture
def on_shift(anna: Log) -> str:
    """The id of Anna's open shift, begun 15:45 with OV-14."""
    return shifts.start(anna, shifts.manning(["OV-14"], radio="3214"), FRIDAY - timedelta(hours=6))
