"""The weeks before the evening: signed shifts of one's own, and what has come of the other crews' shifts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from fieldlog.logbook.delivery import deliver_all
from fieldlog.logbook.log import Log
from fieldlog.logbook.pen import Pen
from fieldlog.logbook.rehearsal.received import Device, new_device, receive
from fieldlog.logbook.rehearsal.roster import OWN, Pair, Turn
from fieldlog.logbook.rehearsal.sheet import Sheet
from fieldlog.logbook.rehearsal.teller import Teller, Told
from fieldlog.models.core import NewObservation
from fieldlog.models.entry import Entry, new_id
from fieldlog.models.fold import Writer
from fieldlog.models.manning import Manning
from fieldlog.models.moment import STOCKHOLM, written
from fieldlog.models.vocabulary import Vocabulary

A_TRANSACTION = 20_000
"""Observations in one transaction: more would let the write-ahead log grow as large as the store."""

AFTER_A_FIGHT = ("OK", "OB")
AMENDED, WITHDRAWN = 29, 190
"""One in so many of the own observations is amended, one in so many withdrawn."""


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
                sheet = Sheet(pen)
                for turn in bunch:
                    if turn.pair is OWN:
                        self._own(pen, sheet, turn)
                    else:
                        self._theirs(pen, sheet, turn)
                sheet.put()
                pen.flush()
                deliver_all(pen.connection, [pen.chain.device], bunch[-1].ends)

    def _every_category(self) -> Iterator[str]:
        """Each category once in a drawn order: the own pair's first observations, so that none is missing."""
        codes = list(self._words.categories)
        self._rng.shuffle(codes)
        yield from codes

    # -- the own device

    def _own(self, pen: Pen, sheet: Sheet, turn: Turn) -> None:
        pen.now = turn.starts
        shift = pen.write("shift", {"at": written(turn.starts), **_manning(turn.pair).core()}).fields.id
        event, there, left = None, None, 0
        for seen in self._seen(turn):
            if left and not seen.wanted and seen.thread is None:  # what follows on a fight belongs to it
                left -= 1
                told = self._told(turn.pair, replace(seen, category=AFTER_A_FIGHT[left]), there)
            else:
                told = self._told(turn.pair, seen, None)
                event, there, left = (new_id(), told.core["place"], 2) if told.category == "VF" else (None, None, 0)
            told.core.update(shift=shift, event=event)
            pen.now = max(pen.now + timedelta(seconds=20), self._later(told))
            id_ = sheet.add(pen.chain, pen.sign, written(pen.now), told.core, {"note": told.note})
            self._mend(pen, sheet, id_, told, (seen.thread or {}).get("withdrawn"))
        pen.now = max(pen.now + timedelta(minutes=3), turn.ends)
        core, shared, own = self._end(turn, pen.now)
        pen.write("end", core, own, target=shift, base=[shift], out=shared)

    def _mend(self, pen: Pen, sheet: Sheet, id_: str, told: Told, withdrawn: str | None) -> None:
        """Now and then it is said better a little later, and once in a great while taken back."""
        self._written += 1
        if withdrawn or self._written % WITHDRAWN == 0:
            sheet.put()
            pen.now += timedelta(minutes=2)
            why = {"reason": withdrawn or self._teller.phrase("withdrawn")}
            pen.write("withdraw", {"reason": "given"}, why, target=id_, base=[id_])
        elif self._written % AMENDED == 7:
            sheet.put()
            pen.now += timedelta(minutes=4)
            note = f"{told.note.rstrip('.')}. {self._teller.phrase('amended')}"
            words = {"note": note, "reason": self._teller.phrase("reasons")}
            pen.write("amend", told.core, words, target=id_, base=[id_])

    # -- other people's devices

    def _theirs(self, pen: Pen, sheet: Sheet, turn: Turn) -> None:
        pair, same = turn.pair, turn.pair.org == OWN.org
        come: list[Entry] = []
        if pair.worker not in self._devices:
            self._devices[pair.worker], first = new_device(self._seed, pair, turn.starts)
            come.append(first)
        device = self._devices[pair.worker]
        device.now = max(device.now, turn.starts)
        come.append(device.write("shift", {"at": written(turn.starts), **_manning(pair).core()}))
        shift = come[-1].fields.id
        numbers = list(pen.numbers(len(come)))
        pen.known[device.chain.device] = Writer(pair.worker, pair.org)
        for seen in self._seen(turn):
            told = self._told(pair, seen, None)
            told.core["shift"] = shift
            device.now = max(device.now + timedelta(seconds=20), self._later(told))
            leave = same or told.core["words_may_leave"]
            note = {"note": told.note}
            sheet.add(device.chain, device.sign, written(device.now), told.core, note, give_words=leave)
        device.now = max(device.now + timedelta(minutes=3), turn.ends)
        core, shared, own = self._end(turn, device.now)
        come.append(device.write("end", core, own, target=shift, base=[shift], give_words=same, out=shared))
        receive(pen, list(zip([*numbers, *pen.numbers(1)], come, strict=True)))

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

    def _told(self, pair: Pair, seen: Seen, place: str | None) -> Told:
        if seen.thread is None:
            return self._teller.tell(pair, seen.at, seen.category, place)
        return Told.of(scene(seen.thread, seen.at, self._words), self._words)

    def _later(self, told: Told) -> datetime:
        """When it was written: soon after, an intervention once everything is over."""
        after = timedelta(minutes=40 if told.category == "IN" else 0, seconds=30 + int(self._rng.random() * 500))
        return told.at + after

    def _end(self, turn: Turn, now: datetime) -> tuple[dict[str, Any], dict[str, str], dict[str, str]]:
        """Core, what is handed over to all, what to the own organisation."""
        last = next((thread for thread in self._threads if "handover" in thread), None)
        if turn.pair is OWN and turn.days_ago == 1 and last:
            shared, own = last["handover"]["all"], last["handover"]["own"]
        else:
            shared, own = self._teller.handover("all"), self._teller.handover("own")
        core = {"at": written(now), "felt_safe": 2 + int(self._rng.random() * 4)}
        return core, {"handover": shared}, {"handover": own}


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
