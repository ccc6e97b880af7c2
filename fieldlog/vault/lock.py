"""The lock of a log: a mark that only the passphrase takes away, and a number that tells every terminal of it."""

import os
import sys
import time
from contextlib import suppress

from fieldlog.home import Folder, keep_names

PR_SET_DUMPABLE = 4


def lock(folder: Folder, open_events: int | None = None) -> bool:
    """Lock the log for all its terminals: from here on the passphrase, never the keyring.

    How many events are open is all that the locked screen may tell; None: as it was told before.
    False where the disk took no mark: the caller locks her own terminal all the same. Works on a full disk, since
    neither the mark nor the number has any content.
    """
    try:
        _touch(folder.locked)
        _touch(folder.locks)
        newer = max(time.time_ns(), folder.locks.stat().st_mtime_ns + 1_000_000)
        os.utime(folder.locks, ns=(newer, newer))
        keep_names(folder.path)
    except OSError:
        return False
    if open_events is not None:
        with suppress(OSError):  # a full disk: the mark holds without it
            folder.locked.write_text(str(open_events), encoding="ascii")
    return True


def open_events(folder: Folder) -> int:
    """How many events were open as the log was locked; 0 where that is not known."""
    try:
        said = folder.locked.read_text(encoding="ascii")
    except (OSError, UnicodeError):
        return 0
    return int(said) if said.isdecimal() and len(said) < 4 else 0


def is_locked(folder: Folder) -> bool:
    return folder.locked.exists()


def lock_count(folder: Folder) -> int:
    """A number that is another one after each lock, at the price of one stat: a terminal that sees it change locks."""
    try:
        return folder.locks.stat().st_mtime_ns
    except OSError:
        return 0


def unlock_marker(folder: Folder) -> None:
    """Take the mark away once the passphrase was right; the number stays, so that no terminal misses a short lock."""
    try:
        folder.locked.unlink(missing_ok=True)
    except OSError:
        return  # a disk that cannot be written to: the passphrase is asked for next time too


def harden_process() -> bool:
    """Write no core file, let no other process of this user read this one's memory, create files for the owner only.

    Call at each start, before a key is read: a re-executed process starts soft again. True where memory is closed too.
    """
    os.umask(0o077)
    if sys.platform == "win32":
        return False
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if not sys.platform.startswith("linux"):
        return False
    import ctypes  # 5 ms, and only Linux has the call

    return int(ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)) == 0


def _touch(path: os.PathLike[str]) -> None:
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
