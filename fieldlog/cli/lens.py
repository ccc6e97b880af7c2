"""fieldlog lens: an entry exactly as somebody else would get it."""

from typing import TYPE_CHECKING

from fieldlog.cli.call import DONE, Call
from fieldlog.cli.grammar import Commands
from fieldlog.cli.unlocking import opened
from fieldlog.language import _

if TYPE_CHECKING:
    from fieldlog.logbook.lens import Given

USUAL = "others"


def add_to(commands: Commands) -> None:
    found = commands.add("lens", _("visa en observation som någon annan får den"), lens)
    found.add_argument("id", metavar="ID", help=_("början av id räcker"))
    found.add_argument(
        "--as", dest="reader", default=USUAL, metavar=_("LÄSARE"),
        help=_("en roll, eller colleague, supervisor, others, coordinator, analyst, safety, public"),
    )  # fmt: skip
    found.add_argument("--org", metavar="ORG", help=_("läsarens organisation; utan den din egen för en roll"))


def lens(call: Call) -> int:
    from fieldlog.logbook import lens as looking
    from fieldlog.logbook.viewing import look_up
    from fieldlog.models.refusal import NotFound

    with opened(call, reading=True) as log:
        who = looking.of(call.options.reader, call.options.org, log.org)
        row, _draft = look_up(log, call.options.id)
        if row is None:
            raise NotFound(_("Det finns ingen sådan post i loggen."))
        (found,) = looking.seen_as(log, who, [row.id])
        call.answer(
            found.data() | {"as": who.code, "own": who.own}, "" if call.options.json else _told(found, who.name)
        )
    return DONE


def _told(found: "Given", name: str) -> str:
    rows = [f"{_(name)}: {found.answer}"]
    rows += [f"  {key}: {value}" for key, value in found.said.items()]
    rows += [f"  - {why}" for why in found.left_out]
    return "\n".join(rows)
