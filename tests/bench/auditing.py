"""The read log in a store of 250,000 `read` entries: a page of the list, who has read one entry, a month's check.

python -m tests.bench.auditing [entries]
"""

import sys
import tempfile
from datetime import timedelta
from functools import partial
from pathlib import Path

from fieldlog.home import Home
from fieldlog.logbook import audit
from fieldlog.logbook.log import Log, open_log
from fieldlog.models.moment import milliseconds, written
from fieldlog.models.reading import draw_of, month_of
from fieldlog.vault import create_vault
from tests.bench.floors import each_ms
from tests.bench.reviewing import p95
from tests.proof.rich import Stranger, receive
from tests.supervising import MORNING, let_supervise

MONTHS = 12
READERS = 40
LISTED = 5
"""Every so many readings is a list, of 30 entries."""


def main(entries: int = 250_000) -> None:
    with tempfile.TemporaryDirectory() as made:
        log, some = filled(Path(made), entries)
        month = month_of(MORNING - timedelta(days=40))
        asked = {
            "a page of the list": lambda: audit.listed(log, limit=50),
            "a page far down": lambda: audit.listed(log, until=MORNING - timedelta(days=200), limit=50),
            "who has read one entry": partial(audit.about, log, some),
            f"the check of a month of {entries // MONTHS:,}": partial(audit.month, log, month),
        }
        for what, ask in asked.items():
            took = each_ms(ask, 40)
            print(f"audit: {what} of {entries:,}: p95 {p95(took):.1f} ms, slowest {max(took):.0f}; reach 50")
        log.close()


def filled(path: Path, entries: int) -> tuple[Log, str]:
    """Eva's log with what her organisation read in a year, as rows of their fold; and the id of an entry read often."""
    folder = Home(path).folder("GL-01")
    folder.make()
    vault = create_vault(folder, "rätt häst batteri", worker="GL-01", org="OVB", role="gl", keyring=False)
    log = open_log(vault, MORNING)
    let_supervise(log, "GL-01")
    readers = [Stranger(f"OV-{number}", "OVB") for number in range(READERS)]
    for each in readers:
        receive(log, each.entries)
    rows, named = [], []
    for number in range(entries):
        at = MORNING - timedelta(seconds=number * MONTHS * 30 * 86_400 // entries)
        id_, month = f"{number:08x}-0000-7000-8000-000000000000", month_of(at)
        is_list = number % LISTED == 0
        stands = "hour" if at.hour in (2, 3, 4) and number % 20 == 0 else ""
        reason = "granskning av nattens pass" if number % 3 else ""
        seq = 1_000_000 + number
        rows.append((
            seq, id_, readers[number % READERS].chain.device, "OVB", written(at), milliseconds(at), month,
            "list" if is_list else "open", "", "", "", 30 if is_list else 1, 0, reason, stands, draw_of(month, id_),
        ))  # fmt: skip
        read = range(number % 5_000, number % 5_000 + (30 if is_list else 1))
        named += [(seq, f"{each:08x}-1111-7000-8000-000000000000") for each in read]
    with log.store.write() as connection:
        marks = ", ".join("?" * len(rows[0]))
        connection.exec_driver_sql(f"INSERT INTO reading VALUES ({marks})", rows)  # noqa: S608 - question marks
        connection.exec_driver_sql("INSERT INTO reading_of VALUES (?, ?)", named)
    return log, named[7][1]


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
