"""`make bench`: every benchmark, each with its ratio. `--observations N` makes the large store smaller."""

import argparse
import tempfile
from pathlib import Path

from tests.bench import adding, finding, importing, keys, starting
from tests.bench.stores import make


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--observations", type=int, default=1_000_000)
    words.add_argument("--only", default="")
    asked = words.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        middle = make(folder / "middle", min(100_000, asked.observations))
        if asked.only in ("", "starting"):
            starting.main(middle)
        if asked.only in ("", "keys"):
            keys.main(middle, folder)
        if asked.only in ("", "adding"):
            adding.main(middle)
        if asked.only in ("", "importing"):
            importing.main()
        if asked.only in ("", "finding"):
            finding.main(make(folder / "large", asked.observations), make(folder / "small", 100))


if __name__ == "__main__":
    main()
