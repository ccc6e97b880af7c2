"""Many new observations at once: the entries and rows that the pen makes one by one, at the pace of signing.

One thread makes and signs while the other lets SQLite write: each leaves Python's lock alone meanwhile, as long as its
calls are few and long. So rows go to SQLite by the hundred in one statement, which also spares the search index from
being written out after each of them.
"""

import gc
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import chain
from typing import Any, Protocol

from fieldlog.logbook import folding
from fieldlog.logbook.log import Log
from fieldlog.logbook.pen import Pen
from fieldlog.models.entry import seal
from fieldlog.models.moment import written
from fieldlog.models.observation import fold_new
from fieldlog.models.strict import encode_known

AT_ONCE = 200
"""Rows of one statement: SQLite takes 32,766 values, and an observation has 38."""
SALT = 16


class New(Protocol):
    """A checked observation: a core as `NewObservation` makes it and words within their limit, texts in NFC."""

    core: dict[str, Any]
    words: dict[str, str]


class Bulk:
    """Batches of observations into one log, a transaction each; the end of one overlaps the beginning of the next."""

    def __init__(self, log: Log, now: datetime) -> None:
        self._log = log
        self._now = now
        self._helper = ThreadPoolExecutor(1)
        self._closing: Future[None] | None = None
        self._collects = gc.isenabled()

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

    def write(self, choose: Callable[[Pen], Sequence[New]]) -> int:
        """One transaction of the observations that `choose` picks in it; how many. Durable after `settle`."""
        self.settle()
        with ExitStack() as stack:
            pen = stack.enter_context(self._log.writing(self._now))
            chosen = choose(pen)
            with _handing_over(pen, self._helper) as hand_over:
                for start in range(0, len(chosen), AT_ONCE):
                    hand_over(_make(pen, chosen[start : start + AT_ONCE]))
            self._closing = self._helper.submit(stack.pop_all().close)
        return len(chosen)


@dataclass(slots=True)
class Made:
    """Rows of `entry`, `part` and `observation` that belong together."""

    entries: list[tuple[Any, ...]]
    parts: list[tuple[Any, ...]]
    rows: list[tuple[Any, ...]]


@contextmanager
def _handing_over(pen: Pen, helper: ThreadPoolExecutor) -> Iterator[Callable[[Made], None]]:
    """Gives rows to SQLite in the helper's thread; all of them are there when the block is left, also by an error."""
    under_way: list[Future[None]] = []
    # SQLAlchemy would look through thousands of values in each call, with Python's lock in its hand.
    driver = pen.connection.connection.driver_connection

    def hand_over(made: Made) -> None:
        under_way.append(helper.submit(_insert, driver, made))
        if len(under_way) > 8:  # memory stays flat where SQLite is the slower of the two
            under_way.pop(0).result()

    try:
        yield hand_over
    finally:
        for future in under_way:
            future.result()


def _insert(driver: Any, made: Made) -> None:
    for statement, rows in (
        (_together("entry", 9, len(made.entries)), made.entries),
        (_together("part", 4, len(made.parts)), made.parts),
        (folding.put_together("observation", len(made.rows)), made.rows),
    ):
        driver.execute(statement, list(chain.from_iterable(rows)))


@lru_cache(maxsize=512)
def _together(table: str, columns: int, rows: int) -> str:
    one = f"({', '.join('?' * columns)})"
    return f"INSERT INTO {table} VALUES {', '.join([one] * rows)}"  # noqa: S608 - our own names


def _make(pen: Pen, some: Sequence[New]) -> Made:
    """Entries, parts and rows of some observations, with the chain and the numbers of the pen gone on."""
    stand, at = pen.chain, written(pen.now)
    about = {"device": stand.device, "org": stand.org, "author": pen.known[stand.device].worker}
    salts = os.urandom(2 * SALT * len(some))
    entries: list[tuple[Any, ...]] = []
    parts: list[tuple[Any, ...]] = []
    rows: list[dict[str, Any]] = []
    for number, new in zip(pen.numbers(len(some)), some, strict=True):
        core = encode_known(new.core)
        seals = {"core": seal("core", salts[:SALT], core)}
        parts.append((number, "core", salts[:SALT], core))
        words = b"{}"
        if new.words:
            words = encode_known(new.words)
            seals["words"] = seal("words", salts[SALT : 2 * SALT], words)
            parts.append((number, "words", salts[SALT : 2 * SALT], words))
        salts = salts[2 * SALT :]
        id_, line, sig = stand.extend("observation", seals, at=at, sign=pen.sign)
        entries.append((number, id_, stand.device, stand.n, "observation", None, 1, line, sig))
        row = fold_new(new.core, new.words, words.decode(), at, pen.vocabulary)
        row.update(about, row=number, id=id_, n=stand.n, tips=f'["{id_}"]')
        rows.append(row)
    return Made(entries, parts, folding.rows_of("observation", rows))
