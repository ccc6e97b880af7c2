"""What `doctor` looks at outside the log: the machine, the terminal, and the log's own files."""

import locale
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from fieldlog import __version__
from fieldlog.home import Folder
from fieldlog.language import LANGUAGES, _, has_catalogue, n_

LEAST_ROOM = 200 * 1024 * 1024
"""Bytes of free disk under which a long shift, its backup and a migration's copy may not fit."""
LEAST_COLUMNS, LEAST_LINES = 80, 24


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `well` None: could not be judged, or is only worth knowing."""

    name: str
    what: str
    well: bool | None
    said: str
    do: str = ""


def machine() -> Iterator[Finding]:
    yield Finding("program", _("program"), True, f"fieldlog {__version__}, Python {sys.version.split()[0]}")
    lacking = [code for code in LANGUAGES if not has_catalogue(code)]
    yield Finding(
        "languages",
        _("språk"),
        not lacking,
        _("Saknas: {codes}. Svenska gäller.").format(codes=", ".join(lacking)) if lacking else ", ".join(LANGUAGES),
        _("Installera om fieldlog.") if lacking else "",
    )
    coding = locale.getpreferredencoding(False)
    utf = coding.lower().replace("-", "") == "utf8"
    yield Finding(
        "locale", _("teckenkod"), utf, coding, "" if utf else _("Sätt LANG=sv_SE.UTF-8, annars syns inte å, ä och ö.")
    )
    yield _core_dumps()


def _core_dumps() -> Finding:
    if sys.platform == "win32":
        return Finding("core", _("minnesdumpar"), None, _("Styrs av Windows."))
    import resource

    off = resource.getrlimit(resource.RLIMIT_CORE)[0] == 0
    return Finding(
        "core",
        _("minnesdumpar"),
        off,
        _("Avstängda.") if off else _("Påslagna: nyckeln kan hamna på disken."),
        "" if off else "ulimit -c 0",
    )


def terminal(environ: Mapping[str, str]) -> Iterator[Finding]:
    if sys.stdout is None or not sys.stdout.isatty():
        yield Finding("terminal", _("terminal"), None, _("Ingen terminal här. Kommandona går ändå."))
        return
    size = shutil.get_terminal_size()
    fits = size.columns >= LEAST_COLUMNS and size.lines >= LEAST_LINES and environ.get("TERM") != "dumb"
    colours = (
        _("inga färger")
        if environ.get("NO_COLOR")
        else _("alla färger")
        if environ.get("COLORTERM") in ("truecolor", "24bit")
        else _("256 färger")
        if "256" in environ.get("TERM", "")
        else _("16 färger")
    )
    yield Finding(
        "terminal",
        _("terminal"),
        fits,
        f"{environ.get('TERM', '?')}, {size.columns}x{size.lines}, {colours}",
        "" if fits else _("Gör fönstret minst 80 gånger 24, i en vanlig terminal."),
    )


def own_files(folder: Folder) -> Iterator[Finding]:
    """Modes of the files, and room on their disk."""
    paths = [folder.path, *(path for path in folder.path.rglob("*") if not path.is_symlink())]
    loose = [path.name for path in paths if not is_private(path)]
    yield Finding(
        "modes",
        _("rättigheter"),
        not loose,
        _("Andra kan läsa: {names}").format(names=", ".join(loose[:5])) if loose else _("Bara du kommer åt filerna."),
        "chmod -R go= " + folder.path.name if loose else "",
    )
    writable = os.access(folder.path, os.W_OK) and (not folder.database.exists() or os.access(folder.database, os.W_OK))
    yield Finding(
        "writable",
        _("skriva"),
        writable,
        _("Det går att spara.") if writable else _("Loggens mapp går bara att läsa."),
        "" if writable else _("Ändra mappens rättigheter, eller flytta loggen till en annan disk."),
    )
    room = shutil.disk_usage(folder.path).free
    yield Finding(
        "room",
        _("disk"),
        room >= LEAST_ROOM,
        _("{size} MB lediga").format(size=room // 1024 // 1024),
        "" if room >= LEAST_ROOM else _("Gör plats på disken."),
    )


def sealed_notes(folder: Folder) -> Iterator[Finding]:
    """Notes that were written on the lock screen and wait: their number can be seen without a key."""
    from fieldlog.vault.notes import sealed_count

    if count := sealed_count(folder):
        said = n_("{count} anteckning från låst skärm väntar.", "{count} anteckningar från låst skärm väntar.", count)
        yield Finding(
            "notes", _("låsta"), None, said.format(count=count), _("Öppna appen: de står under Väntar på svar.")
        )


def is_private(path: Path) -> bool:
    """Whether only the owner may open it; always so where the system has no such modes."""
    return os.name != "posix" or not path.stat().st_mode & 0o077
