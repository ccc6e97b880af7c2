"""Three lines to try before the first real one: nothing of them is saved, and each says what was understood."""

from collections.abc import Callable
from datetime import datetime

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static, TextArea

from fieldlog.language import _, mark
from fieldlog.models.vocabulary import vocabulary
from fieldlog.screens.line import PromptedLine, WritingLine
from fieldlog.screens.masking import mask_personal
from fieldlog.screens.sealed_line import SealedChips
from fieldlog.screens.sentences import warning
from fieldlog.screens.text import content, fit, signs
from fieldlog.screens.understood import Understood

# The number is made up and its checksum right, so that the linter is sure of it.
LINES = (mark("lugnt på plattan"), mark("nh trp 6"), mark("pratade med 19121212-1212 vid trappan"))
SHOWS = (
    mark("Skriv som du skulle säga det. Under raden står vad som förstods."),
    mark("Koder går fortare: kategori, plats, antal."),
    mark("Ett påhittat personnummer. Det maskeras, så att det aldrig sparas."),
)


class Trial(Vertical):
    """Posts `Done` after the third line, or when one presses Enter on the empty line."""

    DEFAULT_CSS = """
    Trial { height: 1fr; background: $background; color: $foreground; }
    Trial > Static { height: auto; }
    Trial > SealedChips { height: 2; }
    """

    class Done(Message):
        """On to the real line."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.now = now
        self.line = WritingLine()
        self.chips = SealedChips(signs())
        self._number = 0
        self._told = ""

    def compose(self) -> ComposeResult:
        yield Static(id="task", markup=False)
        yield PromptedLine(self.line)
        yield self.chips
        yield Static(id="heard", markup=False)

    def begin(self) -> None:
        self._number, self._told = 0, ""
        self.line.load_text("")
        self.line.focus()
        self.draw()

    def draw(self) -> None:
        width = self.app.size.width
        number = min(self._number, len(LINES) - 1)
        rows = [
            "",
            _("Känn på raden. Inget av det här sparas."),
            "",
            _("{number} av {count}  {what}").format(number=number + 1, count=len(LINES), what=_(SHOWS[number])),
            "",
            _("Skriv:  {line}").format(line=_(LINES[number])),
            "",
        ]
        self.query_one("#task", Static).update(Content("\n").join([content(fit(f"  {row}", width)) for row in rows]))
        told = warning(self.line.text) or self._told
        self.query_one("#heard", Static).update(content(fit(f"  {told}", width), "$waits"))

    @on(TextArea.Changed)
    def _written(self) -> None:
        from fieldlog.line import read_line

        text = self.line.text
        if text.strip():
            self._told = ""
            reading = read_line(text, now=self.now(), vocabulary=vocabulary())
            self.chips.show(Understood(reading, self.now(), vocabulary()))
        else:
            self.chips.show(None)
        self.draw()

    @on(WritingLine.Save)
    def _next(self, message: WritingLine.Save) -> None:
        from fieldlog.privacy import mask_identities

        self.line.saved()
        self._told = _("Så hade det sparats: {text}").format(text=mask_identities(message.text))
        self._number += 1
        if self._number < len(LINES):
            self.draw()
        else:
            self.post_message(self.Done())

    @on(WritingLine.NextChip)
    def _mask(self) -> None:
        mask_personal(self.line)

    @on(WritingLine.OpenForm)
    def _skip(self) -> None:
        self.post_message(self.Done())
