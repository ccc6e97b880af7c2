"""What each observation and shift is for its readers: whose, of which class, approved or not, as the folds say.

Rows of `matter` are reckoned from the entries and from who supervises, and can be reckoned again at any time. Whoever
changes them holds the lock of the organisation's feed: two that fold one observation at once would each miss the other.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from fieldlog.models.fold import Cluster, gather, reviewed, secrecy, versions, widest, withdrawn
from fieldlog.models.protected import is_protected
from fieldlog.models.vocabulary import CLASSES, SAFETY
from sync.access import FOR_EVERYBODY
from sync.archive import clusters, disclosing, feeds, leaving, recalls
from sync.archive.checking import Framed, key_of
from sync.archive.itself import stored
from sync.archive.session import Database, Row, Session, marks
from sync.archive.spelling import id_text

ROOTS: Final = frozenset(("observation", "shift", "warning"))
"""Kinds that others are about and that rights are judged by."""

CHANGING: Final = frozenset(("amend", "withdraw", "classify", "review"))
"""Kinds that can change what an observation is for its readers."""

COLUMNS: Final = ("org", "id", "author", "root", "class", "widest", "judged", "words_free", "safety", "given")
"""`words_free` is of the words of what is given; `safety` 2 what is about the staff's own safety now, 1 what once was;
`given` what others are given of it once it is of class A, as `leaving.given_of` has it."""
ASKED: Final = ", ".join(f"m.{name}" for name in COLUMNS[2:])
"""What `Rights.judge` is told of a matter."""
APPROVED: Final = 1
_JUDGED: Final = {"approved": APPROVED, "returned": 2}
"""What a supervisor said of the versions in force. What is returned goes to its writer again, with its parts."""
_AT_ONCE: Final = 500
"""Roots folded together: few enough that their entries fit in memory."""


@dataclass(slots=True)
class Changed:
    """What must be looked at again because its matter is another now."""

    own: list[bytes] = field(default_factory=list)
    """Ids for the organisation's own feed."""
    shared: list[bytes] = field(default_factory=list)
    """Ids for the shared one."""
    rows: list[tuple[Row | None, Row]] = field(default_factory=list)
    """What was, and what is."""


def add(session: Session, org: str, author: str, fresh: Sequence[Framed]) -> None:
    """Fold entries of one worker that were just stored, and tell every feed that they concern."""
    disclosing.lock(session, org, fresh)
    roots = [item for item in fresh if item.line.target is None and item.line.kind in ROOTS]
    touched = {item.line.target for item in fresh if item.line.target is not None and item.line.kind in CHANGING}
    touched |= clusters.awaited(session, org, [item.key for item in roots])
    alone = [of_alone(org, author, item) for item in roots if item.line.id not in touched]
    if alone:
        session.bulk("matter", COLUMNS, alone)
    announce(session, org, fresh, fold(session, org, touched))


def again(session: Session, org: str, items: Sequence[Framed]) -> None:
    """As `add`, for entries that were here before and say more now."""
    disclosing.lock(session, org, items)
    changed = fold(session, org, {item.line.target or item.line.id for item in items})
    announce(session, org, items, changed)


def of_alone(org: str, author: str, item: Framed) -> Row:
    """The row of a root that nothing is about yet: the same as from its cluster, without a question."""
    kind = item.line.kind
    if kind != "observation":
        return (org, item.key, author, kind, "C", "C", 0, 0, 0, None)
    class_ = "C" if is_protected(item.core) else _class_of(item.core)
    return (org, item.key, author, kind, class_, class_, 0, 0, 2 * _of_safety(item.core), None)


def fold(session: Session, org: str, roots: Iterable[str]) -> Changed:
    """Fold these roots from everything known about them, under the feed's lock; what has to be looked at again."""
    wanted = sorted(roots)
    changed = Changed()
    for at in range(0, len(wanted), _AT_ONCE):
        _fold(session, org, wanted[at : at + _AT_ONCE], changed)
    return changed


def _fold(session: Session, org: str, roots: Sequence[str], changed: Changed) -> None:
    keys = [key_of(root) for root in roots]
    columns = ", ".join(COLUMNS)
    before: dict[bytes, Row] = {
        row[1]: row
        for row in session.rows(
            f"SELECT {columns} FROM matter WHERE org = ? AND id IN {marks(keys)}",  # noqa: S608  # our own names
            (org, *keys),
        )
    }
    now: list[Row] = []
    for root, about in clusters.of(session, org, roots):
        row = of_cluster(session, org, root, about)
        old = before.get(key_of(root))
        if row is not None and row[3] in FOR_EVERYBODY:
            changed.shared += [key_of(line.id) for line in about.lines() if line.kind == "withdraw"]
        if row is None or row == old:
            continue
        now.append(row)
        changed.own += [key_of(line.id) for line in about.lines()]
        changed.rows.append((old, row))
        changed.shared += sorted(_leaves(row) | (_leaves(old) if old is not None else set()))
    if now:
        _put(session, now)


def of_cluster(session: Session, org: str, root: str, about: clusters.About) -> Row | None:
    """The row of a root with everything about it; None while the root has not come, or is nothing to be read by."""
    cluster = gather(root, about.entries, about.writers)
    if cluster is None or cluster.root.fields.target is not None:
        return None
    kind = cluster.root.fields.kind
    key, author = key_of(root), cluster.author.worker
    if kind == "observation":
        return _of_observation(session, org, key, cluster, about)
    return (org, key, author, kind, "C", "C", 0, 0, 0, None) if kind in ROOTS else None


def _of_observation(session: Session, org: str, key: bytes, cluster: Cluster, about: clusters.About) -> Row:
    known, author = about.writers, cluster.author.worker
    said = versions(cluster, known)
    first = _class_of(cluster.root.facts("core"))
    # What was destroyed may have been of any class: everybody who can have been given it must be told.
    gone = bool(said.all.keys() & about.erased)
    low = "A" if gone else widest(cluster, known, first)
    once = int(gone or any(_of_safety(version.facts("core")) for version in said.all.values()))
    core = said.current.content("core")
    if not isinstance(core, dict):
        return (org, key, author, "observation", "C", low, 0, 0, once, None)
    judged = None if withdrawn(cluster, known) else reviewed(cluster, known, said.tips)
    now = "C" if is_protected(core) else secrecy(cluster, known, first)
    given, free = leaving.given_of(session, org, cluster, known, said) if now == "A" else (None, False)
    return (
        org, key, author, "observation", now, low, _JUDGED.get(judged or "", 0), int(free),
        2 if _of_safety(core) else once, given,
    )  # fmt: skip


def _of_safety(core: Mapping[str, Any]) -> bool:
    return core.get("category") in SAFETY


def _class_of(core: Mapping[str, Any]) -> str:
    """As the fold takes it: C where there is none."""
    said = core.get("class")
    return said if said in CLASSES else "C"


def _leaves(row: Row) -> set[bytes]:
    """Ids of what other organisations are given of it."""
    return leaving.ids_in(row[COLUMNS.index("given")])


def announce(session: Session, org: str, fresh: Sequence[Framed], changed: Changed) -> None:
    """Append to the feeds what is new, and what must be looked at again."""
    own = [item.key for item in fresh]
    known = set(own)
    own += [key for key in dict.fromkeys(changed.own) if key not in known]
    own_seq = feeds.append(session, org, [(org, key) for key in own])
    shared = [item.key for item in fresh if item.line.kind in FOR_EVERYBODY] + changed.shared
    disclosing.announce(session, org, fresh)
    shared_seq = feeds.append(session, feeds.SHARED, [(org, key) for key in shared]) if shared else 0
    recalls.note(session, org, changed.rows, own_seq, shared_seq)


def refold(session: Session, org: str) -> Changed:
    """Reckon every row of an organisation again, under its feed's lock; what has to be looked at again.

    Gives the same rows, unless it has been told otherwise who supervises.
    """
    feeds.lock(session, org)
    changed = Changed()
    there: set[bytes] = set()
    for roots in _roots(session, org):
        there.update(roots)
        _fold(session, org, [id_text(root) for root in roots], changed)
    stale = [row[0] for row in session.rows("SELECT id FROM matter WHERE org = ?", (org,)) if row[0] not in there]
    session.many("DELETE FROM matter WHERE org = ? AND id = ?", [(org, id_) for id_ in stale])
    return changed


def refold_all(database: Database) -> None:
    """Once after a step of the schema that changes what a matter is. Laptops read anew: their scope is another too."""
    with database.reading() as session:
        if stored(session, "refold") is None or database.read_only:
            return
        orgs = [org for (org,) in session.rows("SELECT org FROM org ORDER BY org")]

    def again(session: Session) -> None:
        for org in orgs:
            refold(session, org)
        session.run("DELETE FROM server WHERE org = '*' AND name = 'refold'", ())

    database.transact(again)


def _roots(session: Session, org: str) -> Iterator[list[bytes]]:
    for table in ("entry", "fork"):
        last = b""
        while True:
            found = session.rows(
                f"SELECT id FROM {table} WHERE org = ? AND state = 0 AND kind IN ('observation', 'shift', 'warning') "  # noqa: S608 - own table
                "AND target IS NULL AND id > ? ORDER BY id LIMIT ?",
                (org, last, _AT_ONCE),
            )
            if not found:
                break
            last = found[-1][0]
            yield [row[0] for row in found]


def _put(session: Session, rows: Sequence[Row]) -> None:
    names = ", ".join(COLUMNS)
    session.many(
        f"INSERT INTO matter ({names}) VALUES ({', '.join('?' * len(COLUMNS))}) ON CONFLICT (org, id) DO UPDATE SET "  # noqa: S608 - our own names
        + ", ".join(f"{name} = excluded.{name}" for name in COLUMNS[2:]),
        rows,
    )
