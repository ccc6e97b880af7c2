"""Destroying what is due once a day while the server serves, where somebody has decided how long things are kept."""

import asyncio
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fieldlog.home import Folder, only_one
from fieldlog.models.moment import STOCKHOLM
from fieldlog.models.refusal import Refusal
from sync.archive import policies
from sync.archive.itself import store, stored
from sync.archive.retention import run
from sync.archive.tallies import close_weeks
from sync.protocol import Refused
from sync.server import logs
from sync.server.settings import NEVER

if TYPE_CHECKING:
    from sync.archive.archive import Archive

DAY: Final = "retention day"
"""Under this name the archive keeps the last day whose run came to its end."""
LOOK_EVERY: Final = 60.0
LOCK: Final = "retaining"
"""Of several processes of one server the one that holds this file destroys; with its end it is let go."""
REST: Final = 4
"""So many times as long as a transaction took the next one waits: it shares this process with those who push."""


def _now() -> datetime:
    return datetime.now(UTC)


async def each_day(
    archive: "Archive", home: Path, at: str, now: Callable[[], datetime] = _now, every: float = LOOK_EVERY
) -> None:
    """Until it is cancelled. `at` is a time by Stockholm's clock, as 04:00; a run that was missed or did not come to
    its end is made up for at the next look."""
    if at == NEVER:
        return
    stop = threading.Event()
    try:
        while True:
            await asyncio.to_thread(look, archive, home, at, now(), stop)
            await asyncio.sleep(every)
    finally:
        stop.set()  # the thread leaves off after the transaction it is in


def look(archive: "Archive", home: Path, at: str, now: datetime, stop: threading.Event) -> bool:
    """Run if one is due and nobody else is at it; whether it came to its end. Trouble is noted, and tried again."""
    try:
        with only_one(Folder(home, ""), LOCK) as mine:
            return mine and _is_due(archive, at, now) and _run(archive, now, stop)
    except (Refused, Refusal) as trouble:
        logs.note("retention", code=type(trouble).__name__)
    except Exception as fault:  # noqa: BLE001 - a fault in the night must not end the serving; the log names it
        logs.fault(type(fault).__name__, "nightly")
    return False


def _is_due(archive: "Archive", at: str, now: datetime) -> bool:
    here = now.astimezone(STOCKHOLM)
    with archive.database.reading() as session:
        return f"{here:%H:%M}" >= at and (stored(session, DAY) or "") < f"{here:%Y-%m-%d}"


def _run(archive: "Archive", now: datetime, stop: threading.Event) -> bool:
    class Stopped(Exception):
        """The server is going down."""

    def pause(seconds: float) -> None:
        if stop.wait(seconds * REST):
            raise Stopped

    with archive.database.reading() as session:
        is_decided = policies.decision(session) is not None
    if not is_decided:  # what is counted by weeks is counted all the same
        close_weeks(archive, now)
        return False
    try:
        report = run(archive, now, pause=pause)
    except Stopped:
        return False
    day = f"{now.astimezone(STOCKHOLM):%Y-%m-%d}"
    archive.database.transact(lambda session: store(session, DAY, day))
    for row in report.rows:
        logs.note("retention", org=row.org, code=row.rule, count=row.entries, detail=f"{row.days} days")
    logs.note("retention", code="done", count=sum(row.entries for row in report.rows))
    return True
