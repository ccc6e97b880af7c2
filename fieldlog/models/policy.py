"""What an organisation has decided, as the server's own chain says it: who supervises, how long a laptop keeps what."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from fieldlog.models.entry import Entry

KIND: Final = "policy"
EVERYBODY: Final = "*"
"""Where others have the code of an organisation: the server itself, and what holds for all."""

WORKERS, RETENTION = "workers", "retention"
SUPERVISES: Final = "gl"

DAYS: Final[Mapping[str, int]] = {"others_b": 7, "others_c": 7, "own_c_words": 1}
"""Days a field laptop keeps after delivery: class B of others, class C of others at most, own words of class C.

Class A, and class B with those who supervise or analyse, stay as long as the archive keeps them.
"""
MOST_DAYS: Final = 3650


@dataclass(frozen=True, slots=True)
class Policy:
    """One decision. The one with the highest number in the server's chain is in force."""

    of: str
    org: str
    n: int
    roles: Mapping[str, str] = field(default_factory=dict)
    """Service number -> role, of `workers`."""
    days: Mapping[str, int] = field(default_factory=dict)

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
        said = _numbers(core.get("days"))
        return Policy(RETENTION, EVERYBODY, n, days={name: said.get(name, least) for name, least in DAYS.items()})
    return None


def _texts(value: Any) -> dict[str, str]:
    return {k: v for k, v in value.items() if isinstance(v, str)} if isinstance(value, dict) else {}


def _numbers(value: Any) -> dict[str, int]:
    found = value if isinstance(value, dict) else {}
    return {name: days for name, days in found.items() if type(days) is int and 0 <= days <= MOST_DAYS}
