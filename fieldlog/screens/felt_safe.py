"""How safe it felt to work: one digit at the end of a shift."""

from collections.abc import Callable

from textual import events
from textual.widgets import Static

from fieldlog.language import _
from fieldlog.screens.text import content

ANSWERS = "12345"


class FeltSafe(Static, can_focus=True):
    """`Hur tryggt kändes det att arbeta?` 1 to 5, 0 for no answer. A digit answers and goes on."""

    DEFAULT_CSS = "FeltSafe { height: 1; } FeltSafe:focus { color: $waits; }"

    def __init__(self, write: Callable[[str], None]) -> None:
        """`write` takes a letter that is pressed here: it is text, and belongs where one writes."""
        super().__init__(markup=False)
        self._write = write
        self.answer: int | None = None

    def on_mount(self) -> None:
        self.draw()

    def draw(self) -> None:
        choices = " ".join(f"[{each}]" if str(self.answer) == each else f" {each} " for each in ANSWERS)
        self.update(
            content(
                ("▸" if self.has_focus else " ")
                + _("Tryggt att arbeta?  otryggt {choices} tryggt   0 hoppa över").format(choices=choices)
            )
        )

    def watch_has_focus(self, value: bool) -> None:
        """The sign beside it, not the colour alone, says that digits answer here."""
        super().watch_has_focus(value)
        self.draw()

    def on_key(self, event: events.Key) -> None:
        if event.character and event.character in "0" + ANSWERS:
            event.stop()
            self.answer = int(event.character) or None
            self.draw()
            self.screen.focus_next()
        elif event.character and event.is_printable:
            event.stop()
            self._write(event.character)
        elif event.key == "up":
            event.stop()
            self.screen.focus_previous()
