"""The answer to a records request as it is printed: each entry as it is given out, and what was masked and why."""

from collections.abc import Sequence

from fieldlog.language import _
from fieldlog.logbook.decision_text import LINE, names_of_fields, said_rows
from fieldlog.logbook.requests import Masking, Request
from fieldlog.models.ground import called, grounds
from fieldlog.models.moment import STOCKHOLM, read_moment
from fieldlog.models.text import one_line
from fieldlog.models.vocabulary import Vocabulary
from fieldlog.privacy import mask_identities

MASKED = "█████"


def request_text(request: Request, found: Sequence[Masking], org: str, decider: str, at: str, words: Vocabulary) -> str:
    """`at` is when it was decided. Whether anything with protected identity was found is never said."""
    named, masks = names_of_fields(), grounds().masks
    rows = [
        _("SVAR PÅ BEGÄRAN OM ALLMÄN HANDLING"),
        "",
        f"{_('Ärende')}: {request.case}",
        f"{_('Organisation')}: {org}",
        f"{_('Datum')}: {read_moment(at).astimezone(STOCKHOLM):%Y-%m-%d %H:%M}",
        f"{_('Beslutat av')}: {decider}",
        f"{_('Poster')}: {len(found)}",
        "",
    ]
    for number, each in enumerate(found, 1):
        rows += [f"{number}. {_('Postens id')}: {each.id}", *(f"   {row}" for row in said_rows(each.shown, words))]
        for name, code in each.masked.items():
            rule = masks.get(code)
            why = f"{called(rule)}, {rule.law}" if rule else code
            rows.append(f"   {named[name]}: {MASKED} ({why})")
        rows.append("")
    used = dict.fromkeys(code for each in found for code in each.masked.values())
    if used:
        rows.append(_("Maskat, och varför:"))
    for code in used:
        rule, count = masks.get(code), sum(code == reason for each in found for reason in each.masked.values())
        rows.append(f"  {count}  {called(rule)}, {rule.law}" if rule else f"  {count}  {code}")
    if any(code in masks and not masks[code].confirmed for code in used):
        rows.append(_("Maskskälen är inte bekräftade av organisationens jurist."))
    rows += [
        "",
        _("Poster med skyddade personuppgifter söks aldrig här; de prövas särskilt."),
        "",
        f"{_('Datum och underskrift, beslutande')}: {LINE}",
    ]
    return mask_identities("\n".join(one_line(row) for row in rows)) + "\n"
