"""Worlds by number: nothing lost, nothing doubled; and the same number is the same world."""

import pytest

from tests.sync.proof.homes import Template
from tests.sync.proof.simulation import main, run

OPERATIONS = 1_000_000


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nothing_is_lost_and_nothing_doubled(homes: Template, seed: int) -> None:
    assert run(homes, seed, 40).ops > 40


def test_a_seed_is_the_same_world_again_to_the_last_byte(homes: Template) -> None:
    first, again, other = run(homes, 11, 20), run(homes, 11, 20), run(homes, 12, 20)

    assert first == again
    assert first.digest != other.digest


@pytest.mark.proof
def test_a_million_operations(capsys: pytest.CaptureFixture[str]) -> None:
    said = main(1, OPERATIONS, 60, 12)

    with capsys.disabled():
        print(f"\n{said}")
