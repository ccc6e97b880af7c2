"""How far each own chain has been delivered: what is here, and what has left the laptop.

The server holds a prefix of a chain or nothing of it, so one number for each device says it of every entry.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from fieldlog.logbook import as_typed
from fieldlog.models.moment import read_moment, written

_REACHED = "coalesce((SELECT delivered.n FROM delivered WHERE delivered.device = entry.device), 0)"
SENT = f"(SELECT entry.own = 0 OR entry.n <= {_REACHED} FROM entry WHERE entry.seq = observation.row)"  # noqa: S608 - own words
"""SQL: whether an observation has left the laptop; what came from another device has, by nature."""

HERE, GONE_OUT, READ, ASIDE, REJECTED = "here", "sent", "read", "aside", "rejected"
"""Where an observation stands: only here, with the server, opened by somebody else, held back by the server until
somebody has looked at it, and turned away by whoever did."""

DAMAGED = "frame"
"""Why a line of a damaged chain could not be handed over at all."""
NOT_HELD = (DAMAGED, "part", "id")
"""Why something of an entry may be here alone, although its number was reached: the line is damaged, or a part, and
nobody can take it; an id that another entry has is said before that."""

_READ = "SELECT 1 FROM entry AS seen WHERE seen.target = observation.id AND seen.kind = 'read' AND seen.own = 0"
_HERE = f"entry.own = 1 AND entry.n > {_REACHED}"
_ASIDE = "SELECT 1 FROM set_aside WHERE set_aside.device = entry.device AND set_aside.n = entry.n"
STANDS = (
    f"(SELECT CASE WHEN EXISTS ({_READ}) THEN '{READ}' WHEN {_HERE} THEN '{HERE}' "  # noqa: S608 - own words
    f"WHEN EXISTS ({_ASIDE} AND code = '{REJECTED}') THEN '{REJECTED}' "
    f"WHEN EXISTS ({_ASIDE}) THEN '{ASIDE}' ELSE '{GONE_OUT}' END FROM entry WHERE entry.seq = observation.row)"
)
"""SQL: which of them, of an observation; by indexes alone, as quick for a row in a log of a million.

That somebody opened it says more than that it was held back once: the server gives what it holds back to nobody.
"""

UNSENT = (
    "SELECT coalesce(sum((SELECT n FROM entry WHERE entry.device = device.id AND own = 1 ORDER BY n DESC LIMIT 1) - "
    "coalesce((SELECT delivered.n FROM delivered WHERE delivered.device = device.id), 0)), 0) FROM device "
    "WHERE worker = (SELECT worker FROM device WHERE id = ?) "
    "AND (SELECT own FROM entry WHERE entry.device = device.id AND entry.n = 1) = 1"
)
"""SQL: how many own entries are only here, by the present device; as quick in a log of a million, whoever is in it."""

AWAY, DONE_AT = "away", "done_at"
"""Facts of the exchange that the first look shows: whether the last one found no server, when one came to its end."""

RECEIPTS_KEPT = timedelta(days=30)
"""The last one is kept for ever; older ones only say when something was received, which matters for a day."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """How far a chain has come: lines with all their parts, up to number `n`, in one life of the archive.

    `bare` is the first number whose line ever went ahead of its parts, 0 for none. Of a `forked` chain `n` counts what
    the server has set aside: the chain goes on there no more.
    """

    n: int = 0
    epoch: str = ""
    bare: int = 0
    forked: bool = False


def delivered(connection: Any, device: str) -> Delivered:
    row = connection.exec_driver_sql(
        "SELECT n, epoch, bare, forked FROM delivered WHERE device = ?", (device,)
    ).fetchone()
    return Delivered(row.n, row.epoch, row.bare, bool(row.forked)) if row else Delivered()


def is_forked(connection: Any, device: str) -> bool:
    """Whether nothing more may be written with this device: another laptop has written with it too."""
    return delivered(connection, device).forked


def deliver(connection: Any, device: str, n: int, at: datetime, epoch: str = "") -> None:
    """The entries of a device up to number `n` have left the laptop; never fewer than before in one epoch."""
    before = delivered(connection, device)
    more = max(n, before.n) if epoch == before.epoch else n
    _put(connection, device, Delivered(more, epoch, before.bare, before.forked), at)
    as_typed.forget_sent(connection, device, more)


def fall_back(connection: Any, device: str, n: int, at: datetime, epoch: str) -> None:
    """The server has no more than `n` entries of the device: it was put back to an older day. The rest goes again."""
    before = delivered(connection, device)
    _put(connection, device, Delivered(n, epoch, before.bare, before.forked), at)


def go_bare(connection: Any, device: str, n: int, at: datetime) -> None:
    """From number `n` on lines may have gone ahead of their parts: said before the first of them leaves."""
    before = delivered(connection, device)
    first = min(n, before.bare) if before.bare else n
    _put(connection, device, Delivered(before.n, before.epoch, first, before.forked), at)


def close_forked(connection: Any, device: str, at: datetime) -> None:
    """Close a chain that another laptop has written in too; none of it counts as handed over yet."""
    before = delivered(connection, device)
    if not before.forked:
        _put(connection, device, Delivered(0, before.epoch, before.bare, forked=True), at)


def forget_server(connection: Any) -> None:
    """Another server: what the one before had says nothing of this one."""
    connection.exec_driver_sql("UPDATE delivered SET n = 0, epoch = ''")
    connection.exec_driver_sql("DELETE FROM exchange")
    connection.exec_driver_sql("DELETE FROM set_aside")
    connection.exec_driver_sql("DELETE FROM reader")


def _put(connection: Any, device: str, now: Delivered, at: datetime) -> None:
    connection.exec_driver_sql(
        "INSERT OR REPLACE INTO delivered (device, n, at, epoch, bare, forked) VALUES (?, ?, ?, ?, ?, ?)",
        (device, now.n, written(at), now.epoch, now.bare, int(now.forked)),
    )


def deliver_all(connection: Any, devices: Iterable[str], at: datetime) -> None:
    """Everything of these devices that is here now has left the laptop."""
    for device in devices:
        n = connection.exec_driver_sql("SELECT max(n) FROM entry WHERE device = ?", (device,)).scalar_one()
        if n:
            deliver(connection, device, n, at)


def keep_receipt(connection: Any, device: str, n: int, at: datetime, said: str, sig: str) -> None:
    """The server's signed word for the entries up to `n`, received at `at` by this laptop's clock."""
    connection.exec_driver_sql(
        "INSERT OR REPLACE INTO receipt (device, n, at, said, sig) VALUES (?, ?, ?, ?, ?)",
        (device, n, written(at), said, sig),
    )
    rows = connection.exec_driver_sql("SELECT at FROM receipt WHERE device = ?", (device,)).fetchall()
    old = [(device, row.at) for row in rows if at - read_moment(row.at) > RECEIPTS_KEPT]
    if old:
        connection.exec_driver_sql("DELETE FROM receipt WHERE device = ? AND at = ?", old)


def received_at(connection: Any, device: str, n: int) -> datetime | None:
    """When the server first had entry `n` of an own device with its parts, by this laptop's clock; None: not yet."""
    if delivered(connection, device).n < n or aside(connection, device).get(n) in NOT_HELD:
        return None
    rows = connection.exec_driver_sql("SELECT at FROM receipt WHERE device = ? AND n >= ?", (device, n)).fetchall()
    return min((read_moment(row.at) for row in rows), default=None)


def put_aside(connection: Any, device: str, numbers: Mapping[int, str]) -> None:
    """Entries that the server holds back until somebody has looked at them: number -> why, a code."""
    rows = [(device, n, code) for n, code in numbers.items()]
    if rows:
        connection.exec_driver_sql("INSERT OR REPLACE INTO set_aside (device, n, code) VALUES (?, ?, ?)", rows)


def let_in(connection: Any, device: str, numbers: Iterable[int]) -> int:
    """These of an own device lie aside no longer; how many of them did."""
    found = [(device, n) for n in aside(connection, device).keys() & set(numbers)]
    if found:
        connection.exec_driver_sql("DELETE FROM set_aside WHERE device = ? AND n = ?", found)
    return len(found)


def aside(connection: Any, device: str) -> dict[int, str]:
    """What the server holds back of an own device: number -> why, a code."""
    rows = connection.exec_driver_sql("SELECT n, code FROM set_aside WHERE device = ? ORDER BY n", (device,)).fetchall()
    return {row.n: row.code for row in rows}


def waiting(connection: Any, device: str) -> list[int]:
    """Numbers of those that somebody may let in: what is damaged here nobody can take."""
    return [n for n, code in aside(connection, device).items() if code != DAMAGED]


def keep(connection: Any, facts: Mapping[str, str]) -> None:
    """Remember facts of the exchange, as texts."""
    connection.exec_driver_sql("INSERT OR REPLACE INTO exchange (name, value) VALUES (?, ?)", list(facts.items()))


def kept(connection: Any) -> dict[str, str]:
    """What is remembered of the exchange: cursors too, which `received.take_in` keeps with their pages."""
    found = connection.exec_driver_sql("SELECT name, value FROM exchange").fetchall()
    return {row.name: row.value for row in found}
