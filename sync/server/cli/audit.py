"""What was read at the server itself: who looked, at what, when and why; and how each command that shows asks it."""

import getpass
import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from fieldlog.cli.call import DONE, NO
from fieldlog.cli.grammar import Commands
from fieldlog.language import _
from fieldlog.models.moment import STOCKHOLM, written
from fieldlog.models.reading import AUDIT, HOWS, OFS
from fieldlog.models.refusal import RuleBroken
from sync.server.cli.call import Call, read_day

if TYPE_CHECKING:
    import argparse

    from sync.archive.archive import Archive
    from sync.archive.audit import ServerReading, Who


def add_to(commands: Commands) -> None:
    group = commands.group("audit", _("vem som har läst på servern; aldrig innehåll"))
    listed = group.add("list", _("visa läsningar på servern, den senaste först"), _list)
    listed.add_argument("--org", metavar=_("KOD"), help=_("bara en organisation"))
    listed.add_argument("--since", metavar=_("DAG"), help=_("första dagen, som 2026-11-20"))
    listed.add_argument("--until", metavar=_("DAG"), help=_("sista dagen"))
    listed.add_argument("--limit", type=int, default=50, metavar=_("ANTAL"), help=_("högst så många"))
    ask_who(listed)


def ask_who(parser: "argparse.ArgumentParser") -> None:
    """What every command takes that shows which entries there are, or what they say."""
    parser.add_argument("--as", dest="number", metavar=_("NR"), default="", help=_("ditt tjänstenummer"))
    parser.add_argument("--why", metavar=_("TEXT"), default="", help=_("varför; står i läsloggen"))


def note(
    call: Call, archive: "Archive", of: str, ids: Mapping[str, Sequence[str]], *, device: str = "", many: int = 0
) -> None:
    """That the caller was shown these: organisation -> ids. Nothing is written where nothing is shown."""
    from sync.archive import audit

    if ids:
        audit.note(archive, who(call), of, ids, call.now, device=device, many=many)


def who(call: Call) -> "Who":
    from sync.archive.audit import Who

    return Who(_user(), call.options.number.strip().upper(), call.options.why)


def _user() -> str:
    """As the operating system knows her; what the environment says only where it has nothing better."""
    try:
        import pwd

        name = pwd.getpwuid(os.getuid()).pw_name
    except (ImportError, KeyError):
        name = getpass.getuser()
    behind = os.environ.get("SUDO_USER", "")
    return (f"{name} ({behind})" if behind and behind != name else name)[:40]


def _list(call: Call) -> int:
    from sync.archive import audit

    options = call.options
    if options.limit < 1:
        raise RuleBroken(_("--limit ska vara minst 1."))
    with call.archive() as archive:
        found = audit.listed(
            archive,
            org=options.org,
            since=read_day(options.since, last=False),
            until=read_day(options.until, last=True),
            limit=options.limit,
        )
        whose = {each.org: () for each in found if each.org}
        if whose:
            audit.note(archive, who(call), "list", whose, call.now, how=AUDIT)
    for each in found:
        call.answer(_as_json(each), _as_text(each))
    if not found:
        call.say(_("Inget har lästs på servern."))
    return DONE if found else NO


def _as_json(each: "ServerReading") -> dict[str, Any]:
    return {
        "id": each.id, "at": written(each.at), "org": each.org, "by": each.by, "user": each.user, "how": each.how,
        "of": each.of, "device": each.device, "many": each.many, "ids": list(each.ids), "reason": each.why,
    }  # fmt: skip


def _as_text(each: "ServerReading") -> str:
    how = _(HOWS[each.how]) if each.how in HOWS else each.how
    by = each.by if each.by == each.user else f"{each.by} ({each.user})"
    when = f"{each.at.astimezone(STOCKHOLM):%d/%m %H:%M}"
    of = _(OFS[each.of]) if each.of in OFS else each.of
    return f"{when}  {each.org:<8} {by:<16} {each.many:>5}  {how} ({of})  {each.why}".rstrip()
