"""The exchange by stick: what may leave written into a file that only the server opens, and its answer taken in."""

import base64
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any

from fieldlog.language import _
from fieldlog.logbook import delivery, received, retention
from fieldlog.logbook.log import Log
from fieldlog.models.entry import EntryFault
from fieldlog.models.moment import written
from fieldlog.models.refusal import RuleBroken
from fieldlog.models.strict import decode
from sync.answers import Enrolled, PushAnswer
from sync.batch import Batch, BatchFault, pack, unpack
from sync.bundle import Bundle, BundleFault, read_bundle, write_bundle
from sync.client import aside, forking, hearing
from sync.client.believing import FORKED, another_server, believe, check_receipt, hash_of, last_number
from sync.client.enrolling import asked, joined
from sync.client.membership import Membership, membership
from sync.client.outcome import Outcome
from sync.client.ready import batch, ready
from sync.client.sending import put_aside, taken_in
from sync.client.taking_in import FEEDS, take_page
from sync.protocol import MOST_BYTES, MOST_FORK_BYTES, Epoch, Head, Problem, ProtocolFault

ENTRIES, FORKS = "entries", "forks"
OUT_LIMIT = 64 << 20
"""Bytes of batches in one bundle: the rest goes with the next one."""


def write_out(log: Log, now: datetime) -> bytes:
    """What may leave, sealed to the server's key. RuleBroken before enrolment."""
    here = membership(log)
    devices = log.unlocked.devices()
    known = devices.index(here.device) if here.device in devices else 0
    successors = [asked(log, next_, previous=before) for before, next_ in pairwise(devices[known:])]
    pushes: list[dict[str, str]] = []
    bodies: list[bytes] = []
    with log.store.read() as connection:
        for device in devices:
            _add_chain(connection, device, now, pushes, bodies)
        kept = delivery.kept(connection)
    facts = {
        "org": log.org,
        "device": log.device,
        "token": here.token,
        "at": written(now),
        "successors": [decode(each.data()) for each in successors],
        "pushes": pushes,
        "after": {feed: kept.get(f"cursor:{feed}", "") for feed in FEEDS},
    }
    key = log.unlocked.signing_key()
    return write_bundle(Bundle(facts, bodies), _bytes(here.box), lambda data: key.sign(data).signature)


def _add_chain(connection: Any, device: str, now: datetime, pushes: list[dict[str, str]], bodies: list[bytes]) -> None:
    stands = delivery.delivered(connection, device)
    n, forked = stands.n, stands.forked
    upto = last_number(connection, device) if forked else ready(connection, device, n, now).upto
    while n < upto and sum(map(len, bodies)) < OUT_LIMIT:
        found = batch(connection, device, n + 1, upto, size=MOST_FORK_BYTES if forked else MOST_BYTES)
        if not found:
            return
        head = Head() if forked else Head(n, hash_of(connection, device, n) or "")
        try:
            packed = pack(Batch([*found.values()]))
        except BatchFault:
            return  # a line that is damaged on this disk: an exchange by network finds the way around it
        pushes.append({"to": FORKS if forked else ENTRIES, "device": device, "head": str(head)})
        bodies.append(packed)
        n = max(found)
    for first, last in aside.runs(connection, device):
        if first > stands.n:
            continue
        found = batch(connection, device, first, min(last, stands.n))
        head = Head() if forked else Head(first - 1, hash_of(connection, device, first - 1) or "")
        with suppress(BatchFault):  # as above
            bodies.append(pack(Batch([*found.values()])))
            pushes.append({"to": FORKS if forked else ENTRIES, "device": device, "head": str(head)})


def take_in(log: Log, data: bytes, now: datetime) -> Outcome:
    """Believe and take in what the server answered. RuleBroken for a file that is no answer to this log.

    Taken in again, or after a later exchange, it changes nothing: a page counts only where the last one ended.
    """
    here = membership(log)
    try:
        bundle = read_bundle(data, lambda sealed: _opened(log, sealed), lambda _facts: here.server)
        answer = _Answer(log, here, bundle, now)
        answer.take()
    except (BundleFault, BatchFault, ProtocolFault, KeyError, TypeError):
        raise RuleBroken(
            _("Filen är inget svar från servern till den här loggen. Ta den fil som servern skrev.")
        ) from None
    except EntryFault:
        raise another_server() from None
    return answer.outcome


@dataclass(slots=True)
class _Answer:
    log: Log
    here: Membership
    bundle: Bundle
    now: datetime
    outcome: Outcome = field(default_factory=Outcome)
    news: aside.News = field(default_factory=aside.News)

    def take(self) -> None:
        facts = self.bundle.facts
        for said in facts["enrolled"]:
            self._join(Enrolled(**said))
        epoch = Epoch.read(facts["epoch"])
        for said in facts["answers"]:
            self._believe(said, epoch)
        if facts.get("state") == "revoked":
            received.destroy_received(self.log, self.now)
            self.outcome.revoked = True
            self.outcome.contact = str(facts.get("contact") or self.here.contact)
            self.outcome.notices.append(hearing.revoked(self.outcome.contact))
        old = False
        for page, body in zip(facts["pages"], self.bundle.bodies, strict=True):
            taken = take_page(self.log, page["feed"], page["after"], unpack(body), self.now)
            old = old or taken is None
            self.outcome.received += taken or 0
        self.outcome.notices += self.news.sentences()
        if old:
            self.outcome.notices.append(_("Filen är äldre än det som redan är hämtat. Det äldre hoppades över."))
        # What an old file says of the archive may long be otherwise.
        retention.destroy_due(self.log, self.now, "" if old else str(epoch))
        with self.log.store.read() as connection:
            found = connection.exec_driver_sql(delivery.UNSENT, (self.log.device,)).scalar_one()
        self.outcome.unsent = int(found)

    def _join(self, said: Enrolled) -> None:
        devices = self.log.unlocked.devices()
        after = devices.index(self.here.device) + 1
        if after < len(devices):  # else it joined already, by network
            self.here = joined(self.log, self.here, devices[after], said)

    def _believe(self, said: Mapping[str, Any], epoch: Epoch) -> None:
        device, forks = said["device"], said["to"] == FORKS
        if device not in self.log.unlocked.devices():
            raise BundleFault("device")
        with self.log.store.read() as connection:
            before = delivery.delivered(connection, device)
        if before.epoch and epoch.number < Epoch.read(before.epoch).number:
            return  # from before the archive was set back
        if "problem" in said:
            self._refused(device, Problem.read(said["problem"].encode()), str(epoch), forks=forks)
            return
        answer = PushAnswer.read(said["answer"].encode())
        receipt = check_receipt(answer, device, self.here.server)
        span = range(answer.verdicts[0].first, answer.verdicts[-1].last + 1) if answer.verdicts else range(0)
        held_back = put_aside(answer, span.start, span.stop - 1)
        if before.epoch == str(answer.epoch) and before.n >= span.stop - 1:
            # Known already, by network or from the same file; but somebody may have decided about it since.
            aside.heard(self.log, device, answer, span.start, span.stop - 1, self.news)
            return
        with self.log.store.write() as connection:
            delivery.put_aside(connection, device, held_back)  # before any of it counts as delivered
        if not forks and believe(self.log, device, answer.epoch, answer.head, self.now, whole=span) == FORKED:
            self._fork(device, "fork")
            return
        with self.log.store.write() as connection:
            if forks:
                if before.epoch != str(answer.epoch):
                    delivery.fall_back(connection, device, 0, self.now, str(answer.epoch))
                if delivery.delivered(connection, device).n >= span.start - 1:
                    delivery.deliver(connection, device, span.stop - 1, self.now, str(answer.epoch))
            delivery.keep_receipt(connection, device, span.stop - 1, self.now, answer.receipt, answer.sig)
            delivery.let_in(connection, device, taken_in(answer, span.start, span.stop - 1))
        self.outcome.sent += len(span)
        self.outcome.aside |= {(device, n): code for n, code in held_back.items()}
        self.outcome.receipt = receipt

    def _refused(self, device: str, problem: Problem, epoch: str, *, forks: bool) -> None:
        if problem.code == "frame" and forks:
            # Lines before it are there; it is damaged on this disk, and nobody can take it.
            at = int(problem.facts["at"])
            with self.log.store.write() as connection:
                if delivery.delivered(connection, device).epoch == epoch:
                    delivery.deliver(connection, device, at, self.now, epoch)
                else:  # of what was sent before that, an archive that was set back has nobody's word
                    delivery.fall_back(connection, device, 0, self.now, epoch)
                delivery.put_aside(connection, device, {at: delivery.DAMAGED})
            return
        if problem.code in ("fork", "frame"):
            self._fork(device, str(problem.facts.get("fault", problem.code)))
            return
        if problem.code == "gap":
            head = Head.read(str(problem.facts["head"]))
            with self.log.store.write() as connection:
                before = delivery.delivered(connection, device)
                n = min(head.n, before.n) if before.epoch == epoch else 0
                delivery.fall_back(connection, device, n, self.now, epoch)
            return
        self.outcome.notices.append(hearing.sentence(problem))

    def _fork(self, device: str, why: str) -> None:
        with self.log.store.read() as connection:
            if delivery.is_forked(connection, device):
                return
        forking.close_chain(self.log, device, self.now)
        self.outcome.notices.append(forking.told_on_stick(why))


def _opened(log: Log, sealed: bytes) -> bytes | None:
    """What was sealed to one of the own devices: the file may be older than the present one."""
    from nacl.bindings import crypto_sign_ed25519_sk_to_curve25519
    from nacl.exceptions import CryptoError
    from nacl.public import PrivateKey, SealedBox

    for device in reversed(log.unlocked.devices()):
        key = log.unlocked.signing_key(device)
        private = crypto_sign_ed25519_sk_to_curve25519(bytes(key) + bytes(key.verify_key))
        try:
            return bytes(SealedBox(PrivateKey(private)).decrypt(sealed))
        except CryptoError:
            continue
    return None


def _bytes(key: str) -> bytes:
    return base64.urlsafe_b64decode(key + "=")
