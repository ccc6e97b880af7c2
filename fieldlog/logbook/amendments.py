"""Saying it better later: amend, withdraw, classify, undo. Never an overwrite, never a delete."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from fieldlog.language import _
from fieldlog.logbook import as_typed, reads
from fieldlog.logbook.delivery import SENT
from fieldlog.logbook.folding import cluster_of, stored
from fieldlog.logbook.log import Log
from fieldlog.logbook.observations import check, class_of, masked_core, new_observation
from fieldlog.logbook.pen import Pen
from fieldlog.models.completeness import missing, name_of
from fieldlog.models.core import NewObservation
from fieldlog.models.fold import classifications, standing
from fieldlog.models.moment import read_moment
from fieldlog.models.observation import UNDO
from fieldlog.models.protected import coarse
from fieldlog.models.refusal import NotFound, RuleBroken
from fieldlog.models.vocabulary import CLASSES, Vocabulary
from fieldlog.privacy import mask_identities


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
        old_core, old_words = _in_force(pen, row), json.loads(row.words)
        words = dict(changes.get("words", old_words))
        if "note" in changes:
            words["note"] = str(changes["note"])
        kept = {name: value for name, value in changes.items() if name not in ("note", "words", "class_", "class")}
        new = new_observation(**(_as_it_stands(row) | kept | {"words": words}))
        check(new, pen.vocabulary, now)
        new = _as_complete_as_before(row, new, words, pen.vocabulary)
        class_ = max(class_of(new, pen.vocabulary), row.class_)
        core = masked_core(new.core(pen.vocabulary, class_), class_, keep_identities=False)
        # What a newer program put there is carried on; and words that stay were asked about when they were written.
        core = {**old_core, **core, "extra": old_core.get("extra", {})}
        if new.protected:
            core = coarse(core)
        texts = {
            name: text if class_ == "C" and text == old_words.get(name) else mask_identities(text)
            for name, text in words.items()
        }
        carried = {**texts, **_words_of(reason)} if texts != old_words or reason.strip() else None
        entry = pen.write("amend", core, carried, target=id_, base=json.loads(row.tips))
        as_typed.forget(pen.connection, id_)
        if class_ > row.class_:
            _classify(pen, id_, class_)
    return entry.fields.id


def _as_complete_as_before(row: Any, new: NewObservation, words: dict[str, str], known: Vocabulary) -> NewObservation:
    """Refuse to take away what the law or an action needs; what lacked before may go on lacking.

    An entry that was saved as it was, and has all of it now, is no longer incomplete, and neither are its words.
    """
    before = missing(row.category, row.place, json.loads(row.actions), json.loads(row.fields), known)
    after = missing(new.category, new.place, new.actions, new.fields, known)
    if taken := [name_of(known, name) for name in after if name not in before]:
        raise RuleBroken(_("Saknas: {names}. Fyll i det, eller ta tillbaka posten.").format(names=", ".join(taken)))
    if not (new.incomplete and before and not after):
        return new
    words.pop("incomplete", None)
    return new.model_copy(update={"incomplete": False, "words": words})


def _in_force(pen: Pen, row: Any) -> dict[str, Any]:
    """The core of the version that counts, with all that is in it."""
    current = json.loads(row.tips)[-1]
    return next((entry.facts("core") for _row, entry in stored(pen.connection, "id = ?", (current,))), {})


def _words_of(reason: str) -> dict[str, str]:
    """A reason as it is kept: without identity numbers, whatever the class."""
    return {"reason": mask_identities(reason.strip())}


def _as_it_stands(row: Any) -> dict[str, Any]:
    return {
        "shift": row.shift, "at": read_moment(row.at), "place": row.place, "spot": row.spot, "category": row.category,
        "severity": row.severity, "persons": row.persons, "ages": json.loads(row.ages),
        "fields": json.loads(row.fields), "actions": json.loads(row.actions), "event": row.event,
        "seen_by": json.loads(row.seen_by), "protected": bool(row.protected),
        "words_may_leave": bool(row.words_may_leave), "incomplete": bool(row.incomplete),
        "source": {"file": row.source_file, "key": row.source_key} if row.source_key else None,
    }  # fmt: skip


def let_words(log: Log, id_: str, leave: str, now: datetime, *, reason: str) -> str:
    """Let the words of one's own entry leave the organisation (`yes`), or keep them at home (`no`); as `amend`."""
    return amend(log, id_, {"words_may_leave": leave == "yes"}, now, reason=reason)


def withdraw(log: Log, id_: str, now: datetime, *, reason: str) -> str:
    """Take an entry back, with a reason; it stays in the log and says so. Returns the withdrawal's id."""
    if not reason.strip():
        raise RuleBroken(_("Skriv varför du tar tillbaka posten."))
    with log.writing(now) as pen:
        row = _row(pen.connection, id_)
        _own(log, row)
        if row.state == "withdrawn":
            raise RuleBroken(_("Posten är redan återtagen."))
        entry = pen.write("withdraw", {"reason": "given"}, _words_of(reason), target=id_, base=json.loads(row.tips))
        as_typed.forget(pen.connection, id_)
    return entry.fields.id


def restore(log: Log, id_: str, now: datetime, *, reason: str) -> str:
    """Take a withdrawal back: the entry stands again. Returns the id of the entry that restores."""
    with log.writing(now) as pen:
        row = _row(pen.connection, id_)
        _own(log, row)
        if row.state != "withdrawn" or row.hidden:
            raise RuleBroken(_("Posten är inte återtagen."))
        cluster, known = cluster_of(pen.connection, id_)
        earlier = [entry.fields.id for entry in standing(cluster, known)]
        entry = pen.write("withdraw", {"reason": "given"}, _words_of(reason), target=id_, base=earlier)
    return entry.fields.id


def classify(log: Log, id_: str, class_: str, now: datetime, *, reason: str = "") -> str:
    """Raise the class of one's own entry. Only a supervisor lowers it."""
    if class_ not in CLASSES:
        raise RuleBroken(_("Klassen är A, B eller C."))
    with log.writing(now) as pen:
        row = _row(pen.connection, id_)
        if (row.author, row.org) != (log.worker, log.org) or class_ < row.class_:
            reads.refused(log, [row.id], "classify")
        _own(log, row)
        if class_ <= row.class_:
            raise RuleBroken(_("Du kan höja klassen, inte sänka den. Be din gruppledare."))
        return _classify(pen, id_, class_, reason)


def _classify(pen: Pen, id_: str, class_: str, reason: str = "") -> str:
    base = classifications(*cluster_of(pen.connection, id_))
    return pen.write("classify", {"class": class_}, _words_of(reason), target=id_, base=base).fields.id


def undoable(log: Log) -> Any | None:
    """The latest of one's own entries that can be undone: not sent, not withdrawn; its row, or None."""
    with log.store.read() as connection:
        # From the end of the chain backwards: the observations themselves have no index by number.
        return connection.exec_driver_sql(
            "SELECT observation.* FROM entry CROSS JOIN observation ON observation.id = entry.id "
            "WHERE entry.device = ? AND entry.kind = 'observation' AND hidden = 0 AND state = 'saved' "
            "AND source_key IS NULL AND entry.n > coalesce((SELECT n FROM delivered WHERE device = ?), 0) "
            "ORDER BY entry.n DESC LIMIT 1",
            (log.device, log.device),
        ).fetchone()


def undo(log: Log, id_: str, now: datetime) -> str:
    """Take back what has not left the laptop: a withdrawal with reason `undo`; its words are destroyed at once.

    Returns the words, so that they can stand on the line again. RuleBroken once the entry was sent.
    """
    with log.writing(now) as pen:
        row = _row(pen.connection, id_)
        _own(log, row)
        if pen.connection.exec_driver_sql(f"SELECT {SENT} FROM observation WHERE id = ?", (id_,)).scalar_one():  # noqa: S608 - own words
            raise RuleBroken(_("Posten är redan sänd. Rätta den i stället: Mellanslag R."))
        if row.hidden or row.state == "withdrawn":
            raise RuleBroken(_("Posten är redan tillbakatagen."))
        pen.write("withdraw", {"reason": UNDO}, target=id_, base=json.loads(row.tips))
        as_typed.forget(pen.connection, id_)
        with_words = pen.connection.exec_driver_sql(
            "SELECT entry.id FROM entry JOIN part ON part.entry = entry.seq "
            "WHERE part.name = 'words' AND (entry.id = ? OR entry.target = ?)",
            (id_, id_),
        ).fetchall()
        pen.destroy(UNDO, [(one.id, "words") for one in with_words])
    log.store.forget_written()
    return str(row.note)
