"""The devices of other people in the rehearsal, and what has come from them: signed for real, folded once in bulk."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from fieldlog.logbook import folding
from fieldlog.logbook.log import PROGRAM
from fieldlog.logbook.pen import Pen
from fieldlog.logbook.rehearsal.roster import Pair
from fieldlog.models.chain import Chain
from fieldlog.models.entry import Entry, Part
from fieldlog.models.fold import Writer, gather
from fieldlog.models.moment import written
from fieldlog.models.shift import fold_shift


@dataclass(slots=True)
class Device:
    """Somebody else's laptop: its chain, and the key that signs for it, made from the seed of the rehearsal."""

    chain: Chain
    key: Any
    now: datetime

    def write(
        self,
        kind: str,
        core: Mapping[str, Any],
        words: Mapping[str, str] | None = None,
        *,
        target: str | None = None,
        base: Iterable[str] = (),
        give_words: bool = True,
        **more: Mapping[str, Any],
    ) -> Entry:
        """The next entry of this device, as a reader gets it: without its words unless `give_words`."""
        values: dict[str, Any] = {"core": core, **({"words": words} if words else {}), **more}
        parts = {name: Part.of(value) for name, value in values.items()}
        made = self.chain.add(kind, parts, at=written(self.now), sign=self.sign, target=target, base=base)
        if give_words or not words:
            return made
        return replace(made, parts={name: part for name, part in parts.items() if name != "words"})

    def sign(self, data: bytes) -> bytes:
        return bytes(self.key.sign(data).signature)


def new_device(seed: int, pair: Pair, now: datetime) -> tuple[Device, Entry]:
    """The device of the one who writes for a pair, and its first entry."""
    from fieldlog.vault.unlocked import device_name

    key = _signing_key(seed, pair.worker)
    device = Device(Chain(device_name(bytes(key.verify_key)), pair.org), key, now)
    core = {"worker": pair.worker, "role": pair.role, "program": PROGRAM, "previous": None, "previous_head": None}
    return device, device.write("device", core)


def _signing_key(seed: int, worker: str) -> Any:
    from nacl.signing import SigningKey  # the vault's library, needed here for keys that are no secret

    return SigningKey(hashlib.sha256(f"fieldlog rehearsal {seed} {worker}".encode()).digest())


def receive(pen: Pen, numbered: list[tuple[int, Entry]]) -> None:
    """Put others' devices and shifts into the store under their numbers; each shift comes as a whole, with its end."""
    shifts: dict[str, list[Entry]] = {}
    for _number, entry in numbered:
        if entry.fields.kind == "device":
            pen.known[entry.fields.device] = Writer(entry.content("core")["worker"], entry.fields.org)
            folding.fold_first(pen.connection, entry)
        else:
            shifts.setdefault(entry.fields.target or entry.fields.id, []).append(entry)
    clusters = [gather(root, found, pen.known) for root, found in shifts.items()]
    folding.put(pen.connection, "shift", [fold_shift(cluster, pen.known) for cluster in clusters if cluster])
    lines = []
    for at, entry in numbered:
        line = entry.fields
        lines.append((at, line.id, line.device, line.n, line.kind, line.target, 0, entry.line, entry.sig))
    parts = [(at, name, part.salt, part.data) for at, entry in numbered for name, part in entry.parts.items()]
    pen.connection.exec_driver_sql("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", lines)
    pen.connection.exec_driver_sql("INSERT INTO part VALUES (?, ?, ?, ?)", parts)
