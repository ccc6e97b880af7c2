"""Taking in what others wrote and one may read: page by page, each with its cursor in one transaction."""

from datetime import datetime

from fieldlog.language import _
from fieldlog.logbook import delivery, received
from fieldlog.logbook.log import Log
from fieldlog.models.entry import EntryFault
from fieldlog.models.refusal import TurnedAway
from sync.batch import Batch
from sync.client import hearing
from sync.client.sending import Pause
from sync.client.talking import Talk

FEEDS = ("feed", "shared")
"""The organisation's own, and the one that all share."""


def take_in(log: Log, talk: Talk, now: datetime, pause: Pause) -> int:
    """Read on in each feed from where the last page ended; returns how many entries were new or changed."""
    return sum(_read_feed(log, talk, feed, now, pause) for feed in FEEDS)


def _read_feed(log: Log, talk: Talk, feed: str, now: datetime, pause: Pause) -> int:
    changed = 0
    while True:
        with log.store.read() as connection:
            kept = delivery.kept(connection)
        after, reading = kept.get(f"cursor:{feed}", ""), int(kept.get(f"reading:{feed}", "0"))
        pause()
        batch = talk.pull(log.org, feed, after)
        if batch is None:
            return changed
        # Another life of the archive, or another reader: what is not given again is ours no longer.
        reading += not after or batch.facts.get("reset") is True
        page = _page(feed, batch, after, reading)
        try:
            taken = received.take_in(log, page, now)
        except EntryFault:
            raise TurnedAway(
                _("Servern gav en post som inte är som den skrevs. Den sparas inte; säg till den som sköter servern.")
            ) from None
        changed += taken.new + taken.changed + taken.destroyed
        if page.last:
            return changed


def _page(feed: str, batch: Batch, after: str, reading: int) -> received.Page:
    cursor, more = batch.facts.get("cursor"), batch.facts.get("more") is True
    if not isinstance(cursor, str) or (more and cursor == after):
        raise hearing.not_ours()
    keep = {f"cursor:{feed}": cursor, f"reading:{feed}": str(reading)}
    return received.Page(feed, tuple(batch.entries), tuple(batch.gone), reading, last=not more, keep=keep)
