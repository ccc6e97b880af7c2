"""What an organisation has decided, as the server's own chain says it: who supervises, how long a laptop keeps what."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from fieldlog.models.entry import Entry
from fieldlog.models.worker import SUPERVISES

KIND: Final = "policy"
EVERYBODY: Final = "*"
"""Where others have the code of an organisation: the server itself, and what holds for all."""

WORKERS, RETENTION, ARCHIVE = "workers", "retention", "archive"
"""What a policy can be about: who works where, how long a laptop keeps what, how long the archive does."""

DAYS: Final[Mapping[str, Any]] = {
    "A": {},
    "B": {"ov": 7, "falt": 7, "soc": 7, "sam": 7, "par": 7, "sky": 7, "reg": 7, "adm": 7},
    "C": 7,
    "own_c_words": 1,
}
"""How long a laptop keeps what others wrote, until somebody says otherwise: whole days.

`A` and `B` by the reader's role, a role that is not named as long as the archive does; `C` until it is reviewed, at
most so long; `own_c_words` the words of one's own entries of class C, from their receipt.
"""
MOST_DAYS: Final = 3650

ARCHIVE_DAYS: Final[Mapping[str, int]] = {"A": 730, "B": 365, "C": 90, "audit": 1826}
"""How long the archive keeps what, until somebody says otherwise: whole days from when it received the entry.

`audit` is who has read and decided what. The table of classes is the controller's to decide: docs/data-protection.md.
"""
BOUNDS: Final[Mapping[str, tuple[int, int]]] = {"A": (30, 3650), "B": (30, 3650), "C": (30, 90), "audit": (365, 3650)}
"""The fewest and the most days that can be decided: fewer than 30 and a week is destroyed before it is counted."""


@dataclass(frozen=True, slots=True)
class Policy:
    """One decision. The one with the highest number in the server's chain is in force."""

    of: str
    org: str
    n: int
    roles: Mapping[str, str] = field(default_factory=dict)
    """Service number -> role, of `workers`."""
    days: Mapping[str, Any] = field(default_factory=dict)
    """Of `retention`, in the form of DAYS."""

    @property
    def supervisors(self) -> tuple[str, ...]:
        return tuple(sorted(number for number, role in self.roles.items() if role == SUPERVISES))


def read_policy(entry: Entry) -> Policy | None:
    """The policy in an entry, or None if this program does not know what it is about."""
    core = entry.facts("core")
    of, n = core.get("of"), entry.fields.n
    if of == WORKERS and isinstance(core.get("org"), str):
        return Policy(WORKERS, core["org"], n, roles=_texts(core.get("workers")))
    if of == RETENTION:
        return Policy(RETENTION, EVERYBODY, n, days=read_days(core.get("days")))
    return None


def read_days(said: Any) -> dict[str, Any]:
    """Days in the form of DAYS. What is not said, or is not as it should be, stays as DAYS has it."""
    found = said if isinstance(said, dict) else {}
    days = dict(DAYS)
    for name in ("A", "B"):
        if isinstance(found.get(name), dict):
            days[name] = {role: number for role, number in found[name].items() if _is_days(number)}
    for name in ("C", "own_c_words"):
        if _is_days(found.get(name)):
            days[name] = found[name]
    return days


def _is_days(value: Any) -> bool:
    return type(value) is int and 0 <= value <= MOST_DAYS


def _texts(value: Any) -> dict[str, str]:
    return {k: v for k, v in value.items() if isinstance(v, str)} if isinstance(value, dict) else {}
