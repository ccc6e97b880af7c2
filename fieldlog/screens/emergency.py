"""The emergency card: what to say to 112, and digits that stamp what happens. It calls nobody, and says so."""

import contextlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Static, TextArea

from fieldlog.language import _
from fieldlog.logbook.desk import Desk
from fieldlog.logbook.glance import Tonight
from fieldlog.models.emergency import KINDS, STAMPS, Emergency, emergency_of
from fieldlog.models.questions import PLACE
from fieldlog.models.refusal import Refusal
from fieldlog.models.vocabulary import Vocabulary, vocabulary
from fieldlog.screens import card
from fieldlog.screens.event import OpenEvent
from fieldlog.screens.filling import Filling
from fieldlog.screens.formline import FormLine
from fieldlog.screens.house import house
from fieldlog.screens.picker import Picker
from fieldlog.screens.picking import Picking
from fieldlog.screens.rule import Rule
from fieldlog.screens.say import refusals_said
from fieldlog.screens.text import content, fit, rule, signs
from fieldlog.screens.tonight import tonight_of
from fieldlog.vault.notes import seal_note

TAKEN_BACK = timedelta(seconds=10)
"""So long after its start Esc removes everything: the key beside Esc is easily hit."""
TRY_AGAIN, LONGEST = 0.1, 40
"""Seconds until the log is asked for again; characters that find a place."""
STAMPING, WHAT, WHERE = "stamping", "what", "where"
BLOCKS = (STAMPING, WHAT, WHERE)
"""What the digits do: stamp, say what it is, choose the place. Tab goes round; after a choice they stamp again."""


class EmergencyScreen(Screen[None]):
    """`event` is one that waits, or that the form hands over; without one a new one begins, now."""

    keys_of: ClassVar[tuple[str, ...]] = ("emergency",)
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", show=False)]
    DEFAULT_CSS = """
    EmergencyScreen { layout: vertical; background: $background; color: $foreground; }
    EmergencyScreen > Static { height: auto; }
    EmergencyScreen > FormLine { padding: 0 1; }
    EmergencyScreen > FormLine.-away { height: 0; }
    EmergencyScreen > #space { height: 1fr; }
    """

    def __init__(self, desk: Desk | None, now: Callable[[], datetime], event: OpenEvent | None = None) -> None:
        super().__init__()
        self.desk = desk
        self.now = now
        self.is_new = event is None
        self.event = event or OpenEvent(lambda: self.desk or house(self).desk, now)
        found = emergency_of(self.event.body)
        self.is_from_form = found is None and not self.is_new
        self.opened = now()
        self.emergency = found or Emergency(0 if self.is_from_form else 1)
        self.block = STAMPING
        self.tonight: Tonight | None = None
        self.picker = Picker(id="picker")
        self.line = FormLine(self._press, longest=LONGEST)
        self._said = ""
        self._said_removable = True
        self._leaving = False

    def compose(self) -> ComposeResult:
        yield Static(id="top", markup=False)
        yield Rule(id="top_rule")
        yield Static(id="call", markup=False)
        yield Rule(id="what_rule")
        yield Static(id="what", markup=False)
        yield Rule(id="stamps_rule")
        yield Static(id="stamps", markup=False)
        yield Rule(id="where_rule")
        yield Static(id="where", markup=False)
        yield self.picker
        yield self.line
        yield Static(id="space", markup=False)
        yield Static(id="last", markup=False)

    def on_mount(self) -> None:
        self.event.failed = self.say
        self.line.focus()
        self.set_interval(1, self._tick)
        self._trying = self.set_interval(TRY_AGAIN, self._try_to_keep)
        self._change(lambda: None)
        self.draw()
        self._take_over()

    @property
    def _log(self) -> Desk | None:
        return self.desk or house(self).desk

    @property
    def vocabulary(self) -> Vocabulary:
        return self._log.vocabulary if self._log else vocabulary()

    def _take_over(self) -> None:
        """Where we are is where the last entry was, until somebody says otherwise."""
        self.tonight = tonight_of(self.app.screen_stack)
        if self.tonight is None:
            return
        body = self.event.body
        if self.event.shift is None and self.tonight.shift is not None:
            self.event.shift = body["shift"] = self.tonight.shift["id"]
        if self.is_new and not body.get(PLACE):
            body[PLACE] = self.tonight.remembered.get("place")
        self._change(lambda: None)
        self.draw()

    def _tick(self) -> None:
        self.query_one("#top", Static).update(card.top(self.event.at, self.now(), self.size.width))
        if self._may_be_removed != self._said_removable:
            self.draw()

    def _try_to_keep(self) -> None:
        """The card may be up before the log is open; from then on it is kept."""
        if self.tonight is None:
            self._take_over()
        elif self.event.is_kept:
            self._trying.stop()
        else:
            self.event.keep()

    def _change(self, what: Callable[[], object]) -> None:
        """Change the emergency; fields, actions and words of the event follow, and it is kept at once."""
        before = self.emergency.told()
        what()
        self.emergency.put_into(self.event.body, before)
        self.event.keep()

    def keep_written(self) -> None:
        """On every way out. A log that could not be opened gets it as a note, sealed."""
        if self._log is not None:
            if not self._leaving:
                self.event.flush()
        elif self.is_new and not self._leaving:
            self._leaving = True
            folder, told = house(self).start.folder, self.emergency.told()
            if folder is not None:
                text = " ".join(part for part in (KINDS[self.emergency.kind - 1][0], _("nödläge"), told) if part)
                with contextlib.suppress(Refusal):  # on the way out nobody is left to tell
                    seal_note(folder, text, self.event.at)

    def on_unmount(self) -> None:
        self.keep_written()

    # -- keys

    def _press(self, event: events.Key) -> bool:
        self._said, used = "", True
        character = event.character or ""
        is_digit = len(character) == 1 and character in "0123456789"
        if event.key == "enter":
            self._enter()
        elif event.key in {"tab", "shift+tab"}:
            self._go(BLOCKS[(BLOCKS.index(self.block) + (1 if event.key == "tab" else -1)) % len(BLOCKS)])
        elif is_digit:
            self._digit(int(character))
        elif event.key == "backspace" and self.block == STAMPING:
            self._change(lambda: self.emergency.stamps and self.emergency.stamps.pop())
        elif self.block == WHERE:
            used = False
        elif event.is_printable:
            self._said = _("Siffra stämplar. Ord skriver du sedan, när läget är lugnt.")
        else:
            used = event.key in {"backspace", "up", "down"}
        self.draw()
        return used

    def _digit(self, digit: int) -> None:
        if self.block == WHERE:
            code = self.picker.by_digit(digit)
            if code is not None:
                self._pick(code)
        elif self.block == WHAT and 1 <= digit <= len(KINDS):
            self._change(lambda: setattr(self.emergency, "kind", digit))
            self._go(STAMPING)
        elif self.block == STAMPING and digit == 0:
            self._leave(fill=True)
        elif self.block == STAMPING and digit <= len(STAMPS):
            self._change(lambda: self.emergency.stamps.append((digit, self.now())))

    def _pick(self, code: str) -> None:
        self._change(lambda: self.event.body.update({PLACE: code}))
        self._go(STAMPING)

    def _enter(self) -> None:
        if self.block == STAMPING:
            self._leave()
            return
        found = self._rows()
        if self.block == WHERE and self.line.text.strip() and found:
            self._pick(found[0][0])
        else:
            self._go(STAMPING)

    def _go(self, block: str) -> None:
        self.block = block
        self.line.show("", LONGEST)
        self.draw()

    def _rows(self) -> list[tuple[str, str]]:
        filling = Filling(self.event.body, self.vocabulary, "", "", ())
        return Picking(PLACE, filling, self.now, self.event.body.get(PLACE)).rows(self.line.text)

    def action_back(self) -> None:
        """Esc: to the stamps; there, within ten seconds of the start, everything is removed."""
        if self.block != STAMPING:
            self._go(STAMPING)
        elif self.now() - self.opened <= TAKEN_BACK and (self.is_new or self.is_from_form):
            self._leave(remove=True)
        else:
            self._leave()

    def _leave(self, *, remove: bool = False, fill: bool = False) -> None:
        if not self._leaving:
            self._leaving = True
            self.run_worker(self._left(remove, fill))

    async def _left(self, remove: bool, fill: bool) -> None:
        if remove and self.is_new:
            with refusals_said(self):
                await self.event.drop()
                self.app.notify(_("Borttaget. Inget sparades."))
        elif remove:
            self._change(self.emergency.stamps.clear)
            for name in ("emergency", "stamped", "severity"):
                self.event.body.pop(name, None)
            self.event.keep()
        if self.is_new and not remove and self._log is None:
            self._leaving = False  # nothing holds it yet: the log is still being opened
            self.say(_("Loggen öppnas. Vänta ett ögonblick."))
            return
        if not remove and not await self.event.settled():
            self._leaving = False
        elif fill and not self.is_from_form and self._log is not None:
            from fieldlog.screens.form import FormScreen  # not before the card has shown

            house(self).switch_screen(FormScreen(self._log, self.now, self.event))
        else:
            self.dismiss()

    # -- how it looks

    @on(TextArea.Changed)
    def _typed(self) -> None:
        self.draw()

    def on_resize(self) -> None:
        self.call_after_refresh(self.draw)

    def speak(self) -> None:
        self.draw()

    def say(self, sentence: str) -> None:
        self._said = sentence
        self.draw()

    def draw(self) -> None:
        if not self.is_mounted:
            return
        width, look = self.app.size.width, house(self).look
        self._said_removable = self._may_be_removed
        place = self.event.body.get(PLACE)
        drawn = {
            "top": card.top(self.event.at, self.now(), width),
            "call": card.call(self.vocabulary, place, self.event.body.get("spot"), width),
            "what": card.kinds(self.emergency, width, is_active=self.block == WHAT),
            "stamps": card.stamps(self.emergency, width, signs(look.only_ascii), is_active=self.block == STAMPING),
            "where": card.where(self.vocabulary, place, self.tonight, width, may_be_removed=self._said_removable),
            "last": content(rule(width)) + content("\n" + self._last_row(width), "$waits" if self._said else "$faint"),
        }
        for name, row in drawn.items():
            self.query_one(f"#{name}", Static).update(row)
        for name, (title, next_key) in card.titles(self.block).items():
            block = self.query_one(f"#{name}_rule", Rule)
            block.title, block.aside = title, next_key
        self.picker.display = self.block == WHERE
        self.line.set_class(self.block != WHERE, "-away")  # it has the keys also while it can't be seen
        self.query_one("#space").display = self.block != WHERE
        if self.block == WHERE:
            self.picker.show(self._rows())

    @property
    def _may_be_removed(self) -> bool:
        return self.now() - self.opened <= TAKEN_BACK and (self.is_new or self.is_from_form)

    def _last_row(self, width: int) -> str:
        if self._said:
            return fit(f" {self._said}", width)
        return card.keys(self.block, is_from_form=self.is_from_form, width=width)
