"""What was set aside of forked chains: its parts lie with it, and are destroyed there when they are due."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sync.archive.due import REJECTED, WAITING, Unit, is_due
from sync.archive.forked import NOTHING, read_parts
from sync.archive.session import Session

_RULE: Final = {1: WAITING, 2: REJECTED}


def due(session: Session, org: str, days: Mapping[str, int], now: datetime) -> dict[str, list[bytes]]:
    """Rule -> hashes of the lines whose parts are due."""
    found: dict[str, list[bytes]] = {}
    for digest, state, received in session.rows(
        "SELECT hash, state, received_ms FROM fork WHERE org = ? AND state <> 0 AND parts <> ? ORDER BY received_ms",
        (org, NOTHING),
    ):
        rule = _RULE[state]
        if is_due(Unit(rule, digest, received, whole=False), days, now):
            found.setdefault(rule, []).append(digest)
    return found


def parts(session: Session, org: str, rule: str, digest: bytes) -> list[tuple[bytes, str]]:
    """Under which id each part is named as destroyed: the line's own may be that of another entry."""
    row = session.row("SELECT parts, state FROM fork WHERE org = ? AND hash = ? FOR UPDATE", (org, digest))
    if row is None or _RULE.get(row[1]) != rule:
        return []
    return [(digest[:16], name) for name in sorted(read_parts(row[0]))]


def destroy(session: Session, org: str, digest: bytes) -> None:
    session.run("UPDATE fork SET parts = ? WHERE org = ? AND hash = ?", (NOTHING, org, digest))
