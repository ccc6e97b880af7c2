"""Taking in what others wrote and one may read: page by page, each with its cursor in one transaction."""

from datetime import datetime

from fieldlog.language import _
from fieldlog.logbook import delivery, policies, received
from fieldlog.logbook.log import Log
from fieldlog.models.entry import EntryFault
from fieldlog.models.refusal import TurnedAway
from sync.batch import Batch
from sync.client import hearing
from sync.client.membership import found
from sync.client.sending import Pause
from sync.client.talking import Talk

FEEDS = ("feed", "shared")
"""The organisation's own, and the one that all share."""


def take_in(log: Log, talk: Talk, now: datetime, pause: Pause) -> int:
    """Read on in each feed from where the last page ended; returns how many entries were new or changed."""
    _trust(log)
    return sum(_read_feed(log, talk, feed, now, pause) for feed in FEEDS)


def _trust(log: Log) -> None:
    """What the server decides holds here, also where the log joined it before its word was taken."""
    here = found(log)
    with log.store.read() as connection:
        trusted = policies.trusted(connection)
    if here is not None and here.server != trusted:
        with log.store.write() as connection:
            policies.trust(connection, here.server, log.vocabulary)


def _read_feed(log: Log, talk: Talk, feed: str, now: datetime, pause: Pause) -> int:
    changed = 0
    while True:
        after = _cursor(log, feed)
        pause()
        batch = talk.pull(log.org, feed, after)
        if batch is None:
            return changed
        more = batch.facts.get("more") is True
        if more and batch.facts.get("cursor") == after:
            raise hearing.not_ours()
        try:
            changed += take_page(log, feed, after, batch, now) or 0
        except EntryFault:
            raise TurnedAway(
                _("Servern gav en post som inte är som den skrevs. Den sparas inte; säg till den som sköter servern.")
            ) from None
        if not more:
            return changed


def take_page(log: Log, feed: str, after: str, batch: Batch, now: datetime) -> int | None:
    """Take in what a feed gave after the cursor; how many entries that changed, None if the log stands elsewhere.

    EntryFault, and nothing kept, if an entry is not as its device signed it.
    """
    cursor = batch.facts.get("cursor")
    if feed not in FEEDS or not isinstance(cursor, str):
        raise hearing.not_ours()
    with log.store.read() as connection:
        kept = delivery.kept(connection)
    if kept.get(f"cursor:{feed}", "") != after:
        return None
    # Another life of the archive, or another reader: what is not given again is ours no longer.
    reading = int(kept.get(f"reading:{feed}", "0")) + (not after or batch.facts.get("reset") is True)
    page = received.Page(
        feed,
        tuple(batch.entries),
        tuple(batch.gone),
        reading,
        last=batch.facts.get("more") is not True,
        under_review=_ids(batch.facts.get("under_review")),
        keep={f"cursor:{feed}": cursor, f"reading:{feed}": str(reading)},
    )
    taken = received.take_in(log, page, now)
    return taken.new + taken.changed + taken.destroyed


def _ids(said: object) -> tuple[str, ...]:
    return tuple(id_ for id_ in said if isinstance(id_, str)) if isinstance(said, list) else ()


def _cursor(log: Log, feed: str) -> str:
    with log.store.read() as connection:
        return delivery.kept(connection).get(f"cursor:{feed}", "")
