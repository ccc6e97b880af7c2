"""fieldlog doctor: what is well, what is not, and what to do about it."""

from collections.abc import Iterator

from fieldlog.cli.call import DONE, NO, Call
from fieldlog.cli.checks import Finding, machine, own_files, sealed_notes, terminal
from fieldlog.cli.grammar import Commands
from fieldlog.cli.newest_backup import how_to_restore
from fieldlog.cli.unlocking import opened
from fieldlog.language import _
from fieldlog.models.refusal import Damaged, Locked, Refusal, RuleBroken, TooNew


def add_to(commands: Commands) -> None:
    commands.add("doctor", _("se efter vad som är bra, vad som inte är det och vad man gör åt det"), run)


def run(call: Call) -> int:
    well = True
    for found in (*machine(), *terminal(call.environ), _choices(call), *_log(call)):
        well = well and found.well is not False
        sign = {True: _("bra"), False: _("fel"), None: "–"}[found.well]
        text = f"{sign:<4} {found.what:<14} {found.said}"
        call.answer(
            {"check": found.name, "ok": found.well, "said": found.said, "do": found.do},
            f"{text}\n{'':<20}{found.do}" if found.do else text,
        )
    return DONE if well else NO


def _choices(call: Call) -> Finding:
    """Settings and keys of one's own: what in them can't be granted, key by key."""
    from fieldlog.screens.keymap import read_key_map  # what a key map may move is known by the screens alone
    from fieldlog.settings import read_key_map_file, read_settings

    wishes, trouble = read_key_map_file(call.home)
    said = [read_settings(call.home)[1], trouble, *(read_key_map(wishes)[1] if wishes else ())]
    told = " ".join(sentence for sentence in said if sentence)
    mend = _("Rätta settings.toml eller keys.toml i {folder}, eller ta bort filen.").format(folder=call.home.root)
    return Finding(
        "choices", _("egna val"), not told, told or _("Inställningar och tangenter går att läsa."), mend if told else ""
    )


def _log(call: Call) -> Iterator[Finding]:
    """The log itself, as far as it opens."""
    try:
        folder = call.home.choose(call.options.worker)
    except RuleBroken as refusal:
        yield Finding("store", _("logg"), None, str(refusal))
        return
    yield from own_files(folder)
    yield _keyring(call)
    yield from sealed_notes(folder)
    try:
        with opened(call, reading=True) as log:
            from fieldlog.cli.checks_of_log import contents  # heavy: only with a log that opens

            yield from contents(log, call.now)
    except Locked as locked:
        yield Finding("store", _("logg"), None, str(locked), _("Resten kan inte ses förrän loggen är upplåst."))
    except TooNew as refusal:
        yield Finding("store", _("logg"), False, str(refusal))
    except Damaged as refusal:
        yield Finding("pages", _("sidor"), False, str(refusal), how_to_restore(folder))
    except Refusal as refusal:
        yield Finding("store", _("logg"), False, str(refusal), how_to_restore(folder))


def _keyring(call: Call) -> Finding:
    from fieldlog.vault import unlock_with_keyring, ways

    folder = call.home.choose(call.options.worker)
    try:
        if "keyring" not in ways(folder):
            return Finding("keyring", _("nyckelring"), True, _("Bara lösenfrasen öppnar loggen."))
        unlock_with_keyring(folder)
    except Locked as locked:
        return Finding("keyring", _("nyckelring"), None, str(locked))
    except Refusal as refusal:
        return Finding("keyring", _("nyckelring"), False, str(refusal))
    return Finding("keyring", _("nyckelring"), True, _("Nyckelringen öppnar loggen."))
