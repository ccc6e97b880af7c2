"""What `doctor` looks at in a log that is open: whether it holds together, its clock, and what waits."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from fieldlog.cli.checks import Finding
from fieldlog.cli.rows import when
from fieldlog.language import _, n_
from fieldlog.logbook import verifying
from fieldlog.logbook.drafts import open_events
from fieldlog.logbook.log import Log
from fieldlog.logbook.shifts import open_shift
from fieldlog.models.moment import read_moment

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
        _("Skriv vidare i ett nytt pass och be om hjälp, eller återställ: fieldlog restore FIL")
        if verdict.fault
        else "",
    )
    yield _clock(log, now)
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
