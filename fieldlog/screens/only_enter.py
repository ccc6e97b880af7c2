"""A screen that asks once more before something is done: Enter does it, any other key goes back and changes nothing."""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from fieldlog.language import _
from fieldlog.screens.rule import Rule
from fieldlog.screens.status import aside
from fieldlog.screens.text import content, fit

if TYPE_CHECKING:
    from fieldlog.logbook.desk import Desk


class OnlyEnterScreen(Screen[None]):
    """From above: a title, what it is about, the question or why it was refused, the keys."""

    AUTO_FOCUS = None
    DEFAULT_CSS = """
    OnlyEnterScreen { layout: vertical; background: $background; color: $foreground; }
    OnlyEnterScreen > Static { height: 1; }
    OnlyEnterScreen > #about { height: 1fr; }
    """

    def __init__(self, desk: "Desk", now: Callable[[], datetime]) -> None:
        super().__init__()
        self.desk = desk
        self.now = now
        self._said = ""
        self._is_doing = False

    def compose(self) -> ComposeResult:
        yield Static(id="top", markup=False)
        yield Static(id="about", markup=False)
        yield Rule()
        yield Static(id="said", markup=False)
        yield Static(id="keys", markup=False)

    @abstractmethod
    def draw(self) -> None: ...

    def on_resize(self) -> None:
        self.draw()

    def speak(self) -> None:
        self.draw()

    def _draw(self, top: Content, about: Sequence[Content], question: str, enter_does: str) -> None:
        width = self.app.size.width
        self._static("top").update(top)
        self._static("about").update(Content("\n").join(about))
        self._static("said").update(content(fit(f" {self._said or question}", width), "$waits"))
        last = aside(f" {enter_does}", _("annan tangent: tillbaka   Esc Esc göm "), width)
        self._static("keys").update(content(fit(last, width), "$faint"))

    def _about(self, row: Content, words: str) -> list[Content]:
        """The row of something, and below it all that was written."""
        wrapped = content(words).wrap(max(self.app.size.width - 4, 20))
        return [Content(""), Content(" ") + row, Content(""), *(Content("   ") + line for line in wrapped)]

    def _static(self, name: str) -> Static:
        return self.query_one(f"#{name}", Static)

    @abstractmethod
    def enter(self) -> None:
        """Do it, or whatever Enter does here."""

    def on_key(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()
        if self._is_doing:
            return
        if event.key == "enter" and self.can_enter:
            self.enter()
        else:
            self.dismiss()

    @property
    @abstractmethod
    def can_enter(self) -> bool:
        """Whether there is still something that Enter would do."""
