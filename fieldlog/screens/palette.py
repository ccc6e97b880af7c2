"""The command palette: every action of the key table that can be done now, found by typing."""

from collections.abc import Iterable
from functools import partial
from typing import Protocol, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider

from fieldlog.language import _
from fieldlog.screens.keymap import name_of
from fieldlog.screens.keys import Key


class Performer(Protocol):
    """The app, as far as the palette needs it."""

    def possible(self) -> Iterable[Key]: ...
    def perform(self, id: str) -> None: ...  # noqa: A002 - the key table's own word


class Commands(Provider):
    """Labels in the language in use; the grey word beside each is its key."""

    async def discover(self) -> Hits:
        for key, label, way in self._actions():
            yield DiscoveryHit(label, partial(self._performer.perform, key.id), help=way)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for key, label, way in self._actions():
            score = matcher.match(label)
            if score > 0:
                yield Hit(score, matcher.highlight(label), partial(self._performer.perform, key.id), help=way)

    @property
    def _performer(self) -> Performer:
        return cast("Performer", self.app)

    def _actions(self) -> list[tuple[Key, str, str]]:
        found: dict[str, tuple[Key, str, str]] = {}
        for key in self._performer.possible():
            way = f"{_('Mellanslag')} {key.key}" if key.screen == "menu" else name_of(key.key)
            found.setdefault(_(key.label), (key, _(key.label), way))
        return list(found.values())
