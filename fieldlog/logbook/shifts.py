"""Starting, finding and ending shifts."""

import json
from collections.abc import Iterable
from datetime import datetime

from sqlmodel import col, select

from fieldlog.language import _, n_, spoken
from fieldlog.logbook import as_typed, drafts, warnings
from fieldlog.logbook.log import Log
from fieldlog.logbook.observations import remember, remembered
from fieldlog.models.manning import REMEMBERED, Manning, manning_of, read_manning
from fieldlog.models.moment import clock, read_moment, written
from fieldlog.models.refusal import NotFound, RuleBroken
from fieldlog.models.tables import ObservationRow, ShiftRow
from fieldlog.models.vocabulary import Vocabulary
from fieldlog.models.warning import Warned
from fieldlog.models.worker import service_number
from fieldlog.privacy import mask_identities


def last_manning(log: Log) -> Manning:
    """As it was last time, or empty."""
    return manning_of(remembered(log, REMEMBERED))


def manning(crew: Iterable[str], radio: str = "", area: str = "", focus: str = "", on_foot: bool = True) -> Manning:
    """Checked: RuleBroken if somebody in the crew is not named by a service number."""
    numbers = tuple(service_number(text) for text in crew)
    return Manning(numbers, radio.strip()[:20], area.strip()[:40], mask_identities(focus.strip())[:80], on_foot)


def start_with(log: Log, text: str, now: datetime) -> str:
    """Start a shift as the text says or as last time; returns the text where it is about something else."""
    last = last_manning(log)
    said = read_manning(text, last)
    start(log, said or last, now)
    return text if said is None else ""


def start(log: Log, who: Manning, now: datetime) -> str:
    """Start a shift; returns its id. RuleBroken while another one of this worker is open on this laptop."""
    with log.writing(now) as pen:
        taken = pen.connection.exec_driver_sql("SELECT shift FROM open_shift").fetchone()
        if taken:
            raise RuleBroken(_("Du har redan ett öppet pass. Avsluta det först, eller fortsätt på det."))
        entry = pen.write("shift", {"at": written(now), **who.core()})
        pen.connection.exec_driver_sql("INSERT INTO open_shift VALUES (?, ?)", (log.device, entry.fields.id))
        kept = {name: value for name, value in who.core().items() if name != "crew"}
        remember(
            pen,
            {"crew": json.dumps(list(who.crew)), "on_foot": "1" if who.on_foot else "0"}
            | {name: str(kept[name]) for name in ("radio", "area", "focus")},
        )
    return entry.fields.id


def open_shift(log: Log) -> ShiftRow | None:
    """The worker's open shift on this laptop, also after a crash."""
    with log.store.read() as connection, log.store.session(connection) as session:
        taken = connection.exec_driver_sql("SELECT shift FROM open_shift").fetchone()
        return session.get(ShiftRow, taken.shift) if taken else None


def shift(log: Log, id_: str) -> ShiftRow:
    with log.store.read() as connection, log.store.session(connection) as session:
        found = session.get(ShiftRow, id_)
    if found is None:
        raise NotFound(_("Det finns inget sådant pass i loggen."))
    return found


def latest_ended(log: Log) -> ShiftRow | None:
    """The shift signed last: the next one opens with its handover."""
    query = (
        select(ShiftRow).where(col(ShiftRow.ended_at).is_not(None)).order_by(col(ShiftRow.started_ms).desc()).limit(1)
    )
    with log.store.read() as connection, log.store.session(connection) as session:
        return session.exec(query).first()


def offered_handover(log: Log, id_: str, now: datetime) -> tuple[str, str]:
    """Offered for all: the warnings in force, and class A from severity 1, without words.

    Offered for the own organisation: severity 2 and up, and open matters. What class C says stands in neither: only
    that there is something open of it.
    """
    query = (
        select(ObservationRow)
        .where(ObservationRow.shift == id_, ObservationRow.hidden == 0, ObservationRow.state != "withdrawn")
        .order_by(col(ObservationRow.severity).desc(), col(ObservationRow.at_ms))
    )
    with log.store.read() as connection, log.store.session(connection) as session:
        rows = session.exec(query).all()
    for_all = [_warned(each) for each in warnings.in_force(log, now)]
    for_all += [
        _in_short(row, log.vocabulary, words=False) for row in rows if row.class_ == "A" and (row.severity or 0) >= 1
    ]
    own = [_in_short(row, log.vocabulary, words=True) for row in rows if (row.severity or 0) >= 2 and row.class_ != "C"]
    open_ = drafts.open_events(log)
    told = [draft for draft in open_ if _class_of(draft, log.vocabulary) < "C"]
    own += [_("Öppen: {what}").format(what=draft.title()) for draft in told]
    if untold := len(open_) - len(told):
        kept = n_(
            "Öppen: {count} händelse, läses bara av skribenten och chefen",
            "Öppna: {count} händelser, läses bara av skribenten och chefen",
            untold,
        )
        own.append(kept.format(count=untold))
    return "\n".join(for_all), "\n".join(own)


def _warned(warning: Warned) -> str:
    where = " ".join(part for part in (warning.place, warning.spot) if part)
    return _("Varning: {where} {what}, till {until}").format(where=where, what=warning.text, until=clock(warning.until))


def _class_of(draft: drafts.Draft, vocabulary: Vocabulary) -> str:
    """The class that the event will have; C where nothing says yet what it is."""
    category = vocabulary.categories.get(str(draft.body.get("category")))
    if category is None or draft.body.get("protected"):
        return "C"
    return max(category.class_, str(draft.body.get("class_") or "A"))


def _in_short(row: ObservationRow, vocabulary: Vocabulary, *, words: bool) -> str:
    category = vocabulary.categories.get(row.category or "")
    kind = spoken(category) if category else row.category or ""
    size = f"{row.persons.replace('-', '–')} pers" if row.persons else ""
    note = row.note if words else ""
    where = " ".join(part for part in (row.place, row.spot) if part)
    return "  ".join(part for part in (clock(read_moment(row.at)), where, kind, size, note) if part)


def end(
    log: Log,
    now: datetime,
    *,
    handover_all: str = "",
    handover_own: str = "",
    felt_safe: int | None = None,
) -> str:
    """Sign the open shift; returns its id. RuleBroken while an event is open: finish it or say why it cannot be."""
    if felt_safe is not None and not 1 <= felt_safe <= 5:
        raise RuleBroken(_("Svara 1 till 5 på hur tryggt det kändes, eller hoppa över."))
    with log.writing(now) as pen:
        waiting = drafts.open_events(log)  # within the transaction: no other window begins one meanwhile
        if waiting:
            sentence = n_(
                "{count} öppen händelse är inte klar. Fyll i den, eller spara den med skälet att den inte kan bli det.",
                "{count} öppna händelser är inte klara. Fyll i dem, eller spara dem med skälet att de inte blir det.",
                len(waiting),
            )
            raise RuleBroken(sentence.format(count=len(waiting)))
        taken = pen.connection.exec_driver_sql("SELECT shift FROM open_shift").fetchone()
        if not taken:
            raise RuleBroken(_("Inget pass är öppet. Starta ett med fieldlog shift start."))
        shared = {"out": {"handover": mask_identities(handover_all)}} if handover_all else {}
        pen.write(
            "end",
            {"at": written(now), "felt_safe": felt_safe},
            {"handover": mask_identities(handover_own)},
            target=taken.shift,
            base=[taken.shift],
            **shared,
        )
        pen.connection.exec_driver_sql("DELETE FROM open_shift")
        as_typed.forget_all(pen.connection)
    return str(taken.shift)
