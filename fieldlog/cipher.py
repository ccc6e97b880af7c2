"""Opening an encrypted SQLite file the one right way; the standard library and sqlcipher3, nothing heavier."""

import os
import sqlite3
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
        raise refusal_of(error) from None
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
        raise refusal_of(error) from None
    return connection


def _nobody_can_write(path: Path) -> bool:
    """Whether SQLite could not even make its companion files here: then it reads the file alone, or not at all."""
    log = path.with_name(path.name + "-wal")
    effective = os.access in os.supports_effective_ids
    may = os.access(path.parent, os.W_OK, effective_ids=effective)
    return path.exists() and not may and not (log.exists() and log.stat().st_size)


def refusal_of(error: BaseException) -> Refusal:
    """The sentence for what SQLite said. Its own words never reach a person: they may hold SQL or content."""
    name = str(getattr(error, "sqlite_errorname", ""))
    text = str(error)
    if "not a database" in text:
        return WrongPassphrase(_("Nyckeln passar inte till den här loggen. Lås upp med rätt lösenfras."))
    # A file cut short, or text that is no text, is damage too; so is a page that the disk no longer gives back.
    if "malformed" in text or "CORRUPT" in name or "decode" in text or name in READS:
        return Damaged(
            _("Loggen är skadad på disken. Den kan läsas men inte skrivas. Kör fieldlog doctor, sedan restore.")
        )
    # A full disk says FULL, a file-size limit says IOERR: to the person they are the same.
    if "full" in text or "FULL" in name or "disk I/O error" in text or "IOERR" in name:
        return CannotSave(_("Det går inte att spara: disken är full. Texten är kvar. Gör plats och spara igen."))
    if "readonly" in text or "READONLY" in name:
        return CannotSave(_("Det går inte att spara: disken går bara att läsa. Texten är kvar."))
    if "unable to open" in text:
        return CannotSave(_("Loggens fil går inte att öppna. Kontrollera att mappen finns och är din."))
    if "locked" in text or "busy" in text:
        return CannotSave(_("Loggen används just nu av ett annat fönster. Texten är kvar. Försök igen."))
    if isinstance(error, MemoryError):  # SQLCipher says so too where a page that a commit needs is damaged
        return CannotSave(_("Minnet är slut, eller loggen skadad. Texten är kvar. Se vilket: fieldlog doctor."))
    return CannotSave(_("Det gick inte att spara i loggen. Texten är kvar. Kör fieldlog doctor."))


READS = frozenset({"SQLITE_IOERR_READ", "SQLITE_IOERR_SHORT_READ", "SQLITE_IOERR_DATA", "SQLITE_IOERR_CORRUPTFS"})
ERRORS: tuple[type[Exception], ...] = (sqlcipher.Error, sqlite3.Error, MemoryError)
