"""What is being picked from a list in the form: a category, a place or an action; what letters find of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fieldlog.language import _
from fieldlog.models.questions import ACTIONS, CATEGORY, PLACE, actions_for
from fieldlog.screens.filling import Filling
from fieldlog.screens.picker import Named, action_rows, category_rows, narrowed, place_rows

READ_FROM = 3
"""Letters from which what fits no name is read as words: `slags` finds the fight."""


@dataclass(slots=True)
class Picking:
    """`what` is the name of the question that it answers. `last_place` is offered first and taken by Enter alone."""

    what: str
    filling: Filling
    now: Callable[[], datetime]
    last_place: str | None = None

    @property
    def title(self) -> str:
        return {CATEGORY: _("Vad?"), PLACE: _("Var?"), ACTIONS: _("Åtgärd")}[self.what]

    @property
    def offered(self) -> str | None:
        """What Enter takes when nothing was typed."""
        return self.last_place if self.what == PLACE else None

    def names(self, text: str) -> list[Named]:
        """The rows whose code or name fits what was typed."""
        vocabulary = self.filling.vocabulary
        if self.what == ACTIONS:
            codes = actions_for(self.filling.category, self.filling.role, vocabulary)
            return narrowed(action_rows(vocabulary, codes), text)
        if self.what == PLACE:
            aliases = {place.code: place.aliases for place in vocabulary.places.values()}
            return narrowed(place_rows(vocabulary, self.last_place, self._asked()), text, aliases)
        return narrowed(category_rows(vocabulary, self.filling.role, self._asked()), text)

    def rows(self, text: str) -> list[Named]:
        """As `names`; where there are none, what the words mean."""
        return self.names(text) or ([] if self.what == ACTIONS else self._read(text))

    def _read(self, text: str) -> list[Named]:
        if len(text.strip()) < READ_FROM:
            return []
        reading = self.reading(text)
        code = reading.category if self.what == CATEGORY else reading.place
        every = category_rows if self.what == CATEGORY else place_rows
        return [row for row in every(self.filling.vocabulary, "") if row[0] == code]

    def reading(self, text: str) -> Any:
        """The text as the writing line would read it."""
        from fieldlog.line import read_line  # its rules are data that opening the form need not wait for

        return read_line(text, now=self.now(), vocabulary=self.filling.vocabulary, role=self.filling.role)

    def _asked(self) -> Sequence[str]:
        """What the line left open, where it came from there."""
        asks = self.filling.body.get("ask") or ()
        return [code for ask in asks if ask.get("field") == self.what for code in ask.get("choices") or ()]
