"""Making a log out of a backup: all of it beside, then in place by a rename, and the old chain closed.

Killed at any moment it leaves the log that was there, or the one restored. Only between two renames, when a log was
there before, can it leave none: then the old one lies beside under another name, and restoring once more puts it right.
"""

import contextlib
import hashlib
import shutil
import tempfile
import time
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fieldlog.database import Store
from fieldlog.home import LEFTOVER_AGE, Folder, Home, cannot_save, keep_names
from fieldlog.language import _
from fieldlog.logbook.backups import opened_backup
from fieldlog.logbook.carrying import OF_FOLDER, put_into_folder, put_into_home, unsealed
from fieldlog.models.moment import STOCKHOLM
from fieldlog.models.refusal import CannotSave, Locked, RuleBroken

if TYPE_CHECKING:
    from fieldlog.vault import Unlocked

_BESIDE = ".restore-"


def owner_of(path: Path) -> str:
    """The worker whose log a backup holds, readable without the passphrase."""
    from fieldlog.vault.doors import backup_facts

    with opened_backup(path) as backup:
        return backup_facts(backup.vault).worker


def restore(home: Home, path: Path, passphrase: str, now: datetime) -> "Unlocked":
    """Make the log in the backup this laptop's, with a new device whose first entry names the one before and its head.

    RuleBroken if a log is here that holds entries the backup lacks, or another log of the same worker: what is here is
    never overwritten, and a log that was in the way lies beside afterwards. Sealed notes, own places, own numbers,
    settings and key map of the backup come back where there are none here.
    """
    from fieldlog.logbook.log import open_log
    from fieldlog.vault import import_wrap, unlock_with_passphrase

    folder = home.folder(owner_of(path))
    try:
        home.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sweep(home)
        with tempfile.TemporaryDirectory(prefix=_BESIDE, dir=home.root) as beside:
            made = Home(Path(beside)).folder(folder.worker)
            made.make()
            _carry_over(folder, made)
            with opened_backup(path) as backup:
                import_wrap(made, backup.vault)
                unlocked = unlock_with_passphrase(made, passphrase)
                backup.unpack_database(made.database)
                held = unsealed(unlocked, backup.more) if backup.more is not None else {}
            put_into_folder(held, made)
            _refuse_loss(folder, unlocked)
            unlocked.new_device()
            open_log(unlocked, now).close()
            _put_in_place(made, folder, now)
            put_into_home(held, home)
    except OSError as error:
        raise cannot_save(error) from None
    return unlock_with_passphrase(folder, passphrase)


def _sweep(home: Home) -> None:
    """Remove what a restore that was killed left behind, once it is an hour old and surely nobody's."""
    for leftover in home.root.glob(_BESIDE + "*"):
        with contextlib.suppress(OSError):
            if time.time() - leftover.stat().st_mtime > LEFTOVER_AGE:
                shutil.rmtree(leftover)


def _carry_over(folder: Folder, made: Folder) -> None:
    """What this laptop has of the same log and keeps: its keyring's key, and its own small files, sealed notes too."""
    if folder.vault.exists():
        shutil.copy2(folder.vault, made.vault)  # import_wrap keeps its keyring wrap, and refuses another log's keys
    for name in OF_FOLDER:
        if (folder.path / name).exists():
            shutil.copy2(folder.path / name, made.path / name)
    if folder.notes.exists():
        shutil.copytree(folder.notes, made.notes)


def _refuse_loss(folder: Folder, unlocked: "Unlocked") -> None:
    """RuleBroken if the log that is here has entries which the backup lacks. One that cannot be read is only moved."""
    from fieldlog.vault.lock import lock

    if not folder.database.exists():
        return
    lock(folder)  # every window on the log closes it before it is moved from under them
    try:
        here = _entries(folder, unlocked.database_key)
    except (CannotSave, Locked):
        return
    if here - _entries(unlocked.folder, unlocked.database_key):
        sentence = (
            _(
                "Loggen som finns här är skadad och har poster som säkerhetskopian saknar. Skriv ut dem med fieldlog "
                "export, flytta sedan undan mappen {folder}, och kör fieldlog restore igen."
            )
            if _is_damaged(replace(unlocked, folder=folder))
            else _(
                "Loggen som finns här har poster som säkerhetskopian saknar. Ta en säkerhetskopia av den, flytta sedan "
                "undan mappen {folder}, och kör fieldlog restore igen."
            )
        )
        raise RuleBroken(sentence.format(folder=folder.path.name))


def _is_damaged(unlocked: "Unlocked") -> bool:
    """Of a damaged log no backup can be written, so nobody must be told to write one."""
    from fieldlog.logbook.damage import damaged_pages

    try:
        return bool(damaged_pages(unlocked))
    except (CannotSave, Locked):
        return True


def _entries(folder: Folder, key: bytes) -> set[bytes]:
    """The hashes of all lines of a log: 32 bytes each, so that two logs of any size can be compared."""
    store = Store(folder.database, key, read_only=True)
    try:
        with store.read() as connection:
            rows = connection.exec_driver_sql("SELECT line FROM entry").yield_per(1000)
            return {hashlib.sha256(row.line).digest() for row in rows}
    finally:
        store.close()


def _put_in_place(made: Folder, folder: Folder, now: datetime) -> None:
    root = folder.path.parent
    if folder.path.exists():
        aside = f"{folder.path.name}.before-{now.astimezone(STOCKHOLM):%Y%m%d-%H%M%S}"
        number = 0
        while (root / f"{aside}{f'-{number}' if number else ''}").exists():
            number += 1
        folder.path.rename(root / f"{aside}{f'-{number}' if number else ''}")
    made.path.rename(folder.path)
    keep_names(root)
