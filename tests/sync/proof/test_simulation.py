"""Worlds by number: nothing lost, nothing doubled; and the same number is the same world."""

import os
import subprocess
import sys

import pytest

from tests.sync.proof.homes import Template
from tests.sync.proof.simulation import run

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
    """In as many processes as there are cores, each with seeds of its own; one that fails says which seed it was."""
    cores = os.cpu_count() or 1
    command = [sys.executable, "-m", "tests.sync.proof.simulation"]
    running = [
        subprocess.Popen([*command, str(1 + 1_000_000 * core), str(OPERATIONS // cores), "60", "12"],
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for core in range(cores)
    ]  # fmt: skip
    for each in running:
        said, fault = each.communicate()
        assert each.returncode == 0, fault[-4000:]
        with capsys.disabled():
            print(f"\n{said}", end="")
