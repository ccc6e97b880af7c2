"""The guided form as a screen: what is chosen is kept as an open event, and becomes an entry when it is complete."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.timer import Timer

from fieldlog.language import _
from fieldlog.logbook.desk import Desk
from fieldlog.logbook.glance import Tonight
from fieldlog.models.completeness import name_of
from fieldlog.models.moment import clock
from fieldlog.models.refusal import Refusal
from fieldlog.screens.answering import Answering
from fieldlog.screens.event import OpenEvent
from fieldlog.screens.filling import Filling
from fieldlog.screens.formkeys import press
from fieldlog.screens.question import Question
from fieldlog.screens.say import Say, refusals_said
from fieldlog.screens.sentences import warning
from fieldlog.screens.statutory import decision
from fieldlog.screens.tonight import tonight_of
from fieldlog.screens.wording import NOTE

KEEP_AFTER = 0.25
"""Seconds after a letter until it is kept; what a digit chose is kept at once."""


class FormScreen(Screen[None]):
    """A new event, or one that waits."""

    keys_of: ClassVar[tuple[str, ...]] = ("form",)
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", show=False)]

    def __init__(self, desk: Desk, now: Callable[[], datetime], event: OpenEvent | None = None) -> None:
        super().__init__()
        self.desk = desk
        self.now = now
        self.event = event or OpenEvent(lambda: desk, now)
        self.event.failed = self.say
        body = self.event.body
        if body.get("text") and not body.get("words"):
            body["words"] = {NOTE: body["text"]}
        self.filling = Filling(body, desk.vocabulary, desk.facts.worker, desk.facts.role, ())
        self.answering = Answering(self.filling, now, press)
        self._soon: Timer | None = None
        self._minute = ""
        self._leaving = False

    def compose(self) -> ComposeResult:
        yield self.answering

    async def on_mount(self) -> None:
        self.answering.line.focus()
        self.set_interval(1, self._tick)
        self.run_worker(asyncio.to_thread(warning, "ord"))  # its word lists are loaded before the first letter
        with refusals_said(self):
            self._stands_in(tonight_of(self.app.screen_stack) or await self.desk.look())
        self.answering.begin()
        self._tick()

    def _stands_in(self, tonight: Tonight) -> None:
        self.filling.crew = tonight.crew
        self.answering.last_place = tonight.remembered.get("place")
        if self.event.shift is None and tonight.shift is not None:
            self.event.shift = self.filling.body["shift"] = tonight.shift["id"]

    def on_screen_resume(self) -> None:
        self.answering.line.focus()
        if self.answering.paging is not None:
            self.answering.to_questions()

    def speak(self) -> None:
        self.answering.draw()

    def say(self, sentence: str) -> None:
        self.answering.say(sentence)

    def _tick(self) -> None:
        """The clock since the decision goes on; at 20 minutes it says so, once."""
        since = decision(self.filling, self.now())
        if since.is_late and not self.filling.body.get("rung"):
            self.filling.body["rung"] = True
            self.app.bell()
            self.event.keep()
        minute = clock(self.now())
        if minute != self._minute:
            self._minute = minute
            self.answering.draw()

    # -- keeping

    @on(Answering.Changed)
    def _changed(self, message: Answering.Changed) -> None:
        if not message.typed:
            self.event.keep()
        elif self._soon is None:
            self._soon = self.set_timer(KEEP_AFTER, self._keep_typed)

    def _keep_typed(self) -> None:
        self._soon = None
        if not self._leaving:
            self.event.keep()

    def keep_written(self) -> None:
        """On every way out: what was typed since is kept."""
        self.answering.wording.store()
        if self.event.is_kept or self.filling.holds_anything() or self.filling.body.get("typing"):
            self.event.flush()

    # -- other ways on

    @on(Answering.Unconscious)
    def _to_card(self) -> None:
        from fieldlog.screens.emergency import EmergencyScreen  # only where it is needed

        self.app.push_screen(EmergencyScreen(self.desk, self.now, self.event))

    @on(Say)
    def _told(self, message: Say) -> None:
        message.stop()
        self.say(message.sentence)

    def action_back(self) -> None:
        """Esc: close what is open; else leave, and what was filled in stays as an open event."""
        if not self.answering.step_back() and not self._leaving:
            self._leaving = True
            self.run_worker(self._leave())

    async def _leave(self) -> None:
        self.answering.wording.store()
        if not self.filling.holds_anything():
            with refusals_said(self):
                await self.event.drop()
            self.dismiss()
            return
        self._mask()
        self.event.keep()
        if await self.event.settled():
            self.dismiss()
        self._leaving = False

    def _mask(self) -> None:
        """An open event may wait for hours: no identity number waits in it."""
        from fieldlog.privacy import mask_identities  # word lists that opening the form need not wait for

        body = self.filling.body
        body.pop("typing", None)
        body["words"] = {name: mask_identities(text) for name, text in (body.get("words") or {}).items()}
        body["text"] = body["words"].get(NOTE, "")
        for key, value in self.filling.fields.items():
            if isinstance(value, str):
                self.filling.fields[key] = mask_identities(value)

    # -- saving

    @on(Answering.Finished)
    def _finished(self) -> None:
        lacking = self.filling.lacking()
        if not lacking:
            self._save()
            return
        names = ", ".join(name_of(self.filling.vocabulary, name) for name in lacking)
        ways = (("fill", _("fyll i")), ("why", _("kan inte bli klar, skriv varför")))
        title = _("Saknas: {names}.").format(names=names)
        self.answering.question.ask("lacking", title, ways, _("spara som öppen"))

    @on(Question.Answered)
    def _way_chosen(self, message: Question.Answered) -> None:
        if message.value == "fill":
            self.answering.go_to(self.filling.lacking()[0])
        elif message.value == "why":
            self.answering.give_reason()
        else:
            self.action_back()

    @on(Answering.Reasoned)
    def _reasoned(self, message: Answering.Reasoned) -> None:
        self._save(message.why)

    def _save(self, why: str | None = None) -> None:
        if not self._leaving:
            self._leaving = True
            self.run_worker(self._close(why))

    async def _close(self, why: str | None) -> None:
        self.answering.wording.store()
        body = self.filling.body
        for name in ("typing", "ask"):
            body.pop(name, None)
        self.event.keep()
        try:
            await self.event.close(why)
        except Refusal as refusal:
            self._leaving = False
            self.say(str(refusal))
            return
        what = " ".join(str(body[name]) for name in ("category", "place") if body.get(name))
        self.app.notify(_("Sparat {clock}  {what}").format(clock=clock(self.event.at), what=what))
        self.dismiss()
