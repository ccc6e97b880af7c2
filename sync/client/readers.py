"""Asking the server who has read what this worker wrote: what is new since the last time, kept to be read offline."""

from contextlib import suppress
from datetime import datetime, timedelta

from fieldlog.logbook import readers
from fieldlog.logbook.log import Log
from fieldlog.models.refusal import Refusal
from sync.client import hearing
from sync.client.sending import Pause
from sync.client.talking import Talk

EVERY = timedelta(minutes=10)
"""It is asked no oftener than this, so that most exchanges have one question less."""


def ask(log: Log, talk: Talk, now: datetime, pause: Pause) -> None:
    """All that is new. No answer, as of an older server, leaves what was heard before: the exchange is done all the
    same."""
    reached = readers.reached(log)
    if not reached.wrote or (reached.asked is not None and timedelta(0) <= now - reached.asked < EVERY):
        return
    with suppress(Refusal):
        _ask(log, talk, now, pause, reached.after, reached.epoch)


def _ask(log: Log, talk: Talk, now: datetime, pause: Pause, after: int, epoch: str) -> None:
    while True:
        pause()
        said = talk.readers(log.org, after)
        if epoch and said.epoch != epoch:  # the archive was put back to an older day: everything is asked for anew
            readers.begin(log, said.epoch)
            after, epoch = 0, said.epoch
            continue
        epoch = said.epoch
        if said.more and said.after <= after:
            raise hearing.not_ours()
        readers.keep(log, said.readers, said.after, said.epoch, now)
        after = said.after
        if not said.more:
            return
