"""Many new observations at once: the entries and rows that the pen makes one by one, at the pace of signing.

One thread makes and signs while the other lets SQLite write: each leaves Python's lock alone meanwhile, as long as its
calls are few and long. So rows go to SQLite by the hundred in one statement, which also spares the search index from
being written out after each of them.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any, Protocol

from fieldlog.logbook import folding
from fieldlog.logbook.log import Log
from fieldlog.logbook.pen import Pen
from fieldlog.models.entry import Part
from fieldlog.models.moment import written
from fieldlog.models.observation import fold_new
from fieldlog.models.strict import encode_known

AT_ONCE = 200
"""Rows of one statement: SQLite takes 32,766 values, and an observation has 38."""
SALT = 16
_ENTRY = "INSERT INTO entry VALUES "
_PART = "INSERT INTO part VALUES "


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

    def __enter__(self) -> "Bulk":
        return self

    def __exit__(self, *_fault: object) -> None:
        try:
            self.settle()
        finally:
            self._helper.shutdown()

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

    def hand_over(made: Made) -> None:
        under_way.append(helper.submit(_insert, pen, made))
        if len(under_way) > 8:  # memory stays flat where SQLite is the slower of the two
            under_way.pop(0).result()

    try:
        yield hand_over
    finally:
        for future in under_way:
            future.result()


def _insert(pen: Pen, made: Made) -> None:
    for statement, rows in ((_ENTRY, made.entries), (_PART, made.parts)):
        one = f"({', '.join('?' * len(rows[0]))})"
        values = tuple(chain.from_iterable(rows))
        pen.connection.exec_driver_sql(statement + ", ".join([one] * len(rows)), values)
    folding.put_together(pen.connection, "observation", made.rows)


def _make(pen: Pen, some: Sequence[New]) -> Made:
    """Entries, parts and rows of some observations, with the chain and the numbers of the pen gone on."""
    stand, at = pen.chain, written(pen.now)
    about = {"device": stand.device, "org": stand.org, "author": pen.known[stand.device].worker}
    salts = os.urandom(2 * SALT * len(some))
    entries: list[tuple[Any, ...]] = []
    parts: list[tuple[Any, ...]] = []
    rows: list[dict[str, Any]] = []
    for number, new in zip(pen.numbers(len(some)), some, strict=True):
        seals = {}
        for name, value in (("core", new.core), ("words", new.words)):
            if value:
                part = Part(salts[:SALT], encode_known(value))
                salts = salts[SALT:]
                seals[name] = part.seal(name)
                parts.append((number, name, part.salt, part.data))
        id_, line, sig = stand.extend("observation", seals, at=at, sign=pen.sign)
        entries.append((number, id_, stand.device, stand.n, "observation", None, 1, line, sig))
        row = fold_new(new.core, new.words, at, pen.vocabulary)
        rows.append(row | about | {"row": number, "id": id_, "n": stand.n, "tips": f'["{id_}"]'})
    return Made(entries, parts, folding.rows_of("observation", rows))
