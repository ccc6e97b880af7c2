"""The list of what a search found: rows with their day, the words that were looked for marked, pages as they come."""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from fieldlog.language import _
from fieldlog.line.abbreviations import ABBREVIATIONS, fold_text
from fieldlog.models.moment import STOCKHOLM
from fieldlog.models.refusal import Refusal
from fieldlog.models.vocabulary import Vocabulary
from fieldlog.screens.menu import Menu
from fieldlog.screens.rows import PAGE, PAGES_KEPT, Rows
from fieldlog.screens.text import Signs, content
from fieldlog.screens.timeline import draw_seen

if TYPE_CHECKING:
    from fieldlog.logbook.browsing import Hit, Hits

DAY = 7
"""Cells of the day before the row."""
STATE = 8
"""Cells of the state after it, in which no word is marked."""
_WORD = re.compile(r"[^\W_]+")

Load = Callable[["Hits", int, int], Awaitable[Sequence["Hit"]]]
"""Fetches rows from the store, beside the event loop. Refusal if the store cannot be read."""


class HitList(Rows["Hit"]):
    """Shows the first page of a search at once; the others come from `load` while the list goes on answering keys.

    `draw(hit, width)` is asked anew for every row, so words marked for one search never stay for the next.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "step(1)", show=False),
        Binding("shift+tab", "step(-1)", show=False),
    ]

    def __init__(
        self,
        load: Load,
        draw: Callable[["Hit", int], Content],
        failed: Callable[[str], None],
        *,
        menu: Menu | None = None,
        id: str | None = None,  # noqa: A002 - Textual's own name for it
    ) -> None:
        super().__init__(self._at_hand, self._how_many, draw, gutter=1, writes=True, menu=menu, id=id)
        self._load = load
        self._failed = failed
        self.hits: Hits | None = None
        self._came: dict[int, Sequence[Hit]] = {}
        self._asked: set[int] = set()

    def show(self, hits: "Hits", *, index: int = 0) -> None:
        """What another search found; `hits.first` is its first page."""
        self.hits = hits
        self._came, self._asked = {0: hits.first}, {0}
        self.workers.cancel_node(self)
        self.reload(index=index)

    def at(self, index: int) -> "Hit | None":
        """The row there; None outside the list, or while its page is on its way."""
        number, place = divmod(index, PAGE)
        page = self._came.get(number, ()) if 0 <= index < self.total else ()
        return page[place] if place < len(page) else None

    def _how_many(self) -> int:
        return self.hits.total if self.hits else 0

    def _at_hand(self, offset: int, limit: int) -> "Sequence[Hit] | None":
        number = offset // PAGE
        if number not in self._came:
            self._ask_for(number)
            return None
        # The neighbours are fetched before one gets there.
        for near in (number + 1, number - 1):
            if 0 <= near * PAGE < self.total:
                self._ask_for(near)
        return self._came[number]

    def _ask_for(self, number: int) -> None:
        if self.hits is not None and number not in self._asked:
            self._asked.add(number)
            self.run_worker(self._fetch(self.hits, number))

    async def _fetch(self, hits: "Hits", number: int) -> None:
        try:
            found = await self._load(hits, number * PAGE, PAGE)
        except Refusal as refusal:
            self._failed(str(refusal))
            return
        if hits is self.hits:
            while len(self._came) >= PAGES_KEPT:
                farthest = max(self._came, key=lambda kept: abs(kept - number))
                del self._came[farthest]
                self._asked.discard(farthest)
            self._came[number] = found
            self.refresh()


def draw_hit(
    hit: "Hit",
    width: int,
    now: datetime,
    signs: Signs,
    vocabulary: Vocabulary,
    *,
    is_sought: Callable[[str], bool] = lambda _word: False,
) -> Content:
    """`20/11 21:52 !   NH TRP  5–9  18–20  två langar          sänt` in `width` cells."""
    seen = hit.seen
    if hit.protected:
        seen = replace(seen, note=_("skyddad identitet"), spot=None)
    row = draw_seen(seen, max(width - DAY, 0), signs, vocabulary)
    plain = row.plain
    for match in _WORD.finditer(plain, 0, max(len(plain) - STATE, 0)):
        if is_sought(match[0]):
            row = row.stylize("bold underline", match.start(), match.end())
    return content(f"{day_of(seen.at, now):<{DAY}}", "$faint") + row


def day_of(at: datetime, now: datetime) -> str:
    """`20/11`, and `251120` where the year is another one."""
    here = at.astimezone(STOCKHOLM)
    return f"{here.day}/{here.month}" if here.year == now.astimezone(STOCKHOLM).year else f"{here:%y%m%d}"


def sought(words: str) -> Callable[[str], bool]:
    """Whether a word is one that a search for `words` hits: folded, the last may go on, abbreviations both ways."""
    terms = [fold_text(word) for word in _WORD.findall(words)]
    if not terms:
        return lambda _word: False
    whole = set(terms)
    whole |= {fold_text(ABBREVIATIONS[term]) for term in terms if term in ABBREVIATIONS}
    whole |= {short for short, long in ABBREVIATIONS.items() if fold_text(long) in terms}

    def is_sought(word: str) -> bool:
        folded = fold_text(word)
        return folded in whole or folded.startswith(terms[-1])

    return is_sought
