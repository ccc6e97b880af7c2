"""Help for the screen one came from: what each key does, how a line is written, who reads it, whom to ring."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from fieldlog import __version__
from fieldlog.language import _, mark, spoken
from fieldlog.logbook.desk import Desk
from fieldlog.models.numbers import public_numbers
from fieldlog.screens.house import house
from fieldlog.screens.keymap import SCREENS, name_of
from fieldlog.screens.keys import keys_of
from fieldlog.screens.status import aside, title_row
from fieldlog.screens.text import content, fit, rule
from fieldlog.screens.understood import READERS

EXAMPLES = (
    (mark("lugnt på plattan"), mark("vanlig svenska går bra")),
    (mark("nh trp 6 18-24"), mark("kategori, plats, antal, ålder i koder")),
    (mark("kvart i nio slagsmål trappan 4-5 pers"), mark("tid som man säger den")),
    (mark("-10m od sgg !!!"), mark("för tio minuter sedan, akut")),
    (mark("ob seg full man +lob"), mark("åtgärd med plus")),
    (mark("bl trp stolpe 4471"), mark("resten blir ord")),
)
"""Lines as one may write them, each with what it shows."""
SIGNS = (
    ("s0", mark("lugnt")),
    ("s1", mark("värt att minnas")),
    ("!  s2", mark("följ upp")),
    ("!!  s3", mark("allvarligt")),
    ("!!!  s4", mark("akut")),
)
CLASSES = {
    "A": mark("Platsen: lampor, skräp, störningar, lugnt läge."),
    "B": mark("Narkotika, våld, grupper. Aldrig vem."),
    "C": mark("Möten med enskilda, unga, hälsa, ingripanden, och det du höjer."),
}
ABOUT = (
    mark("Allt ligger krypterat på den här datorn."),
    mark("Det som är sparat ändras aldrig. Det rättas, så att båda versionerna syns."),
    mark("Skriv aldrig namn eller personnummer. De flaggas, Tab maskerar."),
    mark("Esc Esc gömmer och låser. Det du skrivit finns kvar."),
)


class HelpScreen(Screen[None]):
    """One page to scroll; needs no open log."""

    keys_of: ClassVar[tuple[str, ...]] = ("help",)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", show=False),
        Binding("space", "leaf", show=False),
        Binding("1", "practise", show=False),
    ]
    DEFAULT_CSS = """
    HelpScreen { layout: vertical; background: $background; color: $foreground; }
    HelpScreen > Static { height: 1; }
    HelpScreen VerticalScroll { height: 1fr; scrollbar-size-vertical: 1; }
    HelpScreen #text { height: auto; }
    """

    def __init__(self, desk: Desk | None, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.desk = desk
        self.now = now
        self.parts: tuple[str, ...] = ()

    def compose(self) -> ComposeResult:
        yield Static(id="top", markup=False)
        with VerticalScroll():
            yield Static(id="text", markup=False)
        yield Static(id="keys", markup=False)

    def on_mount(self) -> None:
        behind = self.app.screen_stack[:-1]
        self.parts = tuple(getattr(behind[-1], "keys_of", ())) if behind else ()
        self.query_one(VerticalScroll).focus()
        self.speak()

    def on_resize(self) -> None:
        self.speak()

    @property
    def _is_practice(self) -> bool:
        return self.desk is not None and self.desk.folder.practice

    def speak(self) -> None:
        width = self.app.size.width
        self.query_one("#top", Static).update(title_row(_("HJÄLP"), self.desk, self.now(), width))
        rows = [*self._keys(width), *_line(width), *_readers(width), *_numbers(width), *self._about(width)]
        self.query_one("#text", Static).update(Content("\n").join(rows))
        first = _(" Mellanslag bläddrar   Pilar   Esc tillbaka")
        practise = "" if self._is_practice else "   " + _("1 öva")
        self.query_one("#keys", Static).update(content(aside(first + practise, _("Esc Esc göm "), width), "$faint"))

    def _keys(self, width: int) -> list[Content]:
        keys: tuple[Any, ...] = house(self).keys
        rows = []
        for part in (*self.parts, "all"):
            if part != "all" and not keys_of(part, keys):
                continue
            rows.append(_title(_("Tangenter: {screen}").format(screen=_(SCREENS[part])), width))
            rows += [_pair(name_of(key.key), _(key.label), width) for key in keys_of(part, keys)]
        rows.append(_title(_("Menyn: Mellanslag på tom rad, sedan en bokstav"), width))
        rows += [_pair(key.key, _(key.label), width) for key in keys_of("menu", keys) if self._is_there(key.action)]
        return rows

    def _is_there(self, action: str) -> bool:
        return house(self).can(action) is not None

    def _about(self, width: int) -> list[Content]:
        practice = (
            _("Det här är övningen. Inget av det finns på riktigt.")
            if self._is_practice
            else _("1 öppnar en logg med påhittade händelser. Din egen stängs så länge.")
        )
        rows = [_title(_("Öva"), width), _row(practice, width), _title(_("Om fieldlog"), width)]
        return [*rows, *(_row(_(sentence), width) for sentence in ABOUT), _row(f"fieldlog {__version__}", width)]

    def action_leaf(self) -> None:
        self.query_one(VerticalScroll).scroll_page_down(animate=False)

    def action_practise(self) -> None:
        if not self._is_practice:
            house(self).practise()

    def action_back(self) -> None:
        self.dismiss()


def _line(width: int) -> list[Content]:
    rows = [_title(_("Raden: skriv som du skulle säga det"), width)]
    rows += [_pair(_(line), _(shown), width, 38) for line, shown in EXAMPLES]
    rows.append(_row(_("Under raden står vad som förstods. Ett ? är en gissning, Tab ändrar den."), width))
    rows.append(_title(_("Hur allvarligt"), width))
    return rows + [_pair(sign, _(label), width) for sign, label in SIGNS]


def _readers(width: int) -> list[Content]:
    rows = [_title(_("Vem läser"), width)]
    for class_, what in CLASSES.items():
        rows += [_row(_(READERS[class_]), width), _pair("", _(what), width, 4)]
    return rows


def _numbers(width: int) -> list[Content]:
    rows = [_title(_("Ring. fieldlog ringer inte själv"), width)]
    return rows + [_pair(one.number, spoken(one), width) for one in public_numbers()]


def _title(text: str, width: int) -> Content:
    return content(rule(width - 1, text))


def _pair(left: str, right: str, width: int, room: int = 14) -> Content:
    return content(f"  {left:<{room}} ", "bold") + content(fit(right, width - room - 4))


def _row(text: str, width: int) -> Content:
    return content(fit(f"  {text}", width - 1))
