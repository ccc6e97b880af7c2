"""Reads the line for the screen: in the worker's role, at the last place, with what was answered and chosen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fieldlog.logbook.desk import Desk
    from fieldlog.logbook.glance import Tonight
    from fieldlog.models.vocabulary import Vocabulary
    from fieldlog.screens.understood import Understood


class Reader:
    """`understood` is of the text read last, None of an empty one. `desk` and `tonight` come when the log is open."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.now = now
        self.desk: Desk | None = None
        self.tonight: Tonight | None = None
        self.understood: Understood | None = None
        self.answers: dict[str, str] = {}

    @property
    def vocabulary(self) -> Vocabulary:
        from fieldlog.models.vocabulary import vocabulary  # only when something is written

        return self.desk.vocabulary if self.desk else vocabulary()

    @property
    def shift(self) -> str | None:
        """The id of the open shift."""
        return self.tonight.shift["id"] if self.tonight and self.tonight.shift else None

    @property
    def last_place(self) -> str | None:
        return self.tonight.remembered.get("place") if self.tonight else None

    def knows(self, text: str) -> bool:
        return self.understood is not None and self.understood.reading.text == text

    def read(self, text: str) -> Understood | None:
        """Read the text, keeping what was chosen beside the line while it is written."""
        from fieldlog.line import read_line  # its rules are data that the first frame need not wait for
        from fieldlog.screens.understood import Understood

        if not text.strip():
            self.understood, self.answers = None, {}
        elif not self.knows(text):
            reading = read_line(
                text,
                now=self.now(),
                vocabulary=self.vocabulary,
                role=self.desk.facts.role if self.desk else "ov",
                last_place=self.last_place,
                answers=self.answers,
            )
            before = self.understood
            chosen, removed = (before.chosen, before.removed) if before else ({}, set())
            self.understood = Understood(reading, self.now(), self.vocabulary, chosen, removed, self._pair())
        return self.understood

    def _pair(self) -> tuple[str, ...]:
        crew = self.tonight.crew if self.tonight else ()
        return (self.desk.facts.worker, *crew) if self.desk and crew else ()

    def answer(self, field: str, choice: str, text: str) -> None:
        """What was unclear in `text` is settled."""
        self.answers[field] = choice
        self.understood = None
        self.read(text)

    def forget(self) -> None:
        """The text was saved or put away."""
        self.understood, self.answers = None, {}

    def values(self) -> dict[str, Any]:
        """What the line would be as an observation; only where something is understood."""
        from fieldlog.logbook import composing

        assert self.understood is not None  # noqa: S101 - asked only where something is written
        return composing.values(
            self.understood.reading,
            shift=self.shift,
            now=self.now(),
            chosen=self.understood.chosen,
            removed=frozenset(self.understood.removed),
            last_place=self.last_place,
        )
