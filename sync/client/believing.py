"""When an entry counts as delivered: only what the server's own signed answer proves, in its present life."""

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fieldlog.language import _
from fieldlog.logbook import delivery
from fieldlog.logbook.log import Log
from fieldlog.models.entry import NO_HEAD
from fieldlog.models.moment import read_written
from fieldlog.models.refusal import TurnedAway
from sync.answers import PushAnswer
from sync.protocol import Epoch, Head, ProtocolFault, read_object, text

HERE, LONGER, FORKED, LATE, LESS = "here", "longer", "forked", "late", "less"
"""What an answer's head says of an own chain: a prefix of it; all of it and more (a restored laptop lacks its end);
another chain; an answer from before the archive was restored; a prefix, but shorter than was signed for."""

RECEIPT = b"fieldlog receipt\0"
"""What stands before a receipt when the server signs it."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the server signed: `count` lines taken in, and where the chain of the device stands there."""

    device: str
    head: Head
    epoch: str
    count: int
    at: datetime

    @classmethod
    def read(cls, said: str) -> "Receipt":
        """ProtocolFault if it is none."""
        facts = read_object(said.encode())
        count = facts.get("count")
        if type(count) is not int:
            raise ProtocolFault("count")
        try:
            at = read_written(text(facts, "at"))
        except ValueError:
            raise ProtocolFault("at") from None
        return cls(text(facts, "device"), Head.read(text(facts, "head")), text(facts, "epoch"), count, at)


def check_receipt(answer: PushAnswer, device: str, server: str) -> Receipt:
    """The receipt of an answer. TurnedAway unless the server of this log signed exactly what the answer says."""
    from nacl.exceptions import BadSignatureError
    from nacl.signing import VerifyKey

    try:
        key = VerifyKey(base64.urlsafe_b64decode(server + "="))
        key.verify(RECEIPT + answer.receipt.encode(), base64.urlsafe_b64decode(answer.sig + "=="))
        receipt = Receipt.read(answer.receipt)
    except (BadSignatureError, ValueError):  # a ProtocolFault is one too
        raise another_server() from None
    if (receipt.device, receipt.head, receipt.epoch) != (device, answer.head, str(answer.epoch)):
        raise another_server()
    return receipt


def another_server() -> TurnedAway:
    return TurnedAway(
        _("En annan server än den datorn är ansluten till svarar. Inget räknas som sänt. Säg till den som sköter den.")
    )


def believe(log: Log, device: str, epoch: Epoch, head: Head, now: datetime, *, whole: range | None = None) -> str:
    """Take in where the server says that an own chain stands there; one of HERE, LONGER, FORKED, LATE, LESS.

    The lines with the numbers `whole` went with their parts in the request that was answered. A head alone proves no
    parts, but where none of the lines ever went without them.
    """
    current = device == log.device
    with log.store.write() as connection:
        before = delivery.delivered(connection, device)
        if before.epoch and epoch.number < Epoch.read(before.epoch).number:
            return LATE
        stands = _compared(connection, device, head, current=current)
        if stands == FORKED:
            return FORKED
        reached = before.n
        if before.epoch != str(epoch):
            # A restored server has what its backup had and what came late after it, set aside perhaps: a head does not
            # tell them apart, nor which parts there are. All of it goes once more, and each line gets its verdict.
            reached = 0
            delivery.fall_back(connection, device, reached, now, str(epoch))
        elif head.n < before.n:
            delivery.fall_back(connection, device, head.n, now, str(epoch))
            return LESS
        if whole and reached >= whole.start - 1:
            delivery.deliver(connection, device, min(whole.stop - 1, head.n), now, str(epoch))
    return stands


def _compared(connection: Any, device: str, head: Head, *, current: bool) -> str:
    mine = hash_of(connection, device, head.n)
    if mine is None and not current:
        return LONGER
    return HERE if mine == head.hash else FORKED


def hash_of(connection: Any, device: str, n: int) -> str | None:
    """The hash of the own line with that number; None if it is not here."""
    if n == 0:
        return NO_HEAD
    row = connection.exec_driver_sql(
        "SELECT line FROM entry WHERE device = ? AND n = ? AND own = 1", (device, n)
    ).fetchone()
    return hashlib.sha256(row.line).hexdigest() if row else None


def last_number(connection: Any, device: str) -> int:
    """How many own entries the chain of a device has here."""
    row = connection.exec_driver_sql(
        "SELECT n FROM entry WHERE device = ? AND own = 1 ORDER BY n DESC LIMIT 1", (device,)
    ).fetchone()
    return int(row.n) if row else 0
