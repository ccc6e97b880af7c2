"""Feeds: numbered lists of entries to look at, one for each organisation and one that all share.

A number is given out while the feed is locked until the transaction is durable, so that a reader who has seen a number
has seen every lower one: no gap is ever filled behind her.
"""

from collections.abc import Sequence
from typing import Final

from sync.archive.session import Session

SHARED: Final = "*"
"""The feed that every organisation reads. It is locked after an organisation's own, never before."""


def lock(session: Session, feed: str) -> int:
    """The feed's last number; nobody else appends to it, nor folds what it is about, until this transaction ends."""
    found = session.row("SELECT seq FROM feed WHERE org = ? FOR UPDATE", (feed,))
    if found is None:
        session.run("INSERT INTO feed (org, seq) VALUES (?, 0)", (feed,))
        return 0
    return int(found[0])


def append(session: Session, feed: str, entries: Sequence[tuple[str, bytes]]) -> int:
    """Entries to look at, as (organisation, id), in this order; the feed's last number then."""
    seq = lock(session, feed)
    if entries:
        session.bulk(
            "feed_row",
            ("org", "seq", "entry_org", "id"),
            [(feed, number, org, id_) for number, (org, id_) in enumerate(entries, seq + 1)],
        )
        seq += len(entries)
        session.run("UPDATE feed SET seq = ? WHERE org = ?", (seq, feed))
    return seq


def newest(session: Session, feed: str) -> int:
    """The feed's last number as this transaction sees it."""
    found = session.row("SELECT seq FROM feed WHERE org = ?", (feed,))
    return int(found[0]) if found else 0
