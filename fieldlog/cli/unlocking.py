"""Opening the log from the command line: passphrase file, else keyring, else a question in a terminal."""

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from fieldlog.cli.call import Call, tell
from fieldlog.language import _
from fieldlog.models.refusal import CannotSave, Damaged, Locked, RuleBroken, TooNew, WrongPassphrase

if TYPE_CHECKING:
    from fieldlog.logbook.log import Log
    from fieldlog.vault import Unlocked

TRIES = 3
BIGGEST_FILE = 64 * 1024


@contextmanager
def opened(call: Call, *, reading: bool = False, brief: bool = False) -> Iterator["Log"]:
    """The log of the chosen worker. One that is only read opens from a disk that can't be written to as well.

    `brief` says that so little is done that no garbage needs collecting.
    """
    call.home.choose(call.options.worker)  # a log that is not there is refused before anything heavy is loaded
    # The passphrase is stretched and the keyring asked outside Python's lock: meanwhile the rest is loaded.
    loading = Thread(target=_load)
    loading.start()
    try:
        unlocked = unlock(call)
    finally:
        loading.join()
    log = None
    try:
        log = _open(call, unlocked, reading=reading)
        if not brief:
            gc.enable()
        for notice in log.notices:
            call.say(notice)
        try:
            yield log
        finally:  # also where whoever reads the answer has seen enough
            _write_down(log, call)
    except WrongPassphrase:
        # The vault vouched for the key: a database that it does not fit is not the one that was written.
        raise Damaged(
            _("Loggens fil är skadad eller utbytt. Återställ från en säkerhetskopia: fieldlog restore FIL")
        ) from None
    except Damaged as refusal:
        if log is not None and log.store.read_only:  # that it is damaged, and where, was told as it was opened
            lies_there = _("Det du bad om ligger på en skadad sida. Hämta det ur en kopia: fieldlog restore FIL")
            raise Damaged(lies_there) from None
        raise _named(refusal, unlocked) from None
    finally:
        if log is not None:
            log.close()


def _write_down(log: "Log", call: Call) -> None:
    """Who has read what others wrote, after the answer: a command is a sitting of its own."""
    from fieldlog.logbook import reads

    if reads.waits(log.unlocked) and not reads.write_down(log, call.now) and not log.store.read_only:
        call.say(_("Vad du läst gick inte att skriva ner: disken är full eller går bara att läsa."))


def _named(refusal: CannotSave, unlocked: "Unlocked") -> CannotSave:
    from fieldlog.logbook.damage import named

    return named(refusal, unlocked) if isinstance(refusal, Damaged) else refusal


def unlock(call: Call) -> "Unlocked":
    """The keys. Locked where neither file nor keyring has them and nobody is there to ask."""
    from fieldlog.vault import unlock_with_keyring, unlock_with_passphrase

    folder = call.home.choose(call.options.worker)
    if path := passphrase_file(call):
        return unlock_with_passphrase(folder, read_passphrase(path))
    try:
        return unlock_with_keyring(folder)
    except Locked as locked:
        if not can_ask():
            how = _("Ange --passphrase-file eller FIELDLOG_PASSPHRASE_FILE.")
            raise Locked(f"{locked} {how}") from None
    for _try in range(TRIES - 1):
        try:
            return unlock_with_passphrase(folder, ask(_("Lösenfras: ")))
        except WrongPassphrase as wrong:
            call.say(str(wrong))
    return unlock_with_passphrase(folder, ask(_("Lösenfras: ")))


def passphrase_file(call: Call) -> str | None:
    return call.options.passphrase_file or call.environ.get("FIELDLOG_PASSPHRASE_FILE") or None


def read_passphrase(path: str) -> str:
    """The first line of the file. Locked if there is none to read."""
    try:
        with Path(path).expanduser().open("rb") as file:
            line = file.readline(BIGGEST_FILE).decode().rstrip("\r\n").removeprefix("\ufeff")
    except (OSError, UnicodeError):
        raise Locked(_("Filen med lösenfrasen går inte att läsa.")) from None
    if not line:
        raise Locked(_("Filen med lösenfrasen är tom."))
    return line


def new_passphrase(call: Call, path: str | None) -> str:
    """A new passphrase: from the file, else typed twice. RuleBroken where neither is possible or the two differ."""
    if path:
        return read_passphrase(path)
    if not can_ask():
        raise Locked(_("Ingen lösenfras. Ange en fil med den."))
    first = ask(_("Ny lösenfras, minst 8 tecken: "))
    if ask(_("En gång till: ")) != first:
        raise RuleBroken(_("De två var olika. Försök igen."))
    return first


def can_ask() -> bool:
    """Whether a person reads the questions and has a keyboard, also where stdin or stdout is a pipe."""
    if sys.stderr is None or not sys.stderr.isatty():
        return False
    try:
        os.close(os.open("/dev/tty", os.O_RDWR))
    except OSError:
        return sys.stdin is not None and sys.stdin.isatty()
    return True


def ask(question: str) -> str:
    """Typed without echo, in the terminal itself, so that a pipe gets none of it."""
    import getpass

    try:
        return getpass.getpass(question)
    except EOFError:
        raise Locked(_("Ingen lösenfras. Loggen är låst.")) from None


def _open(call: Call, unlocked: "Unlocked", *, reading: bool) -> "Log":
    from fieldlog.logbook.log import open_log

    try:
        return open_log(unlocked, call.now)
    except TooNew:
        raise
    except CannotSave as refusal:
        if not reading:
            raise
        log = open_log(unlocked, call.now, read_only=True)  # what cannot be read either is said once, as a refusal
        tell(str(_named(refusal, unlocked)))
        return log


def _load() -> None:
    # What fails here fails again, with its sentence, where it is used.
    with suppress(ImportError):
        import fieldlog.logbook.viewing  # noqa: F401 - loaded for later
