"""How safe it felt to work, as the server has counted it: a week's mean of five persons or more, never an answer."""

from dataclasses import dataclass
from typing import Final

from fieldlog.logbook import folding, policies
from fieldlog.logbook.log import Log
from fieldlog.models.shape import number, text

KIND, OF = "tally", "felt_safe"
LEAST: Final = 5
MOST: Final = 8
"""Weeks that are shown, the newest."""


@dataclass(frozen=True, slots=True)
class Mean:
    """Of the week, as 2026-W47: tenths of a point, of 5, and of how many persons."""

    week: str
    mean: int
    persons: int


def means(log: Log) -> tuple[Mean, ...]:
    """Those of one's own organisation, the newest week first. A mean of fewer than five is none, whoever says it."""
    found: dict[str, Mean] = {}
    with log.store.read() as connection:
        server = policies.trusted(connection)
        for _row, entry in folding.stored(connection, "kind = ? AND kind <> 'observation'", (KIND,)):
            core = entry.facts("core") if entry.fields.device == server else {}
            week, mean, persons = text(core.get("week")), number(core.get("mean")), number(core.get("persons")) or 0
            is_ours = core.get("of") == OF and core.get("org") == log.org and persons >= LEAST
            if is_ours and week and mean is not None and 10 <= mean <= 50:
                found[week] = Mean(week, mean, persons)
    return tuple(found[week] for week in sorted(found, reverse=True)[:MOST])
