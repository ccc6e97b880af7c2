"""Observations of the rehearsal on their way into the store by the hundred, whichever device they are of."""

import os
from collections.abc import Mapping
from itertools import chain as joined
from typing import Any

from fieldlog.logbook import folding
from fieldlog.logbook.pen import Pen
from fieldlog.models.chain import Chain, Signer
from fieldlog.models.entry import seal
from fieldlog.models.observation import fold_new
from fieldlog.models.strict import encode_known

AT_ONCE = 200
"""Rows of one statement: SQLite takes 32,766 values, and an observation has 38."""
SALT = 16


class Sheet:
    """Good for one transaction of a pen; `put` before anything is said about what is on it, and at the end."""

    def __init__(self, pen: Pen) -> None:
        self._pen = pen
        self._entries: list[tuple[Any, ...]] = []
        self._parts: list[tuple[Any, ...]] = []
        self._rows: list[dict[str, Any]] = []

    def add(
        self,
        stand: Chain,
        sign: Signer,
        at: str,
        core: Mapping[str, Any],
        words: Mapping[str, str],
        *,
        give_words: bool = True,
    ) -> str:
        """The next observation of a chain, written at `at`; its id. Its words stay away unless `give_words`."""
        pen = self._pen
        (number,) = pen.numbers(1)
        salts, data, said = os.urandom(2 * SALT), encode_known(core), encode_known(words)
        seals = {"core": seal("core", salts[:SALT], data), "words": seal("words", salts[SALT:], said)}
        id_, line, sig = stand.extend("observation", seals, at=at, sign=sign)
        own = int(stand is pen.chain)
        self._entries.append((number, id_, stand.device, stand.n, "observation", None, own, line, sig))
        self._parts.append((number, "core", salts[:SALT], data))
        if give_words:
            self._parts.append((number, "words", salts[SALT:], said))
        else:
            words, said = {}, b"{}"
        row = fold_new(core, words, said.decode(), at, pen.vocabulary)
        row |= {"row": number, "id": id_, "device": stand.device, "n": stand.n, "org": stand.org}
        row |= {"author": pen.known[stand.device].worker, "tips": f'["{id_}"]'}
        self._rows.append(row)
        if len(self._rows) >= AT_ONCE:
            self.put()
        return id_

    def put(self) -> None:
        """Hand everything on the sheet to the database."""
        if not self._rows:
            return
        # SQLAlchemy would look through thousands of values in each call.
        driver: Any = self._pen.connection.connection.driver_connection
        rows = folding.rows_of("observation", self._rows)
        for statement, values in (
            (_together("entry", 9, len(self._entries)), self._entries),
            (_together("part", 4, len(self._parts)), self._parts),
            (folding.put_together("observation", len(rows)), rows),
        ):
            driver.execute(statement, list(joined.from_iterable(values)))
        self._entries, self._parts, self._rows = [], [], []


def _together(table: str, columns: int, rows: int) -> str:
    one = f"({', '.join('?' * columns)})"
    return f"INSERT INTO {table} VALUES {', '.join([one] * rows)}"  # noqa: S608 - our own names
