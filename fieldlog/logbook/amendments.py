"""Saying it better later: amend, withdraw, classify, undo. Never an overwrite, never a delete."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from fieldlog.language import _
from fieldlog.logbook.log import Log
from fieldlog.logbook.observations import check, class_of, masked, masked_core, new_observation
from fieldlog.logbook.pen import Pen
from fieldlog.models.moment import read_moment
from fieldlog.models.observation import UNDO
from fieldlog.models.refusal import NotFound, RuleBroken
from fieldlog.models.vocabulary import CLASSES


def _row(connection: sa.Connection, id_: str) -> Any:
    row = connection.exec_driver_sql("SELECT *, class AS class_ FROM observation WHERE id = ?", (id_,)).fetchone()
    if row is None:
        raise NotFound(_("Det finns ingen sådan post i loggen."))
    return row


def _own(log: Log, row: Any) -> None:
    if (row.author, row.org) != (log.worker, log.org):
        raise RuleBroken(_("Bara den som skrev posten kan rätta eller ta tillbaka den."))
    if row.state == "erased":
        raise RuleBroken(_("Posten är gallrad. Den går inte att ändra."))


def _reason_given(connection: sa.Connection, row: Any, reason: str) -> None:
    """After signing, a change needs a reason; before, it does not."""
    if reason.strip() or row.shift is None:
        return
    signed = connection.exec_driver_sql("SELECT ended_at FROM shift WHERE id = ?", (row.shift,)).fetchone()
    if signed and signed.ended_at:
        raise RuleBroken(_("Passet är signerat. Skriv varför du ändrar."))


def amend(log: Log, id_: str, changes: Mapping[str, Any], now: datetime, *, reason: str = "") -> str:
    """Write a new version with `changes` (names of `NewObservation`, or `note`); returns the amendment's id.

    It names every version in force as its base, so it also settles two that did not know of each other. A category of
    a higher class raises the entry's class with it.
    """
    with log.writing(now) as pen:
        row = _row(pen.connection, id_)
        _own(log, row)
        if row.state == "withdrawn":
            raise RuleBroken(_("Posten är återtagen. Ta först tillbaka återtagandet."))
        _reason_given(pen.connection, row, reason)
        old_words = json.loads(row.words)
        words = dict(changes.get("words", old_words))
        if "note" in changes:
            words["note"] = str(changes["note"])
        kept = {name: value for name, value in changes.items() if name not in ("note", "words", "class_", "class")}
        new = new_observation(**(_as_it_stands(row) | kept | {"words": words}))
        check(new, pen.vocabulary, now)
        class_ = max(class_of(new, pen.vocabulary), row.class_)
        core = masked_core(new.core(pen.vocabulary, class_), class_, keep_identities=False)
        texts = masked(words, class_, keep_identities=False)
        carried = {**texts, "reason": reason.strip()} if texts != old_words or reason.strip() else None
        entry = pen.write("amend", core, carried, target=id_, base=json.loads(row.tips))
        if class_ > row.class_:
            _classify(pen, id_, class_)
    return entry.fields.id


def _as_it_stands(row: Any) -> dict[str, Any]:
    return {
        "shift": row.shift, "at": read_moment(row.at), "place": row.place, "spot": row.spot, "category": row.category,
        "severity": row.severity, "persons": row.persons, "ages": json.loads(row.ages),
        "fields": json.loads(row.fields), "actions": json.loads(row.actions), "event": row.event,
        "seen_by": json.loads(row.seen_by), "protected": bool(row.protected),
        "words_may_leave": bool(row.words_may_leave), "incomplete": bool(row.incomplete),
        "source": {"file": row.source_file, "key": row.source_key} if row.source_key else None,
    }  # fmt: skip


def withdraw(log: Log, id_: str, now: datetime, *, reason: str) -> str:
    """Take an entry back, with a reason; it stays in the log and says so. Returns the withdrawal's id."""
    if not reason.strip():
        raise RuleBroken(_("Skriv varför du tar tillbaka posten."))
    with log.writing(now) as pen:
        row = _row(pen.connection, id_)
        _own(log, row)
        if row.state == "withdrawn":
            raise RuleBroken(_("Posten är redan återtagen."))
        entry = pen.write(
            "withdraw", {"reason": "given"}, {"reason": reason.strip()}, target=id_, base=json.loads(row.tips)
        )
    return entry.fields.id


def restore(log: Log, id_: str, now: datetime, *, reason: str) -> str:
    """Take a withdrawal back: the entry stands again. Returns the id of the entry that restores."""
    with log.writing(now) as pen:
        row = _row(pen.connection, id_)
        _own(log, row)
        if row.state != "withdrawn" or row.hidden:
            raise RuleBroken(_("Posten är inte återtagen."))
        earlier = pen.connection.exec_driver_sql(
            "SELECT id FROM entry WHERE target = ? AND kind = 'withdraw' ORDER BY seq", (id_,)
        ).fetchall()
        entry = pen.write(
            "withdraw", {"reason": "given"}, {"reason": reason.strip()}, target=id_, base=[one.id for one in earlier]
        )
    return entry.fields.id


def classify(log: Log, id_: str, class_: str, now: datetime, *, reason: str = "") -> str:
    """Raise the class of one's own entry. Only a supervisor lowers it."""
    if class_ not in CLASSES:
        raise RuleBroken(_("Klassen är A, B eller C."))
    with log.writing(now) as pen:
        row = _row(pen.connection, id_)
        _own(log, row)
        if class_ <= row.class_:
            raise RuleBroken(_("Du kan höja klassen, inte sänka den. Be din gruppledare."))
        return _classify(pen, id_, class_, reason)


def _classify(pen: Pen, id_: str, class_: str, reason: str = "") -> str:
    earlier = pen.connection.exec_driver_sql(
        "SELECT id FROM entry WHERE target = ? AND kind = 'classify' ORDER BY seq", (id_,)
    ).fetchall()
    words = {"reason": reason.strip()}
    return pen.write("classify", {"class": class_}, words, target=id_, base=[row.id for row in earlier]).fields.id


def undoable(log: Log) -> Any | None:
    """The latest of one's own entries that can be undone: not sent, not withdrawn; its row, or None."""
    with log.store.read() as connection:
        return connection.exec_driver_sql(
            "SELECT * FROM observation WHERE device = ? AND hidden = 0 AND state = 'saved' AND source_key IS NULL "
            "AND id NOT IN (SELECT entry FROM sent) ORDER BY n DESC LIMIT 1",
            (log.device,),
        ).fetchone()


def undo(log: Log, id_: str, now: datetime) -> str:
    """Take back what has not left the laptop: a withdrawal with reason `undo`; its words are destroyed at once.

    Returns the words, so that they can stand on the line again. RuleBroken once the entry was sent.
    """
    with log.writing(now) as pen:
        row = _row(pen.connection, id_)
        _own(log, row)
        if pen.connection.exec_driver_sql("SELECT 1 FROM sent WHERE entry = ?", (id_,)).fetchone():
            raise RuleBroken(_("Posten är redan sänd. Rätta den i stället: Mellanslag R."))
        if row.hidden or row.state == "withdrawn":
            raise RuleBroken(_("Posten är redan tillbakatagen."))
        pen.write("withdraw", {"reason": UNDO}, target=id_, base=json.loads(row.tips))
        with_words = pen.connection.exec_driver_sql(
            "SELECT entry.id FROM entry JOIN part ON part.entry = entry.seq "
            "WHERE part.name = 'words' AND (entry.id = ? OR entry.target = ?)",
            (id_, id_),
        ).fetchall()
        pen.destroy(UNDO, [(one.id, "words") for one in with_words])
    log.store.forget_written()
    return str(row.note)
