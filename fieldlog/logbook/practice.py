"""The clock of a practice log: it stands at the evening it rehearses, and goes on from there."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from fieldlog.home import PRACTICE_MARK, Folder, write_private

Clock = Callable[[], datetime]


def mark_practice(folder: Folder, shown: datetime, real: datetime) -> None:
    """Say that this log is for practice, and that its clock shows `shown` when it is `real`."""
    write_private(folder.path / PRACTICE_MARK, json.dumps({"seconds": round((shown - real).total_seconds())}).encode())


def clock_of(folder: Folder, real: Clock = lambda: datetime.now(UTC)) -> Clock:
    """The clock to work by: the real one, shifted for a practice log. A mark that can't be read shifts nothing."""
    try:
        shift = timedelta(seconds=json.loads((folder.path / PRACTICE_MARK).read_bytes())["seconds"])
    except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return real
    return lambda: real() + shift
