"""Where the files of fieldlog lie: a home, and in it one folder for each worker of this laptop."""

import contextlib
import errno
import os
import re
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from fieldlog.language import _
from fieldlog.models.refusal import CannotSave, RuleBroken
from fieldlog.models.worker import service_number

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

LEFTOVER_AGE = 3600  # seconds
PRACTICE_MARK = "practice"  # the file that says so, and holds the clock of the rehearsal
PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")
# Names that Windows keeps for its devices; a folder called so could never be opened there.
DEVICE_NAME = re.compile(r"(CON|PRN|AUX|NUL|COM\d|LPT\d)$")
ESCAPED = re.compile(rb"%([0-9A-F]{2})")


@dataclass(frozen=True)
class Folder:
    """One worker's files. Holds names only: nothing exists before `make`."""

    path: Path
    worker: str

    @property
    def database(self) -> Path:
        return self.path / "log.db"

    @property
    def vault(self) -> Path:
        return self.path / "vault.json"

    @property
    def heads(self) -> Path:
        return self.path / "heads.json"

    @property
    def tries(self) -> Path:
        return self.path / "tries.json"

    @property
    def locked(self) -> Path:
        return self.path / "locked"

    @property
    def locks(self) -> Path:
        return self.path / "locks"

    @property
    def notes(self) -> Path:
        return self.path / "notes"

    @property
    def backup_dir(self) -> Path:
        return self.path / "backup"

    @property
    def places(self) -> Path:
        """The organisation's own register of its places: what to say to 112, meeting point, defibrillator."""
        return self.path / "places.json"

    @property
    def numbers(self) -> Path:
        """The organisation's own telephone numbers."""
        return self.path / "numbers.json"

    @property
    def practice(self) -> bool:
        """Whether this log is for practice: then every screen and every file says ÖVNING."""
        return (self.path / PRACTICE_MARK).exists()

    def make(self) -> None:
        """Create the folder, for its owner only (0700). One that is there is closed to others too."""
        try:
            # The home itself may be somebody's own directory (`--home .`): made private when new, else left as it is.
            self.path.parent.parent.mkdir(parents=True, exist_ok=True)
            self.path.parent.mkdir(mode=0o700, exist_ok=True)
            self.path.mkdir(mode=0o700, exist_ok=True)
            self.path.chmod(0o700)
        except OSError as error:
            raise cannot_save(error) from None


@dataclass(frozen=True)
class Home:
    root: Path

    @property
    def settings(self) -> Path:
        return self.root / "settings.toml"

    @property
    def key_map(self) -> Path:
        return self.root / "keys.toml"

    def folder(self, worker: str) -> Folder:
        """Where that worker's files lie or would lie; any text that is no service number is refused."""
        number = service_number(worker)
        return Folder(self.root / _folder_name(number), number)

    def workers(self) -> tuple[str, ...]:
        """Service numbers that have a log here, sorted. A log that has lost its keys counts."""
        try:
            names = [entry.name for entry in os.scandir(self.root) if entry.is_dir()]
        except OSError:
            return ()
        folders = [self.folder(worker) for name in names if (worker := _worker(name))]
        return tuple(sorted(f.worker for f in folders if f.vault.exists() or f.database.exists()))

    def choose(self, worker: str | None) -> Folder:
        """The named worker's folder, or the only one's; a log that is not there is refused."""
        there = self.workers()
        if worker is not None:
            folder = self.folder(worker)
            if folder.worker in there:
                return folder
        elif len(there) == 1:
            return self.folder(there[0])
        if not there:
            raise RuleBroken(_("Det finns ingen logg här än. Börja med: fieldlog init"))
        if worker is None:
            raise RuleBroken(_("Här finns loggar för {workers}. Välj med --worker.").format(workers=", ".join(there)))
        sentence = _("Det finns ingen logg för {worker} här. De som finns: {workers}.")
        raise RuleBroken(sentence.format(worker=folder.worker, workers=", ".join(there)))


def find_home(argument: str | None, environ: Mapping[str, str]) -> Home:
    """The home named by `--home`, else by FIELDLOG_HOME, else the place where this system keeps a user's data."""
    if named := argument or environ.get("FIELDLOG_HOME"):
        return Home(Path(named).expanduser().absolute())
    import platformdirs  # only without a named home: 6 ms of the start

    return Home(Path(platformdirs.user_data_dir("fieldlog", appauthor=False)))


def not_in_a_log(path: Path) -> None:
    """Refuse a name for a file that lies in the folder of a log: written over its keys, no log is opened again."""
    if path.is_dir() or any((path.parent.resolve() / name).exists() for name in ("vault.json", "log.db")):
        raise RuleBroken(_("Välj en fil utanför loggens mapp, helst på en annan disk."))


def write_private(path: Path, data: bytes) -> None:
    """Replace the file whole or not at all; on disk when this returns; for its owner only (0600)."""
    try:
        new = path.with_name(f".{path.name}.{os.urandom(8).hex()}.new")
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            new.replace(path)
        except OSError:
            new.unlink(missing_ok=True)
            raise
        keep_names(path.parent)
    except OSError as error:
        raise cannot_save(error) from None


def keep_names(folder: Path) -> None:
    """Make new and removed names in the folder last through a power cut."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def sweep(folder: Folder) -> None:
    """Remove what a kill in the middle of `write_private` left behind, once it is an hour old and surely nobody's."""
    for leftover in (*folder.path.glob(".*.new"), *folder.notes.glob(".*.new")):
        with contextlib.suppress(OSError):
            if time.time() - leftover.stat().st_mtime > LEFTOVER_AGE:
                leftover.unlink()


@contextlib.contextmanager
def one_at_a_time(folder: Folder) -> Iterator[None]:
    """Keep other threads and processes from changing the small files of this folder; ends with its holder."""
    try:
        descriptor = os.open(folder.path / "busy", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _hold(descriptor)
        except OSError:
            os.close(descriptor)
            raise
    except OSError as error:
        raise cannot_save(error) from None
    try:
        yield
    finally:
        os.close(descriptor)  # lets go too, as the end of the process does


@contextlib.contextmanager
def only_one(folder: Folder, name: str) -> Iterator[bool]:
    """Whether nobody else, in this process or another, is within a block of that name; ends with its holder."""
    try:
        descriptor = os.open(folder.path / name, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise cannot_save(error) from None
    try:
        yield _hold_at_once(descriptor)
    finally:
        os.close(descriptor)


def _hold(descriptor: int) -> None:
    if sys.platform == "win32":
        msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)
    else:
        fcntl.flock(descriptor, fcntl.LOCK_EX)


def _hold_at_once(descriptor: int) -> bool:
    try:
        if sys.platform == "win32":
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def cannot_save(error: OSError) -> CannotSave:
    """The sentence for a file that could not be written. Names no path: a path holds a person's name."""
    if error.errno in {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}:
        return CannotSave(_("Disken är full. Frigör utrymme och försök igen."))
    if error.errno == errno.EROFS:
        return CannotSave(_("Disken går bara att läsa, inte skriva på."))
    if error.errno in {errno.EACCES, errno.EPERM}:
        return CannotSave(_("Du får inte skriva i loggens mapp. Ändra mappens rättigheter och försök igen."))
    if error.errno == errno.EFBIG:
        return CannotSave(_("Filen får inte bli större på den här datorn. Höj gränsen och försök igen."))
    if error.errno in {errno.ENOENT, errno.ENOTDIR}:
        return CannotSave(_("Mappen som filen ska ligga i finns inte. Skapa den, eller välj en som finns."))
    if error.errno == errno.EISDIR:
        return CannotSave(_("Det där är en mapp. Ange en fil."))
    return CannotSave(_("Filen gick inte att spara: {reason}.").format(reason=error.strerror or type(error).__name__))


def _folder_name(worker: str) -> str:
    """A name that is safe in any file system: letters and digits as they are, all else as %XX. Reversible."""
    name = "".join(sign if sign in PLAIN else "".join(f"%{byte:02X}" for byte in sign.encode()) for sign in worker)
    return f"%{ord(name[0]):02X}{name[1:]}" if DEVICE_NAME.match(name) else name


def _worker(name: str) -> str | None:
    """The service number that a folder's name stands for; None for a folder that is not a worker's."""
    try:
        number = ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), name.encode()).decode()
        return number if _folder_name(service_number(number)) == name else None
    except (UnicodeError, RuleBroken):
        return None
