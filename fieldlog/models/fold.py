"""The fold: from the entries about one thing to the row that screens read.

A pure function of a set of entries: the order they came in, and every clock, make no difference. Rights are judged
here, not at the door: an amendment by somebody else is kept and has no effect.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from fieldlog.models.entry import Entry
from fieldlog.models.shape import text
from fieldlog.models.vocabulary import CLASSES


@dataclass(frozen=True, slots=True)
class Writer:
    """Whose device it is, by its first entry. Who supervises is what the organisation says, not what the entry says."""

    worker: str
    org: str
    supervisor: bool = False


STRANGER = ""
"""The worker of another organisation: who it is, is nobody else's."""

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
        entry = self.worded()
        if entry is None:
            return {}
        return {name: said for name, said in entry.facts("words").items() if isinstance(said, str)}

    def worded(self) -> Entry | None:
        """The version whose words are those in force; None if there never were any."""
        entry, seen = self.current, set()
        while "words" not in entry.fields.parts:
            seen.add(entry.fields.id)
            before = [self.all[base] for base in entry.fields.base if base in self.all and base not in seen]
            if not before:
                return None
            entry = max(before, key=lambda version: version.fields.id)
        return entry


def with_strangers(writers: Writers, entries: Iterable[Entry]) -> Writers:
    """The writers, and those of other organisations whose entries came without their devices: nobody is told who they
    are. The server gives others only what an observation's own author wrote, so that they count as one person, "".
    """
    orgs = {writer.org for writer in writers.values()}
    strangers = {
        line.device: Writer(STRANGER, line.org)
        for line in (entry.fields for entry in entries)
        if line.device not in writers and line.org not in orgs
    }
    return {**writers, **strangers} if strangers else writers


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


def standing(cluster: Cluster, writers: Writers) -> list[Entry]:
    """The withdrawals in force. One whose base names a withdrawal takes that one back, and is none itself."""
    found = {entry.fields.id: entry for entry in cluster.by_author("withdraw", writers)}
    against = {
        id_: [later for later, entry in found.items() if id_ in entry.fields.base and later != id_] for id_ in found
    }
    # Settled from the ends inwards: what nobody takes back is in force, what it takes back is not, and so on. To ask
    # each in turn takes time that doubles with every withdrawal, and never ends where forged bases run in a circle.
    in_force: dict[str, bool] = {}
    settled = True
    while settled:
        settled = False
        for id_ in found.keys() - in_force.keys():
            verdicts = [in_force.get(later) for later in against[id_]]
            if any(verdicts) or all(verdict is False for verdict in verdicts):
                in_force[id_] = not any(verdicts)
                settled = True
    return [
        entry
        for id_, entry in found.items()
        if in_force.get(id_) and not any(base in found for base in entry.fields.base)
    ]


def withdrawn(cluster: Cluster, writers: Writers) -> Entry | None:
    """The withdrawal in force, if any; of several the one with the highest id."""
    found = standing(cluster, writers)
    return found[-1] if found else None


def secrecy(cluster: Cluster, writers: Writers, first: str) -> str:
    """The class in force: `first` unless classified since. The writer raises; her supervisor may do both.

    Of two classifications that do not know of each other the higher holds.
    """
    rightful = _rightful(cluster, writers)
    said = _classes(cluster, writers, rightful, first)
    return max((said[id_] for id_ in _tips(rightful)), default=first)


def widest(cluster: Cluster, writers: Writers, first: str) -> str:
    """The lowest class that was ever in force: who may have read it before it was raised."""
    return min([first, *_classes(cluster, writers, _rightful(cluster, writers), first).values()])


def _classes(cluster: Cluster, writers: Writers, rightful: Mapping[str, Entry], first: str) -> dict[str, str]:
    """What each of these classifications says; of its writer's at least what it builds on."""
    said = {id_: str(entry.facts("core")["class"]) for id_, entry in rightful.items()}
    raising = {id_ for id_, entry in rightful.items() if _same_person(writers.get(entry.fields.device), cluster.author)}
    changed = True
    while changed:  # at most twice for each: there are three classes and they only rise here
        changed = False
        for id_ in raising:
            least = max((said[base] for base in rightful[id_].fields.base if base in said), default=first)
            if least > said[id_]:
                said[id_], changed = least, True
    return said


def classifications(cluster: Cluster, writers: Writers) -> tuple[str, ...]:
    """The classifications that no other builds on: what the next one names as its base."""
    return _tips(_rightful(cluster, writers))


def _rightful(cluster: Cluster, writers: Writers) -> dict[str, Entry]:
    """Classifications that count: the writer's, and those of a supervisor of the same organisation."""
    found = {}
    for entry in cluster.about:
        by = writers.get(entry.fields.device)
        if entry.fields.kind == "classify" and by is not None and entry.facts("core").get("class") in CLASSES:
            supervises = by.supervisor and by.org == cluster.author.org
            if supervises or _same_person(by, cluster.author):
                found[entry.fields.id] = entry
    return found


def judgements(cluster: Cluster, writers: Writers) -> list[Entry]:
    """Reviews that may count, of whichever versions: by a supervisor of the same organisation.

    Nobody judges what she wrote herself.
    """
    return [
        entry
        for entry in cluster.about
        if entry.fields.kind == "review" and _may_judge(writers.get(entry.fields.device), cluster.author)
    ]


def _may_judge(by: Writer | None, author: Writer) -> bool:
    return by is not None and by.supervisor and by.org == author.org and not _same_person(by, author)


def reviewed(cluster: Cluster, writers: Writers, tips: tuple[str, ...]) -> str | None:
    """approved or returned, judged for exactly the versions in force. A return stands over an approval."""
    verdicts = set()
    for entry in judgements(cluster, writers):
        if set(entry.fields.base) == set(tips):
            verdict = entry.facts("core").get("verdict")
            verdicts.add(verdict if isinstance(verdict, str) else None)
    if "return" in verdicts:
        return "returned"
    return "approved" if "approve" in verdicts else None


def fold_device(entry: Entry) -> dict[str, Any]:
    """The row of a device from its first entry. Membership is claimed here, and decided at the server."""
    core = entry.facts("core")
    return {
        "id": entry.fields.device,
        "worker": text(core.get("worker")) or "",
        "org": entry.fields.org,
        "role": text(core.get("role")) or "",
        "program": text(core.get("program")) or "",
        "previous": text(core.get("previous")),
        "previous_head": text(core.get("previous_head")),
        "started_at": entry.fields.at,
    }
