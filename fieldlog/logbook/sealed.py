"""Notes that were written while the log was locked: they wait for their writer like any open matter."""

from typing import TYPE_CHECKING

from fieldlog.logbook.glance import Waiting
from fieldlog.vault.notes import drop_note, open_notes, sealed_count

if TYPE_CHECKING:
    from fieldlog.logbook.log import Log
    from fieldlog.vault import Unlocked

NOTE = "note"
"""The kind under which they wait."""


def waiting_notes(unlocked: "Unlocked") -> tuple[Waiting, ...]:
    """Each with its text and when it was written, oldest first. Costs one look into a folder where there is none."""
    if not sealed_count(unlocked.folder):
        return ()
    return tuple(Waiting(note.id, NOTE, note.at, {"text": note.text}) for note in open_notes(unlocked))


def drop(log: "Log", id_: str) -> None:
    """Forget a note that has become an entry, or that its writer does not want."""
    drop_note(log.folder, id_)
