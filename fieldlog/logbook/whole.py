"""One entry with everything about it: what it says, its history, its versions, what belongs to it, who has read it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from fieldlog.language import _
from fieldlog.logbook import amendments, folding, readers, reads, viewing
from fieldlog.logbook.borders import refuse_others
from fieldlog.logbook.browsing import Hit, hits_of_event
from fieldlog.logbook.delivery import STANDS
from fieldlog.logbook.glass import look_through
from fieldlog.logbook.log import Log
from fieldlog.logbook.recalls import Recalled, recalled
from fieldlog.models.entry import new_id
from fieldlog.models.fold import Writers, gather, versions, with_strangers
from fieldlog.models.moment import read_moment, written
from fieldlog.models.refusal import NotFound, RuleBroken

RELATED = 9
"""So many others of the same event are shown."""


@dataclass(frozen=True, slots=True)
class Whole:
    """`said` is as `viewing.as_json`, `steps` as `viewing.history` with `gone` beside: names of destroyed parts.

    `versions` has, where several stand that do not know of each other, each with what it says (flat, by name) and when
    it was written. `readers` are (worker, when): who has opened it, as this log knows, and who has read it, as the
    server says.
    """

    said: Mapping[str, Any]
    mine: bool
    signed: bool
    stands: str
    steps: tuple[Mapping[str, Any], ...]
    versions: tuple[Mapping[str, Any], ...] = ()
    related: tuple[Hit, ...] = ()
    readers: tuple[tuple[str, str], ...] = ()
    recalled: tuple[Recalled, ...] = ()
    """Of what was taken back from others: how many devices of each organisation had it, and have it no longer."""


def whole(log: Log, id_: str, now: datetime | None = None) -> Whole:
    """NotFound if there is no such entry here, RuleBroken if it is not hers to read.

    BehindGlass for another's class C that is read for no purpose and with no reason in force `now`.
    """
    with log.store.read() as connection:
        row = connection.exec_driver_sql("SELECT *, class AS class_ FROM observation WHERE id = ?", (id_,)).fetchone()
        if row is None:
            raise NotFound(_("Det finns ingen sådan post i loggen."))
        ended = connection.exec_driver_sql("SELECT ended_at FROM shift WHERE id = ?", (row.shift,)).fetchone()
        stands = connection.exec_driver_sql(f"SELECT {STANDS} FROM observation WHERE id = ?", (id_,)).scalar_one()  # noqa: S608 - own words
        gone = connection.exec_driver_sql(
            "SELECT DISTINCT gone.entry, gone.part FROM entry JOIN gone ON gone.entry = entry.id "
            "WHERE entry.id = ? OR entry.target = ?",
            (id_, id_),
        ).fetchall()
        readings = connection.exec_driver_sql(
            "SELECT device, line FROM entry WHERE kind = 'read' AND target = ? ORDER BY seq DESC", (id_,)
        ).fetchall()
        known = folding.writers(connection)
        taken_back = recalled(connection, id_)
        told = [(readers.name_of(each.by, each.org), written(each.at)) for each in readers.of_entry(connection, id_)]
    refuse_others(log, row)
    look_through(log, row, now)
    reads.opened(log, row)
    lost: dict[str, list[str]] = {}
    for one in gone:
        lost.setdefault(one.entry, []).append(one.part)
    return Whole(
        viewing.as_json(row),
        (row.author, row.org) == (log.worker, log.org),
        bool(ended and ended.ended_at),
        str(stands),
        tuple({**step, "gone": tuple(lost.get(step["id"], ()))} for step in viewing.history(log, id_)),
        _versions(log, id_) if len(json.loads(row.tips)) > 1 else (),
        tuple(hit for hit in hits_of_event(log, row.event, RELATED + 1) if hit.seen.id != id_)[:RELATED],
        tuple(
            dict.fromkeys([
                *(
                    (known[one.device].worker, str(json.loads(one.line)["at"]))
                    for one in readings
                    if one.device in known
                ),
                *told,
            ])
        ),
        taken_back,
    )


def _versions(log: Log, id_: str) -> tuple[Mapping[str, Any], ...]:
    with log.store.read() as connection:
        known: Writers = folding.writers(connection)
        _number, entries = folding.entries_about(connection, id_)
    known = with_strangers(known, entries)
    cluster = gather(id_, entries, known)
    if cluster is None:
        return ()
    said = versions(cluster, known)
    return tuple(
        {"id": tip, "written_at": said.all[tip].fields.at, "says": viewing.values_of(said, said.all[tip])}
        for tip in said.tips
    )


def settle(log: Log, id_: str, tip: str, now: datetime, *, reason: str = "") -> str:
    """Of versions that do not know of each other this one holds: an amendment that names them all and says as it does.

    Returns the amendment's id. RuleBroken if the version is no longer among those that stand.
    """
    with log.store.read() as connection:
        known: Writers = folding.writers(connection)
        _number, entries = folding.entries_about(connection, id_)
    known = with_strangers(known, entries)
    cluster = gather(id_, entries, known)
    said = versions(cluster, known) if cluster else None
    if said is None or tip not in said.tips:
        raise RuleBroken(_("Versionerna är redan avgjorda. Öppna posten igen."))
    chosen = replace(said, current=said.all[tip])
    core = chosen.current.facts("core")
    names = (
        "place", "spot", "category", "severity", "persons", "ages", "fields", "actions", "event", "seen_by",
        "protected", "words_may_leave", "incomplete",
    )  # fmt: skip
    changes = {name: core[name] for name in names if name in core}
    words = {name: text for name, text in chosen.words().items() if name != viewing.REASON}
    return amendments.amend(
        log, id_, {**changes, "at": read_moment(str(core["at"])), "words": words}, now, reason=reason
    )


def link(log: Log, id_: str, other: str, now: datetime) -> str:
    """Say that two of one's own entries are of one event; returns the event's id.

    The event of `other` if it has one, else that of `id_`, else a new one. A signed shift asks why: this is why. It is
    said of entries that are saved and never on the line: a word for it there would be one more that is not text.
    """
    with log.store.read() as connection:
        found = connection.exec_driver_sql(
            "SELECT id, event FROM observation WHERE id IN (?, ?)", (id_, other)
        ).fetchall()
    events = {row.id: row.event for row in found}
    event = events.get(other) or events.get(id_) or new_id()
    for each in (other, id_):
        if events.get(each) != event:
            amendments.amend(log, each, {"event": event}, now, reason=_("hör ihop med en annan post"))
    return str(event)


def raise_to(log: Log, id_: str, class_: str, now: datetime, *, reason: str = "") -> None:
    """As `amendments.classify`, where another category may already have raised it so far."""
    with log.store.read() as connection:
        row = connection.exec_driver_sql("SELECT class AS class_ FROM observation WHERE id = ?", (id_,)).fetchone()
    if row is not None and row.class_ < class_:
        amendments.classify(log, id_, class_, now, reason=reason)
