"""What is typed on a locked laptop: sealed while it is written, so that nothing is lost and nobody can read it."""

import threading
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from fieldlog.vault.notes import drop_note, seal_note

if TYPE_CHECKING:
    from fieldlog.home import Folder


class Sealing:
    """The note of one locked line. `keep` may be called from any thread, and raises what the disk refuses."""

    def __init__(self, folder: "Folder", now: Callable[[], datetime]) -> None:
        self._folder = folder
        self._now = now
        self._one_by_one = threading.Lock()
        self._note: str | None = None
        self._text = ""
        self.turn = 0
        """Counts the notes of this line: what was asked for in an earlier turn is too late to be kept."""

    def keep(self, text: str, turn: int) -> None:
        """Have the text sealed on the disk, in place of what was sealed of it so far."""
        with self._one_by_one:
            if turn == self.turn and text != self._text:
                self._replace(text)

    def take(self, text: str) -> str:
        """Seal the text for good; its id. The line begins a new note."""
        with self._one_by_one:
            if text != self._text or self._note is None:
                self._replace(text)
            note = self._note or ""
            self._begin_anew()
            return note

    def drop(self) -> None:
        """Forget what was sealed of the line: its text lives on elsewhere."""
        with self._one_by_one:
            if self._note is not None:
                drop_note(self._folder, self._note)
            self._begin_anew()

    def _begin_anew(self) -> None:
        self._note, self._text = None, ""
        self.turn += 1

    def _replace(self, text: str) -> None:
        # The new one first: a kill in between leaves two, never none.
        older, self._note = self._note, seal_note(self._folder, text, self._now()) if text.strip() else None
        self._text = text
        if older is not None:
            drop_note(self._folder, older)
