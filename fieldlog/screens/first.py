"""The first start on a laptop: a log of one's own or practice, a few short questions, a passphrase, the first lines."""

import asyncio
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, Static

from fieldlog.home import Home
from fieldlog.language import _, language
from fieldlog.models.refusal import Refusal, RuleBroken
from fieldlog.models.worker import ROLES, organisation, service_number
from fieldlog.screens.first_steps import STEPS, WITH_CODE, label, rows_of
from fieldlog.screens.house import house
from fieldlog.screens.passphrase import Passphrase
from fieldlog.screens.status import aside, title_row
from fieldlog.screens.text import content, fit, wrapped
from fieldlog.screens.trial import Trial

if TYPE_CHECKING:
    from fieldlog.vault import Unlocked


class Field(Horizontal):
    """The one field of a step: its name, and a box that shows what is typed or hides it."""

    DEFAULT_CSS = """
    Field { height: 1; background: $background; }
    Field > Static { width: auto; }
    Field > Input, Field > Input:focus {
        border: none; height: 1; padding: 0; background: $background; background-tint: $background 0%;
        color: $foreground;
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self.plain = Input(compact=True)
        self.hidden = Passphrase()
        self.plain.cursor_blink = False

    def compose(self) -> ComposeResult:
        yield Static(id="label", markup=False)
        yield self.plain
        yield self.hidden

    def ask(self, name: str, value: str, *, secret: bool) -> None:
        self.query_one("#label", Static).update(content(f"  {name}: "))
        self.plain.display, self.hidden.display = not secret, secret
        box = self.hidden if secret else self.plain
        box.value = value
        box.cursor_position = len(value)
        box.focus()


class FirstScreen(Screen[None]):
    """`beside`: for one more person on a laptop that has logs. Nothing is made before the passphrase stands twice."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", show=False)]
    DEFAULT_CSS = """
    FirstScreen { layout: vertical; background: $background; color: $foreground; }
    FirstScreen > Static { height: 1; }
    FirstScreen > #list { height: auto; }
    FirstScreen > #said { height: auto; padding: 1 0 0 1; }
    FirstScreen > #rest { height: 1fr; }
    """

    def __init__(self, home: Home, now: Callable[[], datetime], *, beside: bool = False) -> None:
        super().__init__()
        self.home = home
        self.now = now
        self.field = Field()
        self.trial = Trial(now)
        self.steps: tuple[str, ...] = STEPS
        self._beside = beside
        self._step = 1 if beside else 0
        self._answers: dict[str, str] = {}
        self._said = ""
        self._unlocked: Unlocked | None = None
        self._is_making = False

    @property
    def step(self) -> str:
        return self.steps[self._step]

    def compose(self) -> ComposeResult:
        yield Static(id="top", markup=False)
        yield Static(id="list", markup=False)
        yield self.field
        yield Static(id="said", markup=False)
        yield self.trial
        yield Static(id="rest", markup=False)
        yield Static(id="keys", markup=False)

    def on_mount(self) -> None:
        self._go(self._step)

    def on_resize(self) -> None:
        self.speak()

    # -- what is shown

    def speak(self) -> None:
        """Drawn anew, in the language in use; what is typed stays."""
        width, is_trial = self.app.size.width, self.step == "trial"
        title = _("NY PERSON") if self._beside else _("VÄLKOMMEN TILL FIELDLOG")
        self.query_one("#top", Static).update(title_row(title, None, self.now(), width))
        rows = [content(fit(f"  {row}", width)) for row in rows_of(self.step, self._answers)]
        self.query_one("#list", Static).update(Content("\n").join(rows))
        self.query_one("#list", Static).display = not is_trial
        self.query_one("#rest", Static).display = not is_trial
        self.query_one("#said", Static).display = bool(self._said)
        self.query_one("#said", Static).update(content(wrapped(self._said, width - 1), "$waits"))
        self.query_one("#keys", Static).update(content(self._keys(width), "$faint"))
        if is_trial:
            self.trial.draw()

    def _keys(self, width: int) -> str:
        if self.step == "choice":
            return aside(_(" 1 2 3 4 väljer"), _("Ctrl+Q stänger "), width)
        if self.step == "role":
            return aside(_(" Siffra väljer"), _("Esc ett steg tillbaka "), width)
        if self.step == "trial":
            return aside(_(" Enter nästa   Enter på tom rad: hoppa över och börja"), "", width)
        if self._unlocked is not None:  # the log is made, and only the server is left
            back = _("Esc hoppar över ") if self.step == "address" else _("Esc ett steg tillbaka ")
            return aside(_(" Enter ansluter") if self.step == "code" else _(" Enter går vidare"), back, width)
        return aside(_(" Enter går vidare"), _("Esc ett steg tillbaka "), width)

    def _say(self, sentence: str) -> None:
        self._said = sentence
        self.speak()

    # -- the steps

    def _go(self, step: int) -> None:
        self._step, self._said = step, ""
        asks = self.step not in {"choice", "role", "trial"}
        self.field.display, self.trial.display = asks, self.step == "trial"
        if asks:
            secret = self.step in {"passphrase", "again"}
            self.field.ask(label(self.step), "" if secret else self._answers.get(self.step, ""), secret=secret)
        elif self.step == "trial":
            self.trial.begin()
        else:
            self.set_focus(None)
        self.speak()

    def on_key(self, event: events.Key) -> None:
        character = event.character or ""
        if self.step == "choice" and character in {"1", "2", "3", "4"}:
            event.stop()
            (self._begin, self._begin_with_code, house(self).practise, self._other_language)[int(character) - 1]()
        elif self.step == "role" and character.isdecimal():
            event.stop()
            self._answers["role"] = list(ROLES)[int(character) - 1]  # 0 is the tenth
            self._go(self._step + 1)

    def _begin(self) -> None:
        self.steps = STEPS
        self._go(1)

    def _begin_with_code(self) -> None:
        self.steps = WITH_CODE
        self._go(1)

    def _other_language(self) -> None:
        self.app.speak("en" if language() == "sv" else "sv")  # type: ignore[attr-defined]  # FieldlogApp has it

    @on(Input.Submitted)
    def _submitted(self, message: Input.Submitted) -> None:
        self._answer(message.value)

    @on(Passphrase.Entered)
    def _entered(self, message: Passphrase.Entered) -> None:
        self._answer(message.passphrase)

    def _answer(self, text: str) -> None:
        try:
            self._answers[self.step] = self._checked(text)
        except Refusal as refusal:
            self._say(str(refusal))
            return
        if self.step == "again":
            self._make()
        elif self.step == "code" and self._unlocked is not None:
            self._join()
        else:
            self._go(self._step + 1)

    def _checked(self, text: str) -> str:
        if self.step == "address":
            from sync.client.trust import safe_address  # only those who have a code need it

            return safe_address(text)
        if self.step == "code":
            if not text.strip():
                raise RuleBroken(_("Skriv koden som den står."))
            return text.strip()
        if self.step == "org":
            return organisation(text)
        if self.step == "worker":
            number = service_number(text)
            if number in self.home.workers():
                raise RuleBroken(_("{worker} har redan en logg här.").format(worker=number))
            return number
        if self.step == "again" and text != self._answers["passphrase"]:
            self._go(self._step - 1)
            raise RuleBroken(_("De två var olika. Skriv lösenfrasen igen, två gånger."))
        from fieldlog.vault.doors import SHORTEST_PASSPHRASE

        if len(unicodedata.normalize("NFKC", text)) < SHORTEST_PASSPHRASE or not text.strip():
            raise RuleBroken(_("Lösenfrasen ska ha minst {least} tecken.").format(least=SHORTEST_PASSPHRASE))
        return text

    def _make(self) -> None:
        if not self._is_making:
            self._is_making = True
            self._say(_("Gör loggen ..."))
            self.run_worker(self._made())

    async def _made(self) -> None:
        from fieldlog.vault import create_vault

        answers = self._answers
        folder = self.home.folder(answers["worker"])
        passphrase = answers.pop("passphrase")
        answers.pop("again")
        try:
            self._unlocked = await asyncio.to_thread(
                create_vault, folder, passphrase, worker=folder.worker, org=answers["org"], role=answers["role"]
            )
            if language() != house(self).settings.language:
                house(self).choose_settings(replace(house(self).settings, language=language()))
        except Refusal as refusal:
            self._go(self.steps.index("passphrase" if self._unlocked is None else "trial"))
            self._say(str(refusal))
        else:
            self._is_making = False
            if "code" in self.steps:
                self._join()
            else:
                self._go(self.steps.index("trial"))
        finally:
            self._is_making = False

    def _join(self) -> None:
        if not self._is_making:
            self._is_making = True
            self._say(_("Frågar servern ..."))
            self.run_worker(self._joined())

    async def _joined(self) -> None:
        from sync.client.once import enrol_once  # as above

        unlocked, answers = self._unlocked, self._answers
        assert unlocked is not None  # noqa: S101 - the log is made before it joins
        try:
            here = await asyncio.to_thread(enrol_once, unlocked, self.now, answers["address"], answers["code"])
        except Refusal as refusal:
            self._go(self.steps.index("code"))
            self._say(str(refusal) + " " + _("Loggen är gjord; det går också att ansluta senare."))
        else:
            self._go(self.steps.index("trial"))
            self._say(_("Ansluten till {org}.").format(org=here.org_name or answers["org"]))
        finally:
            self._is_making = False

    @on(Trial.Done)
    def _tried(self) -> None:
        if self._unlocked is not None:
            house(self).begun(self._unlocked)

    def action_back(self) -> None:
        """One step back; what was answered stays. From the lines to try there is only the log."""
        if self.step == "trial":
            self._tried()
        elif self._unlocked is not None and self.step == "address":
            self._go(self.steps.index("trial"))
        elif self._step > (1 if self._beside else 0) and not self._is_making:
            self._go(self._step - 1)
        elif self._beside:
            self.dismiss()
