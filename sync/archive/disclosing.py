"""Disclosures on their way: what one organisation has given out stands in the receiver's feed, and only there.

The receiver is told nothing but the line and the part `out`. Asked again whenever it is read: what was destroyed since,
or never had a ground, is given to nobody.
"""

from collections.abc import Sequence
from typing import Any

from fieldlog.models.disclosure import GRANTED, OUT
from fieldlog.models.strict import NotStrict, decode
from sync.access import DISCLOSERS, DISCLOSURE
from sync.archive import feeds
from sync.archive.checking import Framed
from sync.archive.session import Session
from sync.archive.spelling import device_bytes


def receiver_in(org: str, core: Any) -> str:
    """The organisation that a disclosure of `org` goes to by its core; empty where nothing goes to any."""
    if not isinstance(core, dict) or core.get("decision") != GRANTED or not core.get("ground"):
        return ""
    found = core.get("to_org")
    return found if isinstance(found, str) and found not in (org, feeds.SHARED) else ""


def receiver_of(session: Session, org: str, id_: bytes) -> str:
    """As `receiver_in`, of what is kept; empty also where `out` is not here."""
    rows = session.rows("SELECT name, data FROM part WHERE org = ? AND id = ? AND name IN ('core', 'out')", (org, id_))
    held: dict[str, bytes] = dict(rows)
    if OUT not in held or "core" not in held:
        return ""
    try:
        return receiver_in(org, decode(held["core"]))
    except NotStrict:
        return ""


def lock(session: Session, org: str, items: Sequence[Framed]) -> None:
    """Lock the organisation's feed, and those of the receivers: in one order, so that no two wait for each other."""
    named = {receiver_in(org, _core(item)) for item in items if item.line.kind == DISCLOSURE} - {""}
    there = {feed for feed in named if session.row("SELECT 1 FROM org WHERE org = ?", (feed,))}
    for feed in sorted({org, *there}):
        feeds.lock(session, feed)


def announce(session: Session, org: str, items: Sequence[Framed]) -> None:
    """Append what of these goes out to the receivers' feeds: granted by who may decide it, as the server knows her."""
    for item in items:
        receiver = receiver_of(session, org, item.key) if item.line.kind == DISCLOSURE else ""
        known = receiver and session.row("SELECT 1 FROM org WHERE org = ?", (receiver,))
        if known and _may_disclose(session, org, item.line.device):
            feeds.append(session, receiver, [(org, item.key)])


def _may_disclose(session: Session, org: str, device: str) -> bool:
    found = session.row(
        "SELECT worker.role FROM device JOIN worker ON worker.org = device.org AND worker.number = device.worker "
        "WHERE device.org = ? AND device.device = ?",
        (org, device_bytes(device)),
    )
    return found is not None and found[0] in DISCLOSERS


def _core(item: Framed) -> Any:
    try:
        return item.core or item.entry.content("core")
    except NotStrict:
        return None
