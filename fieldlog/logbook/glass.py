"""Break-glass: a supervisor who opens another's class C outside the review says why; for a quarter of an hour.

Each entry opened so is a `read` entry of its own with the reason, which stands first in what the registrar, who also
is the data protection officer's eye here, looks through.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

from fieldlog.language import _
from fieldlog.logbook import reads
from fieldlog.models.refusal import NotFound, RuleBroken

if TYPE_CHECKING:
    from fieldlog.logbook.log import Log
    from fieldlog.vault import Unlocked

OPEN_FOR: Final = timedelta(minutes=15)
SHORTEST: Final = 10
"""Signs of a reason: a word such as `jobb` is none."""

_OPEN: "WeakKeyDictionary[Unlocked, tuple[datetime, str]]" = WeakKeyDictionary()
"""Since when the glass is broken, and why; with the lock it is whole again."""


class BehindGlass(RuleBroken):
    """It is hers to open, in the review or with a reason."""


def is_behind(log: "Log", row: Any) -> bool:
    """Whether an entry, `row` as `observation` has it, is another's of class C and she reads it for no purpose yet."""
    others = row.org == log.org and row.author != log.worker and row.class_ == "C"
    return bool(others and not reads.purpose(log.unlocked))


def look_through(log: "Log", row: Any, now: datetime | None) -> None:
    """BehindGlass if it is, and the glass is not broken now; where it is, that it was opened is written down."""
    if not is_behind(log, row):
        return
    since, reason = _OPEN.get(log.unlocked, (None, ""))
    if now is None or since is None or not since <= now < since + OPEN_FOR:
        raise BehindGlass(_("Klass C av en annan läses i granskningen. Utanför den: säg varför, så öppnas den."))
    reads.broke(log, row.id, reason)


def break_glass(log: "Log", id_: str, reason: str, now: datetime) -> None:
    """Open another's class C for a quarter of an hour. RuleBroken without a reason, and for who does not supervise."""
    from fieldlog.logbook.reviews import may_judge

    if len(reason.strip()) < SHORTEST:
        raise RuleBroken(_("Skriv skälet med några ord."))
    with log.store.read() as connection:
        may_judge(connection, log, (id_,), "open")
        row = connection.exec_driver_sql("SELECT *, class AS class_ FROM observation WHERE id = ?", (id_,)).fetchone()
    if row is None or row.org != log.org:
        raise NotFound(_("Det finns ingen sådan post i loggen."))
    _OPEN[log.unlocked] = (now, reason)
    reads.broke(log, id_, reason)
