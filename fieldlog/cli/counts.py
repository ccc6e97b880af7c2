"""fieldlog counts: what other organisations let one have of classes B and C."""

from fieldlog.cli.call import DONE, NO, Call
from fieldlog.cli.grammar import Commands
from fieldlog.cli.unlocking import opened
from fieldlog.language import _


def add_to(commands: Commands) -> None:
    commands.add("counts", _("antal per vecka, zon och familj, som andra organisationer lämnar ut"), counts)


def counts(call: Call) -> int:
    from fieldlog.logbook.counts import counts as counted

    with opened(call, reading=True) as log:
        found = counted(log)
        for each in found:
            zone, family = each.zone or "-", each.family or "-"
            call.answer(each.data(), f"{each.week}  {each.org:<8}  {zone:<4}  {family:<2}  {each.count:>5}")
        if not found:
            call.say(_("Inga antal har kommit än. De skrivs när en vecka är slut, och bara från tre och upp."))
    return DONE if found else NO
