"""How far each own chain has been delivered: what is here, and what has left the laptop.

The server holds a prefix of a chain or nothing of it, so one number for each device says it of every entry.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from fieldlog.models.moment import written

SENT = (
    "(SELECT entry.own = 0 OR entry.n <= coalesce((SELECT delivered.n FROM delivered "
    "WHERE delivered.device = entry.device), 0) FROM entry WHERE entry.seq = observation.row)"
)
"""SQL: whether an observation has left the laptop; what came from another device has, by nature."""

UNSENT = (
    "SELECT coalesce(sum((SELECT max(n) FROM entry WHERE entry.device = device.id) - coalesce((SELECT delivered.n "
    "FROM delivered WHERE delivered.device = device.id), 0)), 0) FROM device "
    "WHERE worker = (SELECT worker FROM device WHERE id = ?) "
    "AND (SELECT own FROM entry WHERE entry.device = device.id AND entry.n = 1) = 1"
)
"""SQL: how many own entries are only here, by the present device; as quick in a log of a million, whoever is in it."""


def deliver(connection: Any, device: str, n: int, at: datetime) -> None:
    """The entries of a device up to number `n` have left the laptop; never fewer than before."""
    connection.exec_driver_sql(
        "INSERT INTO delivered (device, n, at) VALUES (?, ?, ?) ON CONFLICT (device) DO UPDATE SET "
        "n = max(n, excluded.n), at = excluded.at",
        (device, n, written(at)),
    )


def deliver_all(connection: Any, devices: Iterable[str], at: datetime) -> None:
    """Everything of these devices that is here now has left the laptop."""
    for device in devices:
        n = connection.exec_driver_sql("SELECT max(n) FROM entry WHERE device = ?", (device,)).scalar_one()
        if n:
            deliver(connection, device, n, at)
