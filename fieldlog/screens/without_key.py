"""What a locked laptop can still show: numbers to ring, and an emergency whose time is kept at once."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from fieldlog.language import _, language
from fieldlog.logbook.numbers import numbers
from fieldlog.models.moment import clock
from fieldlog.screens.sealing import Sealing
from fieldlog.screens.text import content, fit
from fieldlog.vault.notes import drop_note

if TYPE_CHECKING:
    from fieldlog.home import Folder

MISTAKEN = 10.0
"""Seconds in which an emergency can be taken back."""


class WithoutKey(Static):
    """Empty until `show_numbers` or `begin_emergency`; `close` empties it again."""

    def __init__(self, folder: "Folder", now: Callable[[], datetime], *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id, markup=False)
        self._folder = folder
        self._now = now
        self._emergency: tuple[str, datetime] | None = None
        self._rows: Callable[[], list[str]] | None = None

    @property
    def is_open(self) -> bool:
        return self._rows is not None

    def show_numbers(self) -> None:
        self._rows = self._emergency_rows if self._emergency else self._numbers
        self.draw()

    async def begin_emergency(self) -> None:
        """Keep the time as a sealed note; a second press adds none. Raises what the disk refuses."""
        if self._emergency is None:
            started = self._now()
            note = await asyncio.to_thread(Sealing(self._folder, lambda: started).take, _("nödläge"))
            self._emergency = (note, started)
        self._rows = self._emergency_rows
        self.draw()

    def close(self) -> str:
        """Empty again; a sentence if an emergency was taken back with it."""
        self._rows = None
        self.draw()
        if self._emergency is None:
            return ""
        (note, started), self._emergency = self._emergency, None
        if not 0 <= (self._now() - started).total_seconds() <= MISTAKEN:
            return ""
        drop_note(self._folder, note)
        return _("Nödläget är borttaget.")

    def draw(self) -> None:
        rows = ["", *self._rows()] if self._rows else []
        width = self.size.width or self.app.size.width
        self.update(Content("\n").join([content(fit(f" {row}", width)) for row in rows]))

    def _emergency_rows(self) -> list[str]:
        assert self._emergency is not None  # noqa: S101 - shown only once it has begun
        when = clock(self._emergency[1])
        return [
            _("RING 112. Härifrån rings och skickas inget."),
            _("Nödläge {clock}, sparat utan att låsa upp. Fel? Esc inom 10 s tar bort det.").format(clock=when),
            _("Skriv på raden vad som händer. Hela kortet finns när du låst upp."),
            "",
            *self._numbers(),
        ]

    def _numbers(self) -> list[str]:
        found, sentence = numbers(self._folder)
        rows = [f"{one.number:<14} {one.sv if language() == 'sv' else one.en}" for one in found]
        return [*rows, *([sentence] if sentence else []), "", _("Mellanslag igen: hjälp   Esc stänger")]
