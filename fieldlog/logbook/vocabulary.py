"""The words of the work as this laptop has them: the program's, what the server said, and the register of places.

The entries themselves are what is kept: read whenever their number, the server or the day is another, so that they hold
without a network, and what was said once holds for every window.
"""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from fieldlog.language import _
from fieldlog.logbook import folding
from fieldlog.logbook.places import with_places
from fieldlog.models.entry import EntryFault
from fieldlog.models.moment import STOCKHOLM
from fieldlog.models.overlay import KIND, Laying, Overlay, lay_over
from fieldlog.models.strict import NotStrict
from fieldlog.models.vocabulary import Vocabulary, vocabulary

if TYPE_CHECKING:
    from fieldlog.home import Folder

Mark = tuple[Any, ...]
"""What the words depend on: another one means that they have to be read again."""

_MARK = (
    "SELECT (SELECT MAX(seq) FROM entry WHERE kind = 'vocabulary' AND kind <> 'observation') AS newest, "
    "(SELECT COUNT(*) FROM entry WHERE kind = 'vocabulary' AND kind <> 'observation') AS many, "
    "(SELECT value FROM exchange WHERE name = 'server') AS server"
)


def mark(connection: sa.Connection, now: datetime) -> Mark:
    found = connection.exec_driver_sql(_MARK).one()
    return (found.newest, found.many, found.server, today(now)) if found.newest else ()


def today(now: datetime) -> date:
    return now.astimezone(STOCKHOLM).date()


def words_of(folder: "Folder", connection: sa.Connection, now: datetime) -> tuple[Vocabulary, tuple[str, ...]]:
    """The vocabulary in force, and a sentence for each thing that could not be used."""
    said = overlay(connection) if mark(connection, now) else Overlay()
    words, notices = with_places(folder, lay_over(vocabulary(), said, today(now)))
    return words, _notices(said) + notices


def overlay(connection: sa.Connection) -> Overlay:
    """What the server has said, in the order in which it said it; what is damaged is passed over, and verify names it.

    Of the legal grounds and what is in focus its `items` are all there is to know: by code, the newest of each field.
    """
    row = connection.exec_driver_sql("SELECT value FROM exchange WHERE name = 'server'").fetchone()
    said: dict[int, Any] = {}
    try:
        for _row, entry in folding.stored(connection, "kind = ? AND kind <> 'observation' ORDER BY entry.seq", (KIND,)):
            if row is not None and entry.fields.device == row.value and "core" in entry.parts:
                said[entry.fields.n] = entry.facts("core")
    except (EntryFault, NotStrict):
        said = {}
    if not said:
        return Overlay()
    from fieldlog.line.ordinary import is_word  # its rules take time to read, and most laptops have no such words

    laying = Laying(vocabulary(), is_word)
    for n in sorted(said):
        laying.take(said[n])
    return laying.overlay


def refold_moved(connection: sa.Connection, before: Vocabulary, after: Vocabulary) -> None:
    """Fold again what stands at places that are in another zone now, or are no longer there."""
    zones = {code: place.zone for code, place in after.places.items()}
    zones_before = {code: place.zone for code, place in before.places.items()}
    for code in zones.keys() | zones_before.keys():
        if zones.get(code) != zones_before.get(code):
            rows = connection.exec_driver_sql("SELECT id FROM observation WHERE place = ?", (code,)).fetchall()
            for row in rows:
                folding.refold(connection, row.id, after)


def _notices(said: Overlay) -> tuple[str, ...]:
    if not said.ignored:
        return ()
    sentence = _("I serverns ordlista går inte allt att använda, och hoppas över: {codes}.")
    return (sentence.format(codes=", ".join(said.ignored[:8])),)
