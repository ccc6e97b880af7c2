"""What other organisations are given of an observation: the version that was approved last, and nothing said since.

What its writer has said since and nobody has approved stays at home, but for what closes: words that may leave no
longer, and a person whose identity is protected, hold at once.
"""

from dataclasses import dataclass, replace

from fieldlog.models.fold import Cluster, Versions, Writers, judgements, withdrawn
from fieldlog.models.review import APPROVE, RETURN


@dataclass(frozen=True, slots=True)
class Shared:
    """Ids of entries of the author."""

    version: str
    """Whose core is given: of several versions approved together the one that counts."""
    words: str | None
    """Whose words are those of the version; None if it has none, or they may not leave."""
    lines: tuple[str, ...]
    """The root and every version that it builds on, and no part of them: so that what is given hangs together."""
    under_review: bool
    """Whether something was said since that nobody has approved."""


def shared(cluster: Cluster, writers: Writers, said: Versions) -> Shared | None:
    """None where nothing of it may leave: nothing approved, or withdrawn, or protected. Its class is not judged."""
    if withdrawn(cluster, writers):
        return None
    tips = frozenset(said.tips)
    approved = _approved(cluster, writers, said)
    if not approved:
        return None
    base = tips if tips in approved else max(approved, key=lambda ids: (len(_built_on(said, ids)), *sorted(ids)))
    version = max(base)
    cores = [said.all[id_].facts("core") for id_ in sorted(base | tips)]
    if "core" not in said.all[version].parts or any(core.get("protected") is True for core in cores):
        return None
    free = all(core.get("words_may_leave") is True for core in cores)
    words = replace(said, current=said.all[version]).worded() if free else None
    lines = _built_on(said, {version}) | {cluster.root.fields.id}
    return Shared(version, words.fields.id if words else None, tuple(sorted(lines)), base != tips)


def _approved(cluster: Cluster, writers: Writers, said: Versions) -> list[frozenset[str]]:
    """The versions that were approved together and not returned, each time: a return stands over an approval."""
    verdicts: dict[frozenset[str], set[str]] = {}
    for entry in judgements(cluster, writers):
        base, verdict = frozenset(entry.fields.base), entry.facts("core").get("verdict")
        if base and base <= said.all.keys() and isinstance(verdict, str):
            verdicts.setdefault(base, set()).add(verdict)
    return [base for base, given in verdicts.items() if APPROVE in given and RETURN not in given]


def _built_on(said: Versions, ids: frozenset[str] | set[str]) -> set[str]:
    """These versions and all that they build on."""
    found, waiting = set[str](), list(ids)
    while waiting:
        id_ = waiting.pop()
        if id_ in said.all and id_ not in found:
            found.add(id_)
            waiting += said.all[id_].fields.base
    return found
