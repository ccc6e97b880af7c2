"""fieldlog review queue, approve, return, comment: what a supervisor decides, each at once an entry of her chain."""

from typing import TYPE_CHECKING, Any

from fieldlog.cli.call import DONE, NO, Call
from fieldlog.cli.grammar import Commands
from fieldlog.cli.unlocking import opened
from fieldlog.language import _
from fieldlog.models.refusal import NotFound, RuleBroken
from fieldlog.models.review import REASONS

if TYPE_CHECKING:
    from fieldlog.logbook.log import Log

FILTERS = ("all", "serious", "overdue", "answered", "imports")
USUAL_LIMIT = 50
LEFT_OUT = ("author", "device", "n", "org", "seen_by")
"""What an entry in the queue does not say, as on the screen: nobody is listed by who wrote what."""


def add_to(commands: Commands) -> None:
    words = commands.group("review", _("granska det som andra i organisationen skrivit"))
    waits = words.add("queue", _("det som väntar: allvarligast först, sedan äldst"), queue)
    waits.add_argument("--only", choices=FILTERS, default="all", metavar=_("URVAL"), help=", ".join(FILTERS))
    waits.add_argument("--limit", type=int, default=USUAL_LIMIT, metavar=_("ANTAL"), help=_("högst så många"))
    waits.add_argument("--purpose", default="", metavar=_("SYFTE"), help=_("varför du läser; skrivs i läsloggen"))
    good = words.add("approve", _("godkänn, alla eller ingen"), approve)
    good.add_argument("ids", nargs="+", metavar="ID", help=_("början av id räcker"))
    good.add_argument("--remark", default="", metavar=_("TEXT"), help=_("en anmärkning som inte behöver svar"))
    back = words.add("return", _("returnera till skribenten"), give_back)
    back.add_argument("id", metavar="ID")
    back.add_argument("--reason", required=True, choices=tuple(REASONS), metavar=_("SKÄL"), help=", ".join(REASONS))
    back.add_argument("--text", default="", metavar=_("TEXT"), help=_("vad som ska ändras"))
    said = words.add("comment", _("kommentera utan att besluta"), comment)
    said.add_argument("id", metavar="ID")
    said.add_argument("--text", required=True, metavar=_("TEXT"))


def queue(call: Call) -> int:
    from fieldlog.cli.rows import row
    from fieldlog.logbook import finding, reads, review_queue

    if call.options.limit < 1:
        raise RuleBroken(_("--limit ska vara minst 1."))
    with opened(call) as log:
        found = review_queue.queue(log, call.now)
        reads.say_purpose(log, call.options.purpose or _("granskning"))
        entries = [
            (item, one)
            for item in review_queue.chosen(found.items, call.options.only)
            for one in (review_queue.singles(item) if item.file else (item,))
        ]
        shown = entries[: call.options.limit]
        rows = finding.rows(log, [one.numbers[0] for _item, one in shown])
        reads.listed(log, rows, reads.purpose(log.unlocked))
        by_number = {each.row: each for each in rows}
        for item, one in shown:
            seen = _said(by_number[one.numbers[0]]) | {"file": item.file or None, "overdue": item.overdue}
            call.answer(seen, "" if call.options.json else row(seen))
        if not entries:
            call.say(_("Inget väntar på granskning."))
        elif len(entries) > len(shown):
            call.say(_("{shown} av {count} visas. Fler med --limit.").format(shown=len(shown), count=len(entries)))
    return DONE if entries else NO


def approve(call: Call) -> int:
    from fieldlog.logbook import reviews

    with opened(call) as log:
        ids = [_id(log, beginning) for beginning in call.options.ids]
        made = reviews.approve(log, dict.fromkeys(ids, ()), call.now, remark=call.options.remark)
        _leave(call, log, made, ids)
    return DONE


def give_back(call: Call) -> int:
    from fieldlog.logbook import reviews

    with opened(call) as log:
        id_ = _id(log, call.options.id)
        made = reviews.give_back(log, {id_: ()}, call.options.reason, call.now, text=call.options.text)
        _leave(call, log, made, [id_])
    return DONE


def comment(call: Call) -> int:
    from fieldlog.logbook import reviews

    with opened(call) as log:
        id_ = _id(log, call.options.id)
        made = reviews.comment(log, {id_: ()}, call.options.text, call.now)
        _leave(call, log, made, [id_])
    return DONE


def _id(log: "Log", beginning: str) -> str:
    from fieldlog.logbook.viewing import look_up

    row, draft = look_up(log, beginning)
    if draft:
        raise NotFound(_("Det är ett utkast. Bara sparade poster granskas."))
    return str(row.id)


def _leave(call: Call, log: "Log", made: str, ids: list[str]) -> None:
    """A command is a sitting of its own: what it decided leaves with it."""
    from fieldlog.cli.rows import row
    from fieldlog.logbook import reads, reviews
    from fieldlog.logbook.viewing import look_up

    reviews.leave(log, call.now, only=made)
    for id_ in ids:
        found = look_up(log, id_)[0]
        reads.opened(log, found)
        seen = _said(found)
        call.answer(seen, "" if call.options.json else row(seen))


def _said(row: Any) -> dict[str, Any]:
    from fieldlog.logbook.viewing import as_json

    said = {name: value for name, value in as_json(row).items() if name not in LEFT_OUT}
    if said["protected"]:
        said |= {"words": _("skyddad identitet"), "texts": {}}
    return said
