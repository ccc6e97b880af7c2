"""Proving that nothing was lost or altered: chains, hashes, signatures, parts, and the tables that screens read."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from fieldlog.language import _
from fieldlog.logbook import folding
from fieldlog.logbook.log import Log
from fieldlog.logbook.rebuilding import folded
from fieldlog.models.chain import Walk, check_parts_and_signature
from fieldlog.models.entry import Entry, EntryFault, Part
from fieldlog.models.refusal import Damaged


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verification found: how much was looked at, and the first fault as one sentence, or None."""

    entries: int
    chains: int
    fault: str | None


def verify(log: Log) -> Verdict:
    """Walk everything once. Stops at the first fault and names it."""
    entries = chains = 0
    try:
        heads = log.unlocked.kept_heads()
        with log.store.read() as connection:
            _look_at_shape(connection)
            for device in _devices(connection, log, heads):
                chains += 1
                entries += _verify_chain(connection, device, heads.get(device), own=device in log.unlocked.devices())
            _compare_folds(connection, log)
    except Damaged as damage:
        return Verdict(entries, chains, str(damage))
    except EntryFault as fault:
        return Verdict(entries, chains, str(fault))
    return Verdict(entries, chains, None)


def _look_at_shape(connection: sa.Connection) -> None:
    """What the file itself says: pages, references, and rows that belong to nothing."""
    if connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one() != "ok":
        raise EntryFault(_("Databasens sidor hänger inte ihop."))
    orphan = connection.exec_driver_sql(
        "SELECT name FROM part WHERE entry NOT IN (SELECT seq FROM entry) LIMIT 1"
    ).fetchone()
    if orphan:
        raise EntryFault(_("En del ({name}) hör inte till någon post.").format(name=orphan.name))


def _devices(connection: sa.Connection, log: Log, heads: dict[str, tuple[int, str]]) -> list[str]:
    found = [row.device for row in connection.exec_driver_sql("SELECT DISTINCT device FROM entry ORDER BY device")]
    return list(dict.fromkeys([*found, *heads]))


def _rows(connection: sa.Connection, device: str) -> Iterator[tuple[Any, Entry]]:
    rows = connection.exec_driver_sql(
        "SELECT seq, id, device, n, kind, target, own, line, sig FROM entry WHERE device = ? ORDER BY n", (device,)
    )
    for row in rows:
        parts = connection.exec_driver_sql("SELECT name, salt, data FROM part WHERE entry = ?", (row.seq,)).fetchall()
        yield row, Entry(row.line, row.sig, {part.name: Part(part.salt, part.data) for part in parts})


def _verify_chain(connection: sa.Connection, device: str, kept: tuple[int, str] | None, *, own: bool) -> int:
    walk, n = Walk(device), 0
    gone = {(id_, name) for id_, name, _by in folding.destroyed(connection)}
    for row, entry in _rows(connection, device):
        n += 1
        with _at(device, row.n):
            line = entry.fields
            if (row.id, row.n, row.kind, row.target) != (line.id, line.n, line.kind, line.target):
                raise EntryFault(_("tabellen säger annat än raden"))
            if bool(row.own) != own:
                raise EntryFault(_("posten är märkt som någon annans"))
            absent = walk.step(entry) if own else check_parts_and_signature(entry)
            for id_, name in absent:
                if own and (id_, name) not in gone:
                    raise EntryFault(_("delen {name} saknas, och ingen post säger varför").format(name=name))
            if kept and row.n == kept[0] and entry.hash != kept[1]:
                raise EntryFault(_("raden är inte den som nyckelvalvet minns"))
    if kept and n < kept[0]:
        raise EntryFault(
            _("Kedjan {device} är avkortad: {found} poster finns, {kept} har funnits.").format(
                device=device[:8], found=n, kept=kept[0]
            )
        )
    return n


class _at:  # noqa: N801 - reads as a preposition at its call
    """Says where in a chain a fault lies."""

    def __init__(self, device: str, n: int) -> None:
        self.device, self.n = device, n

    def __enter__(self) -> None: ...

    def __exit__(self, _kind: object, fault: BaseException | None, _trace: object) -> None:
        if isinstance(fault, EntryFault):
            sentence = _("Kedjan {device}, post {n}: {what}.")
            raise EntryFault(sentence.format(device=self.device[:8], n=self.n, what=fault)) from None


def _compare_folds(connection: sa.Connection, log: Log) -> None:
    """The tables against a refold of the entries, row by row."""
    for table, expected in folded(connection, log.vocabulary):
        columns = list(expected)
        key = "row" if table == "observation" else "id"
        found = connection.exec_driver_sql(f'SELECT * FROM "{table}" WHERE "{key}" = ?', (expected[key],)).fetchone()  # noqa: S608 - own names
        if found is None or any(found._mapping[name] != expected[name] for name in columns):
            raise EntryFault(_("Tabellen {table} säger annat än posterna. Kör fieldlog rebuild.").format(table=table))
    for table, kinds in (("observation", ("observation",)), ("shift", ("shift",)), ("device", ("device",))):
        rows = connection.exec_driver_sql(f'SELECT count(*) FROM "{table}"').scalar_one()  # noqa: S608 - own names
        roots = connection.exec_driver_sql("SELECT count(*) FROM entry WHERE kind = ?", kinds).scalar_one()
        if rows != roots:
            raise EntryFault(_("Tabellen {table} har rader som inga poster står för.").format(table=table))
    listed = {tuple(row) for row in connection.exec_driver_sql("SELECT entry, part, by FROM gone")}
    if listed != set(folding.destroyed(connection)):
        raise EntryFault(_("Listan över förstörda delar stämmer inte med posterna."))
    try:
        connection.exec_driver_sql("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)")
    except DBAPIError:
        raise EntryFault(_("Sökregistret säger annat än posterna. Kör fieldlog rebuild.")) from None
