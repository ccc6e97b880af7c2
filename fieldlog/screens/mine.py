"""Mine: what is kept about the worker, what is not, who has read it, and what will be destroyed when."""

from datetime import datetime

from textual.content import Content

from fieldlog.language import _, language
from fieldlog.models.moment import clock
from fieldlog.screens.plain_page import PlainPage
from fieldlog.screens.say import refusals_said
from fieldlog.screens.text import content, fit, rule


class MineScreen(PlainPage):
    """A plain page."""

    def speak(self) -> None:
        self.run_worker(self._speak(), exclusive=True)

    async def _speak(self) -> None:
        width = self.app.size.width
        top = _(" MITT   {worker}   vad som sparas om mig").format(worker=self.desk.facts.worker)
        self.show_around(content(fit(top, width), "reverse"))
        with refusals_said(self):
            await self._show_page(width)

    async def _show_page(self, width: int) -> None:
        mine = await self.desk.verb("mine.mine")
        tonight = await self.desk.look()
        sections = [
            (_("Det här sparas"), [
                _("Ditt tjänstenummer, när du skrev, vad du ändrade, och vem som läst det."),
                _("Poster av dig i den här loggen: {entries}. Utkast: {drafts}.").format(
                    entries=mine.entries, drafts=mine.drafts),
            ]),
            (_("Det här sparas inte"), [
                _("Tangenttryckningar, hur länge du skrev, raster, var datorn är."),
                _("Utkast lämnar aldrig datorn."),
            ]),
            (_("Hur tryggt det kändes"), [
                _("Svaret visas aldrig ensamt, bara som medel av minst fem."),
                *(
                    _("{week}: {mean} av 5, medel av {count}").format(
                        week=each.week, mean=_spoken(each.mean), count=each.persons)
                    for each in await self.desk.verb("felt_safe.means")
                ),
            ]),
            (_("Vem har läst mina poster"), [
                f"{clock(read.at)} {read.at:%d/%m}  {read.reader}  {read.what}" for read in mine.readers
            ] or [self._nobody(mine.asked)]),
            (_("Kan ångras"), [_("{what}: Mellanslag U").format(what=f"{tonight.undo.category} {tonight.undo.place}")]
             if tonight.undo else [_("Inget just nu.")]),
            (_("Förstörs"), [
                _("Ord som du ångrat är redan förstörda: {count}.").format(count=mine.destroyed),
                _("Annat förstörs först när servern tagit emot det."),
            ]),
            (_("Allmän handling"), [_("Allt som sparas kan begäras ut av allmänheten och prövas då.")]),
        ]  # fmt: skip
        rows: list[Content] = []
        for title, lines in sections:
            rows.append(content(rule(width - 1, title)))
            rows += [content(f" {line}") for line in lines]
        self.show_page(rows)

    @staticmethod
    def _nobody(asked: datetime | None) -> str:
        if asked is None:
            return _("Ingen, så långt den här datorn vet. Servern säger mer när du synkar.")
        return _("Ingen, enligt servern {when}.").format(when=f"{clock(asked)} {asked:%d/%m}")


def _spoken(tenths: int) -> str:
    """`3,8` in Swedish, `3.8` in English."""
    return f"{tenths // 10}{',' if language() == 'sv' else '.'}{tenths % 10}"
