"""One log with everything in it that a log can hold: Anna's two shifts, and what came from Bo's laptop."""

import os
import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from nacl.signing import SigningKey

from fieldlog.logbook import amendments, events, observations, shifts
from fieldlog.logbook.log import Log
from fieldlog.logbook.received import Page, take_in
from fieldlog.models.chain import Chain
from fieldlog.models.entry import Entry, Part, new_id
from fieldlog.models.moment import written
from fieldlog.models.strict import decode, encode
from fieldlog.vault.unlocked import device_name
from tests.conftest import FRIDAY


def receive(log: Log, entries: Iterable[Entry]) -> int:
    """Take in what others wrote as if a feed had given it; how many entries were new."""
    return take_in(log, Page("given", tuple(entries)), FRIDAY).new


@dataclass
class Stranger:
    """A device outside this laptop: it signs with a key of its own and knows nothing of the store."""

    worker: str
    org: str
    key: SigningKey = field(default_factory=lambda: SigningKey(os.urandom(32)))

    def __post_init__(self) -> None:
        self.chain = Chain(device_name(bytes(self.key.verify_key)), self.org)
        self.entries = [self.write("device", {"worker": self.worker, "role": "ov", "program": "another"})]

    def write(
        self, kind: str, core: object, words: object = None, *, target: str | None = None, base: tuple[str, ...] = ()
    ) -> Entry:
        parts = {"core": Part.of(core)} | ({"words": Part.of(words)} if words is not None else {})
        entry = self.chain.add(
            kind, parts, at=written(FRIDAY), sign=lambda data: self.key.sign(data).signature, target=target, base=base
        )
        if self.chain.n > 1:
            self.entries.append(entry)
        return entry

    def write_newer(self) -> Entry:
        """An entry as only a later program would make it: a field, a kind and a part that nobody here knows."""
        part = Part.of({"hue": "green"})
        line = encode({
            "v": 2, "id": new_id(), "device": self.chain.device, "n": self.chain.n + 1, "prev": self.chain.head,
            "kind": "drone", "org": self.org, "at": written(FRIDAY), "target": None, "base": [],
            "parts": {"aura": part.seal("aura")}, "height": 40,
        })  # fmt: skip
        unsigned = Entry(line, b"", {"aura": part})
        entry = Entry(line, self.key.sign(unsigned.signed_bytes).signature, {"aura": part})
        self.chain.n, self.chain.head = entry.fields.n, entry.hash
        self.entries.append(entry)
        return entry


def observed(log: Log, note: str, shift: str | None, minute: int, **values: object) -> str:
    values = {"category": "OS", "place": "PLA", "persons": "2-4"} | values
    at = FRIDAY - timedelta(hours=5) + timedelta(minutes=minute)
    new = observations.new_observation(shift=shift, at=at, words={"note": note}, **values)
    return observations.save(log, new, FRIDAY)


def fill(anna: Log, shift: str) -> None:
    """What a shift and a half leave behind. `shift` is Anna's open one."""
    ids = [observed(anna, f"två bråkar vid trappan {number}", shift, number * 7) for number in range(6)]
    amendments.amend(anna, ids[0], {"place": "TRP", "note": "de bråkar vid trappan"}, FRIDAY)
    amendments.amend(anna, ids[1], {"severity": 3}, FRIDAY)
    amendments.withdraw(anna, ids[2], FRIDAY, reason="dubbel")
    amendments.restore(anna, ids[2], FRIDAY, reason="ändå inte")
    amendments.withdraw(anna, ids[3], FRIDAY, reason="fel plats")
    amendments.classify(anna, ids[4], "C", FRIDAY, reason="går att känna igen")
    amendments.undo(anna, ids[5], FRIDAY)
    _two_versions(anna, ids[1])
    hidden = observed(anna, "skyddad identitet", shift, 60, protected=True)
    open_ = observations.new_observation(shift=shift, at=FRIDAY, category="IN", place="VAS", actions=["LOB"])
    draft, _missing = events.save_or_open(anna, open_, FRIDAY)
    events.close_event(anna, draft, FRIDAY, why_incomplete="polisen tog över")
    with anna.writing(FRIDAY) as pen:
        pen.write("comment", {}, {"comment": "bra sett"}, target=hidden)
        pen.write("kite", {"colour": "blue"}, {"poem": "högt"}, tail={"length": 3})
        pen.destroy("B 12 mån", [(ids[0], "words"), (ids[3], "core"), (ids[3], "words")])
    shifts.end(anna, FRIDAY, handover_all="lugnt", handover_own="två kända", felt_safe=4)
    second = shifts.start(anna, shifts.manning(["OV-14"], focus="trappan"), FRIDAY)
    observed(anna, "lyse trasigt", second, 80, category="TO", spot="stolpe 14")
    _from_bo(anna, ids)


def _two_versions(anna: Log, id_: str) -> None:
    """As from two laptops: a version that does not know of the other."""
    with anna.writing(FRIDAY) as pen:
        core = {"at": written(FRIDAY), "place": "KUL", "category": "OS", "severity": 1, "class": "B"}
        pen.write("amend", core, target=id_, base=[id_])


def _from_bo(anna: Log, ids: list[str]) -> None:
    bo = Stranger("FA-07", "NIS")
    core = {"at": written(FRIDAY), "place": "PLA", "category": "NH", "severity": 2, "class": "A", "later": [1]}
    seen = bo.write("observation", core, {"note": "en grupp unga"})
    bo.write("amend", core | {"severity": 3}, target=seen.fields.id, base=(seen.fields.id,))
    bo.write("amend", core, {"note": "Anna har fel"}, target=ids[0], base=(ids[0],))
    bo.write("comment", {}, {"comment": "sett av oss med"}, target=ids[0])
    held_back = bo.write("observation", core, {"note": "inte för andra"})
    bo.write("purge", {"rule": "x", "gone": [[ids[1], "words"]]})
    bo.write_newer()
    given = [Entry(entry.line, entry.sig, {} if entry is held_back else entry.parts) for entry in bo.entries]
    random.Random(3).shuffle(given)
    receive(anna, given)


def words_of(entry: Entry) -> object:
    return None if "words" not in entry.parts else decode(entry.parts["words"].data)
