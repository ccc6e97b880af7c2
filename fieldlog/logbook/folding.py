"""Keeping the tables that screens read in step with the entries, in the entries' own transaction."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from fieldlog.models.entry import Entry, Part
from fieldlog.models.fold import Cluster, Writer, fold_device, gather
from fieldlog.models.observation import fold_observation
from fieldlog.models.shift import fold_shift
from fieldlog.models.tables import DeviceRow, ObservationRow, ShiftRow
from fieldlog.models.vocabulary import Vocabulary


def _insert(model: Any) -> tuple[tuple[str, ...], str]:
    table = model.__table__
    columns = tuple(column.name for column in table.columns)
    names = ", ".join(f'"{name}"' for name in columns)
    marks = ", ".join("?" * len(columns))
    return columns, f'INSERT OR REPLACE INTO "{table.name}" ({names}) VALUES ({marks})'  # noqa: S608 - our own names


_WRITES = {model.__tablename__: _insert(model) for model in (ObservationRow, ShiftRow, DeviceRow)}


def put(connection: sa.Connection, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write folded rows, each in place of the one before; in bulk as fast as the driver goes."""
    columns, statement = _WRITES[table]
    values = [tuple(row[name] for name in columns) for row in rows]
    if values:
        connection.exec_driver_sql(statement, values)


def writers(connection: sa.Connection, supervisors: frozenset[str] = frozenset()) -> dict[str, Writer]:
    """Whose each device is, as far as this store knows."""
    found = connection.exec_driver_sql("SELECT id, worker, org FROM device").fetchall()
    return {row.id: Writer(row.worker, row.org, row.worker in supervisors) for row in found}


def entries_about(connection: sa.Connection, root: str) -> tuple[int | None, list[Entry]]:
    """The number of the root's row, and every entry that is the root or points at it, with the parts at hand."""
    found = connection.exec_driver_sql(
        "SELECT seq, id, line, sig FROM entry WHERE id = ? UNION ALL "
        "SELECT seq, id, line, sig FROM entry WHERE target = ?",
        (root, root),
    ).fetchall()
    number = next((row.seq for row in found if row.id == root), None)
    return number, with_parts(connection, found)


def with_parts(connection: sa.Connection, rows: Iterable[Any]) -> list[Entry]:
    """Entries out of rows (seq, line, sig)."""
    made = []
    for row in rows:
        parts = connection.exec_driver_sql("SELECT name, salt, data FROM part WHERE entry = ?", (row.seq,)).fetchall()
        made.append(Entry(row.line, row.sig, {part.name: Part(part.salt, part.data) for part in parts}))
    return made


def refold(connection: sa.Connection, root: str, vocabulary: Vocabulary) -> None:
    """Fold everything known about one root again. Nothing happens while the root itself has not come."""
    number, entries = entries_about(connection, root)
    cluster = gather(root, entries, writers(connection))
    if cluster is not None and number is not None:
        write_row(connection, cluster, number, writers(connection), vocabulary)


def write_row(
    connection: sa.Connection,
    cluster: Cluster,
    number: int,
    known: Mapping[str, Writer],
    vocabulary: Vocabulary,
) -> None:
    kind = cluster.root.fields.kind
    if kind == "observation":
        put(connection, "observation", [fold_observation(cluster, known, vocabulary) | {"row": number}])
    elif kind == "shift":
        put(connection, "shift", [fold_shift(cluster, known)])


def fold_first(connection: sa.Connection, entry: Entry) -> None:
    """A device's first entry: now it is known whose the device's entries are."""
    put(connection, "device", [fold_device(entry)])


def destroyed(connection: sa.Connection) -> Iterator[tuple[str, str, str]]:
    """(entry id, part, by) of everything that erase and purge entries say is gone, out of the entries themselves."""
    rows = connection.exec_driver_sql("SELECT seq, line, sig FROM entry WHERE kind IN ('erase', 'purge')").fetchall()
    for entry in with_parts(connection, rows):
        core = entry.content("core")
        for pair in core.get("gone", []) if isinstance(core, dict) else []:
            if isinstance(pair, list) and len(pair) == 2:
                yield str(pair[0]), str(pair[1]), entry.fields.id


def name_gone(connection: sa.Connection) -> None:
    """Fill the list of destroyed parts again."""
    connection.exec_driver_sql("DELETE FROM gone")
    named = list(destroyed(connection))
    if named:
        connection.exec_driver_sql("INSERT OR IGNORE INTO gone (entry, part, by) VALUES (?, ?, ?)", named)
