"""Nothing is altered unnoticed: every change made with the key outside the program is named with a sentence."""

import random
import shutil
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from fieldlog.logbook.log import Log
from fieldlog.logbook.rebuilding import rebuild
from fieldlog.logbook.verifying import verify
from fieldlog.models.refusal import Refusal
from tests.proof.conftest import verifying_copy
from tests.proof.mutations import ENTRIES, TABLES, Change, mutate

ALL = [*ENTRIES, *TABLES]


def named(rich: Log, path: Path, change: Change, seed: int, *, covered_up: bool) -> str | None:
    """What `verify` says of a changed copy. `covered_up`: the tables are folded again after the change."""
    dice = random.Random(seed)
    path.unlink(missing_ok=True)
    shutil.copyfile(rich.store.path, path)
    while not mutate(path, rich.unlocked.database_key, change, dice):
        pass
    with verifying_copy(rich, path) as log:
        if covered_up:
            with suppress(Refusal):
                rebuild(log)
        return verify(log).fault


@pytest.mark.parametrize(("sentence", "change"), ALL, ids=[sentence for sentence, _ in ALL])
def test_every_kind_of_change_is_named(rich: Log, tmp_path: Path, sentence: str, change: Change) -> None:
    fault = named(rich, tmp_path / "x.db", change, 1, covered_up=False)

    assert fault is not None
    assert fault.endswith(".")
    assert "Traceback" not in fault


@pytest.mark.parametrize(("sentence", "change"), ENTRIES, ids=[sentence for sentence, _ in ENTRIES])
def test_folding_the_tables_again_covers_up_nothing(rich: Log, tmp_path: Path, sentence: str, change: Change) -> None:
    assert named(rich, tmp_path / "x.db", change, 2, covered_up=True) is not None


def unnoticed(rich: Log, folder: Path, count: int, first_seed: int) -> Counter[str]:
    missed: Counter[str] = Counter()
    for seed in range(first_seed, first_seed + count):
        sentence, change = ALL[seed % len(ALL)]
        covered_up = seed % 3 == 0 and change in {known for _, known in ENTRIES}
        if named(rich, folder / "x.db", change, seed, covered_up=covered_up) is None:
            missed[f"{sentence} ({seed})"] += 1
    return missed


def test_200_random_changes_are_all_named(rich: Log, tmp_path: Path) -> None:
    assert unnoticed(rich, tmp_path, 200, 1000) == {}


@pytest.mark.proof
def test_10_000_random_changes_are_all_named(rich: Log, tmp_path: Path) -> None:
    assert unnoticed(rich, tmp_path, 10_000, 100_000) == {}


def test_an_untouched_copy_is_whole_also_after_folding_again(copied: Callable[[], Log]) -> None:
    log = copied()
    rebuild(log)

    assert verify(log).fault is None
