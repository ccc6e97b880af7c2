"""What others get of classes B and C: numbers by week, zone and family, from three up, as the server counts them."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Final

from fieldlog.logbook import borders, folding, policies
from fieldlog.logbook.log import Log
from sync.access import COUNT

KIND: Final = "tally"


@dataclass(frozen=True, slots=True, order=True)
class Count:
    """So many observations of an organisation, `week` as 2026-W47; of no zone or family where none was said."""

    week: str
    org: str
    zone: str
    family: str
    count: int

    def data(self) -> dict[str, Any]:
        return asdict(self)


def counts(log: Log) -> tuple[Count, ...]:
    """The newest week first. Only what the server's own chain says counts; nothing for a role that is given none."""
    if COUNT not in borders.cells(log):
        return ()
    with log.store.read() as connection:
        server = policies.trusted(connection)
        found = [
            each
            for _row, entry in folding.stored(connection, "kind = ? AND kind <> 'observation'", (KIND,))
            if entry.fields.device == server
            for each in _cells(entry.facts("core"))
        ]
    return tuple(sorted(sorted(found), key=lambda each: each.week, reverse=True))


def _cells(core: dict[str, Any]) -> Iterator[Count]:
    if core.get("of") != "week":
        return
    week, org, rows = core.get("week"), core.get("org"), core.get("counts")
    for row in rows if isinstance(rows, list) else ():
        match row:
            case [zone, family, int(count)] if isinstance(week, str) and isinstance(org, str):
                yield Count(week, org, zone if isinstance(zone, str) else "", str(family or ""), count)
            case _:
                continue
