"""The read log: who has read what, a month's sample for the check, and who has read one entry. Never what it says."""

from typing import TYPE_CHECKING, Any

from fieldlog.cli.call import DONE, NO, Call
from fieldlog.cli.grammar import Commands
from fieldlog.cli.unlocking import opened
from fieldlog.cli.values import moment
from fieldlog.language import _
from fieldlog.models.reading import HOWS, OFS, STANDS
from fieldlog.models.refusal import NotFound, RuleBroken

if TYPE_CHECKING:
    from fieldlog.logbook.audit import Month, Reading, Row

SHOWN = 8
"""Signs of an id that name it on the screen."""


def add_to(commands: Commands) -> None:
    group = commands.group("audit", _("läsloggen: vem har läst vad, och varför; aldrig innehåll"))
    listed = group.add("list", _("visa läsningar, den senaste först"), _list)
    listed.add_argument("--since", metavar=_("NÄR"), help=_("från och med"))
    listed.add_argument("--until", metavar=_("NÄR"), help=_("till och med"))
    listed.add_argument("--limit", type=int, default=50, metavar=_("ANTAL"), help=_("högst så många"))
    sample = group.add("sample", _("månadens stickprov, och det som sticker ut"), _sample)
    sample.add_argument("--month", required=True, metavar=_("MÅNAD"), help=_("som 2026-11"))
    asks = group.add("person-asks", _("vem har läst den här posten?"), _asks)
    asks.add_argument("id", metavar="ID", help=_("postens id, eller början av det"))


def _list(call: Call) -> int:
    from fieldlog.logbook import audit

    options = call.options
    if options.limit < 1:
        raise RuleBroken(_("--limit ska vara minst 1."))
    with opened(call, reading=True) as log:
        words = log.vocabulary
        found = audit.listed(
            log,
            since=moment(options.since, call.now, words) if options.since else None,
            until=moment(options.until, call.now, words, through=True) if options.until else None,
            limit=options.limit,
        )
        for each in found:
            call.answer(as_json(each) | {"ids": audit.ids(log, each.number)}, as_text(each))
        if not found:
            call.say(_("Inget i läsloggen."))
        elif len(found) >= options.limit:
            call.say(_("Högst {limit} visas. Fler med --limit.").format(limit=options.limit))
    return DONE if found else NO


def _sample(call: Call) -> int:
    from fieldlog.logbook import audit

    with opened(call, reading=True) as log:
        found = audit.month(log, call.options.month)
        call.answer(_month_json(found), _month_text(found))
        for row in found.rows:
            call.answer(_row_json(row) | {"ids": audit.ids(log, row.reading.number)}, _row_text(row))
        if not found.rows:
            call.say(_("Inget att titta på den månaden."))
    return DONE if found.rows else NO


def _asks(call: Call) -> int:
    from fieldlog.logbook import audit

    with opened(call, reading=True) as log:
        try:
            id_, found = audit.about(log, call.options.id)
        except NotFound as nobody:
            call.say(str(nobody))
            return NO
        for each in found:
            call.answer(as_json(each) | {"entry": id_}, as_text(each))
    return DONE


def as_json(each: "Reading") -> dict[str, Any]:
    """What scripts rely on: who, when, how, why, from which device; ids beside it."""
    return {
        "id": each.id, "at": each.at, "reader": each.reader, "role": each.role, "device": each.device,
        "how": each.how, "of": each.of or each.about, "many": each.many, "own": each.own, "reason": each.reason,
    }  # fmt: skip


def as_text(each: "Reading") -> str:
    when = f"{each.moment:%d/%m %H:%M}"
    how = _(HOWS[each.how]) if each.how in HOWS else each.how
    of = f" ({_(OFS[each.of]) if each.of in OFS else each.of})" if each.of else ""
    return f"{when}  {each.reader:<10} {each.many:>5}  {how}{of}  {each.reason}".rstrip()


def _row_json(row: "Row") -> dict[str, Any]:
    looked = {"by": row.looked.by, "at": row.looked.at, "remark": row.looked.remark} if row.looked else None
    return as_json(row.reading) | {"stands": row.why or None, "looked": looked}


def _row_text(row: "Row") -> str:
    why = _(STANDS[row.why]) if row.why in STANDS else row.why
    looked = _("sedd av {by}").format(by=row.looked.by) if row.looked else ""
    aside = "; ".join(part for part in (why, looked, row.looked.remark if row.looked else "") if part)
    return ("! " if row.why else "  ") + as_text(row.reading) + (f"  [{aside}]" if aside else "")


def _month_json(found: "Month") -> dict[str, Any]:
    return {
        "month": found.month, "counts": dict(found.hows), "standing": found.standing,
        "reasons": [{"reason": reason, "count": count} for reason, count in found.reasons],
    }  # fmt: skip


def _month_text(found: "Month") -> str:
    counts = ", ".join(f"{_(HOWS[how]) if how in HOWS else how} {count}" for how, count in found.hows.items())
    return f"{found.month}: {counts}" if counts else ""
