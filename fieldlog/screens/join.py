"""Joining a server from a log that is open: its address, a one-time code, and a file of certificates if need be."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar
from weakref import WeakKeyDictionary

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, Static

from fieldlog.language import _, mark
from fieldlog.logbook.desk import Desk
from fieldlog.models.refusal import Refusal
from fieldlog.screens.house import house
from fieldlog.screens.status import aside, title_row
from fieldlog.screens.text import content, fit, wrapped

if TYPE_CHECKING:
    from sync.client.membership import Membership

LABELS = {"address": mark("Adress"), "code": mark("Kod"), "ca": mark("Certifikatfil")}
WIDTH = 18
"""Cells of a label."""
_TYPED: "WeakKeyDictionary[Desk, dict[str, str]]" = WeakKeyDictionary()
"""What was typed last, as long as the log is open: a code is asked for elsewhere, and meanwhile the screen is left."""


class Asked(Horizontal):
    """One answer: its name, and the box it is typed in."""

    DEFAULT_CSS = """
    Asked { height: 1; background: $background; }
    Asked > Static { width: 18; }
    Asked > Input, Asked > Input:focus {
        border: none; height: 1; padding: 0; background: $background; background-tint: $background 0%;
        color: $foreground; width: 1fr;
    }
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self.asks = name
        self.box = Input(compact=True, id=name)
        self.box.cursor_blink = False

    def compose(self) -> ComposeResult:
        yield Static(id=f"label_{self.asks}", markup=False)
        yield self.box

    def speak(self) -> None:
        bar = "▸" if self.box.has_focus else " "
        label = fit(f" {bar} {_(LABELS[self.asks])}:", WIDTH)
        self.query_one(Static).update(content(label, "" if self.box.has_focus else "$faint"))


class JoinScreen(Screen[str | None]):
    """Ends with the sentence that says where it is joined to, or None. What is refused leaves everything as typed."""

    keys_of: ClassVar[tuple[str, ...]] = ("join",)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", show=False),
        Binding("tab", "step(1)", show=False),
        Binding("down", "step(1)", show=False),
        Binding("shift+tab", "step(-1)", show=False),
        Binding("up", "step(-1)", show=False),
    ]
    DEFAULT_CSS = """
    JoinScreen { layout: vertical; background: $background; color: $foreground; }
    JoinScreen > Static { height: 1; }
    JoinScreen > #about, JoinScreen > #below { height: auto; }
    JoinScreen > #rest { height: 1fr; }
    """
    AUTO_FOCUS = ""

    def __init__(self, desk: Desk, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.desk = desk
        self.now = now
        self.asked = {name: Asked(name) for name in LABELS}
        self._said = ""
        self._under_way = False

    def compose(self) -> ComposeResult:
        yield Static(id="top", markup=False)
        yield Static(id="about", markup=False)
        yield from self.asked.values()
        yield Static(id="below", markup=False)
        yield Static(id="rest", markup=False)
        yield Static(id="keys", markup=False)

    def on_mount(self) -> None:
        for name, text in _TYPED.get(self.desk, {}).items():
            self.asked[name].box.value = text
        self._go("code" if self.asked["address"].box.value else "address")

    def on_resize(self) -> None:
        self.speak()

    def speak(self) -> None:
        """Drawn anew; what is typed stays."""
        width = self.app.size.width
        self.query_one("#top", Static).update(title_row(_("ANSLUT TILL SERVERN"), self.desk, self.now(), width))
        facts = self.desk.facts
        about = [
            "",
            _("Be din gruppledare om adressen och en kod för {worker}, {org}.").format(
                worker=facts.worker, org=facts.org
            ),
            _("Koden gäller en gång, i tio minuter."),
            "",
        ]
        self.query_one("#about", Static).update(Content("\n").join([content(fit(f"  {row}", width)) for row in about]))
        for one in self.asked.values():
            one.speak()
        below = self._said or _("Certifikatfilen behövs bara om du fått en. Lämna den tom annars.")
        style = "$waits" if self._said else "$faint"
        self.query_one("#below", Static).update(content("\n" + wrapped(below, width - 1), style))
        left = _(" Frågar servern ...") if self._under_way else self._enter_does()
        self.query_one("#keys", Static).update(content(aside(left, _("Esc tillbaka   Esc Esc göm "), width), "$faint"))

    def _enter_does(self) -> str:
        is_first = self.asked["address"].box.has_focus
        return _(" Enter nästa   Tab nästa") if is_first else _(" Enter ansluter   Tab nästa")

    def _go(self, name: str) -> None:
        box = self.asked[name].box
        self.set_focus(box)
        box.cursor_position = len(box.value)
        self.call_after_refresh(self.speak)

    def _typed(self) -> dict[str, str]:
        return {name: one.box.value.strip() for name, one in self.asked.items()}

    @on(Input.Changed)
    def _changed(self) -> None:
        self._said = ""
        _TYPED[self.desk] = self._typed()
        self.speak()

    def action_step(self, by: int) -> None:
        names = list(self.asked)
        here = next((number for number, name in enumerate(names) if self.asked[name].box.has_focus), 0)
        self._go(names[(here + by) % len(names)])

    @on(Input.Submitted)
    def _entered(self, message: Input.Submitted) -> None:
        lacks = next((name for name in ("address", "code") if not self._typed()[name]), None)
        if message.input.id == "address" or lacks is not None:
            self._go(lacks or "code")
        elif not self._under_way:
            self._under_way, self._said = True, ""
            self.speak()
            self.run_worker(self._join(), exclusive=True)

    async def _join(self) -> None:
        typed = self._typed()

        def joining() -> "Membership":
            from sync.client.once import enrol_once  # httpx takes longer to load than the screen to show

            return enrol_once(self.desk.unlocked, self.now, typed["address"], typed["code"], typed["ca"])

        try:
            here = await house(self).travel.while_still(joining)
        except Refusal as refusal:
            self._under_way, self._said = False, str(refusal)
            self.speak()
            return
        _TYPED.pop(self.desk, None)
        self.dismiss(_("Ansluten till {org}.").format(org=here.org_name or self.desk.facts.org))

    def action_back(self) -> None:
        """What was typed is there again; while the server is asked its answer is waited for."""
        if not self._under_way:
            self.dismiss(None)
