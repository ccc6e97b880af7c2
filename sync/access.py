"""Who reads what: one table, used wherever a feed is read and again on the screen (domain findings 5f, law in docs).

The answer is always a set of part names. What is not in it is never sent.
"""

import hashlib
from dataclasses import dataclass, replace
from typing import Final

ALL: Final = frozenset({"*"})
"""Every part, also ones that this program does not know."""

CORE: Final = frozenset({"core"})
NOTHING: Final[None] = None
"""Not even the line: to this reader the entry does not exist."""

FULL, CODES, APPROVED, OWN, NONE = "full", "codes", "approved", "own", "none"
# full: line with all its parts; codes: line and core, never the words; approved: codes once a supervisor has approved;
# own: full to the author, nothing to others.

OWN_ORGANISATION: Final = {
    # role: class A, B, C of the own organisation
    "ov": (FULL, FULL, OWN),
    "falt": (FULL, FULL, OWN),
    "soc": (FULL, FULL, OWN),
    "gl": (FULL, FULL, FULL),
    "sam": (FULL, FULL, OWN),
    "ana": (CODES, CODES, OWN),
    "par": (NONE, NONE, NONE),
    "sky": (FULL, NONE, NONE),
    "reg": (NONE, NONE, NONE),
    "adm": (NONE, NONE, NONE),
}
OTHERS_CLASS_A: Final = {
    "ov": APPROVED,
    "falt": APPROVED,
    "soc": APPROVED,
    "gl": APPROVED,
    "sam": APPROVED,
    "ana": APPROVED,
    "par": NONE,
    "sky": NONE,
    "reg": NONE,
    "adm": NONE,
}
"""B and C of other organisations leave only as counts (`tally`), so they are nowhere in this table."""

ABOUT_AN_OBSERVATION: Final = frozenset(("observation", "amend", "withdraw", "classify", "review", "comment"))
OF_A_SHIFT: Final = frozenset(("shift", "end"))
FOR_EVERYBODY: Final = frozenset(("warning",))
FOR_THE_ORGANISATION: Final = frozenset(("device", "erase", "policy", "vocabulary"))
COUNTS: Final = frozenset(("tally",))
"""For whoever may read class A of others; the server writes them, and in whose feed they are says whom they are for."""
AUDIT: Final = frozenset(("read", "purge", "hold", "disclosure"))

VERSION: Final = hashlib.sha256(repr((OWN_ORGANISATION, OTHERS_CLASS_A)).encode()).hexdigest()[:8]
"""Changes with the table: a reader's scope holds it, so that a new table makes every laptop read anew."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who asks, as the server knows her: never as an entry says."""

    org: str
    worker: str
    role: str

    @property
    def scope(self) -> str:
        """16 hexadecimal signs; another scope means that the feeds are read from the start."""
        said = f"{self.org}\0{self.worker}\0{self.role}\0{VERSION}"
        return hashlib.sha256(said.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Matter:
    """What an entry is about, as the fold knows it: of an amendment, what its observation is."""

    org: str
    author: str
    """Service number of who wrote the root."""
    root: str
    """Kind of the root."""
    secrecy: str = "C"
    widest: str = "C"
    """The lowest class that it ever had: who may have been given it before."""
    approved: bool = False
    words_may_leave: bool = False


def parts_given(reader: Reader, matter: Matter, kind: str) -> frozenset[str] | None:
    """The parts of an entry of this kind that the reader is given, or NOTHING."""
    own = reader.org == matter.org
    if kind in FOR_EVERYBODY:
        return ALL
    if own and (reader.worker == matter.author and matter.author):
        return ALL
    if matter.root in FOR_EVERYBODY and kind == "withdraw":
        return ALL if own else CORE  # that it is taken back, everybody; why, the organisation
    if kind in FOR_THE_ORGANISATION:
        return ALL if own or kind != "device" else NOTHING
    if kind in COUNTS:
        return ALL if OTHERS_CLASS_A.get(reader.role) == APPROVED else NOTHING
    if kind in AUDIT:
        return ALL if own and reader.role == "reg" else NOTHING
    if matter.root in OF_A_SHIFT:
        return _of_a_shift(reader, kind) if own else NOTHING
    if matter.root == "observation" and kind in ABOUT_AN_OBSERVATION:
        return _of_an_observation(reader, matter) if own else _of_others(reader, matter, kind)
    return ALL if own and reader.role == "gl" else NOTHING  # unknown kinds: as class C


def _of_an_observation(reader: Reader, matter: Matter) -> frozenset[str] | None:
    by_class = OWN_ORGANISATION.get(reader.role, (NONE, NONE, NONE))
    rule = by_class["ABC".index(matter.secrecy)]
    return {FULL: ALL, CODES: CORE}.get(rule, NOTHING)


def _of_others(reader: Reader, matter: Matter, kind: str) -> frozenset[str] | None:
    if matter.secrecy != "A" or not matter.approved or OTHERS_CLASS_A.get(reader.role) != APPROVED:
        return NOTHING
    if kind not in ("observation", "amend"):
        return NOTHING
    return CORE | {"words"} if matter.words_may_leave else CORE


def _of_a_shift(reader: Reader, kind: str) -> frozenset[str] | None:
    if OWN_ORGANISATION.get(reader.role, (NONE,))[0] != FULL:
        return NOTHING
    # How safe it felt stands in the core of an end: it is never read alone, so the core stays behind.
    return frozenset(("out", "words")) if kind == "end" else ALL


def once_given(reader: Reader, matter: Matter, kind: str) -> bool:
    """Whether the reader may have been given this before: only she is told that it is gone, and others nothing."""
    return parts_given(reader, replace(matter, secrecy=matter.widest, approved=True), kind) is not None
