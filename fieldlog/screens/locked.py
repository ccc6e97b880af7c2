"""The lock screen: a note can be written without the key, and a passphrase opens the log."""

from collections.abc import Callable
from datetime import datetime
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Static, TextArea

from fieldlog.home import Folder, Home
from fieldlog.language import _, n_
from fieldlog.models.moment import clock
from fieldlog.screens.house import house
from fieldlog.screens.line import WritingLine
from fieldlog.screens.question import Question
from fieldlog.screens.rule import Rule
from fieldlog.screens.say import Say, refusals_said
from fieldlog.screens.sealed_line import SealedLine
from fieldlog.screens.sentences import warning
from fieldlog.screens.status import aside, battery
from fieldlog.screens.text import content, wrapped
from fieldlog.screens.unlocking import Unlocking
from fieldlog.screens.without_key import WithoutKey
from fieldlog.vault.lock import open_events


class LockedScreen(Screen[None]):
    """Shows nothing that the store holds. `asks`: begins with the passphrase, else with the line."""

    keys_of: ClassVar[tuple[str, ...]] = ("locked",)
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", show=False)]
    DEFAULT_CSS = """
    LockedScreen { layout: vertical; background: $background; color: $foreground; }
    LockedScreen > Static { height: auto; min-height: 1; }
    LockedScreen > #middle { height: 1fr; }
    """

    def __init__(
        self,
        folder: Folder,
        home: Home,
        now: Callable[[], datetime],
        sentence: str = "",
        text: str = "",
        *,
        asks: bool = False,
    ) -> None:
        """`sentence` says why the log is not open; `text` stood on another screen's line and stands here now."""
        super().__init__()
        self.folder = folder
        self.home = home
        self.now = now
        self.writing = SealedLine(folder, now)
        self.line = self.writing.line
        self.unlocking = Unlocking(folder)
        self.without_key = WithoutKey(folder, now, id="middle")
        self.question = Question()
        self._sentence = sentence
        self._carried = text
        self._asks = asks

    def compose(self) -> ComposeResult:
        yield Static(id="top", markup=False)
        yield self.without_key
        yield self.question
        yield Rule()
        yield self.writing
        yield self.unlocking
        yield Rule()
        yield Static(id="said", markup=False)
        yield Static(id="keys", markup=False)

    def on_mount(self) -> None:
        self.set_interval(20, self.draw)
        self._ask(self._asks)
        if self._carried:
            self.line.put_back(self._carried)

    @on(events.Resize)
    def _resized(self) -> None:
        self.draw()

    def speak(self) -> None:
        """Another language: drawn anew, and what is written stays."""
        self.draw()
        self.unlocking.speak()

    # -- what is shown

    def draw(self) -> None:
        width = self.app.size.width
        word = _("ÖVNING, LÅST") if self.folder.practice else _("LÅST")
        right = "   ".join(text for text in (self._open_events, battery(), clock(self.now())) if text)
        self._show("top", aside(f" {word}   {self.folder.worker}", f"{right} ", width), "reverse")
        told = warning(self.line.text) or self._sentence
        self._show("said", wrapped(told or self._usual() or " ", width), "$waits" if told else "")
        self._show("keys", self._keys(width), "$faint")
        self.writing.draw()
        self.without_key.draw()

    @property
    def _open_events(self) -> str:
        """What the screen may tell of the log: that something is not finished, and no more."""
        count = open_events(self.folder)
        said = n_("{count} öppen händelse", "{count} öppna händelser", count)
        return said.format(count=count) if count else ""

    def _usual(self) -> str:
        if not self._asks:
            return _("Enter sparar utan att låsa upp. Går att läsa först när du låst upp.")
        if not self.folder.practice:
            return ""
        from fieldlog.logbook.rehearsal import PASSPHRASE

        return _("Det här är övning. Lösenfrasen är: {words}").format(words=PASSPHRASE)

    def _keys(self, width: int) -> str:
        if self._asks:
            return aside(_(" Enter låser upp   Esc skriv utan att låsa upp"), _("Esc Esc göm   F1 hjälp "), width)
        if self.line.text:
            return aside(_(" Enter sparar   Esc sparar och tömmer raden"), _("Esc Esc göm   F1 hjälp "), width)
        return aside(_(" Enter på tom rad: lås upp   Tab byt person"), _("§ nödläge   Mellanslag nummer "), width)

    def say(self, sentence: str) -> None:
        """One sentence under the line, until one types."""
        self._sentence = sentence
        self.draw()

    @on(Say)
    def _told(self, message: Say) -> None:
        message.stop()
        self.say(message.sentence)

    @on(TextArea.Changed)
    def _written(self) -> None:
        if self.line.text and self.line.text != self._carried:
            self._sentence = ""
        self.draw()

    def _show(self, name: str, text: str, style: str) -> None:
        self.query_one(f"#{name}", Static).update(content(text, style))

    def keep_written(self) -> None:
        """On every way out: what stands on the line is sealed on the disk when this returns."""
        self.writing.keep_written()

    # -- without the key: persons, numbers, emergency

    @on(WritingLine.NextWaiting)
    def action_change_person(self) -> None:
        others = [worker for worker in self.home.workers() if worker != self.folder.worker]
        if others:
            self.question.ask("worker", _("Vem?"), tuple((worker, worker) for worker in others))
        else:
            self.say(_("Det finns ingen annans logg på den här datorn."))

    @on(Question.Answered)
    def _chosen(self, message: Question.Answered) -> None:
        if message.value is not None:
            house(self).change_person(message.value)

    @on(WritingLine.OpenMenu)
    def action_numbers(self) -> None:
        """A second press is the way to the help for those who can reach neither F1 nor `?`."""
        if self.without_key.is_open:
            house(self).perform("all.help")
        else:
            self.without_key.show_numbers()

    def action_emergency(self) -> None:
        self.run_worker(self._begin_emergency())

    async def _begin_emergency(self) -> None:
        with refusals_said(self):
            await self.without_key.begin_emergency()

    def action_back(self) -> None:
        """Esc: from the passphrase to the line; text is put away as a note; else what is shown is closed."""
        if self._asks:
            self._ask(False)
        elif self.line.text.strip():
            self.writing.put_away()
        else:
            self.say(self.without_key.close())

    # -- the passphrase

    @on(WritingLine.OpenForm)
    def action_unlock(self) -> None:
        self._ask(True)

    def _ask(self, asks: bool) -> None:
        self._asks = asks
        self.unlocking.stop()
        self.unlocking.display, self.writing.display = asks, not asks
        (self.unlocking.field if asks else self.line).focus()
        self.draw()

    @on(Unlocking.Opened)
    def _opened(self, message: Unlocking.Opened) -> None:
        text = " ".join(part for part in (self.writing.carry(), message.typed) if part)
        house(self).unlocked(message.unlocked, text)
