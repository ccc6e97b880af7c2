"""fieldlog init: a new log on this laptop."""

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
    from fieldlog.vault import create_vault, ways

    options = call.options
    org = organisation(options.org)
    if not options.worker:
        raise RuleBroken(_("Ange ditt tjänstenummer: --worker OV-12"))
    folder = call.home.folder(options.worker)
    if folder.worker in call.home.workers():  # before anybody has to think of a passphrase
        raise RuleBroken(_("{worker} har redan en logg här.").format(worker=folder.worker))
    passphrase = new_passphrase(call, passphrase_file(call))
    unlocked = create_vault(
        folder, passphrase, worker=folder.worker, org=org, role=options.role, keyring=not options.no_keyring
    )
    from fieldlog.logbook.log import open_log  # heavy: only once there is something to open

    open_log(unlocked, call.now).close()
    if options.lang:
        keep_language(options.lang, call.home)
    keyring = "keyring" in ways(folder)
    how = _("Nyckelringen eller lösenfrasen öppnar den.") if keyring else _("Lösenfrasen öppnar den.")
    call.answer(
        {
            "worker": folder.worker,
            "org": org,
            "role": options.role,
            "device": unlocked.device,
            "folder": str(folder.path),
            "keyring": keyring,
        },
        _("Loggen för {worker} är klar.").format(worker=folder.worker) + f" {how}",
    )
    call.say(_("Glöms lösenfrasen kan ingen öppna loggen. Skriv upp den på ett säkert ställe."))
    return DONE
