"""The row of chips under the timeline: Tab walks them, and one key corrects."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from fieldlog.language import _
from fieldlog.screens.line import to_line
from fieldlog.screens.spelled import draw_spelled, in_rows
from fieldlog.screens.text import Signs, content, one_line

if TYPE_CHECKING:
    from fieldlog.screens.understood import Chip, Understood

NOBODY = "nobody"
"""Name of the chip that says that nobody was found in the text: it tells, and nothing can be changed by it."""

WIDE, TALL = 110, 34
"""Columns and rows from which each thing understood has a row of its own, with its name."""


class Chips(Widget, can_focus=True):
    """Two rows of chips. With the focus: Tab goes on, `+ -` and digits change, Backspace takes a guess away."""

    DEFAULT_CSS = """
    Chips { height: 2; background: $background; color: $foreground; }
    Chips.-spelled { height: 6; }
    """

    class Changed(Message):
        """Something was corrected by hand."""

    class Left(Message):
        """The walk is over, or Enter: the focus belongs to the line. `save` for Enter."""

        def __init__(self, save: bool = False) -> None:
            super().__init__()
            self.save = save

    def __init__(self, signs: Signs, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id)
        self.signs = signs
        self.understood: Understood | None = None
        self.chosen = 0

    @property
    def chips(self) -> list[Chip]:
        chips = self.understood.chips(self.signs, walking=self.has_focus) if self.understood else []
        return in_rows(chips) if self.has_class("-spelled") else chips

    def allow_focus(self) -> bool:
        """Where nothing was understood there is nothing to correct."""
        return bool(self.understood)

    def on_resize(self) -> None:
        size = self.app.size
        self.set_class(size.width >= WIDE and size.height >= TALL, "-spelled")

    def show(self, understood: Understood | None) -> None:
        self.understood = understood
        self.refresh()

    def begin(self, *, back: bool = False) -> None:
        """The walk starts at the first chip, or at the last."""
        walked = self.understood.chips(self.signs, walking=True) if self.understood else []
        self.chosen = len(walked) - 1 if back else 0
        self.focus()

    def hint(self) -> str:
        """What the digits and signs do for the chip with the focus."""
        chip = self.chips[self.chosen] if self.chips and self.chosen < len(self.chips) else None
        if chip is None:
            return ""
        if chip.name == "severity":
            return _("+ allvarligare   - lugnare")
        if chip.name == "class_":
            return _("+ höj klassen (färre läser)")
        choices = "  ".join(f"{number} {label}" for number, (_value, label) in enumerate(chip.choices, 1))
        if chip.name == "time":
            steps = _("+ 5 min senare   - 5 min tidigare")
            return f"{steps}   {choices}" if choices else steps
        return choices

    def render(self) -> Content:
        if self.has_class("-spelled"):
            chosen = self.chosen if self.has_focus else None
            return draw_spelled(self.chips, chosen, self.size.width, self.signs)
        rows: list[Content] = [Content("")]
        room, width = 0, self.size.width - 1
        for number, chip in enumerate(self.chips):
            label = f" {'? ' if chip.guessed else ''}{one_line(chip.label)} "
            if room and room + len(label) + 1 > width and len(rows) == 2 and chip.name == NOBODY:
                break  # it only tells: what can be corrected has the room
            if room and room + len(label) + 1 > width and len(rows) < 2:
                rows.append(Content(""))
                room = 0
            is_chosen = self.has_focus and number == self.chosen
            style = "reverse" if is_chosen else "$faint" if chip.guessed else chip.style
            rows[-1] = rows[-1] + (Content(self.signs.divide) if room else Content("")) + content(label, style)
            room += len(label) + 1
        return Content("\n").join(rows)

    def on_key(self, event: events.Key) -> None:
        acted = self._walk(event.key) or self._correct(event)
        if not acted and event.is_printable:
            to_line(self, event)
            acted = True
        if acted:
            event.stop()
            event.prevent_default()

    def _walk(self, key: str) -> bool:
        if key in {"tab", "right", "shift+tab", "left"}:
            self.chosen += 1 if key in {"tab", "right"} else -1
            if not 0 <= self.chosen < len(self.chips):
                self.post_message(self.Left())
        elif key == "enter":
            self.post_message(self.Left(save=True))
        elif key in {"escape", "down"}:
            self.post_message(self.Left())
        else:
            return False
        self.refresh()
        self.post_message(self.Changed())
        return True

    def _correct(self, event: events.Key) -> bool:
        if self.understood is None or self.chosen >= len(self.chips):
            return False
        chip, character = self.chips[self.chosen], event.character or ""
        if event.key == "backspace":
            self.understood.chosen.pop(chip.name, None)
            self.understood.removed.add(chip.name)
        elif character in {"+", "=", "-"}:
            if not self._step(chip.name, -1 if character == "-" else 1):
                return False
        elif character.isdigit() and 1 <= int(character) <= len(chip.choices):
            self.understood.chosen[chip.name] = chip.choices[int(character) - 1][0]
        else:
            return False
        self.refresh()
        self.post_message(self.Changed())
        return True

    def _step(self, name: str, by: int) -> bool:
        from fieldlog.models.vocabulary import CLASSES

        assert self.understood is not None  # noqa: S101 - the caller looked
        chosen = self.understood.chosen
        if name == "severity":
            chosen["severity"] = max(0, min(4, self.understood.severity + by))
        elif name == "time":
            at = (self.understood.value("time") or self.understood.now) + timedelta(minutes=5 * by)
            chosen["time"] = min(at, self.understood.now)
        elif name == "class_" and by > 0:
            chosen["class_"] = CLASSES[min(2, CLASSES.index(self.understood.class_) + 1)]
        elif name == "class_":
            chosen.pop("class_", None)
        else:
            return False
        return True
