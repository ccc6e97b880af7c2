"""Organisations, workers, and the codes by which a laptop joins."""

from fieldlog.cli.call import DONE, NO
from fieldlog.cli.grammar import Commands
from fieldlog.language import _
from fieldlog.models.worker import ROLES
from sync.server.cli.call import Call


def add_to(commands: Commands) -> None:
    org = commands.group("org", _("organisationer"))
    add = org.add("add", _("lägg till en organisation"), _add_org)
    add.add_argument("code", metavar=_("KOD"), help=_("organisationens kod, som OVB"))
    add.add_argument("--name", metavar=_("NAMN"), required=True, help=_("organisationens namn"))
    add.add_argument("--contact", metavar=_("TEXT"), default="", help=_("vem den ringer vars dator är spärrad"))
    chosen = org.add("steward", _("välj vem som beslutar det som gäller för alla: ordlistan och tiderna"), _steward)
    chosen.add_argument("code", metavar=_("KOD"), help=_("organisationens kod"))
    org.add("list", _("visa organisationerna"), _list_orgs)

    worker = commands.group("worker", _("medarbetare"))
    add = worker.add("add", _("lägg till en medarbetare, eller ge en annan roll"), _add_worker)
    add.add_argument("number", metavar=_("NR"), help=_("tjänstenummer, som OV-12"))
    add.add_argument("--org", metavar=_("KOD"), required=True, help=_("organisation"))
    add.add_argument("--role", choices=tuple(ROLES), required=True, help=_("roll"))
    listed = worker.add("list", _("visa medarbetarna"), _list_workers)
    listed.add_argument("--org", metavar=_("KOD"), help=_("bara en organisation"))

    code = commands.group("code", _("engångskoder"))
    new = code.add("new", _("gör en kod som en dator ansluts med inom tio minuter"), _new_code)
    new.add_argument("--org", metavar=_("KOD"), required=True, help=_("organisation"))
    new.add_argument("--role", choices=tuple(ROLES), required=True, help=_("roll"))
    new.add_argument("--worker", metavar=_("NR"), required=True, help=_("tjänstenummer"))


def _add_org(call: Call) -> int:
    from sync.archive.people import add_organisation

    options = call.options
    with call.archive() as archive:
        made = add_organisation(archive, options.code, options.name, options.contact, call.now)
    told = _("{org} är tillagd: {name}.").format(org=made.code, name=made.name)
    call.answer({"org": made.code, "name": made.name, "contact": made.contact}, told)
    return DONE


def _steward(call: Call) -> int:
    from sync.archive.administering import choose_steward

    with call.archive() as archive:
        org = choose_steward(archive, call.options.code.strip().upper())
    call.answer({"org": org, "steward": True}, _("{org} beslutar det som gäller för alla.").format(org=org))
    return DONE


def _list_orgs(call: Call) -> int:
    from sync.archive.people import organisations

    with call.archive() as archive:
        found = organisations(archive)
    for each in found:
        text = f"{each.code:<12} {each.name}  {each.contact}".rstrip()
        call.answer({"org": each.code, "name": each.name, "contact": each.contact}, text)
    return DONE if found else NO


def _add_worker(call: Call) -> int:
    from sync.archive.people import add_worker

    options = call.options
    with call.archive() as archive:
        made = add_worker(archive, options.org, options.number, options.role, call.now)
    told = _("{number} i {org} har rollen {role}.").format(number=made.number, org=made.org, role=_(ROLES[made.role]))
    call.answer({"org": made.org, "worker": made.number, "role": made.role}, told)
    return DONE


def _list_workers(call: Call) -> int:
    from sync.archive.people import workers

    with call.archive() as archive:
        found = workers(archive, call.options.org)
    for each in found:
        text = f"{each.org:<12} {each.number:<12} {_(ROLES[each.role])}"
        call.answer({"org": each.org, "worker": each.number, "role": each.role}, text)
    return DONE if found else NO


def _new_code(call: Call) -> int:
    from sync.archive.people import new_code

    options = call.options
    with call.archive() as archive:
        code = new_code(archive, options.org, options.role, options.worker, call.now)
    call.say(_("Koden gäller en gång, i tio minuter. Den visas inte igen."))
    call.answer({"code": code}, code)
    return DONE
