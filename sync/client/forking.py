"""When a chain can go on no more: another laptop wrote in it too, or it is damaged. Nothing of it is lost.

The old chain is closed and a new device begins, whose first entry names it. The whole old log goes to the server's
`forks`, where somebody looks at it; what was sent before is there already, so nothing is doubled.
"""

from datetime import datetime

from fieldlog.language import _
from fieldlog.logbook import delivery
from fieldlog.logbook.log import Log, introduce
from fieldlog.models.refusal import TurnedAway
from sync.batch import Batch
from sync.client.believing import check_receipt, last_number
from sync.client.ready import batch
from sync.client.sending import Pause, Sent, put_aside
from sync.client.talking import Talk
from sync.protocol import MOST_ENTRIES, MOST_FORK_BYTES


def close_chain(log: Log, device: str, now: datetime) -> None:
    """Write nothing more with this device; a new one goes on where it was the current one."""
    with log.store.write() as connection:
        delivery.close_forked(connection, device, now)
    log.unlocked.refresh()
    if log.device == device:
        log.unlocked.new_device()
    introduce(log, now)


def closed_chains(log: Log) -> list[str]:
    """Own devices whose chain is another one at the server, oldest first."""
    with log.store.read() as connection:
        return [device for device in log.unlocked.devices() if delivery.is_forked(connection, device)]


def hand_over(log: Log, talk: Talk, device: str, server: str, now: datetime, pause: Pause, sent: Sent) -> None:
    """Bring the whole closed chain to `forks`, from where it stopped; from the start in a new life of the archive."""
    pause()
    epoch = str(talk.head(log.org, device).epoch)
    with log.store.write() as connection:
        if delivery.delivered(connection, device).epoch != epoch:
            delivery.fall_back(connection, device, 0, now, epoch)
    most = MOST_ENTRIES
    while True:
        with log.store.read() as connection:
            n, last = delivery.delivered(connection, device).n, last_number(connection, device)
            found = batch(connection, device, n + 1, last, most=most, size=MOST_FORK_BYTES) if n < last else []
        if not found:
            return
        pause()
        try:
            answer = talk.fork(log.org, device, Batch(found))
        except TurnedAway as no:
            if no.code != "large" or len(found) == 1:
                raise
            most = max(1, len(found) // 2)
            continue
        check_receipt(answer, device, server)
        upto = n + len(found)
        aside = put_aside(answer, n + 1, upto)
        with log.store.write() as connection:
            if str(answer.epoch) != epoch:
                delivery.fall_back(connection, device, 0, now, str(answer.epoch))
                epoch = str(answer.epoch)
                continue
            delivery.deliver(connection, device, upto, now, epoch)
            delivery.put_aside(connection, device, aside)
        sent.aside |= {(device, number): code for number, code in aside.items()}
        sent.lines += len(found)


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
