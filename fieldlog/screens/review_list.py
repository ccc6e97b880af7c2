"""The list of what waits for review: of any length, its rows fetched as they come into sight, its letters decisions."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from textual.content import Content

from fieldlog.logbook.desk import Desk
from fieldlog.models.refusal import Refusal
from fieldlog.screens.house import house
from fieldlog.screens.letters import LetterRows
from fieldlog.screens.menu import Menu
from fieldlog.screens.review_rows import draw_item
from fieldlog.screens.text import signs

if TYPE_CHECKING:
    from fieldlog.logbook.browsing import Hit
    from fieldlog.logbook.review_queue import Item

AT_ONCE = 60
"""Rows fetched together: that they were listed is written in the read log, so no more than a few screens of them."""


class ReviewList(LetterRows["Item"]):
    """`show(items)` puts others in their place; rows that were fetched once are kept."""

    def __init__(
        self,
        desk: Desk,
        now: Callable[[], datetime],
        failed: Callable[[str], None],
        *,
        menu: Menu | None = None,
        id: str | None = None,  # noqa: A002 - Textual's own name for it
    ) -> None:
        super().__init__(self._slice, self._count, self._drawn, gutter=3, menu=menu, id=id)
        self.desk = desk
        self.now = now
        self.items: Sequence[Item] = ()
        self._failed = failed
        self._hits: dict[int, Hit] = {}
        self._asked: set[int] = set()

    def show(self, items: "Sequence[Item]", *, index: int | None = None) -> None:
        self.items = items
        self.reload(index=index)

    def forget(self) -> None:
        """Fetch anew what is in sight: it may be another now."""
        self._hits.clear()
        self._asked.clear()

    def hit(self, item: "Item") -> "Hit | None":
        """Its first entry as lists draw it; None while it is fetched."""
        return self._hits.get(item.numbers[0])

    def _slice(self, offset: int, limit: int) -> "Sequence[Item]":
        return self.items[offset : offset + limit]

    def _count(self) -> int:
        return len(self.items)

    def _drawn(self, item: "Item", width: int) -> Content:
        hit = self.hit(item)
        if hit is None:
            self._fetch_near(item)
        return draw_item(item, hit, width, self.now(), signs(house(self).look.only_ascii), self.desk.vocabulary)

    def _fetch_near(self, item: "Item") -> None:
        if item.numbers[0] in self._asked:
            return
        start = next((place for place, each in enumerate(self.items) if each is item), 0)
        near = self.items[max(start - AT_ONCE // 4, 0) : start + AT_ONCE]
        wanted = [each.numbers[0] for each in near if each.numbers[0] not in self._asked]
        self._asked.update(wanted)
        self.run_worker(self._fetch(wanted))

    async def _fetch(self, wanted: list[int]) -> None:
        try:
            found: Mapping[int, Hit] = await self.desk.verb("review_queue.page", wanted)
        except Refusal as refusal:
            self._failed(str(refusal))
            return
        # A row may be gone meanwhile: what is asked for once is not asked for again, and is drawn empty.
        self._hits |= found
        self.refresh()
