"""A small program with every piece of the terminal foundation on one screen, for tests that need a real terminal.

python demo.py HOME [--list] [--broken] [--ascii] [--look NAME] [--rows N]
"""

import argparse
import sys
import threading
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from fieldlog.app import FieldlogApp, run
from fieldlog.language import _
from fieldlog.screens.keys import menu_items
from fieldlog.screens.line import PromptedLine, WritingLine
from fieldlog.screens.menu import Menu
from fieldlog.screens.outside import Outside
from fieldlog.screens.rows import Rows
from fieldlog.screens.rule import Rule
from fieldlog.screens.say import Say
from fieldlog.screens.text import content, fit, one_line
from fieldlog.screens.theme import SEVERITY_STYLES, Look

HOSTILE = [
    "\x1b]52;c;UFdORUQ=\x07\x1b]0;PWNED\x07 urklipp och titel",
    "\x9b2J\x1b[2J\x1b[H skärmen rensad",
    "vänster\u202eregöh till \u2066isolerad\u2069",
    '[/] [/tid] [x=" [red]röd[/red]',
    "[@click=app.quit]klicka här[/]",
    "[link=file:///etc/passwd]länk[/link]",
    "emoji 🙂 🚨 och 日本語, hopsatt a\u030aa\u0308",
    "rad\u2028ny\nrad\tslut",
]
SIGNS = ["✓", "·", "!", "!!", "!!!"]


class Shift(Screen[None]):
    """What happened is counted in the top row, so that a test can read it."""

    keys_of = ("line", "timeline")

    def __init__(self, number_of_rows: int, start_in_list: bool, is_broken: bool) -> None:
        super().__init__()
        self._start_in_list = start_in_list
        self._is_broken = is_broken
        self.happened: dict[str, int] = {}
        self.menu = Menu(
            lambda: menu_items(
                lambda action: None if action == "review" else _("Inget att synka.") * (action == "sync")
            )
        )
        self.line = WritingLine(menu=self.menu, suggest=_grey, several=True, id="line")
        self.rows: Rows[tuple[str, int, str]] = Rows(
            lambda offset, limit: [row(number) for number in range(offset, min(offset + limit, number_of_rows))],
            lambda: number_of_rows,
            lambda each, width: Content.assemble(
                (f"{each[0]} ", "$faint"),
                (f"{SIGNS[each[1]]:<4}", SEVERITY_STYLES[each[1]]),
                content(fit(each[2], width - 10)),
            ),
            writes=not start_in_list,
            menu=self.menu,
            gutter=1,
        )

    def compose(self) -> ComposeResult:
        if self._is_broken:
            fail()
        yield Static(" PASS  OV-12", markup=False, id="top")
        yield Static(id="told")
        yield self.rows
        yield self.menu
        yield Rule()
        yield PromptedLine(self.line)
        yield Static(id="hint")

    def on_mount(self) -> None:
        self.rows.reload(index=10**9)
        (self.rows if self._start_in_list else self.line).focus()
        self.speak()

    def speak(self) -> None:
        self.query_one("#hint", Static).update(content(_("Skriv vad du sett, som du skulle säga det."), "$faint"))

    def count(self, what: str) -> None:
        self.happened[what] = self.happened.get(what, 0) + 1
        shown = " ".join(f"{name}={number}" for name, number in self.happened.items())
        self.query_one("#top", Static).update(content(f" PASS  {shown}"))

    def tell(self, what: str) -> None:
        self.query_one("#told", Static).update(content(f" {one_line(what)}"))

    @on(WritingLine.Save)
    def _save(self, event: WritingLine.Save) -> None:
        self.count("save")
        self.tell(f"sparat <{event.text}>")
        if event.text == "krascha":
            fail()
        if event.text == "krascha i en arbetare":
            self.run_worker(fail, thread=True)
        if event.text == "krascha i en tråd":
            threading.Thread(target=fail).start()
        self.line.saved()

    @on(WritingLine.OpenForm)
    def _form(self) -> None:
        self.count("form")

    def action_emergency(self) -> None:
        self.count("emergency")

    def action_help(self) -> None:
        self.count("help")

    @on(WritingLine.NextWaiting)
    def _next(self, event: WritingLine.NextWaiting) -> None:
        self.count("chip" if isinstance(event, WritingLine.NextChip) else "waiting")

    @on(WritingLine.IntoTimeline)
    def _into(self) -> None:
        self.count("timeline")
        self.rows.focus()

    @on(Say)
    def _said(self, event: Say) -> None:
        event.stop()
        self.tell(event.sentence)

    @on(WritingLine.PastedLines)
    def _pasted(self, event: WritingLine.PastedLines) -> None:
        self.tell(f"{len(event.lines)} rader, sist {event.lines[-1]}")

    @on(Menu.Chosen)
    def _chosen(self, event: Menu.Chosen) -> None:
        self.count(event.item.id)

    BINDINGS = [("escape", "back")]

    def action_back(self) -> None:
        self.count("back")


def _grey(text: str) -> str:
    return "ppan" if text.endswith("tra") else ""


def fail() -> None:
    """What a fault of the program may have in its words and variables."""
    secret = "19900101-2385"
    message = f"hemligt {secret}"
    raise RuntimeError(message)


def row(number: int) -> tuple[str, int, str]:
    return (
        f"{15 + number // 60 % 9}:{number % 60:02}",
        number % 5,
        HOSTILE[number % 8] if number % 3 else f"post {number}",
    )


class Search(Screen[None]):
    """A second screen, to see that a menu letter opens it."""

    BINDINGS = [("escape", "app.pop_screen")]

    def compose(self) -> ComposeResult:
        yield Static(content("SÖKSIDAN"))


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--broken", action="store_true")
    parser.add_argument("--look", default="dark")
    parser.add_argument("--ascii", action="store_true")
    choices = parser.parse_args()

    def write(name: str) -> None:
        with (choices.home / name).open("a") as file:
            file.write(shift.line.unsaved + "\n")

    locked = "import sys; print('LÅST'); sys.stdin.readline()"
    outside = Outside(
        flush=lambda: write("draft"),
        on_hide=lambda: write("hidden"),
        again=(sys.executable, "-c", locked),
        home=choices.home,
    )
    shift = Shift(choices.rows, choices.list, choices.broken)
    look = Look(day=choices.look, by_sun=False, only_ascii=choices.ascii)
    if choices.look in {"amber", "red"}:
        look = Look(day=choices.look, night=choices.look, by_sun=False)
    app = FieldlogApp({"shift": lambda: shift, "search": Search}, first="shift", outside=outside, look=look)
    return run(app, outside)


if __name__ == "__main__":
    sys.exit(main())
