"""`make bench`: every benchmark, each with its ratio. `--observations N` makes the large stores smaller."""

import argparse
import tempfile
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path

from tests.bench import (
    adding,
    auditing,
    crew,
    evening,
    finding,
    growing,
    hostile,
    importing,
    keys,
    pulling,
    pushing,
    retaining,
    starting,
)
from tests.bench.stores import Made, make


class Benchmarks:
    """All of them by name, in the order in which they run."""

    def __init__(self, folder: Path, observations: int) -> None:
        self._folder, self._observations = folder, observations
        self.all: Mapping[str, Callable[[], None]] = {
            "starting": lambda: starting.main(self._middle),
            "keys": lambda: keys.main(self._middle, folder),
            "adding": lambda: adding.main(self._middle),
            "importing": importing.main,
            "finding": lambda: finding.main(make(folder / "large", observations), make(folder / "small", 100)),
            "pushing": lambda: pushing.main(folder),
            "pulling": lambda: pulling.main(folder),
            "crew": lambda: crew.main(folder),
            "hostile": lambda: hostile.main(folder),
            "evening": lambda: evening.main(folder),
            "auditing": lambda: auditing.main(min(250_000, observations)),
            "retaining": lambda: retaining.main(folder, min(retaining.DUE, observations)),
            "growing": lambda: growing.main(folder, observations),
        }

    @cached_property
    def _middle(self) -> Made:
        return make(self._folder / "middle", min(100_000, self._observations))


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--observations", type=int, default=1_000_000)
    words.add_argument("--only", default="")
    asked = words.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        benchmarks = Benchmarks(Path(name), asked.observations)
        for each, run in benchmarks.all.items():
            if asked.only in ("", each):
                run()


if __name__ == "__main__":
    main()
