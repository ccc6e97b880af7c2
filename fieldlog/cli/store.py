"""fieldlog verify, rebuild, passphrase: the log as a whole."""

from fieldlog.cli.call import DONE, NO, Call
from fieldlog.cli.grammar import Commands
from fieldlog.cli.unlocking import new_passphrase, opened, unlock
from fieldlog.language import _, n_


def add_to(commands: Commands) -> None:
    commands.add("verify", _("bevisa att inget är borta eller ändrat"), verify)
    commands.add("rebuild", _("bygg om tabellerna ur posterna"), rebuild)
    changed = commands.add("passphrase", _("byt lösenfras"), passphrase)
    changed.add_argument("--new-passphrase-file", metavar=_("FIL"), help=_("läs den nya ur en fil"))


def verify(call: Call) -> int:
    from fieldlog.logbook import verifying

    with opened(call, reading=True) as log:
        verdict = verifying.verify(log)
    whole, chains = verdict.fault is None, verdict.chains
    call.answer(
        {"ok": whole, "entries": verdict.entries, "chains": verdict.chains, "fault": verdict.fault},
        n_(
            "Allt stämmer: {entries} poster i {chains} kedja.",
            "Allt stämmer: {entries} poster i {chains} kedjor.",
            chains,
        ).format(entries=verdict.entries, chains=chains)
        if whole
        else "",
    )
    if verdict.fault:
        call.say(_("Loggen stämmer inte. {fault}").format(fault=verdict.fault))
    return DONE if whole else NO


def rebuild(call: Call) -> int:
    from fieldlog.logbook import rebuilding

    with opened(call) as log:
        rows = rebuilding.rebuild(log)
    call.answer({"rows": rows}, _("Tabellerna är ombyggda: {rows} rader.").format(rows=rows))
    return DONE


def passphrase(call: Call) -> int:
    from fieldlog.vault import change_passphrase

    unlocked = unlock(call)
    new = new_passphrase(call, call.options.new_passphrase_file)
    change_passphrase(unlocked.folder, unlocked, new)
    call.answer({"changed": True}, _("Lösenfrasen är bytt."))
    call.say(_("Äldre säkerhetskopior öppnas fortfarande med den gamla."))
    return DONE
