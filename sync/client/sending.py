"""Sending one's own entries: chain by chain, in batches, the severe ones first where much is waiting."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from fieldlog.language import _
from fieldlog.logbook import delivery
from fieldlog.logbook.log import Log
from fieldlog.models.refusal import TurnedAway, Unreachable
from sync.answers import QUARANTINED, PushAnswer
from sync.batch import Batch, BatchFault
from sync.client import believing
from sync.client.believing import Receipt, believe, check_receipt, hash_of, last_number
from sync.client.ready import Ready, batch, ready, severe
from sync.client.talking import Talk
from sync.protocol import MOST_ENTRIES, Head

MOST_RESTARTS = 3
"""How often in one exchange the server may say that it lacks what came before: each time costs a way back."""

Pause = Callable[[], None]
"""Called between requests; raises if the exchange shall stop."""


class Forked(Exception):
    """The server holds another chain of this device, or cannot have got this one from it: nothing more goes that way.

    The argument is the server's word for it.
    """


@dataclass(slots=True)
class Sent:
    """What came of sending: lines taken in, the last receipt, and what was put aside (number -> code)."""

    lines: int = 0
    receipt: Receipt | None = None
    aside: dict[tuple[str, int], str] = field(default_factory=dict)
    lost: bool = False
    """The server had less than it signed for; it has all of it again."""
    epoch: str = ""
    """The life of the archive that the server named last in this exchange; nothing before it has."""


@dataclass(slots=True)
class Sender:
    """Sends the chain of one own device. Raises Forked, Unreachable, TurnedAway; what was taken in by then counts."""

    log: Log
    talk: Talk
    device: str
    server: str
    now: datetime
    pause: Pause
    sent: Sent
    _most: int = MOST_ENTRIES

    def send(self) -> Ready:
        """Send what may leave; returns what may not yet."""
        for _try in range(MOST_RESTARTS + 1):
            if self._ask():
                return self._ready()
            waiting = self._ready()
            try:
                self._ahead(waiting.upto)
                self._whole(waiting.upto)
            except _Gap:
                continue
            return waiting
        raise TurnedAway(_("Servern tappar bort det den får. Posterna är kvar här; säg till den som sköter servern."))

    def _ready(self) -> Ready:
        with self.log.store.read() as connection:
            after = delivery.delivered(connection, self.device).n
            return ready(connection, self.device, after, self.now)

    def _ask(self) -> bool:
        """Ask where the chain stands there. True where nothing has to be sent."""
        self.pause()
        said = self.talk.head(self.log.org, self.device)
        self.sent.epoch = str(said.epoch)
        self._settle(believe(self.log, self.device, said.epoch, said.head, self.now))
        self._there = said.head.n
        with self.log.store.read() as connection:
            return delivery.delivered(connection, self.device).n >= last_number(connection, self.device)

    _there: int = 0

    def _ahead(self, upto: int) -> None:
        """Of a backlog longer than one batch: all lines first, and with them the parts of what is severe."""
        with self.log.store.read() as connection:
            after = max(delivery.delivered(connection, self.device).n, self._there)
            if after >= upto or len(batch(connection, self.device, after + 1, upto)) >= upto - after:
                return
            first = severe(connection, self.device, after + 1, upto)
        if not first:
            return
        with self.log.store.write() as connection:
            delivery.go_bare(connection, self.device, after + 1, self.now)
        n = after
        while n < upto:
            n = self._push(n, upto, first | {1})

    def _whole(self, upto: int) -> None:
        with self.log.store.read() as connection:
            n = delivery.delivered(connection, self.device).n
        while n < upto:
            n = self._push(n, upto, None)

    def _push(self, after: int, upto: int, with_parts: frozenset[int] | None) -> int:
        """One batch; returns the number of its last line."""
        while True:
            with self.log.store.read() as connection:
                found = batch(connection, self.device, after + 1, upto, most=self._most, with_parts=with_parts)
                stands = Head(after, hash_of(connection, self.device, after) or "")
            if [*found] != [*range(after + 1, after + len(found) + 1)] or not found:
                raise Forked("number")  # one is missing in the own chain: it can never be whole there
            self.pause()
            try:
                answer = self.talk.push(self.log.org, self.device, stands, Batch([*found.values()]))
            except TurnedAway as no:
                self._halve(no, len(found))
                continue
            except BatchFault:
                raise Forked("line") from None
            self._take(answer, after, after + len(found), whole=with_parts is None)
            return after + len(found)

    def _halve(self, no: TurnedAway, entries: int) -> None:
        """Go on with half as many, or raise what a smaller batch does not help against."""
        if no.code == "gap":
            raise _Gap from None
        if no.code in ("fork", "frame"):
            raise Forked(str(no.facts.get("fault", no.code))) from None
        if no.code != "large" or entries == 1:
            raise no
        self._most = max(1, entries // 2)

    def _take(self, answer: PushAnswer, after: int, last: int, *, whole: bool) -> None:
        receipt = check_receipt(answer, self.device, self.server)
        aside = put_aside(answer, after + 1, last)
        if aside:
            # Before any of it counts as delivered: this answer is heard once, and the laptop may end after any line.
            with self.log.store.write() as connection:
                delivery.put_aside(connection, self.device, aside)
        span = range(after + 1, last + 1) if whole else None
        stands = believe(self.log, self.device, answer.epoch, answer.head, self.now, whole=span)
        self._settle(stands)
        with self.log.store.write() as connection:
            n = delivery.delivered(connection, self.device).n
            delivery.keep_receipt(connection, self.device, n, self.now, answer.receipt, answer.sig)
            if whole:
                delivery.let_in(connection, self.device, taken_in(answer, after + 1, last))
        self.sent.aside |= {(self.device, n): code for n, code in aside.items()}
        self.sent.receipt = receipt
        if whole and n < last:
            raise _Gap
        if whole:
            self.sent.lines += last - after

    def _settle(self, stands: str) -> None:
        if stands == believing.FORKED:
            raise Forked("fork")
        if stands == believing.LATE:
            raise Unreachable(_("Svaret var från innan servern återställdes. Försök igen; inget är förlorat."))
        if stands == believing.LESS:
            self.sent.lost = True


class _Gap(Exception):
    """The server lacks entries before these."""


def put_aside(answer: PushAnswer, first: int, last: int) -> dict[int, str]:
    """Which of the lines that were sent the server holds back, and why. ProtocolFault-free: what is odd is left out."""
    return {n: code for n, code in _aside(answer) if first <= n <= last}


def taken_in(answer: PushAnswer, first: int, last: int) -> set[int]:
    """Which of the lines that were sent the server has, and holds back no longer."""
    return {
        n
        for run in answer.verdicts
        if run.what != QUARANTINED
        for n in range(max(run.first, first), min(run.last, last) + 1)
    }


def _aside(answer: PushAnswer) -> Iterator[tuple[int, str]]:
    for run in answer.verdicts:
        if run.what == QUARANTINED and 0 <= run.last - run.first < MOST_ENTRIES:
            yield from ((n, run.code or "fork") for n in range(run.first, run.last + 1))
