"""Where a passphrase is typed: shown as dots, never copied."""

from collections.abc import Callable

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Static

from fieldlog.language import _
from fieldlog.screens.text import content


class Passphrase(Input):
    """One row. Enter empties it and posts `Entered`, unless `is_busy`: then what is typed stays."""

    DEFAULT_CSS = """
    Passphrase, Passphrase:focus {
        border: none; height: 1; padding: 0; background: $background; color: $foreground;
        background-tint: $background 0%;
    }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(password=True, compact=True, id=id)
        self.cursor_blink = False
        self.is_busy = False

    class Entered(Message):
        """The passphrase that was typed."""

        def __init__(self, passphrase: str) -> None:
            super().__init__()
            self.passphrase = passphrase

    def on_key(self, event: events.Key) -> None:
        # In the field's own turn: as a binding Enter would come after letters that were typed after it.
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            if self.value and not self.is_busy:
                passphrase, self.value = self.value, ""
                self.post_message(self.Entered(passphrase))

    def action_copy(self) -> None:
        """Nothing: the clipboard is everybody's."""

    def action_cut(self) -> None:
        """Nothing, as `action_copy`."""


class PassphraseRow(Horizontal):
    """The field with its name before it."""

    DEFAULT_CSS = """
    PassphraseRow { height: 1; background: $background; }
    PassphraseRow > Static { width: auto; }
    """

    def __init__(self, field: Passphrase, label: Callable[[], str] = lambda: _("Lösenfras")) -> None:
        super().__init__()
        self._field = field
        self._label = label

    def compose(self) -> ComposeResult:
        yield Static(markup=False)
        yield self._field

    def on_mount(self) -> None:
        self.speak()

    def speak(self) -> None:
        """Its name in the language in use."""
        self.query_one(Static).update(content(f" {self._label()}: "))
