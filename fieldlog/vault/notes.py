"""Notes written while the log is locked: sealed to a public key, read by their writer after unlocking."""

import json
import os
import re
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from fieldlog.home import Folder, keep_names, one_at_a_time, write_private
from fieldlog.home import cannot_save as _cannot_save
from fieldlog.language import _
from fieldlog.models.refusal import RuleBroken
from fieldlog.vault.file import read_vault
from fieldlog.vault.unlocked import Unlocked

MOST_NOTES = 50
LONGEST_NOTE = 2000  # characters
BIGGEST_FILE = 64 * 1024  # bytes; the longest note of the widest signs needs 24 kB
NOTE = re.compile(r"([0-9a-f]{32})\.note")


@dataclass(frozen=True)
class SealedNote:
    """One note as it was typed, and when. Who typed it on the locked laptop nobody can know."""

    id: str
    text: str = field(repr=False)
    at: datetime


def seal_note(folder: Folder, text: str, now: datetime) -> str:
    """Seal a note and have it on disk when this returns; needs no key. Its id."""
    from nacl.bindings import crypto_box_seal

    if not text.strip():
        raise RuleBroken(_("Anteckningen är tom."))
    if len(text) > LONGEST_NOTE:
        raise RuleBroken(_("En anteckning får ha högst 2 000 tecken. Lås upp för att skriva mer."))
    public = read_vault(folder).facts.notes_public
    box = crypto_box_seal(json.dumps({"text": text, "at": now.isoformat()}).encode(), public)
    name = os.urandom(16).hex()
    with one_at_a_time(folder):
        if sealed_count(folder) >= MOST_NOTES:
            raise RuleBroken(_("Det ryms inte fler än 50 låsta anteckningar. Lås upp och ta hand om dem."))
        try:
            folder.notes.mkdir(mode=0o700, exist_ok=True)
            keep_names(folder.path)
        except OSError as error:
            raise _cannot_save(error) from None
        write_private(folder.notes / f"{name}.note", box)
    return name


def sealed_count(folder: Folder) -> int:
    return len(_files(folder))


def open_notes(unlocked: Unlocked) -> tuple[SealedNote, ...]:
    """The notes that wait, oldest first. A file that does not open stays where it is: see `broken_notes`."""
    opened = [_open(unlocked, path) for path in _files(unlocked.folder)]
    return tuple(sorted((note for note in opened if note), key=lambda note: (note.at, note.id)))


def broken_notes(unlocked: Unlocked) -> tuple[str, ...]:
    """The ids of files that no longer open: told to the writer, dropped by nobody but her."""
    return tuple(path.stem for path in _files(unlocked.folder) if _open(unlocked, path) is None)


def drop_note(folder: Folder, note: str) -> None:
    """Remove a note that has become an entry, or that its writer does not want. One that is gone is no fault."""
    if not NOTE.fullmatch(f"{note}.note"):
        return
    try:
        (folder.notes / f"{note}.note").unlink(missing_ok=True)
        if folder.notes.exists():
            keep_names(folder.notes)
    except OSError as error:
        raise _cannot_save(error) from None


def _files(folder: Folder) -> list[Path]:
    try:
        return sorted(path for path in folder.notes.iterdir() if NOTE.fullmatch(path.name))
    except OSError:
        return []


def _open(unlocked: Unlocked, path: Path) -> SealedNote | None:
    from nacl.bindings import crypto_box_seal_open
    from nacl.exceptions import CryptoError

    try:
        with path.open("rb") as file:
            box = file.read(BIGGEST_FILE)
        plain = crypto_box_seal_open(box, unlocked.facts.notes_public, unlocked.secrets.notes_private)
        content = json.loads(plain)
        # Anybody can seal a note: one with half signs or a time without a zone must not trouble whoever reads it.
        text = str(content["text"]).encode("utf-8", "replace").decode()
        at = datetime.fromisoformat(content["at"])
        return SealedNote(path.stem, text, at) if at.tzinfo else None
    except (OSError, CryptoError, ValueError, KeyError, TypeError):  # each a way not to be a note of this log
        return None
