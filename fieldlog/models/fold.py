"""The fold: from the entries about one thing to the row that screens read.

A pure function of a set of entries: the order they came in, and every clock, make no difference. Rights are judged
here, not at the door: an amendment by somebody else is kept and has no effect.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from fieldlog.models.entry import Entry
from fieldlog.models.vocabulary import CLASSES


@dataclass(frozen=True, slots=True)
class Writer:
    """Whose device it is, by its first entry. Who supervises is what the organisation says, not what the entry says."""

    worker: str
    org: str
    supervisor: bool = False


Writers = Mapping[str, Writer]
"""Device key -> whose it is."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A root entry (observation, shift) with every entry that points at it."""

    root: Entry
    about: tuple[Entry, ...]
    author: Writer

    def by_author(self, kind: str, writers: Writers) -> list[Entry]:
        """Entries of a kind from any device of the worker who wrote the root, in the order of their ids."""
        return [
            entry
            for entry in self.about
            if entry.fields.kind == kind and _same_person(writers.get(entry.fields.device), self.author)
        ]


def gather(root_id: str, entries: Iterable[Entry], writers: Writers) -> Cluster | None:
    """The cluster of a root, or None while the root itself or its device's first entry has not come."""
    root, about = None, []
    for entry in entries:
        if entry.fields.id == root_id:
            root = entry
        elif entry.fields.target == root_id:
            about.append(entry)
    author = writers.get(root.fields.device) if root else None
    if root is None or author is None:
        return None
    return Cluster(root, tuple(sorted(about, key=lambda entry: entry.fields.id)), author)


def _same_person(one: Writer | None, other: Writer) -> bool:
    return one is not None and (one.worker, one.org) == (other.worker, other.org)


@dataclass(frozen=True, slots=True)
class Versions:
    """What the author has said: the versions, those that no other builds on, and the one that counts."""

    all: Mapping[str, Entry]
    tips: tuple[str, ...]
    current: Entry

    def words(self) -> dict[str, str]:
        """The free texts in force: a version without words keeps those of the version it builds on."""
        entry, seen = self.current, set()
        while "words" not in entry.fields.parts:
            seen.add(entry.fields.id)
            before = [self.all[base] for base in entry.fields.base if base in self.all and base not in seen]
            if not before:
                return {}
            entry = max(before, key=lambda version: version.fields.id)
        content = entry.content("words")
        return content if isinstance(content, dict) else {}


def versions(cluster: Cluster, writers: Writers) -> Versions:
    root = cluster.root
    found = {root.fields.id: root}
    found |= {entry.fields.id: entry for entry in cluster.by_author("amend", writers)}
    tips = _tips(found)
    return Versions(found, tips, found[tips[-1]])


def _tips(found: Mapping[str, Entry]) -> tuple[str, ...]:
    """Those that no other builds on, by id. Should forged bases run in a circle, all of them."""
    built_on = {base for id_, entry in found.items() for base in entry.fields.base if base != id_}
    return tuple(sorted(set(found) - built_on)) or tuple(sorted(found))


def withdrawn(cluster: Cluster, writers: Writers) -> Entry | None:
    """The withdrawal in force, if any. A withdrawal whose base names a withdrawal takes that one back."""
    found = {entry.fields.id: entry for entry in cluster.by_author("withdraw", writers)}
    against = {
        id_: [later for later, entry in found.items() if id_ in entry.fields.base and later != id_] for id_ in found
    }

    def in_force(id_: str, on_the_way: frozenset[str] = frozenset()) -> bool:
        way = on_the_way | {id_}
        return not any(later not in way and in_force(later, way) for later in against[id_])

    standing = [
        entry for id_, entry in found.items() if in_force(id_) and not any(base in found for base in entry.fields.base)
    ]
    return standing[-1] if standing else None


def secrecy(cluster: Cluster, writers: Writers, first: str) -> str:
    """The class in force: `first` unless classified since. The writer raises; her supervisor may do both.

    Of two classifications that do not know of each other the higher holds.
    """
    rightful: dict[str, tuple[str, Entry]] = {}
    for entry in cluster.about:
        core = entry.content("core")
        if entry.fields.kind != "classify" or not isinstance(core, dict) or core.get("class") not in CLASSES:
            continue
        by, to = writers.get(entry.fields.device), str(core["class"])
        if by is None or by.org != cluster.author.org:
            continue
        raises = _same_person(by, cluster.author) and to >= first
        if raises or (by.supervisor and not _same_person(by, cluster.author)):
            rightful[entry.fields.id] = (to, entry)
    tips = [rightful[id_][0] for id_ in _tips({id_: entry for id_, (_, entry) in rightful.items()})]
    return max(tips) if tips else first


def reviewed(cluster: Cluster, writers: Writers, tips: tuple[str, ...]) -> str | None:
    """approved or returned, judged for exactly the versions in force. A return stands over an approval."""
    verdicts = set()
    for entry in cluster.about:
        if entry.fields.kind != "review" or set(entry.fields.base) != set(tips):
            continue
        by = writers.get(entry.fields.device)
        core = entry.content("core")
        rightful = by is not None and by.org == cluster.author.org and by.worker != cluster.author.worker
        if rightful and isinstance(core, dict):
            verdicts.add(core.get("verdict"))
    if "return" in verdicts:
        return "returned"
    return "approved" if "approve" in verdicts else None


def fold_device(entry: Entry) -> dict[str, Any]:
    """The row of a device from its first entry. Membership is claimed here, and decided at the server."""
    core = entry.content("core") or {}
    return {
        "id": entry.fields.device,
        "worker": str(core.get("worker", "")),
        "org": entry.fields.org,
        "role": str(core.get("role", "")),
        "program": str(core.get("program", "")),
        "previous": core.get("previous"),
        "previous_head": core.get("previous_head"),
        "started_at": entry.fields.at,
    }
