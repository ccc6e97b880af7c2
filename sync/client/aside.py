"""What became of entries that the server set aside: they go once more, parts and all, and its answer is what holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fieldlog.language import n_
from fieldlog.logbook import delivery
from fieldlog.logbook.log import Log
from fieldlog.models.refusal import TurnedAway
from sync.answers import PushAnswer
from sync.batch import Batch, BatchFault
from sync.client.believing import check_receipt, hash_of
from sync.client.ready import batch
from sync.client.sending import Pause, put_aside, taken_in
from sync.client.talking import Talk
from sync.protocol import TURNED_AWAY, Head

MOST_RUNS = 20
"""Requests of one exchange; of more that lie aside each exchange asks about others."""


@dataclass(slots=True)
class News:
    """How many entries somebody has let in since they were set aside, and how many turned away."""

    let_in: int = 0
    turned_away: int = 0

    def sentences(self) -> list[str]:
        """What the worker is told."""
        said = []
        if self.let_in:
            sentence = n_(
                "{count} post som låg åt sidan är granskad och insläppt.",
                "{count} poster som låg åt sidan är granskade och insläppta.",
                self.let_in,
            )
            said.append(sentence.format(count=self.let_in))
        if self.turned_away:
            sentence = n_(
                "{count} post som låg åt sidan är avvisad: den sparas, men ingen läser den. Fråga din gruppledare.",
                "{count} poster som låg åt sidan är avvisade: de sparas, men ingen läser dem. Fråga din gruppledare.",
                self.turned_away,
            )
            said.append(sentence.format(count=self.turned_away))
        return said


def ask(log: Log, talk: Talk, server: str, now: datetime, pause: Pause) -> News:
    """Ask what holds now of everything that lies aside. Costs nothing where nothing does."""
    news = News()
    with log.store.read() as connection:
        found = [(device, first, last) for device in log.unlocked.devices() for first, last in runs(connection, device)]
    start = int(now.timestamp()) % len(found) if len(found) > MOST_RUNS else 0
    for device, first, last in (found[start:] + found[:start])[:MOST_RUNS]:
        pause()
        with log.store.read() as connection:
            entries = batch(connection, device, first, last)
            stands = Head(first - 1, hash_of(connection, device, first - 1) or "")
            forked = delivery.is_forked(connection, device)
        try:
            batched = Batch([*entries.values()])
            answer = talk.fork(log.org, device, batched) if forked else talk.push(log.org, device, stands, batched)
        except TurnedAway as no:
            if no.code not in ("fork", "frame", "gap", "large"):
                raise
            continue  # the next exchange finds out why
        except BatchFault:
            continue
        check_receipt(answer, device, server)
        heard(log, device, answer, first, max(entries), news)
    return news


def runs(connection: Any, device: str) -> Iterator[tuple[int, int]]:
    """First and last number of each stretch of entries that lie aside and may be let in."""
    first = last = 0
    for n in delivery.waiting(connection, device):
        if n != last + 1 or not first:
            if first:
                yield first, last
            first = n
        last = n
    if first:
        yield first, last


def heard(log: Log, device: str, answer: PushAnswer, first: int, last: int, news: News) -> None:
    """Keep what the answer says of entries that lie aside. One of another life of the archive says nothing."""
    with log.store.write() as connection:
        if delivery.delivered(connection, device).epoch != str(answer.epoch):
            return
        before = delivery.aside(connection, device)
        # An old stick knows nothing of what has been decided since.
        now = {
            n: code for n, code in put_aside(answer, first, last).items() if before.get(n, TURNED_AWAY) != TURNED_AWAY
        }
        delivery.put_aside(connection, device, now)
        news.let_in += delivery.let_in(connection, device, taken_in(answer, first, last))
    news.turned_away += sum(code == TURNED_AWAY for code in now.values())
