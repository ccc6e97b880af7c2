"""Entries of forked chains: how their parts are kept, and those that were accepted, which are read like any other."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, Final

from fieldlog.models.entry import Entry, Part
from fieldlog.models.strict import decode, encode
from sync.archive.checking import Framed, key_of
from sync.archive.session import Row, Session, marks
from sync.archive.spelling import spelled, unspelled


def parts_data(parts: Mapping[str, Part]) -> bytes:
    """Parts as one column: until somebody accepts the entry they are kept as they came, fitting or not."""
    return encode({name: [spelled(part.salt), spelled(part.data)] for name, part in parts.items()})


FORK: Final = (
    "org", "device", "hash", "n", "id", "kind", "target", "line", "sig", "parts", "received_ms", "state", "code",
)  # fmt: skip
"""Rows with a `code` are no fork: parts that came after a line of the archive's own chain, and wait beside it."""

ASIDE: Final = 1


def fork_row(
    org: str, device: bytes, item: Framed, parts: Mapping[str, Part], received_ms: int, code: str | None = None
) -> Row:
    """A line beside the chain, with these parts, that waits for somebody's decision."""
    line, entry = item.line, item.entry
    return (
        org, device, bytes.fromhex(item.hash), line.n, item.key, line.kind,
        key_of(line.target) if line.target else None, entry.line, entry.sig, parts_data(parts), received_ms, ASIDE,
        code,
    )  # fmt: skip


NOTHING: Final = parts_data({})


def read_parts(data: bytes) -> dict[str, Part]:
    said: dict[str, Any] = decode(data)
    return {name: Part(unspelled(salt), unspelled(part)) for name, (salt, part) in said.items()}


def accepted(session: Session, org: str, keys: Sequence[bytes]) -> list[Row]:
    """Device, worker, id, target, kind, line and signature of those with one of these ids, or about one of them."""
    if not keys or not session.row("SELECT 1 FROM fork WHERE org = ? AND state = 0 LIMIT 1", (org,)):
        return []
    asked = marks(keys)
    return session.rows(
        "SELECT fork.device, device.worker, id, target, kind, line, sig FROM fork "  # noqa: S608  # only marks
        "JOIN device ON device.org = fork.org AND device.device = fork.device "
        f"WHERE fork.org = ? AND fork.state = 0 AND (id IN {asked} OR target IN {asked})",
        (org, *keys, *keys),
    )


def come_home(session: Session, org: str, pushed: Mapping[bytes, bytes]) -> tuple[set[bytes], set[tuple[bytes, str]]]:
    """Of lines that are pushed now (hash by id): ids that an accepted fork has for another line, and the parts (id,
    name) that are here or were destroyed since an accepted fork brought the same line: it is the chain's own now.
    """
    if not session.row("SELECT 1 FROM fork WHERE org = ? AND state = 0", (org,)):
        return set(), set()
    keys = list(pushed)
    found = session.rows(
        f"SELECT id, hash FROM fork WHERE org = ? AND state = 0 AND id IN {marks(keys)}",  # noqa: S608  # only marks
        (org, *keys),
    )
    home = [id_ for id_, digest in found if pushed[id_] == digest]
    parts: set[tuple[bytes, str]] = set()
    for id_ in home:
        session.run("DELETE FROM fork WHERE org = ? AND state = 0 AND id = ?", (org, id_))
        session.run("DELETE FROM matter WHERE org = ? AND id = ?", (org, id_))  # it is folded anew where it stands
        for table in ("part", "gone"):
            sql = f"SELECT id, name FROM {table} WHERE org = ? AND id = ?"  # noqa: S608  # our own names
            parts.update((row[0], row[1]) for row in session.rows(sql, (org, id_)))
    return {id_ for id_, _digest in found} - set(home), parts


def entry_of(row: Row) -> Entry:
    """The entry in a row of `accepted`, without its parts: they lie where all parts lie."""
    return Entry(row[5], row[6])


def matter_of(session: Session, org: str, root: bytes) -> Row:
    """What the folds know of what an entry is about; nothing but None where they know nothing."""
    sql = "SELECT author, root, class, widest, judged, words_free, safety, given FROM matter WHERE org = ? AND id = ?"
    return session.row(sql, (org, root)) or (None,) * 8


def as_read(session: Session, seq: int, org: str, id_: bytes) -> Row | None:
    """The entry of a feed's row as pulling reads it; None if no forked chain has it."""
    for device, _worker, found, target, kind, line, sig in accepted(session, org, [id_]):
        if found == id_:
            digest = hashlib.sha256(line).digest()
            matter = matter_of(session, org, target or id_)
            return (seq, org, id_, device, line, sig, digest, 0, kind, target, *matter)
    return None
