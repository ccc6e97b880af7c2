"""The weeks before the evening: signed shifts of one's own, and what has come of the other crews' shifts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from fieldlog.logbook.log import Log
from fieldlog.logbook.pen import Pen
from fieldlog.logbook.rehearsal.received import Device, new_device, receive
from fieldlog.logbook.rehearsal.roster import OWN, Pair, Turn
from fieldlog.logbook.rehearsal.teller import Teller
from fieldlog.logbook.shifts import Manning
from fieldlog.models.core import NewObservation
from fieldlog.models.entry import Entry, new_id
from fieldlog.models.moment import STOCKHOLM, written
from fieldlog.models.vocabulary import Vocabulary

A_TRANSACTION = 20_000
"""Observations in one transaction: more would let the write-ahead log grow as large as the store."""

AFTER_A_FIGHT = ("OK", "OB")
AMENDED = 29
"""One in so many of the own observations is amended."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One observation of a shift to be: when, what kind, and all of it where it is written out. `wanted` kinds stay."""

    at: datetime
    category: str
    thread: Mapping[str, Any] | None = None
    wanted: bool = False


class History:
    """Writes the shifts of a roster into a log, in the order they end."""

    def __init__(self, log: Log, rng: Random, teller: Teller, seed: int, answers: Sequence[Mapping[str, Any]]) -> None:
        self._log = log
        self._rng = rng
        self._teller = teller
        self._seed = seed
        self._threads = answers
        self._devices: dict[str, Device] = {}
        self._wanted: Iterator[str] = iter(())
        self._written = 0

    @property
    def _words(self) -> Vocabulary:
        return self._log.vocabulary

    def write(self, turns: Sequence[Turn]) -> None:
        self._wanted = self._every_category()
        for bunch in _bunches(turns):
            with self._log.writing(bunch[0].starts) as pen:
                for turn in bunch:
                    if turn.pair is OWN:
                        self._own(pen, turn)
                    else:
                        self._theirs(pen, turn)
                pen.flush()
                pen.connection.exec_driver_sql(
                    "INSERT OR IGNORE INTO sent SELECT id, ? FROM entry WHERE own = 1", (written(bunch[-1].ends),)
                )

    def _every_category(self) -> Iterator[str]:
        """Each category once in a drawn order: the own pair's first observations, so that none is missing."""
        codes = list(self._words.categories)
        self._rng.shuffle(codes)
        yield from codes

    # -- the own device

    def _own(self, pen: Pen, turn: Turn) -> None:
        pen.now = turn.starts
        pair = turn.pair
        shift = pen.write("shift", {"at": written(turn.starts), **_manning(pair).core()}).fields.id
        event, there, left = None, None, 0
        for seen in self._seen(turn):
            if left and not seen.wanted and seen.thread is None:  # what follows on a fight belongs to it
                left -= 1
                seen = replace(seen, category=AFTER_A_FIGHT[left])
                new = self._told(pair, seen, there)
            else:
                new = self._told(pair, seen, None)
                event, there, left = (new_id(), new.place, 2) if new.category == "VF" else (None, None, 0)
            pen.now = max(pen.now + timedelta(seconds=20), self._later(new))
            id_ = pen.write("observation", self._core(new, shift, event), new.words).fields.id
            self._mend(pen, id_, new, shift, event, (seen.thread or {}).get("withdrawn"))
        pen.now = max(pen.now + timedelta(minutes=3), turn.ends)
        core, shared, own = self._end(turn)
        core["at"] = written(pen.now)
        pen.write("end", core, own, target=shift, base=[shift], out=shared)

    def _mend(
        self, pen: Pen, id_: str, new: NewObservation, shift: str, event: str | None, withdrawn: str | None
    ) -> None:
        """Now and then it is said better a little later, and once in a great while taken back."""
        self._written += 1
        if withdrawn or self._written % 190 == 0:
            pen.now += timedelta(minutes=2)
            why = {"reason": withdrawn or self._teller.phrase("withdrawn")}
            pen.write("withdraw", {"reason": "given"}, why, target=id_, base=[id_])
        elif self._written % AMENDED == 7:
            pen.now += timedelta(minutes=4)
            note = f"{new.words['note'].rstrip('.')}. {self._teller.phrase('amended')}"
            words = {"note": note, "reason": self._teller.phrase("reasons")}
            pen.write("amend", self._core(new, shift, event), words, target=id_, base=[id_])

    # -- other people's devices

    def _theirs(self, pen: Pen, turn: Turn) -> None:
        pair, same = turn.pair, turn.pair.org == OWN.org
        entries: list[Entry] = []
        if pair.worker not in self._devices:
            self._devices[pair.worker], first = new_device(self._seed, pair, turn.starts)
            entries.append(first)
        device = self._devices[pair.worker]
        device.now = max(device.now, turn.starts)
        begun = device.write("shift", {"at": written(turn.starts), **_manning(pair).core()})
        shift = begun.fields.id
        entries.append(begun)
        for seen in self._seen(turn):
            new = self._told(pair, seen, None)
            device.now = max(device.now + timedelta(seconds=20), self._later(new))
            core, leave = self._core(new, shift, None), same or new.words_may_leave
            entries.append(device.write("observation", core, new.words, give_words=leave))
        device.now = max(device.now + timedelta(minutes=3), turn.ends)
        core, shared, own = self._end(turn)
        core["at"] = written(device.now)
        entries.append(device.write("end", core, own, target=shift, base=[shift], give_words=same, out=shared))
        receive(pen, entries)

    # -- what both have

    def _seen(self, turn: Turn) -> list[Seen]:
        own = turn.pair is OWN
        length = int((turn.ends - turn.starts) / timedelta(minutes=1))
        seen = []
        for _number in range(turn.observations):
            into = self._rng.random()
            if self._rng.random() < 0.5:  # most is seen in the later half
                into = max(into, self._rng.random())
            at = turn.starts + timedelta(minutes=10 + int(into * (length - 60)))
            wanted = next(self._wanted, None) if own else None
            seen.append(Seen(at, wanted or self._teller.kind(turn.pair, own=own), wanted=wanted is not None))
        if own:
            seen += [Seen(_that_evening(turn, thread), thread["category"], thread) for thread in self._of(turn)]
        return sorted(seen, key=lambda each: each.at)

    def _of(self, turn: Turn) -> list[Mapping[str, Any]]:
        return [thread for thread in self._threads if thread["turn"] == turn.days_ago]

    def _told(self, pair: Pair, seen: Seen, place: str | None) -> NewObservation:
        if seen.thread is None:
            return self._teller.tell(pair, seen.at, seen.category, place)
        return scene(seen.thread, seen.at, self._words)

    def _later(self, new: NewObservation) -> datetime:
        """When it was written: soon after, an intervention once everything is over."""
        return new.at + timedelta(minutes=40 if new.category == "IN" else 0, seconds=30 + int(self._rng.random() * 500))

    def _core(self, new: NewObservation, shift: str, event: str | None) -> dict[str, Any]:
        category = self._words.categories[new.category or ""]
        return new.core(self._words, category.class_) | {"shift": shift, "event": event}

    def _end(self, turn: Turn) -> tuple[dict[str, Any], dict[str, str], dict[str, str]]:
        """Core, what is handed over to all, what to the own organisation."""
        last = next((thread for thread in self._threads if "handover" in thread), None)
        if turn.pair is OWN and turn.days_ago == 1 and last:
            shared, own = last["handover"]["all"], last["handover"]["own"]
        else:
            shared, own = self._teller.handover("all"), self._teller.handover("own")
        return {"at": "", "felt_safe": 2 + int(self._rng.random() * 4)}, {"handover": shared}, {"handover": own}


def scene(raw: Mapping[str, Any], at: datetime, vocabulary: Vocabulary) -> NewObservation:
    """An observation that is written out in the file of the evening."""
    names = ("place", "spot", "category", "persons", "words_may_leave")
    severity = raw.get("severity", vocabulary.categories[raw["category"]].severity)
    return NewObservation(
        at=at,
        severity=severity,
        ages=tuple(raw.get("ages", ())),
        fields=raw.get("fields", {}),
        actions=tuple(raw.get("actions", ())),
        seen_by=tuple(raw.get("seen_by", ())),
        words={"note": raw["note"]},
        **{name: raw[name] for name in names if name in raw},
    )


def _bunches(turns: Sequence[Turn]) -> Iterator[list[Turn]]:
    bunch: list[Turn] = []
    held = 0
    for turn in turns:
        bunch.append(turn)
        held += turn.observations
        if held >= A_TRANSACTION:
            yield bunch
            bunch, held = [], 0
    if bunch:
        yield bunch


def _manning(pair: Pair) -> Manning:
    return Manning((pair.mate,), pair.radio, "Klara", "", on_foot=True)


def _that_evening(turn: Turn, thread: Mapping[str, Any]) -> datetime:
    hour, minute = thread["clock"].split(":")
    return turn.starts.astimezone(STOCKHOLM).replace(hour=int(hour), minute=int(minute))
