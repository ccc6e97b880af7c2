"""The commands that carry a log: `backup FILE` and `restore FILE`."""

from pathlib import Path

from fieldlog.cli.call import Call
from fieldlog.cli.grammar import Commands
from fieldlog.cli.unlocking import ask, can_ask, opened, passphrase_file, read_passphrase
from fieldlog.language import _
from fieldlog.models.refusal import Locked, RuleBroken
from fieldlog.models.worker import service_number


def add_to(commands: Commands) -> None:
    parser = commands.add("backup", _("skriv hela loggen till en fil, öppnas med lösenfrasen"), run_backup)
    parser.add_argument("file", metavar=_("FIL"))
    parser = commands.add("restore", _("gör loggen av en säkerhetskopia, med en ny enhet"), run_restore)
    parser.add_argument("file", metavar=_("FIL"))
    parser.add_argument("--no-keyring", action="store_true", help=_("öppna bara med lösenfrasen"))


def run_backup(call: Call) -> int:
    from fieldlog.logbook.backups import back_up

    path = Path(call.options.file)
    with opened(call) as log:
        size = back_up(log, path, call.now)
    sentence = _("Säkerhetskopian är skriven: {file}, {size} kB. Den öppnas med lösenfrasen som gäller nu.")
    call.answer({"file": str(path), "bytes": size}, sentence.format(file=path.name, size=max(1, size // 1000)))
    return 0


def run_restore(call: Call) -> int:
    from fieldlog.logbook.restoring import owner_of, restore
    from fieldlog.vault import add_keyring, ways

    path = Path(call.options.file)
    worker = owner_of(path)  # refused before anything is asked
    if call.options.worker and service_number(call.options.worker) != worker:
        raise RuleBroken(_("Säkerhetskopian tillhör {worker}.").format(worker=worker))
    if file := passphrase_file(call):
        passphrase = read_passphrase(file)
    elif can_ask():
        passphrase = ask(_("Säkerhetskopians lösenfras: "))
    else:
        raise Locked(_("Ange --passphrase-file eller FIELDLOG_PASSPHRASE_FILE."))
    unlocked = restore(call.home, path, passphrase, call.now)
    if not call.options.no_keyring and "keyring" not in ways(unlocked.folder):
        add_keyring(unlocked.folder, unlocked)
    sentence = _("Loggen för {worker} är återställd, med en ny enhet. Kontrollera den: fieldlog verify")
    call.answer({"worker": worker, "device": unlocked.device}, sentence.format(worker=worker))
    return 0
