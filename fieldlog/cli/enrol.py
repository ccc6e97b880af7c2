"""fieldlog enrol: this log joins a server, with a one-time code; a log is made first where there is none."""

import sys
from collections.abc import Callable
from pathlib import Path

from fieldlog.cli.call import DONE, Call
from fieldlog.cli.grammar import Commands
from fieldlog.cli.init import create, tell_of_passphrase
from fieldlog.cli.unlocking import can_ask, opened
from fieldlog.language import _
from fieldlog.models.refusal import RuleBroken
from fieldlog.models.worker import ROLES, organisation, service_number


def add_to(commands: Commands) -> None:
    enrol = commands.add("enrol", _("anslut loggen till en server, med en engångskod"), run)
    enrol.add_argument("url", metavar="URL", help=_("serverns adress, som https://fieldlog.exempel.se"))
    enrol.add_argument("code", metavar=_("KOD"), help=_("engångskoden, som gäller tio minuter"))
    enrol.add_argument("--ca", metavar=_("FIL"), help=_("den utfärdare av certifikat som ska gälla, som PEM"))
    enrol.add_argument("--org", metavar=_("ORG"), help=_("organisationens kod, om loggen inte finns än"))
    enrol.add_argument("--role", choices=ROLES, metavar=_("ROLL"), help=", ".join(ROLES))
    enrol.add_argument("--no-keyring", action="store_true", help=_("bara lösenfrasen öppnar loggen"))


def run(call: Call) -> int:
    from sync.client.trust import read_ca, safe_address

    options = call.options
    address = safe_address(options.url)  # refused before a log is made or anything is asked
    ca = read_ca(Path(options.ca)) if options.ca else ""
    _have_a_log(call)
    with opened(call) as log:
        from sync.client.enrolling import enrol  # httpx takes as long to load as all the rest

        here = enrol(log, address, options.code, ca, call.now, clock=call.clock)
        sentence = _("{worker} är ansluten till {org}. Sänd och hämta med: fieldlog sync")
        call.answer(
            {
                "server": here.address,
                "org": log.org,
                "org_name": here.org_name,
                "worker": log.worker,
                "role": log.role,
                "device": here.device,
                "contact": here.contact,
            },
            sentence.format(worker=log.worker, org=here.org_name or log.org),
        )
    return DONE


def _have_a_log(call: Call) -> None:
    """Make the log of the worker, where there is none."""
    options, there = call.options, call.home.workers()
    if there and (options.worker is None or service_number(options.worker) in there):
        for asked, name in ((options.org, "--org"), (options.role, "--role")):
            if asked is not None:
                call.say(_("Loggen finns redan; {name} behövs inte.").format(name=name))
        return
    worker = _asked(options.worker, "--worker", _("Ditt tjänstenummer: "), service_number)
    org = _asked(options.org, "--org", _("Organisationens kod: "), organisation)
    role = _asked(options.role, "--role", _("Din roll ({roles}): ").format(roles=", ".join(ROLES)), _role)
    _made, sentence = create(call, worker, org, role)
    options.worker = worker
    call.say(sentence)
    tell_of_passphrase(call)


def _asked(given: str | None, option: str, question: str, read: Callable[[str], str]) -> str:
    """What was given, else what a person answers. RuleBroken where there is nobody to ask."""
    if given is not None:
        return read(given)
    if not can_ask() or sys.stdin is None or not sys.stdin.isatty():
        raise RuleBroken(_("Här finns ingen logg än. Ange {option}, så skapas den.").format(option=option))
    print(question, end="", file=sys.stderr, flush=True)
    return read(sys.stdin.readline())


def _role(text: str) -> str:
    role = text.strip().lower()
    if role not in ROLES:
        raise RuleBroken(_("{names}: välj {choices}.").format(names="--role", choices=", ".join(ROLES)))
    return role
