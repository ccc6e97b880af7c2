"""Entries of other organisations whose writer has said more since, which nobody there has approved: as the server said.

It stands in no entry that comes here, so it is kept beside them, and folds are given it.
"""

import json
from collections.abc import Iterable
from typing import Any

from fieldlog.logbook import delivery

NAME = "under_review"
"""Under which it stands among the facts of the exchange."""


def under_review(connection: Any) -> frozenset[str]:
    """Ids of observations."""
    row = connection.exec_driver_sql("SELECT value FROM exchange WHERE name = ?", (NAME,)).fetchone()
    return frozenset(json.loads(row.value)) if row else frozenset()


def take_in(connection: Any, given: Iterable[str], said: Iterable[str]) -> set[str]:
    """Of the observations that were given now these are said to be under review; those for which that is new."""
    before = under_review(connection)
    given, said = set(given), set(said)
    now = (before - given) | (said & given)
    if now != before:
        delivery.keep(connection, {NAME: json.dumps(sorted(now))})
    return set(now ^ before)
