"""What was set aside: looked at by what it is, not by what it says; let in, or turned away for good."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from fieldlog.cli.call import DONE, NO
from fieldlog.cli.grammar import Commands
from fieldlog.language import _, mark
from fieldlog.models.moment import STOCKHOLM, written
from fieldlog.models.refusal import RuleBroken
from sync.archive.aside import Aside
from sync.archive.quarantine import WHY
from sync.server.cli import audit
from sync.server.cli.call import Call

if TYPE_CHECKING:
    from sync.archive.archive import Archive

CONTENT = "content"
"""What a reading is of that showed what an entry says."""
CODES = {
    "schema": mark("en uppgift har fel form"),
    "part": mark("en del är inte den som signerades"),
    "strict": mark("en del är inte strikt JSON"),
    "org": mark("en annan organisations"),
    "worker": mark("en annan medarbetares"),
    "first": mark("kedjans början stämmer inte"),
    "large": mark("för stor"),
    "id": mark("id finns redan"),
    "revoked": mark("spärrad dator"),
    "fork": mark("skriven på en kopierad dator"),
}
"""Why an entry waits."""
SHOWN = 12
"""Signs of a hash or a key that name it on the screen."""


def add_to(commands: Commands) -> None:
    group = commands.group("quarantine", _("det som väntar på att någon avgör om det ska in"))
    listed = group.add("list", _("visa vad som väntar, utan innehåll"), _list)
    listed.add_argument("--org", metavar=_("KOD"), help=_("bara en organisation"))
    listed.add_argument("--all", action="store_true", help=_("även det som är avvisat"))
    audit.ask_who(listed)
    show = group.add("show", _("visa en post"), _show)
    show.add_argument("--content", action="store_true", help=_("visa också vad den säger; skriv --why"))
    audit.ask_who(show)
    accept = group.add("accept", _("släpp in en post, eller allt från en dator"), _accept)
    reject = group.add("reject", _("avvisa: det sparas men läses aldrig"), _reject)
    for each in (show, accept, reject):
        each.add_argument("which", metavar=_("POST"), help=_("början av postens hash, eller av enhetens nyckel"))


def _list(call: Call) -> int:
    from sync.archive.aside import quarantine

    with call.archive() as archive:
        found = quarantine(archive, call.options.org, rejected=call.options.all)
        _note(call, archive, "quarantine", found)
    for each in found:
        call.answer(_as_json(each), _as_text(each))
    return DONE if found else NO


def _show(call: Call) -> int:
    from sync.archive.aside import content, find

    if call.options.content and not call.options.why.strip():
        raise RuleBroken(_("Skriv varför du läser innehållet: --why TEXT"))
    with call.archive() as archive:
        found = find(archive, call.options.which)
        _note(call, archive, CONTENT if call.options.content else "quarantine", found)
        for each in found:
            said = content(archive, each) if call.options.content else None
            text = _as_text(each) + (f"\n{said}" if said is not None else "")
            call.answer(_as_json(each) | ({"content": said} if said is not None else {}), text)
    return DONE


def _note(call: Call, archive: "Archive", of: str, found: list[Aside]) -> None:
    """Before it is shown: who looked, in the feed of each organisation whose entries these are."""
    ids: dict[str, list[str]] = {}
    for each in found:
        ids.setdefault(each.org, []).append(each.id)
    audit.note(call, archive, of, ids)


def _accept(call: Call) -> int:
    from sync.archive.quarantine import accept

    with call.archive() as archive:
        decided = accept(archive, call.options.which)
    call.answer(
        {"accepted": len(decided.done), "left": [{**_as_json(each), "why": why} for each, why in decided.left]},
        _("Insläppt: {count}.").format(count=len(decided.done)),
    )
    for each, why in decided.left:
        call.say(f"{each.hash[:SHOWN]}: {_(WHY[why])}")
    return NO if decided.left else DONE


def _reject(call: Call) -> int:
    from sync.archive.quarantine import reject

    with call.archive() as archive:
        decided = reject(archive, call.options.which)
    call.answer({"rejected": len(decided.done)}, _("Avvisat: {count}.").format(count=len(decided.done)))
    return DONE


def _as_json(each: Aside) -> dict[str, Any]:
    return asdict(each) | {"received": written(each.received)}


def _as_text(each: Aside) -> str:
    when = f"{each.received.astimezone(STOCKHOLM):%d/%m %H:%M}"
    why = _(CODES.get(each.code, each.code)) + (_(" (avvisad)") if each.rejected else "")
    return f"{each.hash[:SHOWN]}  {when}  {each.org:<8} {each.worker:<10} {each.n:>6}  {each.kind:<12} {why}"
