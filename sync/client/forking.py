"""When a chain can go on no more: another laptop wrote in it too, or it is damaged. Nothing of it is lost.

The old chain is closed and a new device begins, whose first entry names it. The whole old log goes to the server's
`forks`, where somebody looks at it; what was sent before is there already, so nothing is doubled.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from fieldlog.language import _
from fieldlog.logbook import delivery
from fieldlog.logbook.log import Log, introduce
from fieldlog.models.entry import Entry
from fieldlog.models.refusal import TurnedAway
from sync.answers import PushAnswer
from sync.batch import Batch, BatchFault
from sync.client.believing import check_receipt, last_number
from sync.client.ready import batch
from sync.client.sending import Pause, Sent, put_aside, taken_in
from sync.client.talking import Talk
from sync.protocol import MOST_ENTRIES, MOST_FORK_BYTES


def close_chain(log: Log, device: str, now: datetime) -> None:
    """Write nothing more with this device; a new one goes on where it was the current one."""
    log.unlocked.refresh()
    if log.device == device:
        log.unlocked.new_device()  # before the mark: who sees the mark looks for the device that follows
    with log.store.write() as connection:
        delivery.close_forked(connection, device, now)
    introduce(log, now)


def closed_chains(log: Log) -> list[str]:
    """Own devices whose chain is another one at the server, oldest first."""
    with log.store.read() as connection:
        return [device for device in log.unlocked.devices() if delivery.is_forked(connection, device)]


@dataclass(slots=True)
class HandOver:
    """Brings a whole closed chain to `forks`, from where it stopped; from the start in a new life of the archive."""

    log: Log
    talk: Talk
    device: str
    server: str
    now: datetime
    pause: Pause
    sent: Sent
    _most: int = MOST_ENTRIES

    def send(self) -> None:
        self.pause()
        self.sent.epoch = str(self.talk.head(self.log.org, self.device).epoch)
        self._live(self.sent.epoch)
        while found := self._next():
            self.pause()
            try:
                answer = self.talk.fork(self.log.org, self.device, Batch([*found.values()]))
            except TurnedAway as no:
                if no.code not in ("large", "frame") or (no.code == "large" and len(found) == 1):
                    raise
                self._halve(found)
            except BatchFault:
                self._halve(found)
            else:
                self._take(answer, found)

    def _next(self) -> dict[int, Entry]:
        with self.log.store.read() as connection:
            n, last = delivery.delivered(connection, self.device).n, last_number(connection, self.device)
            if n >= last:
                return {}
            return batch(connection, self.device, n + 1, last, most=self._most, size=MOST_FORK_BYTES)

    def _live(self, epoch: str) -> bool:
        """Whether this is the life of the archive that the count is of; else it begins anew."""
        with self.log.store.write() as connection:
            if delivery.delivered(connection, self.device).epoch == epoch:
                return True
            delivery.fall_back(connection, self.device, 0, self.now, epoch)
        return False

    def _halve(self, found: dict[int, Entry]) -> None:
        """Find the one line that stops the rest, and go on without it.

        It is damaged on this disk: its device has not signed it like this, and nobody can take it.
        """
        if len(found) > 1:
            self._most = max(1, len(found) // 2)
            return
        self._most = MOST_ENTRIES
        self._note(max(found), dict.fromkeys(found, delivery.DAMAGED))

    def _take(self, answer: PushAnswer, found: dict[int, Entry]) -> None:
        check_receipt(answer, self.device, self.server)
        if self._live(str(answer.epoch)):
            self._note(max(found), put_aside(answer, min(found), max(found)), taken_in(answer, min(found), max(found)))
            self.sent.lines += len(found)

    def _note(self, upto: int, aside: dict[int, str], taken: Iterable[int] = ()) -> None:
        with self.log.store.write() as connection:
            epoch = delivery.delivered(connection, self.device).epoch
            delivery.deliver(connection, self.device, upto, self.now, epoch)
            delivery.put_aside(connection, self.device, aside)
            delivery.let_in(connection, self.device, taken)
        self.sent.aside |= {(self.device, n): code for n, code in aside.items()}


def told(why: str) -> str:
    """What is said to the worker, whose entries they are."""
    if why == "fork":
        return _(
            "Loggen har skrivits på två datorer. Allt den här datorn har är lämnat till servern för granskning, och "
            "den skriver nu vidare som en ny enhet. Säg till din gruppledare."
        )
    return _(
        "Loggens kedja är skadad. Allt är lämnat till servern för granskning, och datorn skriver nu vidare som en ny "
        "enhet. Säg till din gruppledare, och kör fieldlog verify."
    )


def told_on_stick(why: str) -> str:
    """As `told`, where the old chain goes with the next file."""
    if why == "fork":
        return _(
            "Loggen har skrivits på två datorer. Datorn skriver nu vidare som en ny enhet. Skriv en fil till åt "
            "servern, så följer allt med för granskning, och säg till din gruppledare."
        )
    return _(
        "Loggens kedja är skadad. Datorn skriver nu vidare som en ny enhet. Skriv en fil till åt servern, så följer "
        "allt med för granskning, och kör fieldlog verify."
    )
