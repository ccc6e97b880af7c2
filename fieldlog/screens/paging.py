"""Which questions of the form are on the screen, and which of them the bar stands on."""

from collections.abc import Callable

from fieldlog.screens.asked import MOST
from fieldlog.screens.filling import Filling


class Paging:
    """Unanswered questions come first and keep their order while one answers; what they bring along comes after them.

    `rows_of` tells how many rows a question takes, `room` how many there are.
    """

    def __init__(self, filling: Filling, rows_of: Callable[[str], int], room: Callable[[], int]) -> None:
        self._filling = filling
        self._rows_of = rows_of
        self._room = room
        names = filling.names()
        self._front = [name for name in names if not filling.is_answered(name)]
        self.sequence = [*self._front, *(name for name in names if name not in self._front)]
        self.bar = self.sequence[0]

    def follow(self) -> None:
        """After an answer: questions that it brings stand in their order behind the bar, others go."""
        names = self._filling.names()
        kept = [name for name in self.sequence if name in names]
        at = kept.index(self.bar) + 1 if self.bar in kept else 0
        self._front += [name for name in names if name not in kept]
        coming = [name for name in names if name in self._front and name not in kept[:at]]
        self.sequence = [*kept[:at], *coming, *(name for name in kept[at:] if name not in coming)]
        if self.bar not in self.sequence:
            self.bar = self.sequence[0]

    def pages(self) -> list[list[str]]:
        """The sequence cut where the room or the glance is full."""
        room, used = max(self._room() - 1, 1), 0
        found: list[list[str]] = [[]]
        for name in self.sequence:
            rows = self._rows_of(name)
            if found[-1] and (len(found[-1]) == MOST or used + rows > room):
                found.append([])
                used = 0
            found[-1].append(name)
            used += rows
        return found

    def page(self) -> list[str]:
        """The page that the bar is on."""
        return next(page for page in self.pages() if self.bar in page)

    def place(self) -> tuple[int, int]:
        """Which question of the page the bar is on, and of how many; from 1."""
        page = self.page()
        return page.index(self.bar) + 1, len(page)

    def step(self, by: int) -> bool:
        """Move the bar over the whole sequence; False at its ends."""
        at = self.sequence.index(self.bar) + by
        if not 0 <= at < len(self.sequence):
            return False
        self.bar = self.sequence[at]
        return True

    def next_page(self) -> None:
        pages = self.pages()
        at = next(number for number, page in enumerate(pages) if self.bar in page)
        self.bar = pages[(at + 1) % len(pages)][0]

    def behind(self) -> list[str]:
        """The questions that are not on the page, those after it first."""
        page = self.page()
        at = self.sequence.index(page[-1]) + 1
        return [name for name in [*self.sequence[at:], *self.sequence[:at]] if name not in page]
