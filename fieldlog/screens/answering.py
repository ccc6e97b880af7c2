"""The form while it is filled in: which step and which question is up, and what was picked."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeAlias

from textual import events, on
from textual.message import Message
from textual.widgets import TextArea

from fieldlog.language import _
from fieldlog.models.questions import ACTIONS, CATEGORY, PLACE, REASONS
from fieldlog.models.refusal import RuleBroken
from fieldlog.screens.asked import rows_of
from fieldlog.screens.filling import Filling, prefill
from fieldlog.screens.formline import FormLine
from fieldlog.screens.formview import FormView, what_is_missing
from fieldlog.screens.line import LONGEST
from fieldlog.screens.offers import Offers, name_of_code
from fieldlog.screens.paging import Paging
from fieldlog.screens.picking import Picking
from fieldlog.screens.wording import FIND, NOTE, WHY, Wording

ROOM = 12
"""Rows for the questions until the screen has been measured."""

Press: TypeAlias = Callable[["Answering", events.Key], bool]


class Answering(FormView):  # noqa: PLR0904 - the steps of the form, and two hooks of Textual
    """Changes the filling and posts what happened; the screen around it keeps and saves. `press` takes its keys."""

    class Changed(Message):
        """Something was chosen, or, with `typed`, written."""

        def __init__(self, typed: bool = False) -> None:
            super().__init__()
            self.typed = typed

    class Finished(Message):
        """Enter on the last question."""

    class Unconscious(Message):
        """Somebody is: the emergency card is wanted now."""

    class Reasoned(Message):
        """Why it can't be completed."""

        def __init__(self, why: str) -> None:
            super().__init__()
            self.why = why

    def __init__(self, filling: Filling, now: Callable[[], datetime], press: Press) -> None:
        super().__init__(FormLine(lambda key: press(self, key), longest=LONGEST), now)
        self.filling = filling
        self.offers = Offers(filling, now, lambda: self.signs)
        self.wording = Wording(self.line, filling, now)
        self.last_place: str | None = None
        self.picking: Picking | None = None
        self.paging: Paging | None = None
        self.told_lacking: tuple[str, ...] = ()
        self.entered_at: float | None = None
        self._said = ""

    # -- steps

    def begin(self) -> None:
        """At the first thing that is not there: what, where, or the questions."""
        if not self.filling.category:
            self.pick(CATEGORY)
        elif not self.filling.place:
            self.pick(PLACE)
        else:
            self.to_questions()

    def pick(self, what: str) -> None:
        """A list to pick from, by digit or by letters."""
        self.picking = Picking(what, self.filling, self.now, self.last_place)
        self.wording.aim(FIND)
        self.draw()

    def picked(self, code: str | None, said: str = "") -> None:
        """A code out of the list. `said` is a sentence that was typed to find it: it belongs to the words."""
        picking = self.picking
        assert picking is not None  # noqa: S101 - picked from its list
        if said:
            self._take_sentence(picking, said)
        self.wording.forget()
        if code is not None:
            self._put(picking.what, code)
        self.changed()
        if code is None:
            self.say(_("Texten ligger i Ord. Välj vad det är."))
        elif picking.what == CATEGORY and not self.filling.place:
            self.pick(PLACE)
        else:
            self.to_questions()

    def _put(self, what: str, code: str) -> None:
        if what == ACTIONS:
            self.filling.choose(ACTIONS, code)
        else:
            self.filling.put(what, code)
        if what == CATEGORY:
            prefill(self.filling, self.now())
            self.paging = None

    def _take_sentence(self, picking: Picking, said: str) -> None:
        reading, body = picking.reading(said), self.filling.body
        note = f"{self.wording.text_of(NOTE)} {said.strip()}".strip()
        body["words"], body["text"] = {**(body.get("words") or {}), NOTE: note}, note
        for name, value in (("place", reading.place), ("persons", reading.persons), ("ages", list(reading.ages))):
            if value and not body.get(name):
                body[name] = value

    def to_questions(self) -> None:
        self.picking = None
        if self.paging is None:
            self.paging = Paging(
                self.filling,
                lambda name: rows_of(self.offers, name, self.width),
                lambda: self.asked.size.height or ROOM,
            )
        self.paging.follow()
        self.to_bar()

    def to_bar(self) -> None:
        """The line writes what the question with the bar asks for in words, else the words of the event."""
        assert self.paging is not None  # noqa: S101 - there is no bar without questions
        bar = self.paging.bar
        self.wording.aim(bar if self.filling.kind(bar) == "text" else NOTE)
        self.draw()

    def go_to(self, name: str) -> None:
        """The question of this name, wherever it is."""
        if name in (CATEGORY, PLACE):
            self.pick(name)
        elif self.paging is not None and name in self.paging.sequence:
            self.paging.bar = name
            self.to_bar()

    def give_reason(self) -> None:
        """The line asks why it can't be completed."""
        self.wording.aim(WHY, writing=True)
        self.draw()

    def step_back(self) -> bool:
        """Esc: out of what is open inside the form; False if the form itself is to be left."""
        is_inside = self.wording.target == WHY or (self.picking is not None and self.paging is not None)
        if is_inside:
            self.to_questions()
        return is_inside

    def commit(self) -> bool:
        """What was written is the answer; False, with a sentence, if it can't be one."""
        try:
            self.wording.commit()
        except RuleBroken as refusal:
            self.say(str(refusal))
            return False
        return True

    # -- how it looks

    @on(TextArea.Changed)
    def _written(self) -> None:
        if self.wording.store():
            self.post_message(self.Changed(typed=True))
        self.draw()

    def changed(self) -> None:
        """Something was chosen."""
        self.post_message(self.Changed())
        self.draw()

    def say(self, sentence: str) -> None:
        """A sentence in the row of what is missing, until the next key."""
        self._said = sentence
        self.draw()

    def draw(self) -> None:
        self.draw_top(self.filling)
        if self.picking is not None:
            rows = self.picking.rows(self.line.text)
            self.picker.show(rows, has_digits=bool(rows))
            self.draw_picker(self.picking.title, _("siffra väljer, bokstäver letar"))
        elif self.paging is not None:
            self.draw_questions(self.offers, self.paging, written=self.wording.is_writing)
        status = self._said or self._status()
        self.draw_bottom(self._about(), status, self._keys(), "$waits" if self._said else "$faint")

    def on_resize(self) -> None:
        self.call_after_refresh(self.draw)

    def _about(self) -> str:
        own = {NOTE: _("Ord"), FIND: _("Skriv"), WHY: _("Varför kan den inte bli klar?")}
        target = self.wording.target
        return own[target] if target in own else self.offers.title(target)

    def _status(self) -> str:
        if self.wording.target == WHY:
            return "   ".join(f"{number} {_(reason)}" for number, reason in enumerate(REASONS, 1))
        if self.picking is None:
            return what_is_missing(self.filling, self.wording.text_of(NOTE))
        if self.picking.offered and not self.line.text:
            name = name_of_code(self.filling.vocabulary, self.picking.offered)
            return _("Enter: {place}, som sist").format(place=name)
        return ""

    def _keys(self) -> tuple[str, str]:
        if self.wording.target == WHY:
            return _("Siffra eller egna ord   Enter spara"), _("Esc tillbaka")
        if self.picking is not None:
            leaves = _("Esc spara öppen   F1") if self.filling.holds_anything() else _("Esc tillbaka   F1")
            return _("Siffra väljer   Enter den första   Tab hoppa över"), leaves
        if self.wording.is_writing:
            return _("Enter klar   Tab nästa som saknas"), _("Esc spara öppen   F1")
        return _("Siffra väljer   Enter nästa   bokstav skriver i Ord"), _("Esc spara öppen   F1")
