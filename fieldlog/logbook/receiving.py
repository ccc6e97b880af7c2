"""Taking in entries that other devices wrote: checked one by one, kept verbatim, folded whatever order they come in."""

from collections.abc import Iterable

from fieldlog.language import _
from fieldlog.logbook import folding
from fieldlog.logbook.log import Log
from fieldlog.logbook.pen import next_number
from fieldlog.models.chain import FIRST, check_parts_and_signature
from fieldlog.models.entry import Entry, EntryFault


def receive(log: Log, entries: Iterable[Entry]) -> int:
    """Keep entries of other devices; returns how many were new. EntryFault, and nothing kept, if one is not as signed.

    What is held back of an entry is simply not there. An entry that is here already stays as it is.
    """
    new = 0
    with log.store.write() as connection:
        number = next_number(connection)
        for entry in entries:
            check_parts_and_signature(entry)
            line = entry.fields
            if line.device in log.unlocked.devices():
                raise EntryFault(_("posten är av en egen enhet"))
            if (line.kind == FIRST) != (line.n == 1):
                raise EntryFault(_("en kedja börjar med enhetens egen post, en enda gång"))
            there = connection.exec_driver_sql(
                "SELECT line FROM entry WHERE id = ? OR (device = ? AND n = ?)", (line.id, line.device, line.n)
            ).fetchone()
            if there is not None:
                if there.line != entry.line:
                    raise EntryFault(_("en annan post har redan det numret"))
                continue
            connection.exec_driver_sql(
                "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?)",
                (number, line.id, line.device, line.n, line.kind, line.target, entry.line, entry.sig),
            )
            for name, part in entry.parts.items():
                connection.exec_driver_sql("INSERT INTO part VALUES (?, ?, ?, ?)", (number, name, part.salt, part.data))
            if line.kind == FIRST:
                folding.fold_first(connection, entry)
                folding.refold_device(connection, line.device, log.vocabulary)
            else:
                folding.refold(connection, line.target or line.id, log.vocabulary)
            number += 1
            new += 1
    return new
