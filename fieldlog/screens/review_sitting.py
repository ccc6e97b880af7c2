"""One sitting of a supervisor over her queue: what is left in which order, and what was decided and not left yet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from fieldlog.language import _, mark, n_

if TYPE_CHECKING:
    from fieldlog.logbook.review_queue import Item, Queue

FILTERS = {
    "all": mark("Allvarligast först, sedan äldst"),
    "serious": mark("Bara allvarliga"),
    "overdue": mark("Bara försenade: skulle ha setts samma pass"),
    "answered": mark("Bara rättade: tillbaka från skribenten"),
    "imports": mark("Bara inlästa filer"),
}
"""By the names of `fieldlog.logbook.review_queue.FILTERS`, in the order that Tab walks."""


@dataclass(slots=True)
class Done:
    """What was done last; `made` is its name in the store, empty until it is kept there."""

    items: tuple["Item", ...]
    said: str
    at: datetime
    made: str = ""
    leaves: bool = True
    """Whether it will leave the laptop: what is put off never does."""
    stays: bool = False
    """Whether the entries stayed in the list."""


@dataclass(slots=True)
class Sitting:
    """`left` is in the order of the queue, whatever is taken and put back."""

    left: list["Item"] = field(default_factory=list)
    done: list[Done] = field(default_factory=list)
    total: int = 0
    wanted: str = "all"
    put_off: int = 0
    _order: dict[str, int] = field(default_factory=dict)

    def begin(self, queue: "Queue") -> None:
        """Another reading of the queue. What was decided and has not left is not in it, and stays decided."""
        before = self.total - self.count
        # The store may have been asked before what was decided meanwhile had come there.
        gone = {item.id for done in self.done if not done.stays for item in done.items}
        self.left = [item for item in queue.items if item.id not in gone]
        self._order = {item.id: place for place, item in enumerate(queue.items)}
        self.total = before + self.count
        self.put_off = queue.put_off

    @property
    def count(self) -> int:
        """Entries left; of a file all that wait in it."""
        return sum(len(item.judged) for item in self.left)

    @property
    def serious(self) -> int:
        return sum(len(item.judged) for item in self.left if item.severity >= 3)

    @property
    def shifts(self) -> int:
        return len({item.shift for item in self.left if item.shift})

    def shown(self) -> Sequence["Item"]:
        """What the list shows: of one kind where a filter is chosen."""
        if self.wanted == "all":
            return self.left
        from fieldlog.logbook.review_queue import chosen  # SQLAlchemy: not before there is something to show

        return chosen(self.left, self.wanted)

    def next_filter(self) -> None:
        """The next one that finds something; all in the end."""
        names = list(FILTERS)
        for _step in names:
            self.wanted = names[(names.index(self.wanted) + 1) % len(names)]
            if self.shown() or self.wanted == "all":
                return

    def take(self, items: Iterable["Item"]) -> None:
        gone = {item.id for item in items}
        self.left = [item for item in self.left if item.id not in gone]

    def put_back(self, items: Iterable["Item"]) -> None:
        there = {item.id: item for item in (*self.left, *items)}
        self.left = sorted(there.values(), key=lambda item: self._order.get(item.id, len(self._order)))

    def counts(self) -> str:
        """`2 allvarliga   3 pass`."""
        serious = n_("{count} allvarlig", "{count} allvarliga", self.serious).format(count=self.serious)
        return f"{serious}   " + n_("{count} pass", "{count} pass", self.shifts).format(count=self.shifts)

    def lately(self, seconds: float) -> str:
        """`Nyss: godkände OF KKY 19:30. Skickas om 60 s eller när du lämnar listan.`, of what was done last."""
        if not self.done:
            return ""
        last = self.done[-1]
        if not last.leaves:
            return _("Nyss: {said}").format(said=last.said)
        return _("Nyss: {said}. Skickas om {seconds} s eller när du lämnar listan.").format(
            said=last.said, seconds=max(round(seconds), 0)
        )
