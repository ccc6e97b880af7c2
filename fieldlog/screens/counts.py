"""Counts: what other organisations saw of classes B and C, by week, zone and family; never less than three."""

from collections.abc import Iterable
from itertools import groupby
from typing import TYPE_CHECKING

from textual.content import Content

from fieldlog.language import _, spoken
from fieldlog.models.vocabulary import Vocabulary
from fieldlog.screens.plain_page import PlainPage
from fieldlog.screens.say import refusals_said
from fieldlog.screens.text import content, fit, rule

if TYPE_CHECKING:
    from fieldlog.logbook.counts import Count


class CountsScreen(PlainPage):
    """A plain page."""

    def speak(self) -> None:
        self.run_worker(self._speak(), exclusive=True)

    async def _speak(self) -> None:
        width = self.app.size.width
        practice = _("ÖVNING") + "  " if self.desk.folder.practice else ""
        top = f" {practice}" + _("ANTAL   klass B och C per vecka, zon och familj, från tre och upp")
        self.show_around(content(fit(top, width), "reverse"))
        with refusals_said(self):
            found = await self.desk.verb("counts.counts")
            self.show_page(draw_counts(found, width - 1, self.desk.vocabulary))


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
