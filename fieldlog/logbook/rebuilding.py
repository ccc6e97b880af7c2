"""Folding everything again: from the entries alone, to the rows they stand for."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from fieldlog.logbook import folding
from fieldlog.logbook.log import Log
from fieldlog.models.fold import fold_device, gather
from fieldlog.models.observation import fold_observation
from fieldlog.models.shift import fold_shift
from fieldlog.models.vocabulary import Vocabulary
from fieldlog.schema import FOLD_TABLES, FOLD_VIEWS, FOLDS, statements

BATCH = 2000


def folded(connection: sa.Connection, vocabulary: Vocabulary) -> Iterator[tuple[str, dict[str, Any]]]:
    """(table, row) for every row that the entries stand for. Reads `device` rows as they stand for other devices'."""
    firsts = connection.exec_driver_sql(
        "SELECT seq, line, sig FROM entry WHERE kind = 'device' ORDER BY seq"
    ).fetchall()
    for entry in folding.with_parts(connection, firsts):
        yield "device", fold_device(entry)
    known = folding.writers(connection)
    roots = connection.exec_driver_sql(
        "SELECT seq, id, kind FROM entry WHERE kind IN ('shift', 'observation')"
    ).fetchall()
    for root in roots:
        number, entries = folding.entries_about(connection, root.id)
        cluster = gather(root.id, entries, known)
        if cluster is None:
            continue
        if root.kind == "shift":
            yield "shift", fold_shift(cluster, known)
        else:
            yield "observation", fold_observation(cluster, known, vocabulary) | {"row": number}


def rebuild(log: Log) -> int:
    """Drop the tables that screens read and fold every entry again; returns the number of rows. All or nothing."""
    count = 0
    with log.store.write() as connection:
        for view in FOLD_VIEWS:
            connection.exec_driver_sql(f"DROP VIEW IF EXISTS {view}")
        for table in FOLD_TABLES:
            connection.exec_driver_sql(f"DROP TABLE IF EXISTS {table}")
        for statement in statements(FOLDS):
            connection.exec_driver_sql(statement)
        held: dict[str, list[dict[str, Any]]] = {"device": [], "shift": [], "observation": []}
        for entry in folding.with_parts(
            connection,
            connection.exec_driver_sql("SELECT seq, line, sig FROM entry WHERE kind = 'device'").fetchall(),
        ):
            folding.fold_first(connection, entry)
        for table, row in folded(connection, log.vocabulary):
            held[table].append(row)
            count += 1
            if len(held[table]) >= BATCH:
                folding.put(connection, table, held[table])
                held[table] = []
        for table, rows in held.items():
            folding.put(connection, table, rows)
        folding.name_gone(connection)
    return count
