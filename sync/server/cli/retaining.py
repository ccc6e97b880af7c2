"""How long things are kept, what is destroyed when, and what must not be."""

from typing import Any

from fieldlog.cli.call import DONE, NO
from fieldlog.cli.grammar import Commands
from fieldlog.language import _, mark
from fieldlog.models.moment import written
from fieldlog.models.refusal import RuleBroken
from fieldlog.models.worker import ROLES, organisation
from sync.archive.holds import ENTRY, PLACE, SHIFT, WHY, Hold
from sync.archive.periods import NAMES, Periods
from sync.archive.retention import Destroyed
from sync.server.cli.call import Call, read_day

ALWAYS = "-"
"""Typed instead of days: a laptop keeps it as long as the archive does."""
RULES = {
    "A": mark("klass A"),
    "B": mark("klass B"),
    "C": mark("klass C"),
    "audit": mark("vem som har läst och beslutat"),
    "rejected": mark("avvisat ur karantänen"),
    "waiting": mark("glömt i karantänen"),
}
REASONS = {"records": mark("begäran om handling"), "police": mark("begäran från polisen")}


def add_to(commands: Commands) -> None:
    policy = commands.group("policy", _("hur länge vad sparas"))
    policy.add("show", _("visa tiderna i arkivet och på datorerna"), _show)
    change = policy.add("set", _("besluta en tid; beslutet blir en post i serverns kedja"), _set)
    change.add_argument("name", metavar=_("NAMN"), choices=NAMES, help=", ".join(NAMES))
    change.add_argument("days", metavar=_("DAGAR"), help=_("antal dagar; - på en dator: så länge arkivet har det"))
    change.add_argument("--role", metavar=_("ROLL"), choices=tuple(ROLES), help=_("bara den rollens datorer"))

    retention = commands.add("retention", _("gallra det som har sparats länge nog"), _retention)
    retention.add_argument("--dry-run", action="store_true", help=_("säg vad som skulle gallras, och gallra inget"))

    hold = commands.group("hold", _("det som är begärt och inte får gallras"))
    add = hold.add("add", _("skydda en post, ett pass eller en plats under en tid"), _hold)
    add.add_argument("--entry", metavar="ID", help=_("en post, med allt som hör till den"))
    add.add_argument("--shift", metavar="ID", help=_("allt från ett pass"))
    add.add_argument("--place", metavar=_("KOD"), help=_("en plats, från en dag till en annan"))
    add.add_argument("--from", dest="since", metavar=_("DAG"), help=_("första dagen, som 2026-11-20"))
    add.add_argument("--until", metavar=_("DAG"), help=_("sista dagen"))
    add.add_argument("--org", metavar=_("KOD"), help=_("bara en organisation"))
    add.add_argument("--why", choices=WHY, required=True, help=_("vem som har begärt: allmänheten eller polisen"))
    add.add_argument("--case", metavar=_("TEXT"), required=True, help=_("begärans diarienummer; inga namn"))
    hold.add("list", _("visa vad som är skyddat"), _holds)
    lift = hold.add("lift", _("ta bort ett skydd: det kan gallras igen"), _lift)
    lift.add_argument("which", metavar=_("SKYDD"), help=_("dess id eller diarienummer"))


def _show(call: Call) -> int:
    from sync.archive.periods import periods

    with call.archive() as archive:
        _tell(call, periods(archive))
    return DONE


def _set(call: Call) -> int:
    from sync.archive.periods import decide

    options = call.options
    if options.days != ALWAYS and not options.days.isdecimal():
        raise RuleBroken(_("Säg ett antal dagar."))
    days = None if options.days == ALWAYS else int(options.days)
    with call.archive() as archive:
        _tell(call, decide(archive, options.name, days, options.role, call.now))
    return DONE


def _tell(call: Call, now: Periods) -> None:
    said = _("{days} dagar")
    lines = [f"{name:<18}{said.format(days=days)}" for name, days in now.archive.items()]
    for name, by_role in (("laptop-A", now.laptops["A"]), ("laptop-B", now.laptops["B"])):
        roles = [f"{role} {by_role[role]}" for role in ROLES if role in by_role]
        rest = _("övriga så länge arkivet har det") if roles else _("så länge arkivet har det")
        lines.append(f"{name:<18}" + ", ".join([*roles, *([rest] if len(roles) < len(ROLES) else [])]))
    lines.append(f"{'laptop-C':<18}{said.format(days=now.laptops['C'])}")
    lines.append(f"{'laptop-own-words':<18}{said.format(days=now.laptops['own_c_words'])}")
    if now.decision is None:
        call.say(_("Ingen har beslutat arkivets tider. Programmets förslag gäller tills dess."))
    call.answer({"archive": now.archive, "laptops": now.laptops, "decision": now.decision}, "\n".join(lines))


def _retention(call: Call) -> int:
    from sync.archive.retention import run

    dry = call.options.dry_run
    with call.archive() as archive:
        report = run(archive, call.now, dry=dry)
        kind = archive.database.kind
    for row in report.rows:
        call.answer(_as_json(row, dry=dry), _as_text(row, dry=dry))
    if not report.rows:
        call.say(_("Inget att gallra."))
    if report.weeks:
        call.say(_("Veckor räknade åt andra organisationer: {count}.").format(count=report.weeks))
    if not report.clean and report.rows:
        call.say(
            _("Innehållet är borta ur arkivet. PostgreSQL skriver över platsen på disken när den används igen.")
            if kind == "postgresql"
            else _(
                "Innehållet är borta ur arkivet, men ännu inte ur loggen bredvid: någon läser. Kör samma kommando igen."
            )
        )
    return DONE


def _as_json(row: Destroyed, *, dry: bool) -> dict[str, Any]:
    return {
        "org": row.org, "rule": row.rule, "days": row.days, "entries": row.entries, "parts": row.parts,
        "counted": row.counted, "held": row.held, "dry": dry,
    }  # fmt: skip


def _as_text(row: Destroyed, *, dry: bool) -> str:
    told = (
        _("{rule}, efter {days} dagar: {count} poster skulle gallras")
        if dry
        else _("{rule}, efter {days} dagar: {count} poster gallrade")
    )
    pieces = [told.format(rule=_(RULES[row.rule]), days=row.days, count=row.entries)]
    if row.counted:
        pieces.append(_("{count} kvar som antal").format(count=row.counted))
    if row.held:
        pieces.append(_("{count} skyddade och orörda").format(count=row.held))
    return f"{row.org:<8} " + "; ".join(pieces)


def _hold(call: Call) -> int:
    from sync.archive.holds import add

    options = call.options
    named = [(on, which) for on in (ENTRY, SHIFT, PLACE) if (which := getattr(options, on))]
    if len(named) != 1:
        raise RuleBroken(_("Säg en sak: --entry, --shift eller --place."))
    on, which = named[0]
    hold = Hold(
        on,
        which.upper() if on == PLACE else which,
        options.why,
        options.case,
        organisation(options.org) if options.org else None,
        _day(options.since, last=False),
        _day(options.until, last=True),
    )
    with call.archive() as archive:
        made = add(archive, hold, call.now)
    call.answer(_hold_json(made), _hold_text(made))
    return DONE


def _day(text: str | None, *, last: bool) -> str | None:
    day = read_day(text, last=last)
    return written(day) if day else None


def _holds(call: Call) -> int:
    from sync.archive.holds import holds

    with call.archive() as archive:
        found = holds(archive)
    for each in found:
        call.answer(_hold_json(each), _hold_text(each))
    return DONE if found else NO


def _lift(call: Call) -> int:
    from sync.archive.holds import lift

    with call.archive() as archive:
        lifted = lift(archive, call.options.which, call.now)
    call.answer(_hold_json(lifted), _("Skyddet {case} är borttaget.").format(case=lifted.case))
    return DONE


def _hold_json(hold: Hold) -> dict[str, Any]:
    names = ("hold", "on", "which", "org", "since", "until", "why", "case", "at")
    return {name: getattr(hold, name) for name in names}


def _hold_text(hold: Hold) -> str:
    what = {ENTRY: _("post {which}"), SHIFT: _("pass {which}"), PLACE: _("plats {which}, {since}–{until}")}[hold.on]
    told = what.format(which=hold.which, since=(hold.since or "")[:10], until=(hold.until or "")[:10])
    return f"{hold.case}: {told}  ({_(REASONS[hold.why])})  {hold.hold}"
