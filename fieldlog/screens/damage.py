"""The log is damaged on the disk: where, what still goes, and the two ways on, to read only or to go on writing."""

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from fieldlog.language import _
from fieldlog.logbook.damage import which
from fieldlog.screens.status import aside
from fieldlog.screens.text import content, fit, wrapped


class DamageScreen(Screen[bool]):
    """Shown while nobody types. Its answer is whether the log shall be opened for reading only."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", show=False)]
    DEFAULT_CSS = """
    DamageScreen { layout: vertical; background: $background; color: $foreground; }
    DamageScreen > Static { height: auto; }
    DamageScreen > #page { height: 1fr; }
    """

    def __init__(self, pages: tuple[int, ...], *, read_only: bool) -> None:
        """`pages` by number, none where they are not known; `read_only` where the log is open so already."""
        super().__init__()
        self._pages = pages
        self._read_only = read_only

    def compose(self) -> ComposeResult:
        yield Static(id="top", markup=False)
        yield Static(id="page", markup=False)
        yield Static(id="keys", markup=False)

    def on_mount(self) -> None:
        self.speak()

    def on_resize(self) -> None:
        self.speak()

    def speak(self) -> None:
        width = self.app.size.width
        self.query_one("#top", Static).update(content(fit(" " + _("LOGGEN ÄR SKADAD PÅ DISKEN"), width), "reverse"))
        texts = [
            which(self._pages),
            _("Det som ligger på en skadad sida går inte att läsa. Allt annat finns kvar."),
            _("Loggen är öppen bara för läsning: inget mer skrivs till den.")
            if self._read_only
            else _("Läs bara: då skrivs inget mer till filen. Skriv vidare: det nya sparas, om disken tar emot det."),
            _("Så återställs den: stäng med Ctrl+Q och kör  fieldlog restore FIL  med den senaste säkerhetskopian."),
            _("Loggen som finns nu ligger kvar bredvid. Säg till den som sköter datorn: disken kan vara på väg ut."),
        ]
        rows = [Content("")]
        for text in filter(None, texts):
            rows += [content(wrapped(text, width)), Content("")]
        self.query_one("#page", Static).update(Content("\n").join(rows))
        left = _(" Enter tillbaka") if self._read_only else _(" 1 läs bara   2 skriv vidare")
        row = aside(left, _("Esc tillbaka   Esc Esc göm "), width)
        self.query_one("#keys", Static).update(content(row, "$faint"))

    def on_key(self, event: events.Key) -> None:
        if event.character == "1" and not self._read_only:
            event.stop()
            self.dismiss(True)
        elif event.character == "2" or event.key == "enter":
            event.stop()
            self.dismiss(False)

    def action_back(self) -> None:
        self.dismiss(False)
