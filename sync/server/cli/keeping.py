"""Keeping the archive: copies of it, the way back from one, and proof that it is whole."""

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from fieldlog.cli.call import DONE, NO
from fieldlog.cli.grammar import Commands
from fieldlog.language import _
from fieldlog.models.refusal import Refusal
from sync.protocol import Refused
from sync.server.cli.call import Call

LEAST_ROOM = 1 << 30
"""Bytes of free disk under which an archive may stand still before the next working day."""


def add_to(commands: Commands) -> None:
    backup = commands.add("backup", _("skriv en krypterad säkerhetskopia, även medan servern går"), _backup)
    backup.add_argument("file", metavar=_("FIL"), help=_("filen att skriva"))
    restore = commands.add("restore", _("lägg en säkerhetskopia i arkivets ställe; stoppa servern först"), _restore)
    restore.add_argument("file", metavar=_("FIL"), help=_("säkerhetskopian"))
    restore.add_argument("--accept", action="store_true", help=_("arkivet ersätts, och får en ny epok"))
    restore.add_argument("--key", metavar=_("FIL"), help=_("recovery.key, om den inte ligger i mappen"))
    commands.add("verify", _("gå igenom varje kedja, underskrift och flöde"), _verify)
    commands.add("doctor", _("visa vad som är bra, vad som inte är det, och vad man gör"), _doctor)


def _backup(call: Call) -> int:
    from sync.archive.backups import backup

    with call.archive() as archive:
        made = backup(archive, Path(call.options.file), call.now)
    told = _("{count} poster är kopierade. Bara recovery.key öppnar filen.").format(count=made.entries)
    call.answer({"file": call.options.file, "entries": made.entries, "rows": made.rows, "epoch": str(made.epoch)}, told)
    return DONE


def _restore(call: Call) -> int:
    from sync.archive.backups import restore

    options = call.options
    key = Path(options.key) if options.key else None
    made = restore(call.home, Path(options.file), accept=options.accept, recovery=key, url=call.database)
    told = _("{count} poster är tillbaka. Det som kom efter kopian skickar datorerna igen.").format(count=made.entries)
    call.answer({"entries": made.entries, "rows": made.rows, "epoch": str(made.epoch)}, told)
    return DONE


def _verify(call: Call) -> int:
    from sync.archive.verifying import verify

    with call.archive() as archive:
        found = verify(archive)
    text = _("{entries} poster i {chains} kedjor, {feeds} flöden: allt är som det skickades.")
    if found.fault:
        text = found.fault
    if found.erased and not found.fault:
        text += " " + _("{erased} delar är gallrade.")
    if found.absent and not found.fault:
        text += " " + _("{absent} delar har inte kommit.")
    call.answer(
        {
            "ok": not found.fault,
            "chains": found.chains,
            "entries": found.entries,
            "parts": found.parts,
            "feeds": found.feeds,
            "erased": found.erased,
            "absent": found.absent,
            "fault": found.fault or None,
        },
        text.format(
            entries=found.entries, chains=found.chains, feeds=found.feeds, absent=found.absent, erased=found.erased
        )
        if not found.fault
        else text,
    )
    return NO if found.fault else DONE


def _doctor(call: Call) -> int:
    well = True
    for name, good, said, do in _looked_at(call):
        well = well and good
        sign = "✓" if good else "!"
        call.answer({"name": name, "well": good, "said": said, "do": do}, f"{sign} {said}" + (f"  {do}" if do else ""))
    return DONE if well else NO


def _looked_at(call: Call) -> Iterator[tuple[str, bool, str, str]]:
    """Name, whether it is well, what there is, and what to do about it."""
    yield _archive(call)
    home = call.home
    for name in ("server.json", "recovery.key"):
        file = home / name
        if file.exists() and stat.S_IMODE(file.stat().st_mode) & 0o077 and os.name == "posix":
            yield (name, False, _("{name} kan läsas av andra på maskinen.").format(name=name), f"chmod 600 {file}")
    if (home / "recovery.key").exists():
        moved = _("Flytta den till ett säkert ställe: den öppnar säkerhetskopiorna.")
        yield ("recovery.key", False, _("recovery.key ligger kvar på servern."), moved)
    if home.exists():
        free = shutil.disk_usage(home).free
        said = _("{free} GB ledigt på disken.").format(free=round(free / (1 << 30), 1))
        yield ("disk", free >= LEAST_ROOM, said, "" if free >= LEAST_ROOM else _("Gör plats."))


def _archive(call: Call) -> tuple[str, bool, str, str]:
    from sync.archive.devices import devices

    try:
        with call.archive() as archive:
            found = devices(archive)
            late = [each for each in found if each.state == "active" and each.unsent]
            said = _("Arkivet svarar: {count} datorer, {late} med osänt.").format(count=len(found), late=len(late))
            return ("archive", True, said, "")
    except Refusal as refusal:
        return ("archive", False, str(refusal), "")
    except Refused as refused:
        do = _("Är det återställt med avsikt: fieldlog-server restore FIL --accept")
        said = _("Arkivet går inte att öppna: {code}.").format(code=refused.problem.code)
        return ("archive", False, said, do if refused.problem.code == "restored" else "")
