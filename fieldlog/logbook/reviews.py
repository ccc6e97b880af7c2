"""Deciding over what others of one's organisation wrote: approve, return, comment, put off, and take the last one back.

A decision is kept at once, whole, in a table of its own; it becomes an entry of the reviewer's chain once it leaves.
Until then it can be taken back, and a program that dies loses none of it.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from fieldlog.language import _
from fieldlog.logbook import folding, reads
from fieldlog.logbook.log import Log
from fieldlog.logbook.pen import Pen
from fieldlog.models.entry import new_id
from fieldlog.models.fold import classifications
from fieldlog.models.moment import read_moment, written
from fieldlog.models.policy import WORKERS
from fieldlog.models.refusal import NotFound, RuleBroken
from fieldlog.models.review import APPROVE, COMMENT, KIND, LATER, REASONS, RETURN, core_of
from fieldlog.models.vocabulary import CLASSES
from fieldlog.models.worker import SUPERVISES
from fieldlog.privacy import mask_identities

LEAVES_AFTER = 60
"""Seconds after which a decision leaves by itself."""
AT_ONCE = 500
"""Ids asked for in one statement."""

Judged = Mapping[str, Sequence[str]]
"""What is decided over: id of an observation -> the versions that were shown of it; none for those in force now."""


def approve(log: Log, judged: Judged, now: datetime, *, remark: str = "") -> str:
    """Approve all of them; a remark stands beside it and asks for nothing. Returns the name for `undo` and `leave`."""
    return _decide(log, judged, APPROVE, "", remark, now)


def give_back(log: Log, judged: Judged, reason: str, now: datetime, *, text: str = "") -> str:
    """Return to the writer. RuleBroken without one of the reasons; `other` has to be said in words."""
    if reason not in REASONS:
        raise RuleBroken(_("Välj ett skäl: {reasons}.").format(reasons=", ".join(REASONS)))
    if reason == "other" and not text.strip():
        raise RuleBroken(_("Skriv vad som ska ändras."))
    return _decide(log, judged, RETURN, reason, text, now)


def comment(log: Log, judged: Judged, text: str, now: datetime) -> str:
    """Say something of an entry, and decide nothing."""
    if not text.strip():
        raise RuleBroken(_("Skriv en kommentar."))
    return _decide(log, judged, COMMENT, "", text, now)


def put_off(log: Log, judged: Judged, until: datetime | None, now: datetime) -> str:
    """Show it again only from `until` on; None: once its writer has begun another shift. Never leaves the laptop."""
    return _decide(log, judged, LATER, written(until) if until else "", "", now)


def supervises(connection: sa.Connection, log: Log) -> bool:
    """Whether this worker supervises, as the server has said it."""
    found = connection.exec_driver_sql(
        "SELECT 1 FROM supervisor WHERE org = ? AND worker = ?", (log.org, log.worker)
    ).fetchone()
    return found is not None


def must_supervise(connection: sa.Connection, log: Log) -> None:
    """RuleBroken with what to do, for anybody else."""
    if supervises(connection, log):
        return
    told = connection.exec_driver_sql("SELECT 1 FROM policy WHERE of = ? AND org = ?", (WORKERS, log.org)).fetchone()
    if told is None and log.role == SUPERVISES:
        raise RuleBroken(_("Servern har inte sagt än vem som granskar. Synka först: fieldlog sync."))
    raise RuleBroken(_("Bara gruppledare granskar. Din roll är en annan."))


def may_judge(connection: sa.Connection, log: Log, ids: Iterable[str], of: str) -> None:
    """As `must_supervise`; that somebody else tried stands in the read log."""
    try:
        must_supervise(connection, log)
    except RuleBroken:
        reads.refused(log, ids, of)
        raise


def _decide(log: Log, judged: Judged, verdict: str, reason: str, text: str, now: datetime) -> str:
    made, said, at = new_id(), mask_identities(text.strip()), written(now)
    with log.store.write() as connection:
        may_judge(connection, log, judged, "review")
        rows = {row.id: row for row in _rows(connection, judged)}
        for id_, base in judged.items():
            _refuse(log, rows.get(id_), base, "review")
        values = [
            (id_, made, verdict, reason, said, json.dumps(list(base) or json.loads(rows[id_].tips)), at)
            for id_, base in judged.items()
        ]
        if values:
            connection.exec_driver_sql(
                "INSERT INTO decision (entry, made, verdict, reason, text, base, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
                values,
            )
    return made


def _rows(connection: sa.Connection, ids: Iterable[str]) -> Iterable[Any]:
    wanted = list(ids)
    for start in range(0, len(wanted), AT_ONCE):
        some = tuple(wanted[start : start + AT_ONCE])
        marks = ", ".join("?" * len(some))
        yield from connection.exec_driver_sql(
            f"SELECT id, org, author, state, hidden, tips FROM observation WHERE id IN ({marks})",  # noqa: S608 - question marks only
            some,
        ).fetchall()


def _refuse(log: Log, row: Any, base: Sequence[str], of: str) -> None:
    """RuleBroken for what she may not judge, which the read log then says, or what is no longer as she saw it."""
    if row is None:
        raise NotFound(_("Det finns ingen sådan post i loggen."))
    if row.org != log.org or row.author == log.worker:
        reads.refused(log, [row.id], of)
    if row.org != log.org:
        raise RuleBroken(_("Posten hör till en annan organisation. Den granskas där."))
    if row.author == log.worker:
        raise RuleBroken(_("Du har skrivit posten själv. Någon annan granskar den."))
    if row.state == "withdrawn" or row.hidden:
        raise RuleBroken(_("Posten är återtagen. Det finns inget att granska."))
    if row.state == "erased":
        raise RuleBroken(_("Posten är gallrad. Den går inte att ändra."))
    if base and set(base) != set(json.loads(row.tips)):
        raise RuleBroken(_("Posten har rättats sedan du läste den. Läs den igen."))


def undo(log: Log, made: str) -> tuple[str, ...]:
    """Take a decision back before it has left; returns the ids of the entries. NotFound once it has."""
    with log.store.write() as connection:
        rows = connection.exec_driver_sql("SELECT entry FROM decision WHERE made = ?", (made,)).fetchall()
        connection.exec_driver_sql("DELETE FROM decision WHERE made = ?", (made,))
    if not rows:
        raise NotFound(_("Beslutet har redan lämnat listan. Kommentera posten i stället."))
    return tuple(row.entry for row in rows)


def waiting(connection: Any) -> bool:
    """Whether a decision waits to leave. `connection` is any that reads."""
    return connection.exec_driver_sql("SELECT 1 FROM decision WHERE verdict <> ?", (LATER,)).fetchone() is not None


def leave(log: Log, now: datetime, *, only: str | None = None, due: bool = False) -> int:
    """Let decisions become entries, in the order they were made: all, one, or those that are due; how many entries.

    In one transaction with what was kept of them: whatever happens, none is lost and none stands twice.
    """
    with log.store.read() as connection:
        if not waiting(connection):
            return 0
    with log.writing(now) as pen:
        rows = pen.connection.exec_driver_sql(
            "SELECT * FROM decision WHERE verdict <> ? ORDER BY made, entry", (LATER,)
        ).fetchall()
        chosen = [row for row in rows if only in (None, row.made) and not (due and _is_young(row.at, now))]
        for row in chosen:
            _write(pen, row)
        if chosen:
            pen.connection.exec_driver_sql(
                "DELETE FROM decision WHERE entry = ? AND made = ?", [(row.entry, row.made) for row in chosen]
            )
            # What was put off before is settled now.
            pen.connection.exec_driver_sql(
                "DELETE FROM decision WHERE entry = ? AND verdict = ?",
                [(row.entry, LATER) for row in chosen if row.verdict != COMMENT] or [("", LATER)],
            )
    return len(chosen)


def seconds_left(at: datetime, now: datetime) -> float:
    """Until a decision made then leaves by itself; a clock that was put back makes none wait for longer."""
    age = (now - at).total_seconds()
    return LEAVES_AFTER - age if -LEAVES_AFTER < age < LEAVES_AFTER else 0.0


def _is_young(at: str, now: datetime) -> bool:
    return seconds_left(read_moment(at), now) > 0


def _write(pen: Pen, row: Any) -> None:
    base = json.loads(row.base)
    if row.verdict == COMMENT:
        pen.write("comment", {"at": row.at}, {"comment": row.text}, target=row.entry, base=base)
    else:
        name = "reason" if row.verdict == RETURN else "comment"
        pen.write(KIND, core_of(row.verdict, row.reason, row.at), {name: row.text}, target=row.entry, base=base)


def classify(log: Log, id_: str, class_: str, now: datetime, *, reason: str) -> str:
    """Let more or fewer read an entry of one's organisation, with a reason: a supervisor may do both."""
    if class_ not in CLASSES:
        raise RuleBroken(_("Klassen är A, B eller C."))
    if not reason.strip():
        raise RuleBroken(_("Skriv varför du ändrar klassen."))
    with log.writing(now) as pen:
        may_judge(pen.connection, log, (id_,), "classify")
        _refuse(log, next(iter(_rows(pen.connection, (id_,))), None), (), "classify")
        base = classifications(*folding.cluster_of(pen.connection, id_))
        words = {"reason": mask_identities(reason.strip())}
        return pen.write("classify", {"class": class_}, words, target=id_, base=base).fields.id
