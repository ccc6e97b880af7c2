"""What `doctor` looks at in a log that is open: whether it holds together, its clock, and what waits."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from fieldlog.cli.checks import Finding
from fieldlog.cli.newest_backup import how_to_restore
from fieldlog.cli.rows import when
from fieldlog.language import _, n_
from fieldlog.logbook import verifying
from fieldlog.logbook.damage import damaged_pages, which
from fieldlog.logbook.delivery import UNSENT
from fieldlog.logbook.drafts import open_events
from fieldlog.logbook.log import Log
from fieldlog.logbook.shifts import open_shift
from fieldlog.models.moment import read_moment
from fieldlog.vault.notes import broken_notes

LONG_SHIFT = timedelta(hours=16)
SLACK = timedelta(minutes=5)
"""How far the clock may stand before the latest entry: two terminals and a corrected clock differ by less."""


def contents(log: Log, now: datetime) -> Iterator[Finding]:
    verdict = verifying.verify(log)
    yield Finding(
        "store",
        _("logg"),
        verdict.fault is None,
        verdict.fault or _("Allt stämmer: {count} poster.").format(count=verdict.entries),
        "" if verdict.fault is None else "fieldlog rebuild" if verdict.rebuilds else how_to_restore(log.folder),
    )
    yield _pages(log)
    yield _clock(log, now)
    yield _unsent(log)
    if broken := broken_notes(log.unlocked):
        yield Finding(
            "broken",
            _("trasiga"),
            False,
            n_(
                "{count} anteckning från låst skärm går inte att öppna.",
                "{count} anteckningar från låst skärm går inte att öppna.",
                len(broken),
            ).format(count=len(broken)),
            _("De ligger kvar i mappen notes. Hämta dem ur en säkerhetskopia: fieldlog restore FIL"),
        )
    waiting = open_events(log)
    if waiting:
        yield Finding(
            "open",
            _("öppna"),
            None,
            n_("{count} öppen händelse väntar.", "{count} öppna händelser väntar.", len(waiting)).format(
                count=len(waiting)
            ),
            "fieldlog list --state open",
        )
    shift = open_shift(log)
    if shift and now - read_moment(shift.started_at) > LONG_SHIFT:
        yield Finding(
            "shift",
            _("pass"),
            None,
            _("Passet är öppet sedan {when}.").format(when=when(shift.started_at)),
            "fieldlog shift end",
        )


def _pages(log: Log) -> Finding:
    """Every page that the disk gives back otherwise than it was written; `verify` names the first alone."""
    damaged = damaged_pages(log.unlocked)
    return Finding(
        "pages",
        _("sidor"),
        not damaged,
        which(damaged) or _("Alla sidor i filen är som de skrevs."),
        how_to_restore(log.folder) if damaged else "",
    )


def _unsent(log: Log) -> Finding:
    with log.store.read() as connection:
        count = connection.exec_driver_sql(UNSENT, (log.device,)).scalar_one()
    said = n_("{count} post finns bara här.", "{count} poster finns bara här.", count).format(count=count)
    return Finding("unsent", _("osänt"), None, said, _("Ta en kopia: fieldlog backup FIL") if count else "")


def _clock(log: Log, now: datetime) -> Finding:
    with log.store.read() as connection:
        latest = connection.exec_driver_sql(
            "SELECT max(written_at) AS at FROM observation WHERE device = ?", (log.device,)
        ).scalar_one()
    if latest and read_moment(latest) > now + SLACK:
        return Finding(
            "clock",
            _("klocka"),
            False,
            _("Klockan går före eller efter: den senaste posten skrevs {when}.").format(when=when(latest)),
            _("Ställ datorns klocka. Inget i loggen ändras."),
        )
    return Finding("clock", _("klocka"), True, when(now.isoformat()))
