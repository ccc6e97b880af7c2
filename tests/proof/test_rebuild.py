"""`rebuild` folds the entries to identical rows, erased ones included."""

from collections.abc import Callable

from fieldlog.logbook.log import Log
from fieldlog.logbook.rebuilding import rebuild
from fieldlog.logbook.verifying import verify

TABLES = ("observation", "shift", "device", "gone", "entry", "part", "search")


def rows(log: Log) -> dict[str, list[tuple[object, ...]]]:
    with log.store.read() as connection:
        return {
            table: sorted((tuple(row) for row in connection.exec_driver_sql(f"SELECT * FROM {table}")), key=repr)  # noqa: S608 - own names
            for table in TABLES
        }


def test_the_rich_log_holds_together(copied: Callable[[], Log]) -> None:
    log = copied()

    assert verify(log).fault is None
    with log.store.read() as connection:
        states = {row.state for row in connection.exec_driver_sql("SELECT state FROM observation")}
    assert states == {"saved", "withdrawn", "erased"}


def test_rebuilt_tables_are_identical_erased_entries_included(copied: Callable[[], Log]) -> None:
    log = copied()
    before = rows(log)

    count = rebuild(log)

    assert rows(log) == before
    assert count == sum(len(before[table]) for table in ("observation", "shift", "device"))
    assert verify(log).fault is None
