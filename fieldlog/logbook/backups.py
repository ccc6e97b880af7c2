"""A backup: one file with the encrypted database and the keys that the passphrase opens.

The file is a zip that packs nothing (`zipfile.ZIP_STORED`): `fieldlog.json` says what it is and how long and which
SHA-256 its members are, `vault.json` is the vault's passphrase wrap with the last heads, `log.db` the database as
SQLite copied it, `more.box` the worker's own small files (`carrying.py`). Nothing in it can be read without the
passphrase but whose log it is.
"""

import errno
import hashlib
import json
import os
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from fieldlog import __version__
from fieldlog.home import cannot_save, keep_names, not_in_a_log
from fieldlog.language import _
from fieldlog.logbook.carrying import sealed_files
from fieldlog.logbook.log import Log
from fieldlog.models.moment import written
from fieldlog.models.refusal import Damaged, RuleBroken, TooNew

VERSION = 2
"""Since 2 there is `more.box`; a backup of version 1 opens as it is."""
MEMBERS = ("fieldlog.json", "vault.json", "log.db")
MORE = "more.box"
BIGGEST_SMALL = 16 << 20
"""Bytes that a member other than the database may have."""
_CHUNK = 1 << 20


def back_up(log: Log, path: Path, now: datetime) -> int:
    """Write the whole log into one file, also while other windows write. Returns its bytes.

    The file appears whole or not at all, for its owner only (0600); one that is there is replaced only once the new
    one is safe on the disk.
    """
    from fieldlog.vault import export_wrap

    not_in_a_log(path)
    new = path.with_name(f".{path.name}.{os.urandom(8).hex()}.new")
    try:
        with tempfile.TemporaryDirectory(prefix=".fieldlog-", dir=path.parent) as beside:
            # Before the copy: heads newer than the database would look like a cut chain, and a note that becomes an
            # entry meanwhile is better in both than in neither.
            small = {"vault.json": export_wrap(log.folder), MORE: sealed_files(log.unlocked)}
            copy = Path(beside) / "log.db"
            log.store.copy_to(copy)
            _pack(new, small, copy, now)
        new.replace(path)
        keep_names(path.parent)
        return path.stat().st_size
    except OSError as error:
        raise cannot_save(error) from None
    finally:
        with suppress(OSError):  # where its folder is none, or the disk is gone, nothing was begun
            new.unlink(missing_ok=True)


def _pack(new: Path, small: dict[str, bytes], copy: Path, now: datetime) -> None:
    descriptor = os.open(new, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w+b") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as pack:
            members: dict[str, dict[str, int | str]] = {
                name: {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()} for name, data in small.items()
            }
            members["log.db"] = {"size": copy.stat().st_size, "sha256": _sum_of(copy)}
            about = {"v": VERSION, "program": f"fieldlog {__version__}", "at": written(now), "members": members}
            pack.writestr("fieldlog.json", json.dumps(about, indent=1))
            for name, data in small.items():
                pack.writestr(name, data)
            pack.write(copy, "log.db")
        file.flush()
        os.fsync(file.fileno())


def _sum_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def opened_backup(path: Path) -> Iterator["Backup"]:
    """A backup to read from. Damaged, TooNew or RuleBroken say in a sentence why it is none."""
    try:
        with path.open("rb") as file:
            try:
                with zipfile.ZipFile(file) as pack:
                    yield Backup(pack, path.stat().st_size)
            except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError, KeyError):
                raise damaged() from None  # each a way of zipfile to say that the file is not what was written
    except FileNotFoundError:
        raise RuleBroken(_("Filen finns inte. Kontrollera namnet.")) from None
    except OSError as error:
        if error.errno in {errno.EACCES, errno.EISDIR, errno.EIO}:
            raise RuleBroken(_("Filen går inte att öppna. Kontrollera namnet.")) from None
        raise cannot_save(error) from None


class Backup:
    """What is in a backup, believed only as far as its lengths and sums are right."""

    def __init__(self, pack: zipfile.ZipFile, size: int) -> None:
        self._pack = pack
        found = pack.infolist()
        # Names are compared, never used as paths; nothing is unpacked, so nothing can grow beyond the file's own size.
        names = sorted(one.filename for one in found)
        if names not in (sorted(MEMBERS), sorted((*MEMBERS, MORE))):
            raise damaged()
        if any(one.compress_type != zipfile.ZIP_STORED or one.flag_bits & 1 or one.file_size > size for one in found):
            raise damaged()
        self._members = self._read_about(names)
        self.vault = self._small("vault.json")
        self.more = self._small(MORE) if MORE in names else None
        """The worker's own small files, sealed; None in a backup of before there were any."""

    def _read_about(self, names: list[str]) -> dict[str, tuple[int, str]]:
        data = self._bounded("fieldlog.json")
        try:
            about = json.loads(data)
            if type(about["v"]) is int and about["v"] > VERSION:
                raise TooNew(_("Säkerhetskopian är gjord av ett nyare fieldlog. Uppdatera programmet."))
            members = about["members"]
            return {
                name: (int(members[name]["size"]), str(members[name]["sha256"]))
                for name in names
                if name != "fieldlog.json"
            }
        except (ValueError, KeyError, TypeError, RecursionError):  # each a way not to be what is written there
            raise damaged() from None

    def _bounded(self, name: str) -> bytes:
        with self._pack.open(name) as member:
            data = member.read(BIGGEST_SMALL + 1)
        if len(data) > BIGGEST_SMALL:
            raise damaged()
        return data

    def _small(self, name: str) -> bytes:
        data = self._bounded(name)
        if (len(data), hashlib.sha256(data).hexdigest()) != self._members[name]:
            raise damaged()
        return data

    def unpack_database(self, target: Path) -> None:
        """Write the database where it is to lie (0600). Damaged if it is not the one that was packed."""
        size, expected = self._members["log.db"]
        found, written_bytes = hashlib.sha256(), 0
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as out, self._pack.open("log.db") as member:
            while chunk := member.read(_CHUNK):
                out.write(chunk)
                found.update(chunk)
                written_bytes += len(chunk)
            out.flush()
            os.fsync(out.fileno())
        if (written_bytes, found.hexdigest()) != (size, expected):
            raise damaged()


def damaged() -> Damaged:
    return Damaged(_("Filen är ingen hel säkerhetskopia: den är skadad, avkortad eller något annat. Ta en annan."))
