"""How much there is: for whoever keeps the server running. Numbers of things, never of a person's work."""

from collections.abc import Iterator

from sync.archive.archive import Archive
from sync.archive.itself import stored
from sync.protocol import Refused

STATES = {0: "kept", 1: "quarantined", 2: "rejected"}

Count = tuple[str, str, str, list[tuple[str, int]]]
"""Name, what it is, the name of its label if it has one, and (label, number) of each."""


def counts(archive: Archive) -> Iterator[Count]:
    """Each count with an index of its own or over few rows."""
    with archive.database.reading() as session:
        # The heads of the devices say how many entries there are without counting them.
        (entries,) = session.row("SELECT coalesce(sum(n), 0) FROM device") or (0,)
        yield "fieldlog_entries", "Entries in the archive", "", [("", int(entries))]
        rows = session.rows("SELECT state, count(*) FROM entry WHERE state <> 0 GROUP BY state")
        yield "fieldlog_entries_aside", "Entries set aside", "state", [(STATES[row[0]], row[1]) for row in rows]
        rows = session.rows("SELECT state, count(*) FROM device GROUP BY state")
        yield "fieldlog_devices", "Devices", "state", [(row[0], row[1]) for row in rows]
        (unsent,) = session.row("SELECT coalesce(sum(unsent), 0) FROM device WHERE state = 'active'") or (0,)
        yield "fieldlog_unsent", "Entries that laptops said they had still to send", "", [("", int(unsent))]
        (rows_of_feeds,) = session.row("SELECT coalesce(sum(seq), 0) FROM feed") or (0,)
        yield "fieldlog_feed_rows", "Rows of all feeds", "", [("", int(rows_of_feeds))]


def answers(archive: Archive) -> None:
    """That the database can be asked, and is still the one that was opened. Refused("busy") or ("restored")."""
    if not archive.database.in_place():
        raise Refused("busy")
    with archive.database.reading() as session:
        if stored(session, "epoch") != str(archive.epoch):
            raise Refused("restored")
