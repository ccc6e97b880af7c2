"""After a grave event: one question to who wrote it, answered with one digit."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Static

from fieldlog.language import _, mark
from fieldlog.logbook.desk import Desk
from fieldlog.models.care import LATER, NO, YES
from fieldlog.screens.say import Say, refusals_said
from fieldlog.screens.status import aside, title_row
from fieldlog.screens.text import content, fit

if TYPE_CHECKING:
    from fieldlog.logbook.glance import Waiting

ANSWERS = {"1": YES, "2": NO, "3": LATER}
SAID = (
    mark("Vill du att någon hör av sig?"),
    "",
    mark("1  ja: din gruppledare ser det vid händelsen, och ingen annan läser det"),
    mark("2  nej: det skickas inte och sparas bara här"),
    mark("3  senare: frågan kommer igen om tolv timmar"),
)


class CareScreen(Screen[None]):
    """A browsing screen. Esc leaves the question where it is."""

    keys_of: ClassVar[tuple[str, ...]] = ("timeline",)
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", show=False)]
    AUTO_FOCUS = None
    DEFAULT_CSS = """
    CareScreen { background: $background; color: $foreground; }
    CareScreen > Static { height: auto; }
    CareScreen > #about { height: 1fr; padding: 1; }
    """

    def __init__(self, desk: Desk, now: Callable[[], datetime], waiting: "Waiting") -> None:
        super().__init__()
        self.desk = desk
        self.now = now
        self.waiting = waiting
        self._is_answered = False

    def compose(self) -> ComposeResult:
        yield Static(id="top", markup=False)
        yield Static(id="about", markup=False)
        yield Static(id="said", markup=False)
        yield Static(id="keys", markup=False)

    def on_mount(self) -> None:
        self.speak()

    def on_resize(self) -> None:
        self.speak()

    def speak(self) -> None:
        width = self.app.size.width
        self.query_one("#top", Static).update(title_row(_("OMSORG"), self.desk, self.now(), width))
        what = " ".join(str(self.waiting.body[name]) for name in ("category", "place") if self.waiting.body.get(name))
        rows = [what, "", *(_(said) if said else "" for said in SAID)]
        self.query_one("#about", Static).update(content("\n".join(rows)))
        last = aside(_(" 1 ja   2 nej   3 senare"), _("Esc tillbaka   Esc Esc göm "), width)
        self.query_one("#keys", Static).update(content(fit(last, width), "$faint"))

    @on(Say)
    def _told(self, message: Say) -> None:
        message.stop()
        self.query_one("#said", Static).update(content(f" {message.sentence}", "$waits"))

    def on_key(self, event: events.Key) -> None:
        said = ANSWERS.get(event.character or "")
        if said is not None and not self._is_answered:
            event.stop()
            self._is_answered = True
            self.run_worker(self._answer(said))

    async def _answer(self, said: str) -> None:
        with refusals_said(self):
            await self.desk.verb("care.answer", self.waiting.id, said, self.now())
            self.dismiss()
        self._is_answered = False

    def action_back(self) -> None:
        self.dismiss()
