"""No byte of what a reader may not have is in any answer, and what she may have arrives: in whatever world."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sync.archive.archive import Archive
from tests.sync.proof.border_life import live
from tests.sync.proof.border_mutants import MUTANTS, Plant
from tests.sync.proof.borders import Leak, fresh_archive

WORLDS = 10_000
TOGETHER = 100
"""So many worlds share an archive: it grows, and a new one for each would take most of the time."""


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with fresh_archive(tmp_path_factory.mktemp("borders") / "server") as archive:
        yield archive


@given(st.integers(0, 2**32), st.integers(10, 50))
@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
def test_each_reader_gets_what_she_may_and_no_byte_more(here: Archive, seed: int, acts: int) -> None:
    live(here, seed, acts)


def test_the_worlds_are_worth_looking_at(here: Archive) -> None:
    runs = [live(here, seed, 60) for seed in range(12)]

    left = [run.world.left(root) for run in runs for root in run.world.said.values() if root.kind == "observation"]
    shared = [given for given in left if given]
    assert len(shared) > 10, len(shared)
    assert any("words" in parts for given in shared for parts in given.values())
    assert any(len(given) > 1 for given in shared)  # an amended one
    assert sum(run.arrived for run in runs) > 500
    assert sum(run.bytes_seen for run in runs) > 1_000_000


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda each: each.__name__)
def test_a_planted_leak_is_found(here: Archive, mutant: Plant) -> None:
    with pytest.MonkeyPatch.context() as patch:
        mutant(patch)
        assert any(_leaks(here, seed) for seed in range(1, 41))


def _leaks(archive: Archive, seed: int) -> bool:
    try:
        live(archive, seed, 60)
    except Leak:
        return True
    return False


@pytest.mark.proof
def test_nothing_leaks_in_ten_thousand_worlds(tmp_path: Path) -> None:
    for begin in range(0, WORLDS, TOGETHER):
        with fresh_archive(tmp_path / f"server{begin}") as archive:
            for seed in range(begin, begin + TOGETHER):
                live(archive, seed, 40)
