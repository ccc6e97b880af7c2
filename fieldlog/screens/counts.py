"""Counts: what other organisations saw of classes B and C, by week, zone and family; never less than three."""

from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from fieldlog.language import _, spoken
from fieldlog.logbook.desk import Desk
from fieldlog.models.vocabulary import Vocabulary
from fieldlog.screens.say import refusals_said
from fieldlog.screens.status import aside
from fieldlog.screens.text import content, fit, rule

if TYPE_CHECKING:
    from fieldlog.logbook.counts import Count


class CountsScreen(Screen[None]):
    """A plain page."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", show=False)]
    DEFAULT_CSS = """
    CountsScreen { background: $background; color: $foreground; }
    CountsScreen VerticalScroll { height: 1fr; scrollbar-size-vertical: 1; }
    CountsScreen Static { height: auto; }
    """

    def __init__(self, desk: Desk, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.desk = desk
        self.now = now

    def compose(self) -> ComposeResult:
        yield Static(id="top", markup=False)
        with VerticalScroll():
            yield Static(id="page", markup=False)
        yield Static(id="keys", markup=False)

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()
        self.speak()

    def speak(self) -> None:
        self.run_worker(self._speak(), exclusive=True)

    async def _speak(self) -> None:
        width = self.app.size.width
        practice = _("ÖVNING") + "  " if self.desk.folder.practice else ""
        top = f" {practice}" + _("ANTAL   klass B och C per vecka, zon och familj, från tre och upp")
        self.query_one("#top", Static).update(content(fit(top, width), "reverse"))
        keys = aside(_(" Pilar bläddrar"), _("Esc tillbaka   Esc Esc göm "), width)
        self.query_one("#keys", Static).update(content(keys, "$faint"))
        with refusals_said(self):
            found = await self.desk.verb("counts.counts")
            rows = draw_counts(found, width - 1, self.desk.vocabulary)
            self.query_one("#page", Static).update(Content("\n").join(rows))

    def action_back(self) -> None:
        self.dismiss()


def draw_counts(found: Iterable["Count"], width: int, vocabulary: Vocabulary) -> list[Content]:
    """A rule for each week and organisation, a row for each number under it."""
    zones = {zone.code: zone for zone in vocabulary.zones.values()}
    rows: list[Content] = []
    for (week, org), some in groupby(found, key=lambda each: (each.week, each.org)):
        rows.append(content(rule(width, f"{week}  {org}")))
        for each in some:
            zone = spoken(zones[each.zone]) if each.zone in zones else each.zone or _("utan plats")
            family = vocabulary.families.get(each.family)
            what = spoken(family) if family is not None else each.family or _("utan kategori")
            rows.append(content(fit(f" {each.count:>5}  {fit(what, 34)}  {zone}", width)))
    if rows:
        return rows
    return [content(" " + _("Inga antal har kommit än. De skrivs när en vecka är slut, och bara från tre och upp."))]
