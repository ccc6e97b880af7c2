"""The line of a locked laptop: what is typed is understood with the common words alone, and sealed as it is written."""

import asyncio
import contextlib
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static, TextArea

from fieldlog.language import _
from fieldlog.models.moment import clock
from fieldlog.models.refusal import Refusal
from fieldlog.screens.chips import NOBODY, Chips
from fieldlog.screens.line import PromptedLine, WritingLine
from fieldlog.screens.masking import mask_personal
from fieldlog.screens.say import Say, refusals_said
from fieldlog.screens.sealing import Sealing
from fieldlog.screens.text import content, fit, signs
from fieldlog.screens.understood import Chip, Understood

if TYPE_CHECKING:
    from fieldlog.home import Folder

SEAL_AFTER = 0.3
"""Seconds after a key until what stands on the line is sealed."""


class SealedChips(Chips):
    """Chips that only tell: without the key there is nothing to correct, and no class yet."""

    can_focus = False

    @property
    def chips(self) -> list[Chip]:
        return [chip for chip in super().chips if chip.name not in ("class_", NOBODY)]


class SealedLine(Vertical):
    """The line with its chips under it. Each note is on the disk, sealed, before it is said."""

    DEFAULT_CSS = """
    SealedLine { height: auto; background: $background; color: $foreground; }
    SealedLine > Static { height: 1; }
    SealedLine > SealedChips { height: 1; }
    """

    def __init__(self, folder: "Folder", now: Callable[[], datetime]) -> None:
        super().__init__()
        self.now = now
        self.line = WritingLine(several=True)
        self.chips = SealedChips(signs())
        self._sealing = Sealing(folder, now)

    def compose(self) -> ComposeResult:
        yield PromptedLine(self.line)
        yield Static(id="hint", markup=False)
        yield self.chips

    def draw(self) -> None:
        has_chips = self.chips.understood is not None
        hint = self.query_one("#hint", Static)
        self.chips.display, hint.display = has_chips, not has_chips
        if has_chips:
            self.chips.styles.height = max(1, self.chips.render().plain.count("\n") + 1)
        invitation = "" if self.line.text else _("Skriv vad du sett, som du skulle säga det.")
        hint.update(content(fit(f"   {invitation}", self.app.size.width), "$faint"))

    # -- what is written

    @on(TextArea.Changed)
    def _written(self) -> None:
        text, turn = self.line.text, self._sealing.turn
        self.chips.show(self._understand(text))
        self.draw()
        self.set_timer(SEAL_AFTER, lambda: self._rests(text, turn))

    def _understand(self, text: str) -> Understood | None:
        from fieldlog.line import read_line  # its rules are data that the first frame need not wait for
        from fieldlog.models.vocabulary import vocabulary

        if not text.strip():
            return None
        # With the words that everybody has alone: places used lately would tell where somebody was.
        reading = read_line(text, now=self.now(), vocabulary=vocabulary())
        return Understood(reading, self.now(), vocabulary())

    def _rests(self, text: str, turn: int) -> None:
        if text == self.line.text:
            self.run_worker(self._seal(text, turn), group="seal")

    async def _seal(self, text: str, turn: int) -> None:
        with refusals_said(self):
            await asyncio.to_thread(self._sealing.keep, text, turn)

    def keep_written(self) -> None:
        """What stands on the line is sealed on the disk when this returns: on every way out."""
        self._sealing.keep(self.line.unsaved, self._sealing.turn)

    def put_away(self) -> None:
        """The text is a note, and the line is empty."""
        text = self.line.text
        self.line.load_text("")
        self.run_worker(self._take((text,)), group="take")

    def carry(self) -> str:
        """What stands on the line goes elsewhere: it is no note of its own any more."""
        with contextlib.suppress(Refusal):  # a disk that takes nothing: the note waits beside its text
            self._sealing.drop()
        return self.line.unsaved

    @on(WritingLine.Save)
    def _save(self, message: WritingLine.Save) -> None:
        self.run_worker(self._take((message.text,)), group="take")

    @on(WritingLine.PastedLines)
    def _pasted(self, message: WritingLine.PastedLines) -> None:
        self.run_worker(self._take(message.lines), group="take")

    async def _take(self, texts: tuple[str, ...]) -> None:
        for number, text in enumerate(texts):
            try:
                await asyncio.to_thread(self._sealing.take, text)
            except Refusal as refusal:
                self.line.put_back(" ".join(texts[number:]))
                self.post_message(Say(str(refusal)))
                return
        self.line.saved()
        said = _("Sparat {clock}. Väntar på dig när du låst upp.").format(clock=clock(self.now()))
        self.post_message(Say(said))

    @on(WritingLine.NextChip)
    def _mask(self) -> None:
        if not mask_personal(self.line):
            self.post_message(Say(_("Det som gissats går att ändra när du låst upp.")))
