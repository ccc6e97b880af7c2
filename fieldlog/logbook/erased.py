"""What the archive has destroyed for everybody (gallring) is destroyed here too, one's own among it.

Only the server that this log trusts is believed. A purge entry of one's own accounts for what is missing: so it is
accounted for also when a restored server has forgotten what it destroyed.
"""

from collections.abc import Iterable, Iterator

from fieldlog.logbook import policies
from fieldlog.logbook.pen import MOST_GONE, Pen
from fieldlog.models.entry import Entry

KIND = "erase"
ERASED = "erased by the archive"
"""The rule that the purge entry names."""
_AT_ONCE = 500


def destroy_erased(pen: Pen, entries: Iterable[Entry]) -> int:
    """Destroy own parts that the server's entries among these name; how many were still here."""
    named = [pair for entry in entries if _believed(pen, entry) for pair in _named(entry)]
    here = [pair for start in range(0, len(named), _AT_ONCE) for pair in _own(pen, named[start : start + _AT_ONCE])]
    for start in range(0, len(here), MOST_GONE):
        pen.destroy(ERASED, here[start : start + MOST_GONE])
    return len(here)


def _believed(pen: Pen, entry: Entry) -> bool:
    return entry.fields.kind == KIND and entry.fields.device == policies.trusted(pen.connection)


def _named(entry: Entry) -> Iterator[tuple[str, str]]:
    said = entry.facts("core").get("gone")
    for pair in said if isinstance(said, list) else ():
        if isinstance(pair, list) and len(pair) == 2 and all(isinstance(each, str) for each in pair):
            yield pair[0], pair[1]


def _own(pen: Pen, named: list[tuple[str, str]]) -> list[tuple[str, str]]:
    ids = sorted({id_ for id_, _name in named})
    rows = pen.connection.exec_driver_sql(
        "SELECT entry.id, part.name FROM entry JOIN part ON part.entry = entry.seq WHERE own = 1 "  # noqa: S608 - question marks
        f"AND entry.id IN ({', '.join('?' * len(ids))})",
        tuple(ids),
    ).fetchall()
    return sorted({(row.id, row.name) for row in rows} & set(named))
