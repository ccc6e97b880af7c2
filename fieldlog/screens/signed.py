"""A signed shift: the receipt, and text to paste elsewhere so that nobody writes twice; at once or later."""

from collections.abc import Callable
from datetime import datetime
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Static

from fieldlog.language import _, mark
from fieldlog.logbook.desk import Desk
from fieldlog.models.moment import written
from fieldlog.screens.say import Say, refusals_said
from fieldlog.screens.status import aside
from fieldlog.screens.text import content, fit
from fieldlog.screens.values import when

TEXTS = {
    "1": mark("text till tjänstgöringsrapporten"),
    "2": mark("text till verksamhetssystemet"),
    "3": mark("mina siffror i kväll"),
    "4": mark("felanmälningar"),
}


class SignedScreen(Screen[None]):
    """A digit shows a text and sends it to the terminal's clipboard; Esc or Enter goes on."""

    keys_of: ClassVar[tuple[str, ...]] = ("signed",)
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", show=False)]
    DEFAULT_CSS = """
    SignedScreen { background: $background; color: $foreground; }
    SignedScreen VerticalScroll { height: 1fr; scrollbar-size-vertical: 1; padding: 0 1; }
    SignedScreen Static { height: auto; }
    """

    def __init__(self, desk: Desk, now: Callable[[], datetime], shift: str) -> None:
        """`now` tells when the shift was signed."""
        super().__init__()
        self.desk = desk
        self.shift = shift
        self.signed_at = now()

    def compose(self) -> ComposeResult:
        yield Static(id="top", markup=False)
        yield Static(id="choices", markup=False)
        with VerticalScroll():
            yield Static(id="text", markup=False)
        yield Static(id="said", markup=False)
        yield Static(id="keys", markup=False)

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()
        self.speak()

    def speak(self) -> None:
        width = self.app.size.width
        signed = _(" SIGNERAT {when}   Passet ändras inte mer, det rättas.")
        self._show("top", fit(signed.format(when=when(written(self.signed_at))), width), "reverse")
        rows = [" " + _("Kopiera för att klistra in någon annanstans:")]
        rows += [f"   {digit} {_(label)}" for digit, label in TEXTS.items()]
        self._show("choices", "\n".join(rows))
        self._show(
            "keys",
            fit(aside(_(" Siffra kopierar   pilar bläddrar"), _("Esc tillbaka   Esc Esc göm "), width), width),
            "$faint",
        )

    def _show(self, name: str, text: str, style: str = "") -> None:
        self.query_one(f"#{name}", Static).update(content(text, style))

    def on_key(self, event: events.Key) -> None:
        if event.character in TEXTS:
            event.stop()
            self.run_worker(self._copy(event.character or ""), exclusive=True)
        elif event.key == "enter":
            event.stop()
            self.dismiss()

    async def _copy(self, digit: str) -> None:
        with refusals_said(self):
            self._copied(await self.desk.verb("copying.text", digit, self.shift))

    def _copied(self, text: str) -> None:
        if self.desk.folder.practice:
            text = _("ÖVNING") + "\n" + text
        self._show("text", text)
        self.app.copy_to_clipboard(text)
        self._show("said", " " + _("Skickat till terminalens urklipp. Kom den inte fram: markera texten här."), "$calm")

    @on(Say)
    def _told(self, message: Say) -> None:
        message.stop()
        self._show("said", f" {message.sentence}", "$waits")

    def action_back(self) -> None:
        self.dismiss()
