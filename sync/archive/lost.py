"""A lost laptop: shut out at once, and what was on it, as far as the server can know: rather too much than too little.

On it was what its worker could read at its last contact, less what its own purge entries say was destroyed since. What
came again after such an entry counts as on it: a laptop takes in anew what was decided anew.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, NamedTuple

from fieldlog.models.entry import read_line_bytes
from fieldlog.models.moment import milliseconds, read_written
from sync.access import ALL, Reader
from sync.archive import devices, feeds
from sync.archive.archive import Archive
from sync.archive.checking import LONGEST_LINE
from sync.archive.devices import Device
from sync.archive.matters import ASKED
from sync.archive.rights import GONE, Parts, Rights
from sync.archive.session import Row, Session, marks
from sync.archive.spelling import device_bytes, id_text

CHANGING: Final = ("amend", "withdraw", "classify", "review")
"""What makes a laptop take in again what it is about."""
MARGIN: Final = 300_000
"""Milliseconds by which the clock of a laptop may be off when its purge is set against what came: its skew besides."""
_SOME: Final = 10_000


class OnIt(NamedTuple):
    """One entry that was on the laptop, with those of its parts that were."""

    org: str
    id: str
    kind: str
    secrecy: str
    """Class of the observation it is or is about; empty for a shift, a device, and the like."""
    own: bool
    """Whether the worker wrote it."""
    parts: tuple[str, ...]


@dataclass(slots=True)
class Manifest:
    """What was on it."""

    device: Device
    entries: list[OnIt] = field(default_factory=list)
    categories: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(class, category) of the observations of classes B and C: what kinds of data they are."""

    def counts(self) -> Counter[tuple[str, bool, bool]]:
        """(class, own, with words) of the observations: each once, whatever was said about it."""
        return Counter(
            (each.secrecy, each.own, "words" in each.parts) for each in self.entries if each.kind == "observation"
        )


def lose(archive: Archive, said: str, now: datetime) -> Manifest:
    """Revoke the device whose key begins like this, and say what was on it. NotFound, RuleBroken as `devices.find`."""
    device = devices.find(archive, said)
    if device.state != devices.REVOKED:
        device = devices.revoke(archive, device.device, now)
    with archive.database.reading() as session:
        return _Looking(session, device).manifest()


class _Looking:
    """Within one snapshot."""

    def __init__(self, session: Session, device: Device) -> None:
        self._session, self._device = session, device
        self._key = device_bytes(device.device)
        self._until = milliseconds(device.contacted) if device.contacted else -1
        found = session.row("SELECT role FROM worker WHERE org = ? AND number = ?", (device.org, device.worker))
        self._rights = Rights(session, Reader(device.org, device.worker, found[0] if found else device.role))

    def manifest(self) -> Manifest:
        made = Manifest(self._device)
        for org, rows in self._readable().items():
            purged = self._purged(org)
            parts = self._parts(org, [row[0] for row, _given in rows])
            here = len(made.entries)
            for row, given in rows:
                names = parts.get(row[0], ())
                if row[0] in purged:
                    names = tuple(name for name in names if name not in purged[row[0]])
                if given is not None:
                    names = tuple(name for name in names if name in given)
                if names:
                    made.entries.append(self._on_it(org, row, names))
            made.categories += self._categories(org, made.entries[here:])
        return made

    def _on_it(self, org: str, row: Row, names: tuple[str, ...]) -> OnIt:
        secrecy = row[_CLASS] if row[_ROOT] == "observation" else ""
        own = org == self._device.org and (row[2] == self._key or row[_AUTHOR] == self._device.worker)
        return OnIt(org, id_text(row[0]), row[1], secrecy, own, names)

    def _readable(self) -> dict[str, list[tuple[Row, Parts | None]]]:
        """Organisation -> rows of what she could read, each with the names of its parts; None stands for all."""
        found: dict[str, list[tuple[Row, Parts | None]]] = {self._device.org: []}
        judge = self._rights.judge
        own = self._session.rows(_OWN, (self._device.org, self._until, self._key))
        let_in = self._session.rows(_LET_IN, (self._device.org, self._until))
        org = self._device.org
        others = self._session.rows(_OTHERS, (feeds.SHARED, org, org, self._until))
        for row in (*own, *let_in, *others):
            id_, kind, device, target, state = row[:5]
            asked = (row[_ORG], state, kind, device, id_, target, row[_AUTHOR:_ORG])
            given = ALL if device == self._key else judge(*asked)
            if given is not None:
                # GONE: she was told, and her purge entry says that it went. If it does not, it is there.
                some = None if given is ALL or given is GONE else given
                found.setdefault(row[_ORG], []).append((row, some))
        return found

    def _parts(self, org: str, ids: list[bytes]) -> dict[bytes, tuple[str, ...]]:
        """Names of the parts of each, as they were at the last contact: what was destroyed here since is there yet."""
        found: dict[bytes, tuple[str, ...]] = {}
        if len(ids) > _SOME:  # to read them all takes less time than to look each up
            rows = self._session.rows("SELECT id, name FROM part WHERE org = ?", (org,))
        else:
            sql = "SELECT id, name FROM part WHERE org = ? AND id IN "
            rows = self._session.rows(sql + marks(ids), (org, *ids)) if ids else []
        rows += (
            self._session.rows(
                "SELECT gone.id, name FROM gone JOIN entry ON entry.org = '*' AND entry.id = gone.by "
                "WHERE gone.org = ? AND entry.received_ms > ?",
                (org, self._until),
            )
            if self._erased_since()
            else []
        )
        for id_, name in rows:
            found[id_] = (*found.get(id_, ()), name)
        return found

    def _erased_since(self) -> bool:
        sql = "SELECT 1 FROM entry WHERE org = '*' AND kind = 'erase' AND received_ms > ?"
        return self._session.row(sql, (self._until,)) is not None

    def _purged(self, org: str) -> dict[bytes, set[str]]:
        """What the device says that it destroyed, and did not take in again."""
        when = self._purges()
        again = dict[bytes, int]()
        for some in _pieces([*when]):
            sql = (
                "SELECT COALESCE(e.target, e.id), e.id FROM entry e WHERE e.org = ? "  # noqa: S608  # only marks
                f"AND e.id IN {marks(some)}"
            )
            roots = {id_: root for root, id_ in self._session.rows(sql, (org, *some))}
            newest = self._changed(org, list(set(roots.values())))
            again |= {id_: newest[root] for id_, root in roots.items() if root in newest}
        return {
            id_: {name for name, at in names.items() if again.get(id_, -1) <= at - MARGIN}
            for id_, names in when.items()
        }

    def _purges(self) -> dict[bytes, dict[str, int]]:
        """Entry and part -> when it was destroyed last, by this server's clock."""
        when: dict[bytes, dict[str, int]] = {}
        skew = (self._device.skew or 0) * 1_000
        for line, received, core in self._session.rows(_PURGES, (self._device.org, self._key)):
            at = min(received, milliseconds(read_written(read_line_bytes(line, LONGEST_LINE).at)) - skew)
            for id_, name in json.loads(core)["gone"]:
                if _ID.fullmatch(id_):
                    when.setdefault(_key(id_), {})[name] = at
        return when

    def _changed(self, org: str, roots: list[bytes]) -> dict[bytes, int]:
        """When something was last decided about each root, up to the last contact."""
        found: dict[bytes, int] = {}
        for some in _pieces(roots):
            found |= dict(
                self._session.rows(
                    "SELECT target, MAX(received_ms) FROM entry WHERE org = ? AND state = 0 AND received_ms <= ? "  # noqa: S608 - own words and question marks
                    f"AND kind IN {marks(CHANGING)} AND target IN {marks(some)} GROUP BY target",
                    (org, self._until, *CHANGING, *some),
                )
            )
        return found

    def _categories(self, org: str, entries: list[OnIt]) -> Counter[tuple[str, str]]:
        """Of the observations of classes B and C that are still here; what was destroyed says nothing any more."""
        classes = {_key(each.id): each.secrecy for each in entries if each.kind == "observation"}
        wanted = [id_ for id_, secrecy in classes.items() if secrecy in ("B", "C")]
        found: Counter[tuple[str, str]] = Counter()
        for some in _pieces(wanted):
            sql = f"SELECT id, data FROM part WHERE org = ? AND name = 'core' AND id IN {marks(some)}"  # noqa: S608 - own words and question marks
            for id_, data in self._session.rows(sql, (org, *some)):
                found[classes[id_], _category(data)] += 1
        return found


_ROW: Final = f"SELECT e.id, e.kind, e.device, e.target, e.state, {ASKED}, e.org"
_AUTHOR, _ROOT, _CLASS, _ORG = 5, 6, 7, -1
_OWN: Final = (
    f"{_ROW} FROM entry e LEFT JOIN matter m ON m.org = e.org AND m.id = COALESCE(e.target, e.id) "
    "WHERE e.org = ? AND ((e.state = 0 AND e.received_ms <= ?) OR e.device = ?)"
)
"""Of her organisation; of her own chain also what lies aside and what came later, as the laptop has it anyway."""
_LET_IN: Final = (
    f"{_ROW} FROM fork e LEFT JOIN matter m ON m.org = e.org AND m.id = COALESCE(e.target, e.id) "
    "WHERE e.org = ? AND e.state = 0 AND e.received_ms <= ?"
)
"""Of forked chains, which are read beside the archive's own."""
_OTHERS: Final = (
    f"{_ROW} FROM (SELECT DISTINCT entry_org, id FROM feed_row WHERE org IN (?, ?)) f "  # noqa: S608  # our own columns
    "JOIN entry e ON e.org = f.entry_org AND e.id = f.id AND e.state = 0 "
    "LEFT JOIN matter m ON m.org = e.org AND m.id = COALESCE(e.target, e.id) "
    "WHERE f.entry_org <> ? AND f.entry_org <> '*' AND e.received_ms <= ?"
)
"""What all share, and in her organisation's own feed what was given out to it."""
_PURGES: Final = (
    "SELECT entry.line, entry.received_ms, part.data FROM entry JOIN part ON part.org = entry.org "
    "AND part.id = entry.id AND part.name = 'core' WHERE entry.org = ? AND entry.device = ? AND entry.kind = 'purge' "
    "AND entry.state = 0 ORDER BY entry.n"
)


_ID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def _pieces(ids: list[bytes]) -> Iterator[list[bytes]]:
    for at in range(0, len(ids), _SOME):
        yield ids[at : at + _SOME]


def _category(core: bytes) -> str:
    """Without reading all of it where the word stands there once: a quote within a text is never bare."""
    said = _CATEGORY.findall(core)
    if len(said) == 1:
        return str(said[0].decode())
    return str(json.loads(core).get("category") or "")


_CATEGORY: Final = re.compile(rb'"category":"([A-Za-z0-9]{1,8})"')


def _key(id_: str) -> bytes:
    return bytes.fromhex(id_.replace("-", ""))
