"""How far each device has come in each feed: what it was given, and what it has kept.

A cursor that comes back proves that the pages before it were kept; a page that was given may have been kept.
"""

from datetime import datetime

from fieldlog.models.moment import milliseconds
from sync.archive.archive import Archive
from sync.archive.devices import Caller
from sync.archive.session import Session
from sync.archive.spelling import device_bytes


def note(archive: Archive, known: Caller, feed: str, taken: int, given: int, now: datetime) -> None:
    """That the caller stands at `taken`, and is given the feed up to `given`. A replica notes nothing."""
    if archive.database.read_only:
        return
    key = (known.org, device_bytes(known.device), feed)
    with archive.database.reading() as session:
        found = session.row("SELECT taken, given FROM reached WHERE org = ? AND device = ? AND feed = ?", key)
    if found is not None and found[0] >= taken and found[1] >= given:
        return

    def write(session: Session) -> None:
        # Where a feed is read anew the cursor goes back, and what was given before may be there until the end.
        session.run(
            "INSERT INTO reached (org, device, feed, taken, given) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (org, device, feed) DO UPDATE SET "
            "taken = CASE WHEN reached.taken > excluded.taken THEN reached.taken ELSE excluded.taken END, "
            "given = CASE WHEN reached.given > excluded.given THEN reached.given ELSE excluded.given END",
            (*key, taken, given),
        )
        session.run(
            "UPDATE recall SET taken_ms = ? WHERE reader_org = ? AND device = ? AND feed = ? AND seq <= ? "
            "AND taken_ms IS NULL",
            (milliseconds(now), known.org, device_bytes(known.device), feed, taken),
        )

    archive.database.transact(write)
