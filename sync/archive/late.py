"""Parts that come after their line: taken if the line names them, and they were not destroyed meanwhile."""

from collections.abc import Mapping, Sequence

from sync.archive import matters
from sync.archive.checking import Framed, Owner, part_fault
from sync.archive.session import Row, Session, marks


def take(session: Session, owner: Owner, items: Sequence[Framed], here: Mapping[int, Row]) -> dict[int, str]:
    """Keep the parts of these lines that are not here; what is wrong with those that cannot be kept, by number.

    `here` says hash, state, code and id of each line. A part that cannot be kept stays with its laptop, which is told.
    """
    given = [item for item in items if item.entry.parts]
    if not given:
        return {}
    keys = [here[item.line.n][3] for item in given]
    known = _names(session, "part", owner.org, keys) | _names(session, "gone", owner.org, keys)
    wrong: dict[int, str] = {}
    rows, readable = [], []
    for item, key in zip(given, keys, strict=True):
        missing = {name: part for name, part in item.entry.parts.items() if (key, name) not in known}
        fitting = []
        for name, part in missing.items():
            code = part_fault(item, name, part, owner)
            if code:
                wrong.setdefault(item.line.n, code)
            else:
                fitting.append((owner.org, key, name, part.salt, part.data))
        rows += fitting
        if fitting and here[item.line.n][1] == 0:
            readable.append(item)
    if rows:
        session.bulk("part", ("org", "id", "name", "salt", "data"), rows)
    if readable:
        matters.again(session, owner.org, readable)
    return wrong


def _names(session: Session, table: str, org: str, keys: Sequence[bytes]) -> set[Row]:
    sql = f"SELECT id, name FROM {table} WHERE org = ? AND id IN {marks(keys)}"  # noqa: S608  # our own names
    return set(session.rows(sql, (org, *keys)))
