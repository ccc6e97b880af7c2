"""Roots with everything about them, out of the archive, as the folds are given them: with cores, and no other part."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from fieldlog.models.entry import Entry, Line, Part
from fieldlog.models.fold import Writer
from sync.archive.forked import accepted, entry_of
from sync.archive.session import Session, marks
from sync.archive.spelling import device_text, id_bytes, id_text

SUPERVISOR: Final = "gl"
_IDS: Final = 10_000
"""Asked for in one question."""


@dataclass(slots=True)
class About:
    """Every entry that is one root or points at it, quarantined ones left out, and who writes."""

    entries: list[Entry] = field(default_factory=list)
    writers: dict[str, Writer] = field(default_factory=dict)
    erased: set[str] = field(default_factory=set)
    """Ids of entries whose core was destroyed for everybody."""

    def lines(self) -> list[Line]:
        return [entry.fields for entry in self.entries]


def of(session: Session, org: str, roots: Sequence[str]) -> Iterator[tuple[str, About]]:
    """The roots in turn, each with what is about it; also those that have not come."""
    found = {root: About() for root in roots}
    keys = [id_bytes(root) for root in roots]
    supervise = supervisors(session, org)
    for device, worker, line, sig in _rows(session, org, keys):
        name = device_text(device)
        _put(found, Entry(line, sig), Writer(worker, org, worker in supervise), name)
    for row in accepted(session, org, keys):
        _put(found, entry_of(row), Writer(row[1], org, row[1] in supervise), device_text(row[0]))
    _give_cores(session, org, found)
    yield from found.items()


def _put(found: dict[str, About], entry: Entry, writer: Writer, device: str) -> None:
    line = entry.fields
    for root in {line.id, line.target} & found.keys():
        if root is not None:
            found[root].entries.append(entry)
            found[root].writers[device] = writer


def _rows(session: Session, org: str, keys: Sequence[bytes]) -> list[tuple[bytes, str, bytes, bytes]]:
    columns = (
        "SELECT entry.device, device.worker, line, sig FROM entry "
        "JOIN device ON device.org = entry.org AND device.device = entry.device WHERE entry.org = ? AND entry.state = 0"
    )
    asked = marks(keys)
    itself = session.rows(f"{columns} AND id IN {asked}", (org, *keys))
    about = session.rows(f"{columns} AND target IN {asked}", (org, *keys))
    return [*itself, *about]


def _give_cores(session: Session, org: str, found: dict[str, About]) -> None:
    entries = {id_bytes(entry.fields.id): entry for about in found.values() for entry in about.entries}
    lacking = [key for key, entry in entries.items() if not entry.parts]
    cores = dict(_among(session, "SELECT id, data FROM part WHERE org = ? AND name = 'core' AND id IN ", org, lacking))
    gone = [key for key in lacking if key not in cores]
    erased = {
        id_text(row[0])
        for row in _among(session, "SELECT id, by FROM gone WHERE org = ? AND name = 'core' AND id IN ", org, gone)
    }
    for about in found.values():
        about.entries = [
            Entry(entry.line, entry.sig, {"core": Part(b"", cores[key])}) if key in cores else entry
            for entry in about.entries
            for key in (id_bytes(entry.fields.id),)
        ]
        about.erased = {entry.fields.id for entry in about.entries} & erased


def _among(session: Session, sql: str, org: str, keys: Sequence[bytes]) -> Iterator[tuple[bytes, bytes]]:
    for at in range(0, len(keys), _IDS):
        some = keys[at : at + _IDS]
        yield from session.rows(sql + marks(some), (org, *some))


def supervisors(session: Session, org: str) -> frozenset[str]:
    """Who supervises, as the organisation has told the server: never as an entry says."""
    found = session.rows("SELECT number FROM worker WHERE org = ? AND role = ?", (org, SUPERVISOR))
    return frozenset(number for (number,) in found)


def awaited(session: Session, org: str, keys: Sequence[bytes]) -> set[str]:
    """Those of the ids that an entry is about already."""
    if not keys:
        return set()
    # Ids grow with time, so mostly nothing is about any id between the first and the last: one look instead of many.
    between = "SELECT 1 FROM entry WHERE org = ? AND target >= ? AND target <= ? LIMIT 1"
    about: set[str] = set()
    if session.row(between, (org, min(keys), max(keys))):
        sql = f"SELECT DISTINCT target FROM entry WHERE org = ? AND state = 0 AND target IN {marks(keys)}"  # noqa: S608 - question marks only
        about = {id_text(row[0]) for row in session.rows(sql, (org, *keys))}
    return about | {id_text(row[3]) for row in accepted(session, org, keys) if row[3] in keys}
