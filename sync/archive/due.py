"""What has been kept long enough: which rule each entry goes by, and since when its time runs.

Time runs from when the archive received the observation or shift; what is about it goes with it. Laptops' clocks decide
nothing: one that is years off must neither destroy at once nor keep for ever.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from fieldlog.models.moment import milliseconds
from sync.archive.session import Row, Session, marks

KEPT: Final = frozenset(("device", "erase", "purge", "tally", "vocabulary"))
"""Never destroyed: ids, counts, words of the work. Without them what was destroyed looks like what is lost."""
AUDIT: Final = frozenset(("read", "disclosure", "hold", "policy"))
"""Who has read what, and what was decided."""
AUDITED, REJECTED, WAITING = "audit", "rejected", "waiting"
"""The rules besides the classes: who read and decided; and what was set aside, by whether somebody has looked at it."""
DAYS_OF: Final = {"A": "A", "B": "B", "C": "C", AUDITED: "audit", REJECTED: "C", WAITING: "B"}
"""Rule -> which of the archive's periods it goes by."""
_DAY: Final = 86_400_000
_AT_ONCE: Final = 2_000


@dataclass(frozen=True, slots=True)
class Unit:
    """What is destroyed together: a root with all that is about it, or one entry alone."""

    rule: str
    key: bytes
    since_ms: int
    whole: bool
    """Whether what is about it goes too."""


def due(session: Session, org: str, days: Mapping[str, int], now: datetime, after: bytes) -> tuple[list[Unit], bytes]:
    """Those that are due among some of the entries with a part here, by id; and after which id to go on, or nothing."""
    ids = [
        id_
        for (id_,) in session.rows(
            "SELECT DISTINCT id FROM part WHERE org = ? AND id > ? ORDER BY id LIMIT ?", (org, after, _AT_ONCE)
        )
    ]
    units = dict.fromkeys(units_of(session, org, ids))
    last = ids[-1] if len(ids) == _AT_ONCE else b""
    return [unit for unit in units if is_due(unit, days, now)], last


def is_due(unit: Unit, days: Mapping[str, int], now: datetime) -> bool:
    return unit.since_ms < milliseconds(now) - days[DAYS_OF[unit.rule]] * _DAY


def units_of(session: Session, org: str, ids: Sequence[bytes]) -> Iterator[Unit]:
    """The unit that each of these entries belongs to; nothing for what is never destroyed."""
    if not ids:
        return
    asked = marks(ids)
    found: list[Row] = session.rows(
        "SELECT e.id, e.kind, e.target, e.received_ms, e.state, m.root, m.class, r.received_ms FROM entry e "  # noqa: S608  # only marks
        "LEFT JOIN matter m ON m.org = e.org AND m.id = COALESCE(e.target, e.id) "
        f"LEFT JOIN entry r ON r.org = e.org AND r.id = m.id WHERE e.org = ? AND e.id IN {asked}",
        (org, *ids),
    )
    missing = list(set(ids) - {row[0] for row in found})
    if missing:  # of forked chains that were accepted
        found += session.rows(
            "SELECT e.id, e.kind, e.target, e.received_ms, 0, m.root, m.class, r.received_ms FROM fork e "  # noqa: S608 - own words and question marks
            "LEFT JOIN matter m ON m.org = e.org AND m.id = COALESCE(e.target, e.id) "
            f"LEFT JOIN entry r ON r.org = e.org AND r.id = m.id WHERE e.org = ? AND e.state = 0 "
            f"AND e.id IN {marks(missing)}",
            (org, *missing),
        )
    for id_, kind, target, received, state, root, class_, root_received in found:
        rule = rule_of(kind, state, root, class_)
        if rule is None:
            continue
        whole = root is not None and state == 0 and kind not in AUDIT
        if whole:
            yield Unit(
                rule, target or id_, root_received or _of_fork(session, org, target or id_, received), whole=True
            )
        else:
            yield Unit(rule, id_, received, whole=False)


def rule_of(kind: str, state: int, root: str | None, class_: str | None) -> str | None:
    """By which rule an entry goes; None for what stays. `root` and `class_` are those of what it is about."""
    if state:
        return REJECTED if state == 2 else WAITING
    if kind in KEPT:
        return None
    if kind in AUDIT:
        return AUDITED
    if root == "observation":
        return class_
    # What is about a shift or a warning is read by the whole organisation; what nobody knows counts as class C.
    return "B" if root in ("shift", "warning") else "C"


def _of_fork(session: Session, org: str, root: bytes, otherwise: int) -> int:
    row = session.row("SELECT received_ms FROM fork WHERE org = ? AND state = 0 AND id = ?", (org, root))
    return int(row[0]) if row else otherwise
