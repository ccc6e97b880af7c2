"""One exchange: everything of mine that may leave goes, everything of others that I may read comes.

It goes on where the last one stopped, can be stopped between two requests, and leaves nothing half done: what was
taken in by then counts.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime

from fieldlog.home import only_one
from fieldlog.language import _, n_
from fieldlog.logbook import delivery, retention, told
from fieldlog.logbook.log import Log
from fieldlog.models.entry import EntryFault
from fieldlog.models.moment import written
from fieldlog.models.refusal import Damaged, Refusal, TurnedAway, Unreachable
from sync.client import aside, forking, hearing, readers, recalled
from sync.client.enrolling import follow, step_back
from sync.client.membership import Membership, membership
from sync.client.outcome import WRONG_CLOCK, Outcome, Progress, never, nothing, wrong_clock
from sync.client.sending import Forked, Sender, Sent
from sync.client.taking_in import take_in
from sync.client.talking import Talk


class Stopped(Exception):
    """The exchange was asked to stop."""


def exchange(
    log: Log,
    now: datetime,
    talk: Talk,
    *,
    progress: Progress = nothing,
    stop: Callable[[], bool] = never,
) -> Outcome:
    """Send and receive; Unreachable, TurnedAway or another refusal if it ends early, RuleBroken before enrolment."""
    with only_one(log.folder, "exchange") as mine:
        if not mine:
            raise Unreachable(_("Ett annat fönster synkar just nu. Vänta tills det är klart."))
        run = _Run(log, now, talk, membership(log), progress, stop)
        try:
            run.all()
        except Refusal as refusal:
            run.remember(refused=str(refusal), away=isinstance(refusal, Unreachable))
            with suppress(Refusal):  # why nothing was fetched is what has to be said
                # What is due goes on time, also where no server is found.
                retention.destroy_due(log, now, run.sent.epoch)
            raise
        except EntryFault:
            raise Damaged(_("En post går inte att läsa. Se vilken: fieldlog verify.")) from None
        run.remember()
        return run.outcome


@dataclass(slots=True)
class _Run:
    log: Log
    now: datetime
    talk: Talk
    here: Membership
    progress: Progress
    stop: Callable[[], bool]
    outcome: Outcome = field(default_factory=Outcome)
    sent: Sent = field(default_factory=Sent)

    def all(self) -> None:
        self.outcome.contact = self.here.contact
        with self._stoppable():
            try:
                self._there_and_back()
                retention.destroy_due(self.log, self.now, self.sent.epoch)
            except TurnedAway as no:
                if no.code != "revoked":
                    raise
                self._bring_rest()
                self._revoked(str(no.facts.get("contact") or self.here.contact))
        self._settle()
        self.progress(self.outcome)

    def _there_and_back(self) -> None:
        try:
            self._join()
            self._send()
        except TurnedAway as no:
            if no.code != "token":
                raise
            self.here = step_back(self.log, self.talk, self.here, no)
            self._send()
        self._hand_over()
        news = aside.ask(self.log, self.talk, self.here.server, self.now, self._pause)
        self.outcome.notices += news.sentences()
        self.outcome.received = take_in(self.log, self.talk, self.now, self._pause)
        recalled.ask(self.log, self.talk)
        readers.ask(self.log, self.talk, self.now, self._pause)

    @contextmanager
    def _stoppable(self) -> Iterator[None]:
        try:
            yield
        except Stopped:
            self.outcome.stopped = True

    def _pause(self) -> None:
        self._settle()
        self.progress(self.outcome)
        if self.stop():
            raise Stopped

    def _settle(self) -> None:
        """Bring the outcome up to what has been done."""
        self.outcome.sent, self.outcome.receipt, self.outcome.aside = (
            self.sent.lines,
            self.sent.receipt,
            self.sent.aside,
        )
        with self.log.store.read() as connection:
            found = connection.exec_driver_sql(delivery.UNSENT, (self.log.device,)).scalar_one()
        self.outcome.unsent = self.talk.unsent = int(found)

    def _join(self) -> None:
        """A device that a restore, a copy or damage made joins by itself."""
        self._pause()
        self.here = follow(self.log, self.talk, self.here)

    def _send(self) -> None:
        for device in self.log.unlocked.devices():
            self._send_open(device)

    def _send_open(self, device: str) -> None:
        with self.log.store.read() as connection:
            closed = delivery.is_forked(connection, device)
        if not closed:
            self._send_chain(device, may_fork=True)

    def _send_chain(self, device: str, *, may_fork: bool) -> None:
        sender = Sender(self.log, self.talk, device, self.here.server, self.now, self._pause, self.sent)
        try:
            left = sender.send()
        except Forked as why:
            if not may_fork:
                sentence = _("Servern har en annan kedja under samma nyckel igen. Säg till den som sköter servern.")
                raise TurnedAway(sentence, "fork") from None
            current = device == self.log.device
            forking.close_chain(self.log, device, self.now)
            self.outcome.notices.append(forking.told(str(why)))
            if current:
                self._join()
                self._send_chain(self.log.device, may_fork=False)
            return
        if device == self.log.device:
            self.outcome.waiting, self.outcome.seconds = left.waiting, left.seconds

    def _hand_over(self) -> None:
        for device in forking.closed_chains(self.log):
            forking.HandOver(self.log, self.talk, device, self.here.server, self.now, self._pause, self.sent).send()

    def _bring_rest(self) -> None:
        """Where the present device may not join: what those before it wrote is taken all the same, into quarantine."""
        devices = self.log.unlocked.devices()
        if self.here.device not in devices[:-1]:
            return
        for device in devices[: devices.index(self.here.device) + 1]:
            self._send_open(device)
        self._hand_over()

    def _revoked(self, contact: str) -> None:
        """What was pulled is destroyed; one's own stays here, and what could be sent lies in quarantine."""
        from fieldlog.logbook.received import destroy_received

        destroy_received(self.log, self.now)
        self.outcome.revoked, self.outcome.contact = True, contact
        self.outcome.notices.append(hearing.revoked(contact))

    def remember(self, refused: str = "", *, away: bool = False) -> None:
        """Keep what `status` tells of the last exchange; `away` where no server was found."""
        self._settle()
        facts = {"tried_at": written(self.now), "refused": refused, delivery.AWAY: "yes" if away else ""}
        if not refused and not self.outcome.stopped:
            facts |= {delivery.DONE_AT: written(self.now), "revoked": "yes" if self.outcome.revoked else ""}
        clock = ""
        if self.outcome.receipt is not None:
            receipt = self.outcome.receipt
            skew = round((self.now - receipt.at).total_seconds())
            facts |= {"skew": str(skew), "epoch": receipt.epoch}
            if abs(skew) > WRONG_CLOCK:
                clock = wrong_clock(skew)
        if self.sent.lost:
            self.outcome.notices.append(
                _("Servern saknade poster som den hade kvitterat. De är sända igen; säg till den som sköter servern.")
            )
        if self.outcome.aside:
            sentence = n_(
                "{count} post är mottagen men ligger åt sidan tills någon har granskat den.",
                "{count} poster är mottagna men ligger åt sidan tills någon har granskat dem.",
                len(self.outcome.aside),
            )
            self.outcome.notices.append(sentence.format(count=len(self.outcome.aside)))
        with self.log.store.write() as connection:
            delivery.keep(connection, facts)
            told.keep(connection, self.outcome.notices, self.now)
        if clock:  # no news to come back to: it is right or wrong now
            self.outcome.notices.append(clock)
