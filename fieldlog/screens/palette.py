"""The command palette: every action of the key table that can be done now, found by typing."""

from collections.abc import Iterable
from functools import partial
from typing import Protocol, cast

from textual.app import ComposeResult
from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.widgets import Static

from fieldlog.language import _
from fieldlog.screens.keymap import name_of
from fieldlog.screens.keys import Key
from fieldlog.screens.status import aside
from fieldlog.screens.text import content

LABEL = 58
"""Cells of a command's words; its key stands beside them, so that a small screen has one row for each."""


class Palette(CommandPalette):
    """Textual's palette, with a last row that says what can be pressed."""

    def __init__(self) -> None:
        super().__init__(id="--command-palette", placeholder=_("Skriv vad du vill göra"))

    def compose(self) -> ComposeResult:
        yield from super().compose()
        row = aside(_(" Bokstäver letar   ↓ ↑ väljer   Enter gör det"), _("Esc tillbaka "), self.app.size.width)
        yield Static(content(row, "$faint"), id="keys", markup=False)


class Performer(Protocol):
    """The app, as far as the palette needs it."""

    def possible(self) -> Iterable[Key]: ...
    def perform(self, id: str) -> None: ...  # noqa: A002 - the key table's own word


class Commands(Provider):
    """Labels in the language in use; the grey word beside each is its key."""

    async def discover(self) -> Hits:
        for key, label, way in self._actions():
            yield DiscoveryHit(_row(Content(label), way), partial(self._performer.perform, key.id), text=label)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for key, label, way in self._actions():
            score = matcher.match(label)
            if score > 0:
                shown = _row(matcher.highlight(label), way)
                yield Hit(score, shown, partial(self._performer.perform, key.id), text=label)

    @property
    def _performer(self) -> Performer:
        return cast("Performer", self.app)

    def _actions(self) -> list[tuple[Key, str, str]]:
        found: dict[str, tuple[Key, str, str]] = {}
        for key in self._performer.possible():
            way = f"{_('Mellanslag')} {key.key}" if key.screen == "menu" else name_of(key.key)
            found.setdefault(_(key.label), (key, _(key.label), way))
        return list(found.values())


def _row(label: Content, way: str) -> Content:
    return label + Content(" " * max(LABEL - label.cell_length, 2)) + Content(way)
