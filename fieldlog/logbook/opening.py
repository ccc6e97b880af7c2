"""Opening a log for the screen: for writing, or for reading where it cannot be written."""

from collections.abc import Callable
from datetime import datetime

from fieldlog.language import _
from fieldlog.logbook.desk import Desk
from fieldlog.logbook.glance import NOTHING, Tonight
from fieldlog.models.refusal import CannotSave, Damaged, TooNew, WrongPassphrase
from fieldlog.vault import Unlocked


def open_desk(
    unlocked: Unlocked, now: Callable[[], datetime], tell: Callable[[str], None]
) -> tuple[Desk, Tonight | None]:
    """The desk and the first look at tonight. `tell` gets the sentence where the log opens for reading only."""
    desk = Desk(unlocked, now)
    try:
        return desk, desk.first_look()
    except WrongPassphrase:
        # The vault vouches for its key: what the key does not open is not the file that was written.
        damaged = _("Loggens fil är skadad i början och går inte att läsa. Kör fieldlog restore.")
        raise Damaged(damaged) from None
    except TooNew:
        desk.close()
        raise
    except CannotSave as refusal:
        desk.close()
        reading = Desk(unlocked, now, read_only=True)
        try:
            seen = reading.first_look()
        except Damaged:  # what tonight is made of cannot be read; the search and the long list still may
            seen = NOTHING
        tell(str(refusal))
        return reading, seen
