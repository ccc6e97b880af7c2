"""The open log as the screens use it: the first look at once, the verbs when they are loaded, nothing blocks a key."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from importlib import import_module
from threading import Thread
from typing import TYPE_CHECKING, Any, TypeVar

from fieldlog.cipher import ERRORS, connect, refusal_of
from fieldlog.logbook import damage, glance, reads
from fieldlog.logbook.glance import Repeat, Seen, Tonight
from fieldlog.logbook.keeper import Keeper
from fieldlog.logbook.sealed import waiting_notes
from fieldlog.models.refusal import CannotSave, Damaged
from fieldlog.models.vocabulary import Vocabulary, vocabulary
from fieldlog.schema import STEPS, version

if TYPE_CHECKING:
    from fieldlog.home import Folder
    from fieldlog.logbook.log import Log
    from fieldlog.vault import Unlocked, VaultFacts


Done = TypeVar("Done")


class Desk:  # noqa: PLR0904 - a list of what the screens ask for
    """One worker's open log. Made when the key is there; `close` forgets it.

    `verb` runs a function that takes a `Log` first in the one thread that writes, in the order asked for.
    """

    def __init__(self, unlocked: "Unlocked", now: Callable[[], datetime], *, read_only: bool = False) -> None:
        """`read_only` for a log that cannot be written: damaged, or on a disk that only reads."""
        self.unlocked = unlocked
        self.read_only = read_only
        self.now = now
        self.keeper: Keeper | None = None
        self.vocabulary: Vocabulary = vocabulary()
        self._log: Log | None = None
        self.wants_look = True
        """Whether the pages of the file shall be looked at when there is time: after unlocking, and after a shift."""
        self.damaged: Callable[[tuple[int, ...]], None] = lambda _pages: None
        """Told, from any thread, of damaged pages; of none by number where one was met and not all were looked at."""
        self.written: Callable[[], None] = lambda: None
        """Told, from the verbs' thread, when a verb has left entries behind: they may travel."""
        self._looking: Thread | None = None
        self._ended = False
        self._expects = False
        self._reading: Any = None
        self._verbs = ThreadPoolExecutor(1, thread_name_prefix="verbs")
        self._long = ThreadPoolExecutor(2, thread_name_prefix="long")

    @property
    def folder(self) -> "Folder":
        return self.unlocked.folder

    @property
    def facts(self) -> "VaultFacts":
        """Worker, organisation and role of the log."""
        return self.unlocked.facts

    @property
    def is_loaded(self) -> bool:
        """Whether the verbs are there: what else takes time to load may begin."""
        return self._log is not None

    def first_look(self) -> Tonight | None:
        """Tonight as the store has it, read here and now; None if the store has to be made or brought up to date.

        TooNew for the store of a newer program, before anything is written to it.
        """
        if not self.folder.database.exists():
            return None
        self._reading = connect(self.folder.database, self.unlocked.database_key, read_only=self.read_only)
        if version(self._reading) < len(STEPS):
            return None
        return self._tonight()

    async def look(self) -> Tonight:
        """Tonight after what was done so far."""
        return await self._in_turn(self._look)

    def _look(self) -> Tonight:
        """What an exchange has brought is in it, the words of the work too."""
        log = self._opened()
        log.renew_words(self.now())
        if self.vocabulary is not log.vocabulary:
            self.vocabulary = log.vocabulary
            self._long.submit(_prepare, self.vocabulary)
        return self._tonight()

    def _tonight(self) -> Tonight:
        seen = glance.tonight(self._reading, self.unlocked.device, self.now())
        notes = waiting_notes(self.unlocked)
        return replace(seen, waiting=notes + seen.waiting) if notes else seen

    async def repeat(self, place: str, category: str) -> Repeat | None:
        """Whether this place has had this lately."""
        return await self._in_turn(self._repeat, place, category)

    def _repeat(self, place: str, category: str) -> Repeat | None:
        self._opened()
        return glance.repeat(self._reading, place, category, self.now(), self.vocabulary)

    async def lately(self, place: str) -> tuple[Seen, ...]:
        """What was seen at this place last, the newest first."""
        return await self._in_turn(self._lately, place)

    def _lately(self, place: str) -> tuple[Seen, ...]:
        self._opened()
        found = glance.lately(self._reading, self.unlocked.device, place, self.now())
        reads.listed_others(self.unlocked, [seen.id for seen in found if seen.by])
        return found

    async def verb(self, name: str, *args: Any, **kwargs: Any) -> Any:
        """Run `module.function` of the logbook on the log; what it raises is raised here.

        By name, since a screen that imported the verbs would load them before it shows.
        """
        return await self._in_turn(lambda: self._do(name, *args, **kwargs))

    async def _in_turn(self, function: Callable[..., Done], *args: Any) -> Done:
        return await asyncio.get_running_loop().run_in_executor(self._verbs, self._noticed, function, *args)

    def _noticed(self, function: Callable[..., Done], *args: Any) -> Done:
        """What is met on a damaged page is told to whoever offers a way out, besides being refused."""
        try:
            return function(*args)
        except Damaged:
            self.damaged(())
            raise
        except ERRORS as error:  # of the raw connection that the first look has
            refusal = refusal_of(error)
            if isinstance(refusal, Damaged):
                self.damaged(())
            raise refusal from None

    def _do(self, name: str, *args: Any, **kwargs: Any) -> Any:
        try:
            log = self._opened()
            done = _verb(name)(log, *args, **kwargs)
            self.vocabulary = log.vocabulary
            self._ended = self._ended or name == "shifts.end"
            self.wants_look = self.wants_look or self._ended
            return done
        finally:
            # After the answer, in the same thread: whoever reads does not wait for it to be written down.
            if reads.waits(self.unlocked):
                with suppress(RuntimeError):  # the thread takes nothing more: `close` does it
                    self._verbs.submit(self._write_down)

    def _write_down(self) -> None:
        if self._log is not None and reads.waits(self.unlocked):
            reads.write_down(self._log, self.now())

    async def notices(self) -> tuple[str, ...]:
        """What was found wrong as the log was opened, a sentence each: its clock, its end, the files beside it."""
        return (await self._in_turn(self._opened)).notices

    def look_at_pages(self, *, at_once: bool = False) -> None:
        """Look at every page of the file in a thread that nobody waits for; not twice a day unless `at_once`."""
        at_once = at_once or self.read_only or self._ended
        self.wants_look = self._ended = False
        self._looking = Thread(target=self._look_at_pages, args=(at_once,), name="pages", daemon=True)
        self._looking.start()

    def _look_at_pages(self, at_once: bool) -> None:
        now = self.now()
        damage.give_way()
        try:
            pages = damage.look_if_due(self.unlocked, now, at_once=at_once)
        except CannotSave:
            return
        if pages:
            self.damaged(pages)
        elif pages is not None and not self.read_only:
            with suppress(RuntimeError):  # closed meanwhile: the next one looks
                self._verbs.submit(self._remember, damage.stamp(now))

    def _remember(self, values: dict[str, str]) -> None:
        with suppress(CannotSave):
            _verb("drafts.remember")(self._opened(), values)

    def load(self) -> None:
        """Begin to load the verbs in their thread: called after the first paint."""
        self._verbs.submit(self._opened)
        self._long.submit(_prepare, self.vocabulary)

    def expect_saving(self) -> None:
        """Somebody writes: what the first Enter needs is loaded while the sentence is typed, and not before."""
        if not self._expects:
            self._expects = True
            self._verbs.submit(_verb, "events.save_values")

    def _opened(self) -> "Log":
        if self._log is None:
            from fieldlog.logbook.log import open_log  # SQLAlchemy and SQLModel take longer than the first paint

            self._log = open_log(self.unlocked, self.now(), read_only=self.read_only)
            self._log.wrote = self._wrote
            self.vocabulary = self._log.vocabulary
        if self._reading is None:
            self._reading = connect(self.folder.database, self.unlocked.database_key, read_only=self.read_only)
        return self._log

    def _wrote(self) -> None:
        self.written()  # whoever listens may have begun to after the log was opened

    def start_keeping(self, failed: Callable[[bool], None]) -> str:
        """Begin to keep the line; returns what a window that is gone had on it."""
        if self.read_only:
            return ""
        self.keeper = Keeper(self.folder.database, self.unlocked.database_key, self.now, failed)
        return self.keeper.take_over()

    def close(self) -> None:
        """Write what is left and let go of the store."""
        if self.keeper is not None:
            self.keeper.close()
            self.keeper = None
        self._verbs.shutdown(wait=True, cancel_futures=True)
        self._long.shutdown(wait=False, cancel_futures=True)
        if self._looking is not None:
            # SQLCipher puts its keys away as the process ends: a thread that still reads pages then would crash it.
            self._looking.join()
        if self._reading is not None:
            self._reading.close()
        if self._log is not None:
            self._write_down()
            self._log.close()


def _verb(name: str) -> Callable[..., Any]:
    module, _dot, function = name.partition(".")
    found: Callable[..., Any] = getattr(import_module(f"fieldlog.logbook.{module}"), function)
    return found


def _prepare(words: Vocabulary) -> None:
    import fieldlog.privacy  # noqa: F401 - its word lists are read here, or the first letter would wait for them
    from fieldlog.line import prepare  # its rules take longer to read than a key may wait

    prepare(words)
