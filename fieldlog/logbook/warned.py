"""The warnings that hold now, read with plain SQL: the first look at tonight has them before the verbs are loaded."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fieldlog.models.warning import Warned

_NOT_OVER = (
    # By what it says itself; what says nothing that can be read is judged with the rest.
    "CASE WHEN json_valid(CAST(part.data AS TEXT)) THEN "
    "coalesce(CAST(strftime('%s', json_extract(CAST(part.data AS TEXT), '$.until')) AS INTEGER), ?1) ELSE 0 END >= ?1"
)


def in_force(connection: Any, now: datetime) -> "tuple[Warned, ...]":
    """Everybody's, newest first. `connection` is a DB-API one (`fieldlog.cipher.connect`)."""
    found = connection.execute(
        "SELECT entry.id, line, sig, salt, data FROM entry JOIN part ON part.entry = entry.seq AND part.name = 'core' "  # noqa: S608 - own words
        f"WHERE kind = 'warning' AND kind <> 'observation' AND {_NOT_OVER}",
        (int(now.timestamp()),),
    ).fetchall()
    if not found:
        return ()
    from fieldlog.models.entry import Entry, Part  # only where somebody warned of something
    from fieldlog.models.fold import Writer
    from fieldlog.models.warning import warnings_in_force

    marks = ", ".join("?" * len(found))
    taken_back = connection.execute(
        f"SELECT line, sig FROM entry WHERE kind = 'withdraw' AND target IN ({marks})",  # noqa: S608 - question marks only
        [row[0] for row in found],
    ).fetchall()
    writers = {row[0]: Writer(row[1], row[2]) for row in connection.execute("SELECT id, worker, org FROM device")}
    entries = [Entry(line, sig, {"core": Part(salt, data)}) for _id, line, sig, salt, data in found]
    entries += [Entry(line, sig, {}) for line, sig in taken_back]
    return warnings_in_force(entries, writers, now)
