"""fieldlog init: a new log on this laptop."""

from typing import Any

from fieldlog.cli.call import DONE, Call
from fieldlog.cli.grammar import Commands
from fieldlog.cli.speaking import keep_language
from fieldlog.cli.unlocking import new_passphrase, passphrase_file
from fieldlog.language import _
from fieldlog.models.refusal import RuleBroken
from fieldlog.models.worker import ROLES, organisation


def add_to(commands: Commands) -> None:
    init = commands.add("init", _("skapa en logg på den här datorn"), run)
    init.add_argument("--org", required=True, metavar=_("ORG"), help=_("organisationens kod, som OVB"))
    init.add_argument("--role", required=True, choices=ROLES, metavar=_("ROLL"), help=", ".join(ROLES))
    init.add_argument("--no-keyring", action="store_true", help=_("bara lösenfrasen öppnar loggen"))


def run(call: Call) -> int:
    if not call.options.worker:
        raise RuleBroken(_("Ange ditt tjänstenummer: --worker OV-12"))
    made, sentence = create(call, call.options.worker, call.options.org, call.options.role)
    call.answer(made, sentence)
    tell_of_passphrase(call)
    return DONE


def create(call: Call, worker: str, org: str, role: str) -> tuple[dict[str, Any], str]:
    """Make a log; what there is to say of it, as data and as a sentence."""
    from fieldlog.vault import create_vault, ways

    org = organisation(org)
    folder = call.home.folder(worker)
    if folder.worker in call.home.workers():  # before anybody has to think of a passphrase
        raise RuleBroken(_("{worker} har redan en logg här.").format(worker=folder.worker))
    passphrase = new_passphrase(call, passphrase_file(call))
    keyring = not call.options.no_keyring
    unlocked = create_vault(folder, passphrase, worker=folder.worker, org=org, role=role, keyring=keyring)
    from fieldlog.logbook.log import open_log  # heavy: only once there is something to open

    open_log(unlocked, call.now).close()
    if call.options.lang:
        keep_language(call.options.lang, call.home)
    keyring = "keyring" in ways(folder)
    how = _("Nyckelringen eller lösenfrasen öppnar den.") if keyring else _("Lösenfrasen öppnar den.")
    made = {
        "worker": folder.worker,
        "org": org,
        "role": role,
        "device": unlocked.device,
        "folder": str(folder.path),
        "keyring": keyring,
    }
    return made, _("Loggen för {worker} är klar.").format(worker=folder.worker) + f" {how}"


def tell_of_passphrase(call: Call) -> None:
    call.say(_("Glöms lösenfrasen kan ingen öppna loggen. Skriv upp den på ett säkert ställe."))
