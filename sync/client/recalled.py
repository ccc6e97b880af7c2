"""Asking who has taken in what was taken back: kept as the last exchange heard it, to be read without a network."""

from contextlib import suppress

from fieldlog.logbook import recalls
from fieldlog.logbook.log import Log
from fieldlog.models.refusal import Refusal
from sync.client.talking import Talk


def ask(log: Log, talk: Talk) -> None:
    """Only where a class was raised or an entry withdrawn, so that most exchanges have one question less.

    No answer leaves what was heard before: it is no reason to call an exchange undone.
    """
    with log.store.read() as connection:
        asks = connection.exec_driver_sql(
            "SELECT 1 FROM entry WHERE kind IN ('classify', 'withdraw') AND kind <> 'observation' LIMIT 1"
        ).fetchone()
    if asks is None:
        return
    with suppress(Refusal):
        said = talk.recalls(log.org, log.device)
        with log.store.write() as connection:
            recalls.keep(connection, said)
