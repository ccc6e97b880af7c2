"""fieldlog admin: organisations, workers, codes, devices, words of the work and policies, asked of the server."""

from collections.abc import Callable, Mapping
from typing import Any

from fieldlog.cli.call import DONE, NO, Call
from fieldlog.cli.grammar import Commands
from fieldlog.cli.unlocking import opened
from fieldlog.language import _, mark
from fieldlog.models.moment import STOCKHOLM, read_moment
from fieldlog.models.refusal import NotFound, RuleBroken
from fieldlog.models.worker import ROLES

STATES = {"active": mark("i bruk"), "closed": mark("ersatt"), "revoked": mark("spärrad")}
NONE = "-"
"""Typed where there shall be nothing."""


def add_to(commands: Commands) -> None:
    group = commands.group("admin", _("administration hos servern, efter din roll; aldrig innehåll"))
    group.add("organisations", _("visa organisationerna"), _listing("organisations"))
    own = group.add("organisation", _("ändra den egna organisationens namn och vem man ringer"), _organisation)
    own.add_argument("--name", metavar=_("NAMN"), required=True, help=_("organisationens namn"))
    own.add_argument("--contact", metavar=_("TEXT"), required=True, help=_("vem den ringer vars dator är spärrad"))
    group.add("workers", _("visa medarbetarna"), _listing("workers"))
    worker = group.add("worker", _("lägg till en medarbetare, eller ge en annan roll"), _worker)
    worker.add_argument("number", metavar=_("NR"), help=_("tjänstenummer, som OV-12"))
    worker.add_argument("--role", choices=tuple(ROLES), required=True, help=_("roll"))
    code = group.add("code", _("gör en engångskod som gäller i tio minuter"), _code)
    code.add_argument("number", metavar=_("NR"), help=_("tjänstenummer, som OV-12"))
    group.add("codes", _("visa koder som ännu kan användas"), _listing("codes"))
    group.add("devices", _("visa enheterna: vem har inte synkat?"), _listing("devices"))
    for word, about in (("revoke", _("spärra en enhet")), ("lost", _("spärra en borttappad dator: vad fanns på den?"))):
        shut = group.add(word, about, _shut(word))
        shut.add_argument("device", metavar=_("ENHET"), help=_("början av enhetens nyckel"))
        shut.add_argument(
            "--confirm", metavar=_("NR"), required=True, help=_("enhetens tjänstenummer, som bekräftelse")
        )
    group.add("vocabulary", _("visa vad servern har ändrat i ordlistan"), _listing("vocabulary"))
    _add_words(group)
    group.add("policies", _("visa hur länge vad sparas"), _listing("policies"))
    policy = group.add("policy", _("besluta hur länge vad sparas"), _policy)
    policy.add_argument("name", metavar=_("NAMN"), help=_("som C, audit eller laptop-B"))
    policy.add_argument("days", metavar=_("DAGAR"), help=_("antal dagar; - på en dator: så länge arkivet har det"))
    policy.add_argument("--role", choices=tuple(ROLES), help=_("bara den rollens datorer"))


def _add_words(group: Commands) -> None:
    place = group.add("place", _("lägg till eller ändra en plats"), _words("places"))
    category = group.add("category", _("lägg till en kategori, höj en klass"), _words("categories"))
    focus = group.add("focus", _("vad som är i fokus nu"), _words("focus"))
    ground = group.add("ground", _("giltighet för en rättslig grund"), _words("grounds"))
    for command in (place, category, focus, ground):
        command.add_argument("code", metavar=_("KOD"), help=_("koden"))
    for name in ("name", "zone", "kind", "owner", "say112", "meet", "aed"):
        place.add_argument(f"--{name}", metavar=_("TEXT"))
    place.add_argument("--alias", dest="aliases", action="append", metavar=_("ORD"), help=_("så säger man också"))
    category.add_argument("--class", metavar=_("KLASS"), choices=("A", "B", "C"), help=_("kan bara höjas"))
    for command in (category, focus, ground):
        command.add_argument("--sv", metavar=_("TEXT"), help=_("på svenska"))
        command.add_argument("--en", metavar=_("TEXT"), help=_("på engelska"))
    for command in (place, category):
        command.add_argument("--retired", metavar=_("DAG"), help=_("används inte från den dagen; - tar tillbaka det"))
    focus.add_argument("--until", metavar=_("DAG"), help=_("sista dagen"))
    ground.add_argument("--from", dest="valid_from", metavar=_("DAG"), help=_("första dagen"))
    ground.add_argument("--to", dest="valid_to", metavar=_("DAG"), help=_("sista dagen"))


def _listing(what: str) -> Callable[[Call], int]:
    def run(call: Call) -> int:
        from sync.client import administering

        found = _talking(call, lambda log, talk: administering.fetch(log, talk, what, call.now))
        if found.away:
            when = f"{found.at.astimezone(STOCKHOLM):%d/%m %H:%M}"
            call.say(_("{why} Det som visas hämtades {when}.").format(why=found.away, when=when))
        rows = found.said.get(what)
        for row in rows if isinstance(rows, list) else ():
            call.answer(row, as_text(what, row))
        if not isinstance(rows, list):
            call.answer(found.said, "\n".join(_flat(found.said)))
        return DONE if rows or not isinstance(rows, list) else NO

    return run


def as_text(what: str, row: Mapping[str, Any]) -> str:
    """One row for a person."""
    if what == "organisations":
        return f"{row['org']:<12} {row['name']}  {row['contact']}".rstrip()
    role = _(ROLES[row["role"]]) if row.get("role") in ROLES else str(row.get("role"))
    if what == "devices":
        state = _(STATES.get(row["state"], row["state"]))
        return (
            f"{row['device'][:8]}  {row['worker']:<10} {state:<8} {_when(row['contacted']):<12} "
            f"{_('osänt')} {NONE if row['unsent'] is None else row['unsent']}  "
            f"{_('klocka')} {NONE if row['skew'] is None else row['skew']} s  {row['program']}"
        )
    until = f"  {_when(row['until'])}" if "until" in row else ""
    return f"{row['worker']:<12} {role}{until}"


def _when(said: str | None) -> str:
    return f"{read_moment(said).astimezone(STOCKHOLM):%d/%m %H:%M}" if said else NONE


def _flat(said: Mapping[str, Any], before: str = "") -> list[str]:
    rows: list[str] = []
    for name, value in said.items():
        if isinstance(value, dict):
            rows += _flat(value, f"{before}{name} ")
        else:
            rows.append(f"{before}{name}: {', '.join(map(str, value)) if isinstance(value, list) else value}")
    return rows


def _talking(call: Call, do: Callable[[Any, Any], Any]) -> Any:
    with opened(call) as log:
        from sync.client.membership import conversation

        talk = conversation(log, call.clock)
        try:
            return do(log, talk)
        finally:
            talk.close()


def _changed(call: Call, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
    from sync.client import administering

    said: dict[str, Any] = _talking(call, lambda _log, talk: administering.change(talk, path, body))
    return said


def _organisation(call: Call) -> int:
    said = _changed(call, "organisations", {"name": call.options.name, "contact": call.options.contact})
    for row in said["organisations"]:
        call.answer(row, as_text("organisations", row))
    return DONE


def _worker(call: Call) -> int:
    said = _changed(call, "workers", {"worker": call.options.number, "role": call.options.role})
    call.answer(said, as_text("workers", said))
    return DONE


def _code(call: Call) -> int:
    said = _changed(call, "codes", {"worker": call.options.number})
    call.say(_("Koden gäller en gång, i tio minuter. Den visas inte igen."))
    call.answer(said, str(said["code"]))
    return DONE


def _shut(word: str) -> Callable[[Call], int]:
    def run(call: Call) -> int:
        from sync.client import administering

        options = call.options

        def do(log: Any, talk: Any) -> Any:
            found = administering.fetch(log, talk, "devices", call.now)
            fit = [row for row in found.said["devices"] if row["device"].startswith(options.device)]
            if len(fit) != 1:
                raise NotFound(_("Skriv början av en enda enhets nyckel. Se: fieldlog admin devices"))
            if options.confirm.strip().upper() != fit[0]["worker"]:
                raise RuleBroken(_("Tjänstenumret är inte enhetens. Inget är spärrat."))
            return administering.change(talk, f"devices/{fit[0]['device']}/{word}")

        said = _talking(call, do)
        rows = [as_text("devices", said), *map(lost_text, said.get("observations", ()))]
        call.answer(said, "\n".join(rows))
        return DONE

    return run


def lost_text(row: Mapping[str, Any]) -> str:
    """How many observations of a class were on a lost laptop."""
    whose = _("egna") if row["own"] else _("andras")
    words = _("med fritext") if row["words"] else _("utan fritext")
    return _("klass {name}, {whose}, {words}: {count}").format(
        name=row["class"], whose=whose, words=words, count=row["count"]
    )


def _words(of: str) -> Callable[[Call], int]:
    names = ("name", "zone", "kind", "owner", "say112", "meet", "aed", "aliases", "class", "sv", "en", "retired",
             "until", "valid_from", "valid_to")  # fmt: skip

    def run(call: Call) -> int:
        options = vars(call.options)
        item = {name: options[name] for name in names if options.get(name) is not None}
        item = {name: None if value == NONE else value for name, value in item.items()}
        if not item:
            raise RuleBroken(_("Säg vad som ska gälla för koden."))
        code = options["code"] if of == "grounds" else options["code"].upper()
        said = _changed(call, "vocabulary", {"of": of, "items": {code: item}})
        call.answer(
            said, _("Ordlistan har nu version {n}. Datorerna får den vid nästa synk.").format(n=said["version"])
        )
        return DONE

    return run


def _policy(call: Call) -> int:
    options = call.options
    if options.days != NONE and not options.days.isdecimal():
        raise RuleBroken(_("Säg ett antal dagar."))
    days = None if options.days == NONE else int(options.days)
    said = _changed(
        call, "policies", {"name": options.name, "days": days} | ({"role": options.role} if options.role else {})
    )
    call.answer(said, "\n".join(_flat(said)))
    return DONE
