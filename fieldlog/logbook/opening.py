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
    """The desk and the first look at tonight. `tell` gets the sentence where the log opens for reading only.

    Damaged where the first page is: then nothing of the file can be read.
    """
    desk = Desk(unlocked, now)
    try:
        return desk, desk.first_look()
    except WrongPassphrase:
        # The vault vouches for its key: what the key does not open is not the file that was written.
        damaged = _("Loggens fil är skadad i början (sida 1) och går inte att läsa. Återställ: fieldlog restore FIL")
        raise Damaged(damaged) from None
    except TooNew:
        desk.close()
        raise
    except CannotSave as refusal:
        desk.close()
        found = open_to_read(unlocked, now)
        tell(str(refusal))
        return found


def open_to_read(unlocked: Unlocked, now: Callable[[], datetime]) -> tuple[Desk, Tonight | None]:
    """As `open_desk`, for reading only: nothing of the file is touched, and what is whole can be seen."""
    reading = Desk(unlocked, now, read_only=True)
    try:
        return reading, reading.first_look()
    except Damaged:  # what tonight is made of cannot be read; the search and the long list still may
        return reading, NOTHING
