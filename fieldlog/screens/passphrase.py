"""Where a passphrase is typed: shown as dots, never copied."""

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input, Static

from fieldlog.language import _
from fieldlog.screens.text import content


class Passphrase(Input):
    """One row. Enter posts `Input.Submitted`; the one who takes its value empties it."""

    DEFAULT_CSS = """
    Passphrase, Passphrase:focus {
        border: none; height: 1; padding: 0; background: $background; color: $foreground;
        background-tint: $background 0%;
    }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(password=True, compact=True, id=id)
        self.cursor_blink = False

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
