"""What lies in quarantine: entries whose content did not hold, those of revoked laptops, and forked chains."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from fieldlog.language import _
from fieldlog.models.entry import Part, read_line_bytes
from fieldlog.models.moment import from_milliseconds
from fieldlog.models.refusal import NotFound
from fieldlog.models.strict import NotStrict, decode
from sync.archive.archive import Archive
from sync.archive.checking import LONGEST_LINE
from sync.archive.forked import read_parts
from sync.archive.session import Row, Session
from sync.archive.spelling import device_text, id_text

FORK: Final = "fork"
"""Stands where the others have one of CONTENT_FAULTS: nothing is wrong with it but the chain it stands in."""

REJECTED: Final = 2


@dataclass(frozen=True, slots=True)
class Aside:
    """One entry, by what is said about it; nothing of what it says."""

    hash: str
    """Names it: no two lines have the same."""
    org: str
    device: str
    worker: str
    n: int
    id: str
    """As its line says; another entry may have the same."""
    kind: str
    target: str | None
    code: str
    rejected: bool
    late: bool
    """Its line is read: only parts that came after it lie here."""
    received: datetime
    written: str
    """When, by the laptop's clock."""
    line: int
    """Bytes of the line."""
    parts: dict[str, int]
    """Bytes of each part at hand."""

    @property
    def beside(self) -> bool:
        """Whether it lies beside the archive's own chain, and not in it."""
        return self.late or self.code == FORK


_ENTRIES: Final = (
    "SELECT entry.hash, entry.org, entry.device, device.worker, entry.n, entry.id, entry.kind, entry.target, "
    "entry.code, entry.state, entry.received_ms, entry.line, 0 FROM entry "
    "JOIN device ON device.org = entry.org AND device.device = entry.device WHERE entry.state {}"
)
_FORKS: Final = (
    "SELECT fork.hash, fork.org, fork.device, device.worker, fork.n, fork.id, fork.kind, fork.target, "
    "COALESCE(fork.code, 'fork'), fork.state, fork.received_ms, fork.line, fork.code IS NOT NULL, fork.parts FROM fork "
    "JOIN device ON device.org = fork.org AND device.device = fork.device WHERE fork.state {} "
    # What the archive's own chain has taken since then needs nobody's decision any more.
    "AND (fork.code IS NOT NULL OR NOT EXISTS (SELECT 1 FROM entry own WHERE own.org = fork.org "
    "AND own.device = fork.device AND own.n = fork.n AND own.hash = fork.hash))"
)


def quarantine(archive: Archive, org: str | None = None, *, rejected: bool = False) -> list[Aside]:
    """What waits for a decision, oldest first; with `rejected` also what was rejected."""
    with archive.database.reading() as session:
        return list(_rows(session, org, "<> 0" if rejected else "= 1"))


def find(archive: Archive, said: str) -> list[Aside]:
    """The entry whose hash begins like this, or all of the device whose key does. NotFound if there is none."""
    there = quarantine(archive, rejected=True)
    found = [aside for aside in there if said and (aside.hash.startswith(said) or aside.device.startswith(said))]
    if len({aside.hash for aside in found}) > 1 and len({aside.device for aside in found}) > 1:
        found = []
    if not found:
        raise NotFound(_("Det finns inget sådant i karantänen. Se: fieldlog-server quarantine list"))
    return found


def content(archive: Archive, aside: Aside) -> dict[str, Any]:
    """What its parts say, for who must decide: only on request, for it may be anything. None for what is no JSON."""
    with archive.database.reading() as session:
        return {name: _value(part) for name, part in parts_of(session, aside).items()}


def parts_of(session: Session, aside: Aside) -> dict[str, Part]:
    """The parts at hand: of a fork as they came, of others those that fit their line."""
    digest = bytes.fromhex(aside.hash)
    if aside.beside:
        row = session.row("SELECT parts FROM fork WHERE org = ? AND hash = ?", (aside.org, digest))
        return read_parts(row[0]) if row else {}
    found = session.rows(
        "SELECT part.name, part.salt, part.data FROM entry JOIN part ON part.org = entry.org AND part.id = entry.id "
        "WHERE entry.org = ? AND entry.state <> 0 AND entry.hash = ?",
        (aside.org, digest),
    )
    return {name: Part(salt, data) for name, salt, data in found}


def _value(part: Part) -> Any:
    try:
        return decode(part.data)
    except NotStrict:
        return None


def _rows(session: Session, org: str | None, state: str) -> Iterator[Aside]:
    entries = session.rows(_ENTRIES.format(state) + (" AND entry.org = ?" if org else ""), (org,) if org else ())
    forks = session.rows(_FORKS.format(state) + (" AND fork.org = ?" if org else ""), (org,) if org else ())
    sizes: dict[tuple[str, bytes], dict[str, int]] = {}
    for row in session.rows(
        "SELECT part.org, part.id, part.name, LENGTH(part.data) FROM entry "
        "JOIN part ON part.org = entry.org AND part.id = entry.id WHERE entry.state <> 0"
    ):
        sizes.setdefault((row[0], row[1]), {})[row[2]] = row[3]
    found = [_aside(row, sizes.get((row[1], row[5]), {})) for row in entries]
    found += [_aside(row, {name: len(part.data) for name, part in read_parts(row[13]).items()}) for row in forks]
    yield from sorted(found, key=lambda aside: (aside.received, aside.org, aside.device, aside.n))


def _aside(row: Row, parts: dict[str, int]) -> Aside:
    line = read_line_bytes(row[11], LONGEST_LINE)
    return Aside(
        row[0].hex(), row[1], device_text(row[2]), row[3], row[4], line.id, row[6],
        id_text(row[7]) if row[7] else None, row[8] or "", row[9] == REJECTED,
        bool(row[12]), from_milliseconds(row[10]), line.at,
        len(row[11]), parts,
    )  # fmt: skip
