"""The pen: writes entries into one chain within one transaction, and keeps the folds in step."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from fieldlog.language import _
from fieldlog.logbook import as_typed, folding
from fieldlog.models.chain import Chain, Signer
from fieldlog.models.entry import NO_HEAD, Entry, EntryFault, Part, part_limit
from fieldlog.models.fold import Writer, gather
from fieldlog.models.moment import written
from fieldlog.models.observation import fold_observation
from fieldlog.models.reading import KIND as READ
from fieldlog.models.refusal import RuleBroken
from fieldlog.models.vocabulary import Vocabulary

FLUSH_EVERY = 5000
"""Entries held back before they are written in bulk; few enough that memory stays flat on an import."""

MOST_GONE = 700
"""Parts that one purge entry names, each with the longest name there can be: a core is at most 64 KiB."""


@dataclass(slots=True)
class Pen:
    """Made by `Log.writing`; good for one transaction. What it wrote is durable when that block is left."""

    connection: sa.Connection
    chain: Chain
    sign: Signer
    vocabulary: Vocabulary
    now: datetime
    known: dict[str, Writer]
    _next: int
    _entries: list[tuple[Any, ...]] = field(default_factory=list)
    _parts: list[tuple[Any, ...]] = field(default_factory=list)
    _rows: list[dict[str, Any]] = field(default_factory=list)
    _readings: list[tuple[int, Entry]] = field(default_factory=list)

    def write(
        self,
        kind: str,
        core: Mapping[str, Any],
        words: Mapping[str, str] | None = None,
        *,
        target: str | None = None,
        base: Iterable[str] = (),
        **more: Mapping[str, Any],
    ) -> Entry:
        """Add one entry to the chain. Text is brought to NFC; empty texts are left out; too much is RuleBroken."""
        values = {"core": core, **more}
        texts = {name: text for name, text in (words or {}).items() if text}
        # An amendment that empties the words must carry the empty part: without it the earlier words would stand.
        if texts or (kind == "amend" and words is not None):
            values["words"] = texts
        parts = {name: Part.of(composed(value)) for name, value in values.items()}
        for name, part in parts.items():
            if len(part.data) > part_limit(name):
                raise RuleBroken(_("Texten är för lång: högst {limit} kB. Dela den på flera.").format(limit=64))
        try:
            entry = self.chain.add(kind, parts, at=written(self.now), sign=self.sign, target=target, base=base)
        except EntryFault:
            raise RuleBroken(_("Posten hänvisar till för mycket på en gång. Dela den på flera.")) from None
        self._keep(entry)
        return entry

    def _keep(self, entry: Entry) -> None:
        line, number = entry.fields, self._next
        self._next += 1
        self._entries.append((number, line.id, line.device, line.n, line.kind, line.target, 1, entry.line, entry.sig))
        self._parts += [(number, name, part.salt, part.data) for name, part in entry.parts.items()]
        if line.kind == "observation":
            cluster = gather(line.id, (entry,), self.known)
            if cluster is not None:
                self._rows.append(fold_observation(cluster, self.known, self.vocabulary) | {"row": number})
        elif line.kind == "device":
            self.known[line.device] = Writer(str(entry.content("core")["worker"]), line.org)
            self.flush()
            folding.fold_first(self.connection, entry)
        elif line.kind == READ:  # who has looked changes no row of what was looked at
            self._readings.append((number, entry))
        else:
            self.flush()
            folding.refold(self.connection, line.target or line.id, self.vocabulary)
        if len(self._entries) >= FLUSH_EVERY:
            self.flush()

    def numbers(self, count: int) -> range:
        """The numbers under which so many entries will be kept that somebody else hands to the database."""
        self.flush()
        first, self._next = self._next, self._next + count
        return range(first, self._next)

    def flush(self) -> None:
        """Hand what is held back to the database, still within the transaction."""
        if self._entries:
            self.connection.exec_driver_sql(
                "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                self._entries,
            )
        if self._parts:
            self.connection.exec_driver_sql("INSERT INTO part VALUES (?, ?, ?, ?)", self._parts)
        folding.put(self.connection, "observation", self._rows)
        folding.put_readings(self.connection, self._readings)
        self._entries, self._parts, self._rows, self._readings = [], [], [], []

    def destroy(self, rule: str, parts: Iterable[tuple[str, str]]) -> None:
        """Destroy parts here, and say so in a purge entry: (entry id, part name) each. Lines and chain stay."""
        gone = list(parts)
        if not gone:
            return
        entry = self.write("purge", {"rule": rule, "gone": [list(pair) for pair in gone]})
        roots = set()
        for id_, name in gone:
            self.connection.exec_driver_sql(
                "INSERT OR IGNORE INTO gone (entry, part, by) VALUES (?, ?, ?)", (id_, name, entry.fields.id)
            )
            self.connection.exec_driver_sql(
                "DELETE FROM part WHERE name = ? AND entry = (SELECT seq FROM entry WHERE id = ?)", (name, id_)
            )
            as_typed.forget(self.connection, id_)
            row = self.connection.exec_driver_sql("SELECT kind, target FROM entry WHERE id = ?", (id_,)).one()
            if row.kind == READ:
                folding.refold_readings(self.connection, (id_,))
            else:
                roots.add(row.target or id_)
        for root in roots:
            folding.refold(self.connection, root, self.vocabulary)


def chain_of(connection: sa.Connection, device: str, org: str) -> Chain:
    """Where the chain of a device stands in this store."""
    import hashlib

    last = connection.exec_driver_sql(
        "SELECT n, line FROM entry WHERE device = ? ORDER BY n DESC LIMIT 1", (device,)
    ).fetchone()
    return Chain(device, org, last.n, hashlib.sha256(last.line).hexdigest()) if last else Chain(device, org, 0, NO_HEAD)


def next_number(connection: sa.Connection) -> int:
    return int(connection.exec_driver_sql("SELECT coalesce(max(seq), 0) + 1 FROM entry").scalar_one())


def composed(value: Any) -> Any:
    """The same value with every text in NFC and without lone surrogates: what an entry may hold."""
    if isinstance(value, str):
        text = unicodedata.normalize("NFC", value)
        return text if text.isascii() else text.encode("utf-8", "replace").decode()
    if isinstance(value, Mapping):
        return {composed(key): composed(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [composed(item) for item in value]
    return value
