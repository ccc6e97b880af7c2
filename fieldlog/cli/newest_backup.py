"""Where a damaged log can be had back from: the newest backup of it that lies where people put one."""

import shlex
from collections.abc import Iterator
from pathlib import Path

from fieldlog.home import Folder
from fieldlog.language import _
from fieldlog.models.refusal import Refusal

MOST = 500
"""Files of a folder that are looked at: this is a help, not a search of the disk."""
BEGINS = b"PK\x03\x04"


def how_to_restore(folder: Folder) -> str:
    """What still goes, and the very command that brings the log back."""
    found = newest(folder, (Path.cwd(), folder.path.parent, Path.home()))
    reading = _("Det som är helt går att läsa: fieldlog list.")
    if found is None:
        return f"{reading} {_('Återställ från den senaste kopian du har: fieldlog restore FIL')}"
    command = f"fieldlog restore {shlex.quote(str(found))}"
    return f"{reading} {_('Återställ från den senaste kopian: {command}').format(command=command)}"


def newest(folder: Folder, places: tuple[Path, ...]) -> Path | None:
    """The backup of this worker's log that was written last, of those that lie in one of the places."""
    ours = [path for path in _packed(places) if _is_of(path, folder.worker)]
    return max(ours, key=lambda path: path.stat().st_mtime, default=None)


def _packed(places: tuple[Path, ...]) -> Iterator[Path]:
    for place in dict.fromkeys(places):
        try:
            for number, path in enumerate(place.iterdir()):
                if number < MOST and path.is_file() and _begins(path):
                    yield path
        except OSError:  # a folder that may not be read holds nothing for us
            continue


def _begins(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(BEGINS)) == BEGINS
    except OSError:
        return False


def _is_of(path: Path, worker: str) -> bool:
    from fieldlog.logbook.restoring import owner_of  # heavy: only where there is a file that may be one

    try:
        return owner_of(path) == worker
    except Refusal:
        return False
