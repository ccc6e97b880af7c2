"""Folding everything again: from the entries alone, to the rows they stand for."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from fieldlog.language import _
from fieldlog.logbook import folding, policies
from fieldlog.logbook.log import Log
from fieldlog.logbook.under_review import under_review
from fieldlog.models.chain import FIRST
from fieldlog.models.entry import EntryFault
from fieldlog.models.fold import Writer, fold_device, gather, with_strangers
from fieldlog.models.observation import fold_observation
from fieldlog.models.reading import KIND as READ
from fieldlog.models.refusal import Damaged
from fieldlog.models.shift import fold_shift
from fieldlog.models.strict import NotStrict
from fieldlog.models.vocabulary import Vocabulary
from fieldlog.schema import FOLD_TABLES, FOLD_VIEWS, FOLDS, statements

BATCH = 2000


def folded(connection: sa.Connection, vocabulary: Vocabulary) -> Iterator[tuple[str, dict[str, Any]]]:
    """(table, row) for every row that the entries stand for, out of nothing but the entries."""
    supervisors = set()
    for policy in policies.in_force(connection):
        for table, row in policies.rows_of(policy):
            yield table, row
            if table == "supervisor":
                supervisors.add((row["org"], row["worker"]))
    known: dict[str, Writer] = {}
    for _row, entry in folding.stored(connection, "kind = ? AND n = 1 AND kind <> 'observation'", (FIRST,)):
        row = fold_device(entry)
        known[row["id"]] = Writer(row["worker"], row["org"], (row["org"], row["worker"]) in supervisors)
        yield "device", row
    doubted = under_review(connection)
    for stored, entry in folding.stored(connection, "kind = ? AND kind <> 'observation' ORDER BY entry.seq", (READ,)):
        yield from folding.rows_of_reading(stored.seq, entry)
    # Most roots have no entry about them: to ask for each would take most of the time.
    targets = connection.exec_driver_sql("SELECT DISTINCT target FROM entry WHERE target IS NOT NULL")
    answered = {row.target for row in targets}
    for root, entry in folding.stored(connection, "kind IN ('shift', 'observation') ORDER BY entry.seq"):
        about = folding.entries_about(connection, root.id)[1] if root.id in answered else [entry]
        writers = with_strangers(known, about)
        cluster = gather(root.id, about, writers)
        if cluster is None:
            continue
        if root.kind == "shift":
            yield "shift", fold_shift(cluster, writers)
        else:
            folded = fold_observation(cluster, writers, vocabulary, under_review=doubted)
            yield "observation", folded | {"row": root.seq}


def rebuild(log: Log) -> int:
    """Drop the tables that screens read and fold every entry again; returns the number of rows. All or nothing.

    Damaged if an entry cannot be read.
    """
    count = 0
    with log.store.write() as connection:
        for view in FOLD_VIEWS:
            connection.exec_driver_sql(f"DROP VIEW IF EXISTS {view}")
        for table in FOLD_TABLES:
            connection.exec_driver_sql(f"DROP TABLE IF EXISTS {table}")
        for statement in statements(FOLDS):
            connection.exec_driver_sql(statement)
        held: dict[str, list[dict[str, Any]]] = {table: [] for table in folding.COLUMNS}
        try:
            for table, row in folded(connection, log.vocabulary):
                held[table].append(row)
                count += 1
                if len(held[table]) >= BATCH:
                    folding.put(connection, table, held[table])
                    held[table] = []
            folding.name_gone(connection)
        except (EntryFault, NotStrict):
            raise Damaged(
                _("En post går inte att läsa. Se vilken: fieldlog verify. Hämta den: fieldlog restore.")
            ) from None
        for table, rows in held.items():
            folding.put(connection, table, rows)
    return count
