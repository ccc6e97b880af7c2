"""What each reader may have of an archive, asked of the table of access entry by entry; no kept row is believed."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sync.access import Matter, Reader, parts_given
from sync.archive import clusters, matters
from sync.archive.leaving import shown
from sync.archive.rights import SAFE
from sync.archive.session import Session
from sync.archive.spelling import device_text, id_text

if TYPE_CHECKING:
    from tests.sync.proof.laptop import Laptop


@dataclass(frozen=True)
class Given:
    """An entry that a reader may have, with the parts that the archive has of what she may have of it."""

    org: str
    kind: str
    device: str
    n: int
    parts: frozenset[str]


def allowed(session: Session, laptop: "Laptop") -> dict[str, Given]:
    """What the table of access gives the laptop's worker of everything in the archive, asked entry by entry."""
    log = laptop.log
    (role,) = session.row("SELECT role FROM worker WHERE org = ? AND number = ?", (log.org, log.worker)) or ("",)
    reader = Reader(log.org, log.worker, role)
    found: dict[str, Given] = {}
    for (org,) in session.rows("SELECT org FROM org"):
        leaving: dict[str, bytes | None] = {}
        about = _matters(session, org, leaving)
        parts: dict[bytes, set[str]] = {}
        for id_, name in session.rows("SELECT id, name FROM part WHERE org = ?", (org,)):
            parts.setdefault(id_, set()).add(name)
        for id_, kind, target, device, n, worker in session.rows(
            "SELECT entry.id, kind, target, entry.device, entry.n, worker FROM entry JOIN device "
            "ON device.org = entry.org AND device.device = entry.device WHERE entry.org = ? AND entry.state = 0 "
            "UNION SELECT fork.id, kind, target, fork.device, fork.n, worker FROM fork JOIN device "
            "ON device.org = fork.org AND device.device = fork.device WHERE fork.org = ? AND fork.state = 0",
            (org, org),
        ):
            matter = about.get(id_text(target or id_))
            if matter is None:
                matter = Matter(org, "" if target else worker, "" if target else kind)
            matter = replace(matter, shown=shown(leaving.get(id_text(target or id_)), id_))
            given = parts_given(reader, matter, kind)
            if given is not None:
                all_ = parts.get(id_, set())
                names = frozenset(all_ if "*" in given else all_ & given)
                found[id_text(id_)] = Given(org, kind, device_text(device), n, names)
    for id_, kind, device, n in session.rows(
        "SELECT DISTINCT entry.id, kind, device, n FROM feed_row JOIN entry ON entry.org = '*' AND entry.id = "
        "feed_row.id WHERE feed_row.org = ? AND entry_org = '*'",
        (log.org,),
    ):
        found[id_text(id_)] = Given("*", kind, device_text(device), n, frozenset(("core",)))
    return found


def _matters(session: Session, org: str, given: dict[str, bytes | None]) -> dict[str, Matter]:
    """What each root is, folded now from its entries; the archive's own table is not believed."""
    roots = [
        id_text(row[0])
        for row in session.rows(
            "SELECT id FROM entry WHERE org = ? AND state = 0 AND target IS NULL "
            "AND kind IN ('observation', 'shift', 'warning') UNION SELECT id FROM fork WHERE org = ? AND state = 0 "
            "AND target IS NULL AND kind IN ('observation', 'shift', 'warning')",
            (org, org),
        )
    ]
    found: dict[str, Matter] = {}
    for root, about in clusters.of(session, org, roots):
        row = matters.of_cluster(session, org, root, about)
        if row is not None:
            said: dict[str, Any] = dict(zip(matters.COLUMNS, row, strict=True))
            given[root] = said["given"]
            safety = said["safety"]
            found[root] = Matter(
                org, said["author"], said["root"], said["class"], said["widest"], safety == SAFE, safety > 0, None,
                bool(said["words_free"]),
            )  # fmt: skip
    return found
