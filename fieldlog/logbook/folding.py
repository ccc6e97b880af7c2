"""Keeping the tables that screens read in step with the entries, in the entries' own transaction."""

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any

import sqlalchemy as sa

from fieldlog.language import _
from fieldlog.logbook.under_review import under_review
from fieldlog.models.entry import Entry, EntryFault, Part
from fieldlog.models.fold import STRANGER, Cluster, Writer, Writers, fold_device, gather, with_strangers
from fieldlog.models.observation import fold_observation
from fieldlog.models.reading import KIND as READ
from fieldlog.models.reading import fold_reading, ids_of
from fieldlog.models.shift import fold_shift
from fieldlog.models.vocabulary import Vocabulary
from fieldlog.schema import FOLDS


def _quoted(name: str) -> str:
    return f'"{name}"'


def _columns(table: str) -> tuple[str, ...]:
    # Read from the schema, not asked of the ORM: that takes longer to load than an entry to write.
    body = re.search(rf"CREATE TABLE {table} \((.*?)\);", FOLDS, re.DOTALL)
    return tuple(re.findall(r"(\w+) (?:TEXT|INTEGER)\b", body[1] if body else ""))


COLUMNS = {
    table: _columns(table)
    for table in ("observation", "shift", "device", "policy", "supervisor", "reading", "reading_of")
}
PUT = {
    table: f"INSERT OR REPLACE INTO {table} ({', '.join(map(_quoted, columns))}) VALUES "  # noqa: S608 - our own names
    for table, columns in COLUMNS.items()
}
"""The beginning of the statement that writes folded rows, each in place of the one before."""


def rows_of(table: str, rows: Iterable[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
    """Folded rows as the columns of the table have them."""
    return list(map(itemgetter(*COLUMNS[table]), rows))


@lru_cache(maxsize=8)
def put_together(table: str, rows: int) -> str:
    """The statement that writes so many folded rows at once; their values together are at most 32,766."""
    return PUT[table] + ", ".join([f"({', '.join('?' * len(COLUMNS[table]))})"] * rows)


def put(connection: sa.Connection, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write folded rows, each in place of the one before; in bulk as fast as the driver goes."""
    values = rows_of(table, rows)
    if values:
        connection.exec_driver_sql(put_together(table, 1), values)


def writers(connection: sa.Connection) -> dict[str, Writer]:
    """Whose each device is, and who supervises, as far as this store knows."""
    found = connection.exec_driver_sql(
        "SELECT id, device.worker, device.org, supervisor.worker IS NOT NULL AS supervises FROM device "
        "LEFT JOIN supervisor ON supervisor.org = device.org AND supervisor.worker = device.worker"
    ).fetchall()
    return {row.id: Writer(row.worker, row.org, bool(row.supervises)) for row in found}


def stored(connection: sa.Connection, condition: str, values: tuple[Any, ...] = ()) -> Iterator[tuple[Any, Entry]]:
    """Rows of `entry` as asked for, each with its entry and the parts at hand; one pass, whatever their number.

    EntryFault if something else than bytes lies where bytes were put.
    """
    statement = (
        "SELECT entry.seq, id, device, n, kind, target, own, line, sig, name, salt, data "  # noqa: S608 - own conditions
        f"FROM entry LEFT JOIN part ON part.entry = entry.seq WHERE {condition}"
    )
    for _seq, rows in groupby(connection.exec_driver_sql(statement, values), key=lambda row: row.seq):
        parts = list(rows)
        row = parts[0]
        if type(row.line) is not bytes or any(type(part.data) is str or type(part.salt) is str for part in parts):
            raise EntryFault(_("en post är inte sparad som de bytes den skrevs med"))
        held = {part.name: Part(part.salt, part.data) for part in parts if part.name is not None}
        yield row, Entry(row.line, row.sig, held)


def entries_about(connection: sa.Connection, root: str) -> tuple[int | None, list[Entry]]:
    """The number of the root's row, and every entry that is the root or points at it, with the parts at hand."""
    found = [*stored(connection, "id = ?", (root,)), *stored(connection, "target = ? ORDER BY entry.seq", (root,))]
    return next((row.seq for row, _entry in found if row.id == root), None), [entry for _row, entry in found]


def cluster_of(connection: sa.Connection, root: str) -> tuple[Cluster, Writers]:
    """A root that is there, with everything about it, and who writes. KeyError if it is not there."""
    entries = entries_about(connection, root)[1]
    known = with_strangers(writers(connection), entries)
    cluster = gather(root, entries, known)
    if cluster is None:
        raise KeyError(root)
    return cluster, known


def refold(connection: sa.Connection, root: str, vocabulary: Vocabulary) -> None:
    """Fold everything known about one root again. Nothing happens while the root itself has not come."""
    number, entries = entries_about(connection, root)
    known = with_strangers(writers(connection), entries)
    cluster = gather(root, entries, known)
    if cluster is not None and number is not None:
        write_row(connection, cluster, number, known, vocabulary)


def refold_device(
    connection: sa.Connection, device: str, vocabulary: Vocabulary, but: Container[str] = frozenset()
) -> None:
    """Fold again everything that the entries of a device are about, `but` what is folded next: it is known whose they
    are now."""
    roots = connection.exec_driver_sql(
        "SELECT DISTINCT coalesce(target, id) AS id FROM entry WHERE device = ?", (device,)
    ).fetchall()
    for root in roots:
        if root.id not in but:
            refold(connection, root.id, vocabulary)


def write_row(
    connection: sa.Connection,
    cluster: Cluster,
    number: int,
    known: Mapping[str, Writer],
    vocabulary: Vocabulary,
) -> None:
    kind = cluster.root.fields.kind
    if kind == "observation":
        doubted = under_review(connection) if cluster.author.worker == STRANGER else ()
        folded = fold_observation(cluster, known, vocabulary, under_review=doubted)
        put(connection, "observation", [folded | {"row": number}])
    elif kind == "shift":
        put(connection, "shift", [fold_shift(cluster, known)])


def fold_first(connection: sa.Connection, entry: Entry) -> None:
    """A device's first entry: now it is known whose the device's entries are."""
    put(connection, "device", [fold_device(entry)])


def rows_of_reading(number: int, entry: Entry) -> Iterator[tuple[str, dict[str, Any]]]:
    """(table, row) of what a `read` entry stands for; `number` is that of its row."""
    yield "reading", fold_reading(entry) | {"seq": number}
    for id_ in ids_of(entry):
        yield "reading_of", {"seq": number, "id": id_}


def put_readings(connection: sa.Connection, entries: Iterable[tuple[int, Entry]]) -> None:
    """Write the rows of `read` entries, each in place of those before."""
    held: dict[str, list[dict[str, Any]]] = {"reading": [], "reading_of": []}
    for number, entry in entries:
        for table, row in rows_of_reading(number, entry):
            held[table].append(row)
    for table, rows in held.items():
        put(connection, table, rows)


def refold_readings(connection: sa.Connection, ids: Iterable[str]) -> None:
    """Fold those again that are `read` entries, out of what is held of them now; of one that is gone nothing stays."""
    for id_ in ids:
        for row, entry in stored(connection, "id = ?", (id_,)):
            if row.kind == READ:
                unfold_reading(connection, row.seq)
                put_readings(connection, [(row.seq, entry)])


def unfold_reading(connection: sa.Connection, number: int) -> None:
    connection.exec_driver_sql("DELETE FROM reading WHERE seq = ?", (number,))
    connection.exec_driver_sql("DELETE FROM reading_of WHERE seq = ?", (number,))


def destroyed(connection: sa.Connection) -> Iterator[tuple[str, str, str]]:
    """(entry id, part, by) of everything that erase and purge entries say is gone, out of the entries themselves.

    Only own ones: what another device says, whoever it claims to be, never accounts for a part that is missing here.
    """
    for _row, entry in stored(connection, "kind IN ('erase', 'purge') AND kind <> 'observation' AND own = 1"):
        named = entry.facts("core").get("gone")
        for pair in named if isinstance(named, list) else []:
            if isinstance(pair, list) and len(pair) == 2:
                yield str(pair[0]), str(pair[1]), entry.fields.id


def name_gone(connection: sa.Connection) -> None:
    """Fill the list of destroyed parts again."""
    connection.exec_driver_sql("DELETE FROM gone")
    named = list(destroyed(connection))
    if named:
        connection.exec_driver_sql("INSERT OR IGNORE INTO gone (entry, part, by) VALUES (?, ?, ?)", named)
