"""The rules of who reads what, said a second time and in another way: what the table and the folds are held against.

Nothing here is taken from sync.access, nor from the folds: two who make the same mistake would agree.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

FIELD = ("ov", "falt", "soc")
PARTS = frozenset({"core", "words"})


@dataclass(frozen=True)
class Said:
    """One entry as a world wrote it."""

    id: str
    kind: str
    org: str
    worker: str
    target: str | None = None
    base: tuple[str, ...] = ()
    secrecy: str = ""
    verdict: str = ""
    protected: bool = False
    free: bool = False
    words: bool = False
    named: bool = False
    """Somebody is named in the words: the linter finds it."""
    safety: bool = False


@dataclass
class World:
    """What has been delivered, and who is what now."""

    said: dict[str, Said] = field(default_factory=dict)
    roles: dict[tuple[str, str], str] = field(default_factory=dict)

    def about(self, root: Said, *kinds: str) -> list[Said]:
        found = [one for one in self.said.values() if one.target == root.id and one.org == root.org]
        return sorted((one for one in found if one.kind in kinds), key=lambda one: one.id)

    def by_author(self, root: Said, kind: str) -> list[Said]:
        return [one for one in self.about(root, kind) if one.worker == root.worker]

    def supervises(self, one: Said, root: Said) -> bool:
        return self.roles[one.org, one.worker] == "gl" and one.org == root.org

    def versions(self, root: Said) -> dict[str, Said]:
        return {one.id: one for one in (root, *self.by_author(root, "amend"))}

    def is_withdrawn(self, root: Said) -> bool:
        back = self.by_author(root, "withdraw")
        stands: dict[str, bool] = {}
        for one in reversed(back):  # the later speak of the earlier
            stands[one.id] = not any(stands.get(later.id) for later in back if one.id in later.base)
        ids = {one.id for one in back}
        return any(stands[one.id] for one in back if not ids & set(one.base))

    def secrecy(self, root: Said) -> str:
        versions = self.versions(root)
        if versions[max(_ends(versions.values()))].protected:
            return "C"
        counts = [
            one for one in self.about(root, "classify") if one.worker == root.worker or self.supervises(one, root)
        ]
        says: dict[str, str] = {}
        for one in counts:
            least = max((says[base] for base in one.base if base in says), default=root.secrecy)
            says[one.id] = max(one.secrecy, least) if one.worker == root.worker else one.secrecy
        ends = _ends(counts)
        return max((says[id_] for id_ in ends), default=root.secrecy)

    def left(self, root: Said) -> dict[str, frozenset[str]]:
        """What other organisations are given of it: entry -> parts."""
        versions = self.versions(root)
        tips = set(_ends(versions.values()))
        if self.secrecy(root) != "A" or self.is_withdrawn(root):
            return {}
        verdicts: dict[frozenset[str], set[str]] = {}
        for one in self.about(root, "review"):
            if self.supervises(one, root) and one.worker != root.worker and one.base:
                verdicts.setdefault(frozenset(one.base), set()).add(one.verdict)
        good = [
            base for base, said in verdicts.items() if said >= {"approve"} and "return" not in said
            and base <= versions.keys()
        ]  # fmt: skip
        if not good:
            return {}
        chosen = max(good, key=lambda base: (base == tips, len(self._before(versions, base)), sorted(base)))
        asked = [versions[id_] for id_ in chosen | tips]
        if any(one.protected for one in asked):
            return {}
        version = versions[max(chosen)]
        given = {id_: frozenset[str]() for id_ in self._before(versions, [version.id]) | {root.id}}
        given[version.id] |= {"core"}
        worded = version
        while not worded.words and (earlier := [versions[base] for base in worded.base if base in versions]):
            worded = max(earlier, key=lambda one: one.id)
        if worded.words and all(one.free for one in asked) and not worded.named:
            given[worded.id] |= {"words"}
        return given

    @staticmethod
    def _before(versions: dict[str, Said], ids: Iterable[str]) -> set[str]:
        found: set[str] = set()
        for id_ in sorted(ids, reverse=True):
            if id_ in versions:
                found |= {id_} | World._before(versions, versions[id_].base)
        return found

    def may_read(self, org: str, worker: str) -> dict[str, frozenset[str]]:
        """Everything that was delivered and that she may have: entry -> parts."""
        role, found = self.roles[org, worker], dict[str, frozenset[str]]()
        left = {
            root.id: self.left(root) for root in self.said.values() if root.kind == "observation" and root.org != org
        }
        for one in self.said.values():
            root = self.said.get(one.target or one.id)
            if root is not None and root.org != one.org:
                root = None  # an id of another organisation means nothing here
            parts = frozenset({"core"} | ({"words"} if one.words else set()))
            given = self._of_own(role, worker, one, root) if one.org == org else self._of_others(role, one, root, left)
            if given is not None:
                found[one.id] = given & parts
        return found

    def _of_own(self, role: str, worker: str, one: Said, root: Said | None) -> frozenset[str] | None:
        if one.kind in ("device", "warning"):
            return PARTS
        if one.kind == "read":  # that hers was read, its writer may know; why, only who checks that
            hers = root is not None and root.worker == worker
            return PARTS if role in ("gl", "reg") else frozenset({"core"}) if hers else None
        if root is None:
            return PARTS if role == "gl" else None
        if root.worker == worker:
            return PARTS
        if root.kind == "warning" and one.kind == "withdraw":
            return PARTS
        if root.kind == "shift" and one.kind in ("shift", "end"):
            if role in (*FIELD, "gl", "sam"):
                return frozenset({"words"}) if one.kind == "end" else PARTS
            return {"shift": frozenset({"core"}), "end": frozenset[str]()}[one.kind] if role == "sky" else None
        if root.kind != "observation":
            return PARTS if role == "gl" else None
        secrecy = self.secrecy(root)
        if role == "gl" or (role in (*FIELD, "sam") and secrecy < "C") or (role == "sky" and secrecy == "A"):
            return PARTS
        versions = self.versions(root)
        safety = versions[max(_ends(versions.values()))].safety
        return frozenset({"core"}) if role == "sky" and safety else None

    def _of_others(
        self, role: str, one: Said, root: Said | None, left: dict[str, dict[str, frozenset[str]]]
    ) -> frozenset[str] | None:
        if one.kind == "warning":
            return PARTS
        if root is None or one.kind == "read":
            return None
        if root.kind == "warning":
            return frozenset({"core"}) if one.kind == "withdraw" else None
        if root.kind != "observation" or role not in (*FIELD, "gl", "sam"):
            return None
        return left[root.id].get(one.id)


def _ends(of: Iterable[Said]) -> list[str]:
    """Those that no other builds on."""
    found = list(of)
    built_on = {base for one in found for base in one.base}
    return sorted(one.id for one in found if one.id not in built_on)
