"""Many new observations at once: the entries and rows that the pen makes one by one, at the pace of signing.

One thread makes and signs while the other lets SQLite write: each leaves Python's lock alone meanwhile, as long as its
calls are few and long. So rows go to SQLite by the hundred in one statement, which also spares the search index from
being written out after each of them. What does not hang on the chain is made while the batch before becomes durable.
"""

import gc
import os
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from fieldlog.logbook import together
from fieldlog.logbook.log import Log
from fieldlog.logbook.pen import Pen
from fieldlog.logbook.together import Statement
from fieldlog.models.alike import Alike
from fieldlog.models.entry import seal
from fieldlog.models.moment import written
from fieldlog.models.observation import fold_new
from fieldlog.models.strict import encode_known, spell

AT_ONCE = 400
"""Rows of one statement: SQLite takes 32,766 values, and an observation has 38."""
KINDS = 2000
"""So many templates are kept; rows of other kinds are each spelled and folded anew."""
SALT = 16


class New(Protocol):
    """A checked observation: a core as `NewObservation` makes it with a source, and a note within its limit, in NFC.

    Cores of the same `like` differ in nothing but `at` and `source`.
    """

    core: dict[str, Any]
    words: dict[str, str]
    like: Hashable


@dataclass(slots=True)
class Ready:
    """An observation that lacks nothing but its place in the chain. `parts` are (name, salt, data) each."""

    parts: tuple[tuple[str, bytes, bytes], ...]
    seals: dict[str, str]
    row: dict[str, Any]


class Bulk:
    """Batches of observations into one log, a transaction each; the end of one overlaps the beginning of the next."""

    def __init__(self, log: Log, now: datetime) -> None:
        self._log = log
        self._now = now
        self._helper = ThreadPoolExecutor(1)
        self._closing: Future[None] | None = None
        self._collects = gc.isenabled()
        self._at = written(now)
        self._kinds: dict[Hashable, Alike] = {}
        self._salts = b""

    def __enter__(self) -> "Bulk":
        gc.disable()  # it walks through every row that waits, again and again, and none of them holds itself
        return self

    def __exit__(self, *_fault: object) -> None:
        try:
            self.settle()
        finally:
            self._helper.shutdown()
            if self._collects:
                gc.enable()

    def settle(self) -> None:
        """Wait until every batch so far is durable. Raises what went wrong with the last."""
        closing, self._closing = self._closing, None
        if closing is not None:
            closing.result()

    def ready(self, new: New) -> Ready:
        """Everything of an observation that does not hang on the chain."""
        core, note = new.core, new.words.get("note")
        words = f'{{"note":{spell(note)}}}' if note else "{}"
        kind = self._kinds.get(new.like)
        if kind is None and len(self._kinds) < KINDS:
            kind = self._kinds[new.like] = Alike(core, self._at, self._log.vocabulary)
        if kind is None:
            data = encode_known(core)
            row = fold_new(core, new.words, words, self._at, self._log.vocabulary)
        else:
            at, source = core["at"], core["source"]
            data = kind.core(at, source["file"], source["key"])
            row = kind.row(at, source["file"], source["key"], note or "", words)
        if not self._salts:
            self._salts = os.urandom(2 * SALT * AT_ONCE)
        salt, other, self._salts = self._salts[:SALT], self._salts[SALT : 2 * SALT], self._salts[2 * SALT :]
        if not note:
            return Ready((("core", salt, data),), {"core": seal("core", salt, data)}, row)
        said = words.encode()
        seals = {"core": seal("core", salt, data), "words": seal("words", other, said)}
        return Ready((("core", salt, data), ("words", other, said)), seals, row)

    def write(self, choose: Callable[[Pen], Sequence[Ready]]) -> int:
        """One transaction of the observations that `choose` picks in it; how many. Durable after `settle`."""
        self.settle()
        under_way: list[Future[None]] = []
        with ExitStack() as stack:
            pen = stack.enter_context(self._log.writing(self._now))
            chosen = choose(pen)
            # SQLAlchemy would look through thousands of values in each call, with Python's lock in its hand.
            driver = pen.connection.connection.driver_connection
            try:
                for start in range(0, len(chosen), AT_ONCE):
                    made = _make(pen, chosen[start : start + AT_ONCE])
                    # Never waited for: where SQLite is the slower, it catches up while the next batch is read.
                    under_way.append(self._helper.submit(_insert, driver, made))
            except BaseException:
                wait(under_way)  # what goes on in the transaction has to end before it is taken back
                raise
            self._closing = self._helper.submit(_close, stack.pop_all(), under_way)
        return len(chosen)


def _close(transaction: ExitStack, under_way: list[Future[None]]) -> None:
    """Make everything durable, or nothing if something of it went wrong."""
    with transaction:
        for future in under_way:
            future.result()


def _insert(driver: Any, made: list[Statement]) -> None:
    if not driver.in_transaction:  # on a full disk SQLite takes it back by itself, and would keep each one after it
        return
    for statement, values in made:
        driver.execute(statement, values)


def _make(pen: Pen, some: Sequence[Ready]) -> list[Statement]:
    """The statements of some observations, with the chain and the numbers of the pen gone on."""
    stand, at, first = pen.chain, written(pen.now), pen.numbers(len(some))[0]
    n, device = stand.n + 1, stand.device
    author = {"device": device, "org": stand.org, "author": pen.known[device].worker}
    lines = [stand.extend("observation", one.seals, at=at, sign=pen.sign) for one in some]
    return [
        together.entries(first, device, n, lines),
        together.parts(first, [one.parts for one in some]),
        together.observations(first, n, author, [id_ for id_, _line, _sig in lines], [one.row for one in some]),
    ]
