"""Opening an encrypted SQLite file the one right way; the standard library and sqlcipher3, nothing heavier."""

import errno
import os
import sqlite3
import sys
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

from fieldlog.language import _
from fieldlog.models.refusal import CannotSave, Damaged, Refusal, WrongPassphrase

# FULL, not NORMAL: power loss is a normal end of a patrol, and NORMAL then loses acknowledged entries.
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "cache_size=-32000",
    "secure_delete=ON",
    "trusted_schema=OFF",
    "temp_store=MEMORY",
    "recursive_triggers=ON",
)
BUSY_MILLISECONDS = 5000

# Without an adapter the module looks, for each value of bytes and each None, for ways to adapt it: that takes three
# times as long as to hand the value over, and an import binds a million of them.
sqlcipher.register_adapter(bytes, bytes)
sqlcipher.register_adapter(type(None), {}.get)


def connect(path: Path, key: bytes, *, read_only: bool = False, unread: bool = False) -> Any:
    """A DB-API connection to the store at `path`. ValueError if the key is not 32 bytes; else as `refusal_of`.

    `unread` leaves the file as it is: whether the key fits, and what is damaged, is seen by whoever reads.
    """
    if len(key) != 32:
        raise ValueError("the key of a store is 32 bytes")  # SQLCipher takes any other length as a passphrase
    mode = "rwc" if not read_only else "ro&immutable=1" if _nobody_can_write(path) else "ro"
    try:
        address = f"{path.absolute().as_uri()}?mode={mode}"
        connection = sqlcipher.connect(address, uri=True, isolation_level=None, check_same_thread=False, timeout=5)
    except sqlcipher.Error as error:
        raise refusal_of(error, path) from None
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")  # else it writes on the terminal, over the screen
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        if unread:
            return connection
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        connection.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
        for pragma in PRAGMAS:
            if not (read_only and pragma.startswith(("journal_mode", "secure_delete"))):
                connection.execute(f"PRAGMA {pragma}").fetchall()
    except sqlcipher.Error as error:
        connection.close()
        raise refusal_of(error, path) from None
    return connection


def _nobody_can_write(path: Path) -> bool:
    """Whether SQLite could not even make its companion files here: then it reads the file alone, or not at all."""
    log = path.with_name(path.name + "-wal")
    effective = os.access in os.supports_effective_ids
    may = os.access(path.parent, os.W_OK, effective_ids=effective)
    return path.exists() and not may and not (log.exists() and log.stat().st_size)


def refusal_of(error: BaseException, path: Path | None = None) -> Refusal:
    """The sentence for what SQLite said of the file at `path`. Its own words reach nobody: they may hold SQL."""
    name = str(getattr(error, "sqlite_errorname", ""))
    text = str(error)
    if "not a database" in text:
        return WrongPassphrase(_("Nyckeln passar inte till den här loggen. Lås upp med rätt lösenfras."))
    # A file cut short, or text that is no text, is damage too; so is a page that the disk no longer gives back.
    if "malformed" in text or "CORRUPT" in name or "decode" in text or name in READS:
        return Damaged(
            _("Loggen är skadad på disken. Den kan läsas men inte skrivas. Kör fieldlog doctor, sedan restore.")
        )
    if "full" in text or "FULL" in name:
        return sentence_of(errno.ENOSPC)
    if "disk I/O error" in text or "IOERR" in name:
        return _why_not_written(path)
    if "readonly" in text or "READONLY" in name:
        return sentence_of(errno.EROFS)
    if "unable to open" in text:
        return CannotSave(_("Loggens fil går inte att öppna. Kontrollera att mappen finns och är din."))
    if "locked" in text or "busy" in text:
        return CannotSave(_("Loggen används just nu av ett annat fönster. Texten är kvar. Försök igen."))
    if isinstance(error, MemoryError):  # SQLCipher says so too where a page that a commit needs is damaged
        return CannotSave(_("Minnet är slut, eller loggen skadad. Texten är kvar. Se vilket: fieldlog doctor."))
    return CannotSave(_("Det gick inte att spara i loggen. Texten är kvar. Kör fieldlog doctor."))


def _why_not_written(path: Path | None) -> CannotSave:
    """SQLite says the same of a file-size limit, a full quota and a broken disk; the system knows which it is."""
    if path is None:
        return sentence_of(errno.EIO)
    return sentence_of(errno.EFBIG if _has_reached_limit(path) else _errno_of_writing(path.parent))


def sentence_of(number: int) -> CannotSave:
    """Why nothing can be saved, by the system's number for it."""
    if number == errno.EFBIG:
        return CannotSave(
            _(
                "Det går inte att spara: filen får inte bli större på den här datorn (ulimit -f). Texten är kvar. "
                "Höj gränsen och spara igen."
            )
        )
    if number in {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}:
        return CannotSave(_("Det går inte att spara: disken är full. Texten är kvar. Gör plats och spara igen."))
    if number == errno.EROFS:
        return CannotSave(_("Det går inte att spara: disken går bara att läsa. Texten är kvar."))
    return CannotSave(
        _("Det går inte att spara: disken svarar med fel. Texten är kvar. Se vad det är: fieldlog doctor.")
    )


def _has_reached_limit(path: Path) -> bool:
    if sys.platform == "win32":
        return False
    import resource

    limit = resource.getrlimit(resource.RLIMIT_FSIZE)[0]
    files = [path.with_name(path.name + ending) for ending in ("", "-wal", "-shm")]
    largest = max((file.stat().st_size for file in files if file.exists()), default=0)
    return limit != resource.RLIM_INFINITY and largest + A_LITTLE > limit


def _errno_of_writing(folder: Path) -> int:
    """What the system says of a little more in a file of no name beside the log; 0 where it takes it."""
    import tempfile

    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(bytes(A_LITTLE))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        return error.errno or 0
    return 0


A_LITTLE = 1 << 16
"""Bytes: about what an entry takes."""
READS = frozenset({"SQLITE_IOERR_READ", "SQLITE_IOERR_SHORT_READ", "SQLITE_IOERR_DATA", "SQLITE_IOERR_CORRUPTFS"})
ERRORS: tuple[type[Exception], ...] = (sqlcipher.Error, sqlite3.Error, MemoryError)
