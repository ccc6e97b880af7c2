"""The open log of one worker: the store, the key, and the words it is written in."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from fieldlog import __version__
from fieldlog.database import Store
from fieldlog.language import _
from fieldlog.logbook import folding
from fieldlog.logbook.delivery import is_forked
from fieldlog.logbook.pen import Pen, chain_of, next_number
from fieldlog.logbook.vocabulary import Mark, mark, refold_moved, words_of
from fieldlog.models.entry import EntryFault, read_line_bytes
from fieldlog.models.moment import clock, read_moment
from fieldlog.models.refusal import Damaged, WrongPassphrase
from fieldlog.models.strict import NotStrict
from fieldlog.models.vocabulary import Vocabulary

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from fieldlog.home import Folder
    from fieldlog.vault import Unlocked

PROGRAM = f"fieldlog {__version__}"


@dataclass(slots=True)
class Log:
    """What every verb takes first."""

    folder: "Folder"
    unlocked: "Unlocked"
    store: Store
    vocabulary: Vocabulary = field(repr=False)
    worker: str
    org: str
    role: str
    notices: tuple[str, ...] = ()
    """What is wrong with the files beside the store, a sentence each; the program's own words stand in for them."""
    wrote: Callable[[], object] = field(default=lambda: None, repr=False)
    """Told after each transaction that left entries behind: they may travel."""
    words_mark: Mark = field(default=(), repr=False)
    """What the vocabulary was read from."""

    @property
    def device(self) -> str:
        return self.unlocked.device

    @contextmanager
    def writing(self, now: datetime) -> Iterator[Pen]:
        """One transaction of entries: all of them durable when the block is left, or none.

        Damaged if an entry that it has to build on cannot be read.
        """
        with _readable(), self.store.write() as connection:
            if is_forked(connection, self.device):
                self.unlocked.refresh()  # another window, or the exchange, has made the device that follows
            self.take_up_words(connection, now)
            device = self.device  # once: the exchange may make another at any moment, in its own thread
            pen = Pen(
                connection,
                chain_of(connection, device, self.org),
                _Signature(self.unlocked, device),
                self.vocabulary,
                now,
                folding.writers(connection),
                next_number(connection),
            )
            before = pen.chain.n
            if not before:
                _introduce(self, pen)
            yield pen
            pen.flush()
        if pen.chain.n > before:
            # After the commit, never before: a head that the store does not have would look like a cut tail.
            self.unlocked.keep_head(pen.chain.device, pen.chain.n, pen.chain.head)
            self.wrote()

    def renew_words(self, now: datetime) -> None:
        """Take up what the server has said of the words since they were read, from whichever window."""
        with self.store.read() as connection:
            newer = mark(connection, now) != self.words_mark
        if newer and not self.store.read_only:
            with self.store.write() as connection:
                self.take_up_words(connection, now)

    def take_up_words(self, connection: "Connection", now: datetime) -> None:
        """As `renew_words`, within a transaction that has changed what there is of them."""
        newest = mark(connection, now)
        if newest != self.words_mark:
            before, (self.vocabulary, notices) = self.vocabulary, words_of(self.folder, connection, now)
            self.notices += tuple(notice for notice in notices if notice not in self.notices)
            refold_moved(connection, before, self.vocabulary)
            self.words_mark = newest

    def close(self) -> None:
        self.store.close()


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except (EntryFault, NotStrict):
        raise Damaged(_("En post går inte att läsa. Se vilken: fieldlog verify.")) from None


class _Signature:
    """Signs with a device's key; the key is fetched once for each transaction."""

    __slots__ = ("_key", "_sign")

    def __init__(self, unlocked: "Unlocked", device: str) -> None:
        from nacl.bindings import crypto_sign  # SigningKey.sign copies the signature three times

        key = unlocked.signing_key(device)
        self._sign, self._key = crypto_sign, bytes(key) + bytes(key.verify_key)

    def __call__(self, data: bytes) -> bytes:
        return self._sign(data, self._key)[:64]


def open_log(unlocked: "Unlocked", now: datetime, *, read_only: bool = False) -> Log:
    """Open the log that the key opens; a device that has not written yet writes its first entry."""
    from fieldlog.vault import about

    facts = about(unlocked.folder)
    file = unlocked.folder.database
    if not (file.exists() and file.stat().st_size) and unlocked.kept_heads():
        # SQLite would make a new file, and the device would begin a second chain under the same key: a fork.
        raise Damaged(_("Loggens fil är borta. Återställ från en säkerhetskopia: fieldlog restore FIL"))
    try:
        store = Store(unlocked.folder.database, unlocked.database_key, read_only=read_only)
    except WrongPassphrase:
        # The vault vouches for its key: what the key does not open is not the file that was written.
        raise Damaged(_("Loggens fil är skadad i början och går inte att läsa. Kör fieldlog restore.")) from None
    with store.read() as connection:
        words, notices = words_of(unlocked.folder, connection, now)
        newest = mark(connection, now)
    log = Log(unlocked.folder, unlocked, store, words, facts.worker, facts.org, facts.role, notices, words_mark=newest)
    if not read_only:
        if _ends_too_early(log):
            unlocked.new_device()
            log.notices += (_("Loggen slutar tidigare än den har gjort. Se vad som fattas: fieldlog verify"),)
        introduce(log, now)
        _let_decisions_leave(log, now)
        log.notices += _clock_went_back(log, now)
    return log


def _let_decisions_leave(log: Log, now: datetime) -> None:
    """What a supervisor decided before the program died becomes an entry, once it could no longer be taken back."""
    with log.store.read() as connection:
        if connection.exec_driver_sql("SELECT 1 FROM decision LIMIT 1").fetchone() is None:
            return
    from fieldlog.logbook import reviews  # only a supervisor pays for it

    reviews.leave(log, now, due=True)


BACKWARDS = timedelta(minutes=2)
"""So far behind the latest own entry the clock may be before it is said; nothing is reordered or refused."""


def _clock_went_back(log: Log, now: datetime) -> tuple[str, ...]:
    with log.store.read() as connection:
        row = connection.exec_driver_sql(
            "SELECT line FROM entry WHERE device = ? ORDER BY n DESC LIMIT 1", (log.device,)
        ).fetchone()
    latest = read_moment(read_line_bytes(row.line).at) if row else now
    if latest - now <= BACKWARDS:
        return ()
    sentence = _("Klockan går efter: loggens senaste post skrevs {when}. Ställ klockan; inget i loggen ändras.")
    return (sentence.format(when=f"{latest:%d/%m} {clock(latest)}"),)


def _ends_too_early(log: Log) -> bool:
    """Whether this is an older copy of the log, or a cut one: to write on would give two entries one number."""
    try:
        kept = log.unlocked.kept_heads().get(log.device)
    except Damaged:  # nothing to compare with; `verify` says so
        return False
    if kept is None:
        return False
    with log.store.read() as connection:
        row = connection.exec_driver_sql(
            "SELECT line FROM entry WHERE device = ? AND n = ?", (log.device, kept[0])
        ).fetchone()
    return row is None or hashlib.sha256(row.line).hexdigest() != kept[1]


def introduce(log: Log, now: datetime) -> None:
    """Let a device that has not written yet write its first entry."""
    with log.store.read() as connection:
        if connection.exec_driver_sql("SELECT 1 FROM device WHERE id = ?", (log.device,)).fetchone():
            return
    with log.writing(now):
        pass  # whatever a device writes first comes after its own entry


def _introduce(log: Log, pen: Pen) -> None:
    older = [device for device in log.unlocked.devices() if device != pen.chain.device]
    core = {"worker": log.worker, "role": log.role, "program": PROGRAM, "previous": None, "previous_head": None}
    if older:
        core |= {"previous": older[-1], "previous_head": chain_of(pen.connection, older[-1], log.org).head}
    pen.write("device", core)
