"""How it stands with the exchange, without asking anybody: what is only here, the last receipt, server, clock."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from fieldlog.logbook import delivery
from fieldlog.logbook.log import Log
from fieldlog.models.moment import read_moment, written
from sync.client.believing import Receipt
from sync.client.membership import found
from sync.client.ready import ready
from sync.protocol import ProtocolFault
from sync.words import words_of


@dataclass(frozen=True, slots=True)
class Status:
    """`unsent` are own entries that are only here, `waiting` those of them that can still be undone."""

    unsent: int
    waiting: int
    server: str
    """Address; empty before enrolment."""
    organisation: str
    contact: str
    done_at: datetime | None
    """When the last exchange that came to its end began."""
    tried_at: datetime | None
    refused: str
    """Why the last one did not come to its end: the sentence that was said."""
    revoked: bool
    skew: int | None
    """Seconds by which this laptop's clock was ahead of the server's."""
    receipt: Receipt | None
    aside: tuple[tuple[str, int, str], ...]
    """What the server holds back: device, number, code."""

    def data(self) -> dict[str, Any]:
        """As JSON has it."""
        receipt = self.receipt
        return asdict(self) | {
            "done_at": self.done_at and written(self.done_at),
            "tried_at": self.tried_at and written(self.tried_at),
            "receipt": receipt_data(receipt) if receipt else None,
            "aside": [{"device": device, "n": n, "code": code} for device, n, code in self.aside],
        }


def receipt_data(receipt: Receipt) -> dict[str, Any]:
    """A receipt as JSON has it: `words` are what two people read to each other."""
    return {
        "device": receipt.device,
        "count": receipt.count,
        "n": receipt.head.n,
        "head": receipt.head.hash,
        "words": words_of(receipt.head.hash),
        "epoch": receipt.epoch,
        "at": written(receipt.at),
    }


def status(log: Log, now: datetime) -> Status:
    """How it stands now."""
    here = found(log)
    with log.store.read() as connection:
        kept = delivery.kept(connection)
        unsent = int(connection.exec_driver_sql(delivery.UNSENT, (log.device,)).scalar_one())
        after = delivery.delivered(connection, log.device).n
        waiting = ready(connection, log.device, after, now).waiting
        aside = connection.exec_driver_sql("SELECT device, n, code FROM set_aside ORDER BY device, n").fetchall()
        last = connection.exec_driver_sql("SELECT said FROM receipt ORDER BY at DESC, n DESC LIMIT 1").fetchone()
    return Status(
        unsent,
        waiting,
        here.address if here else "",
        here.org_name if here else "",
        here.contact if here else "",
        _moment(kept.get("done_at")),
        _moment(kept.get("tried_at")),
        kept.get("refused", ""),
        bool(kept.get("revoked")),
        int(kept["skew"]) if "skew" in kept else None,
        _receipt(last.said) if last else None,
        tuple((row.device, row.n, row.code) for row in aside),
    )


def _moment(text: str | None) -> datetime | None:
    return read_moment(text) if text else None


def _receipt(said: str) -> Receipt | None:
    try:
        return Receipt.read(said)
    except ProtocolFault:
        return None
