"""Who reads what: one table, used wherever a feed is read, on every laptop, and by the page docs/access.md.

The answer is always a set of part names. What is not in it is never sent.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

ALL: Final = frozenset({"*"})
"""Every part, also ones that this program does not know."""

CORE: Final = frozenset({"core"})
LINE: Final[frozenset[str]] = frozenset()
"""The line alone, which says nothing of what was seen."""
NOTHING: Final[None] = None
"""Not even the line: to this reader the entry does not exist."""

FULL, CODES, COUNT, NONE = "full", "codes", "count", "nothing"
"""full: line with all its parts. codes: line and core; words only where the writer let them leave and the linter is
silent, and never within the organisation. count: the entry does not exist, but tallies of three and more do."""


class Cells(NamedTuple):
    """What a role is given of what somebody else wrote. Whatever its author wrote, its author is given in full."""

    own_a: str
    own_b: str
    own_c: str
    own_safety: str
    """Of classes B and C about the staff's own safety, where that is more."""
    others_a: str
    """Once a supervisor has approved a version, and of that version; before that nothing."""
    others_b: str
    others_c: str


TABLE: Final[Mapping[str, Cells]] = {
    "ov": Cells(FULL, FULL, NONE, NONE, CODES, COUNT, COUNT),
    "falt": Cells(FULL, FULL, NONE, NONE, CODES, COUNT, COUNT),
    "soc": Cells(FULL, FULL, NONE, NONE, CODES, COUNT, COUNT),
    "gl": Cells(FULL, FULL, FULL, FULL, CODES, COUNT, COUNT),
    "sam": Cells(FULL, FULL, NONE, NONE, CODES, COUNT, COUNT),
    "ana": Cells(COUNT, COUNT, COUNT, COUNT, COUNT, COUNT, COUNT),
    "par": Cells(NONE, NONE, NONE, NONE, NONE, NONE, NONE),
    "sky": Cells(FULL, NONE, NONE, CODES, NONE, NONE, NONE),
    "reg": Cells(NONE, NONE, NONE, NONE, NONE, NONE, NONE),
    "adm": Cells(NONE, NONE, NONE, NONE, NONE, NONE, NONE),
}
NOBODY: Final = Cells(NONE, NONE, NONE, NONE, NONE, NONE, NONE)
PUBLIC: Final = Cells(NONE, NONE, NONE, NONE, CODES, COUNT, NONE)
"""What can be given out to anybody without a decision. Nobody signs in as the public: it is what the lens shows."""

ABOUT_AN_OBSERVATION: Final = frozenset(("observation", "amend", "withdraw", "classify", "review", "comment"))
VERSIONS: Final = frozenset(("observation", "amend"))
OF_A_SHIFT: Final = frozenset(("shift", "end"))
FOR_EVERYBODY: Final = frozenset(("warning",))
FOR_THE_ORGANISATION: Final = frozenset(("device", "erase", "policy", "vocabulary"))
COUNTS: Final = frozenset(("tally",))
"""For whoever is given counts; the server writes them, and in whose feed they are says whom they are for."""
READ: Final = "read"
DISCLOSURE, OUT = "disclosure", "out"
"""A decision to give something out; of it the receiving organisation is given the part `out`, and nothing else."""
AUDIT: Final = frozenset((READ, "purge", "hold", DISCLOSURE))
SERVER: Final = "*"
"""The organisation of the server's own chain: what its operators read stands in the feed of whose it was."""
AUDITORS: Final = frozenset(("gl", "reg"))
"""Who reads of her own organisation who has read what. Everybody else reads only who has read what she wrote."""
DISCLOSERS: Final = frozenset(("gl", "reg"))
"""Who decides what of her own organisation is given out on a legal ground."""
RECEIVERS: Final = frozenset(("gl", "reg"))
"""Who reads what another organisation has given out to hers."""

VERSION: Final = hashlib.sha256(
    repr((sorted(TABLE.items()), sorted(AUDITORS), sorted(RECEIVERS))).encode()
).hexdigest()[:8]
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
    safety: bool = False
    """Whether it is about the staff's own safety."""
    once_safety: bool = False
    """Whether a version of it ever was."""
    shown: frozenset[str] | None = None
    """Which parts of this very entry belong to the version that was approved last; None if nothing of it does."""
    words_may_leave: bool = False
    """That the writer has let them, and the linter found nothing in them."""
    receiver: str = ""
    """Of a disclosure that was granted on a ground: the organisation that is given what goes out."""


def cell(cells: Cells, matter: Matter, *, own: bool) -> str:
    """What the table says of somebody else's observation."""
    if not own:
        return {"A": cells.others_a, "B": cells.others_b}.get(matter.secrecy, cells.others_c)
    said = {"A": cells.own_a, "B": cells.own_b}.get(matter.secrecy, cells.own_c)
    return cells.own_safety if said in (NONE, COUNT) and matter.safety and matter.secrecy != "A" else said


def parts_given(reader: Reader, matter: Matter, kind: str) -> frozenset[str] | None:
    """The parts of an entry of this kind that the reader is given, or NOTHING."""
    own = reader.org == matter.org
    if kind == READ:
        return _of_a_reading(reader, matter, own=own)
    if kind in FOR_EVERYBODY:
        return ALL
    if own and (reader.worker == matter.author and matter.author):
        return ALL
    if matter.root in FOR_EVERYBODY and kind == "withdraw":
        return ALL if own else CORE  # that it is taken back, everybody; why, the organisation
    if kind in FOR_THE_ORGANISATION:
        return ALL if own or kind != "device" else NOTHING
    if kind in COUNTS:
        return ALL if COUNT in TABLE.get(reader.role, NOBODY) else NOTHING
    if kind in AUDIT:
        return _of_a_decision(reader, matter, kind, own=own)
    if matter.root in OF_A_SHIFT:
        return _of_a_shift(reader, kind) if own else NOTHING
    if matter.root == "observation" and kind in ABOUT_AN_OBSERVATION:
        return of_observation(TABLE.get(reader.role, NOBODY), matter, kind, own=own)
    return ALL if own and reader.role == "gl" else NOTHING  # unknown kinds: as class C


def _of_a_reading(reader: Reader, matter: Matter, *, own: bool) -> frozenset[str] | None:
    """Of who has read what: all of it to who checks that, and that hers was read, but not why, to who wrote it."""
    if (own or matter.org == SERVER) and reader.role in AUDITORS:
        return ALL
    if own and matter.author and reader.worker == matter.author:
        return ALL if matter.root == READ else CORE
    return NOTHING


def _of_a_decision(reader: Reader, matter: Matter, kind: str, *, own: bool) -> frozenset[str] | None:
    """Of what was decided or destroyed: all of it to who checks that; of a disclosure what goes out to whom it goes."""
    if own:
        return ALL if reader.role in AUDITORS else NOTHING
    received = kind == DISCLOSURE and matter.receiver == reader.org and reader.role in RECEIVERS
    return frozenset((OUT,)) if received else NOTHING


def of_observation(cells: Cells, matter: Matter, kind: str, *, own: bool) -> frozenset[str] | None:
    """The parts of an observation, or of an entry about one, that somebody else wrote."""
    said = cell(cells, matter, own=own)
    if own:
        return {FULL: ALL, CODES: CORE}.get(said, NOTHING)
    if said != CODES or matter.shown is None or kind not in VERSIONS:
        return NOTHING  # how an organisation judges its own stays there
    return matter.shown if matter.words_may_leave else matter.shown - {"words"}


def _of_a_shift(reader: Reader, kind: str) -> frozenset[str] | None:
    cells = TABLE.get(reader.role, NOBODY)
    # How safe it felt stands in the core of an end: it is never read alone, so the core stays behind.
    if cells.own_b == FULL:
        return frozenset(("out", "words")) if kind == "end" else ALL
    if cells.own_safety == CODES:  # who was out, and no word of what they handed over
        return {"shift": CORE, "end": LINE}.get(kind, NOTHING)
    return NOTHING


def once_given(reader: Reader, matter: Matter, kind: str) -> bool:
    """Whether the reader may have been given this before: only she is told that it is gone, and others nothing."""
    before = replace(matter, secrecy=matter.widest, shown=matter.shown or CORE)
    if parts_given(reader, before, kind) is not None:
        return True
    return matter.once_safety and parts_given(reader, replace(matter, safety=True), kind) is not None
