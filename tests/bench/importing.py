"""How long 100,000 rows take to import, against one Ed25519 signature a row alone."""

import csv
import random
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

from nacl.signing import SigningKey

from fieldlog.home import Home
from fieldlog.logbook.finding import Filter, count
from fieldlog.logbook.imports import import_file
from fieldlog.logbook.log import open_log
from fieldlog.models.moment import STOCKHOLM
from fieldlog.vault import create_vault

ROWS = 100_000
REACH = 4
LINE = b"x" * 560
"""As long as a line with two parts."""
NOW = datetime(2026, 11, 20, 21, 52, tzinfo=STOCKHOLM)
WORDS = (
    "två langar vid trappan öppet ca sex personer stod och väntade på någon som kom från gatan med en påse "
    "belysningen trasig stolpe väktare tillkallade lugnt efter klockan nio ingen polis på plats tältet kvar under "
    "bron glas på marken städning beställd sällskap i 20-årsåldern högljudda flyttade sig efter samtal"
).split()
CATEGORIES = {"TO": ("TO",), "blandat": ("ST", "BL", "NH", "OB", "UK", "TO", "SK", "VF")}


def write_rows(path: Path, rows: int, categories: tuple[str, ...]) -> None:
    """The same file every time: times over three years, 6 to 30 words a row."""
    chosen = random.Random(7)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "tid", "plats", "kategori", "text"])
        for number in range(rows):
            at = NOW - timedelta(minutes=16 * (rows - number))
            text = " ".join(chosen.choices(WORDS, k=chosen.randint(6, 30)))
            place = chosen.choice(("PLA", "TRP", "plattan", "Hötorget", "KBG"))
            writer.writerow([number, f"{at:%Y-%m-%d %H:%M:%S}", place, chosen.choice(categories), f"{text} {number}"])


def signing(rows: int) -> float:
    """Seconds for that many signatures alone."""
    key = SigningKey.generate()
    started = time.perf_counter()
    for _row in range(rows):
        key.sign(LINE).signature  # noqa: B018 - the signature is what is timed
    return time.perf_counter() - started


def importing(rows: int, categories: tuple[str, ...]) -> float:
    """Seconds to import a file of that many rows into an empty log; every row must be there and be found."""
    with tempfile.TemporaryDirectory() as home:
        folder = Home(Path(home)).folder("OV-12")
        unlocked = create_vault(folder, "rätt häst batteri", worker="OV-12", org="OVB", role="ov", keyring=False)
        log = open_log(unlocked, NOW)
        path = Path(home) / "rader.csv"
        write_rows(path, rows, categories)
        columns = {"at": "tid", "place": "plats", "category": "kategori", "words": "text", "source": "id"}
        started = time.perf_counter()
        result = import_file(log, path, columns, NOW)
        seconds = time.perf_counter() - started
        if result.imported != rows or count(log, Filter()) != rows or not count(log, Filter(text=str(rows - 1))):
            raise SystemExit(f"not all rows came in: {result}")
        log.close()
    return seconds


def main(rows: int = ROWS) -> None:
    parts = []
    for name, categories in CATEGORIES.items():
        before, seconds, after = signing(rows), importing(rows, categories), signing(rows)
        floor = min(before, after)
        parts.append(f"{name} {seconds / floor:.2f}x ({rows / seconds:.0f} rows/s)")
    print(f"import of {rows:,} rows against their signatures alone: {', '.join(parts)}; reach {REACH}x")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
