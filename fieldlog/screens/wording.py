"""What the line of the form is for just now, and how its text gets into the event."""

from collections.abc import Callable
from datetime import datetime

from fieldlog.language import _
from fieldlog.models.questions import AT, is_before
from fieldlog.models.refusal import RuleBroken
from fieldlog.screens.filling import Filling
from fieldlog.screens.formline import FormLine, as_answer
from fieldlog.screens.line import LONGEST
from fieldlog.screens.masking import mask_personal

NOTE, WHY, FIND = "note", "why", "find"
"""Where the line writes, besides fields: the words, why it can't be completed, what a list is narrowed by."""


class Wording:
    """`target` is NOTE, WHY, FIND or the name of a question. While `is_writing` digits are text."""

    def __init__(self, line: FormLine, filling: Filling, now: Callable[[], datetime]) -> None:
        self.line = line
        self.target = NOTE
        self.is_writing = False
        self._has_shown = False
        self._filling = filling
        self._now = now

    def aim(self, target: str, *, writing: bool = False) -> None:
        """From now on the line writes there; what stands on it has been taken."""
        self.store()
        self.target, self.is_writing = target, writing
        self.show()

    def show(self) -> None:
        """Have on the line what the event holds."""
        self._has_shown = True
        self.line.show(self.text_of(self.target), self._longest())

    def text_of(self, target: str) -> str:
        body = self._filling.body
        if target == NOTE:
            return str((body.get("words") or {}).get(NOTE) or "")
        if self._is_text(target):
            return str(self._filling.value(target) or "")
        return str((body.get("typing") or {}).get(target) or "")

    def store(self) -> bool:
        """What stands on the line is in the event; whether that changed anything.

        Before the first `show` the line is empty because nothing has been put there, not because it was erased.
        """
        text = self.line.text
        if not self._has_shown or text == self.text_of(self.target):
            return False
        body = self._filling.body
        if self.target == NOTE:
            body["words"] = {**(body.get("words") or {}), NOTE: text}
            body["text"] = text
        elif self._is_text(self.target):
            self._filling.put(self.target, text or None)
        else:
            body["typing"] = {**(body.get("typing") or {}), self.target: text}
        return True

    def commit(self) -> None:
        """What was written is the answer. RuleBroken if it can't be one."""
        self.store()
        name = self.target
        if name not in (NOTE, WHY, FIND) and not self._is_text(name):
            filling = self._filling
            value = as_answer(name, filling.kind(name), self.line.text, self._now(), filling.vocabulary)
            if value is None and self.line.text.strip():
                raise RuleBroken(_("Det går inte att läsa. Skriv klockslaget som 2213."))
            begun = filling.fields.get("beslut_kl")
            if name == "overlamnad_kl" and value and begun and is_before(value, begun, self._now()):
                raise RuleBroken(_("Överlämningen ligger före beslutet. Rätta klockslaget."))
            if value is not None:
                filling.put(name, value)
            self.forget()
        self.is_writing = False

    def forget(self) -> None:
        """What was typed to find or to answer something has done its work."""
        self._filling.body.pop("typing", None)
        if self.target != NOTE and not self._is_text(self.target):
            self.line.show("", LONGEST)

    def mask_personal(self) -> bool:
        """Mask what identifies somebody in the text on the line; False if nothing does."""
        return mask_personal(self.line)

    def _longest(self) -> int:
        return self._filling.vocabulary.fields[self.target].high if self._is_text(self.target) else LONGEST

    def _is_text(self, target: str) -> bool:
        return target not in (NOTE, WHY, FIND, AT) and self._filling.kind(target) == "text"
