"""One exchange that a person asked for, with a connection to the store of its own: the screen goes on meanwhile."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fieldlog.logbook.log import open_log
from sync.client.exchange import exchange
from sync.client.membership import Membership, conversation
from sync.client.outcome import Outcome, Progress, never, nothing
from sync.client.status import Status, status

if TYPE_CHECKING:
    from fieldlog.vault import Unlocked


def exchange_once(
    unlocked: "Unlocked",
    clock: Callable[[], datetime],
    progress: Progress = nothing,
    stop: Callable[[], bool] = never,
) -> Outcome:
    """As `exchange`, on a log that is opened for it. Called from any thread."""
    log = open_log(unlocked, clock())
    try:
        talk = conversation(log, clock)
        try:
            return exchange(log, clock(), talk, progress=progress, stop=stop)
        finally:
            talk.close()
    finally:
        log.close()


def enrol_once(
    unlocked: "Unlocked", clock: Callable[[], datetime], address: str, code: str, ca: str = ""
) -> Membership:
    """As `enrol`; `ca` is the name of a file with certificates, or empty. The address may lack its `https://`."""
    from sync.client.enrolling import enrol
    from sync.client.trust import read_ca, safe_address

    safe = safe_address(address)  # refused before anything is asked
    held = read_ca(Path(ca.strip()).expanduser()) if ca.strip() else ""
    log = open_log(unlocked, clock())
    try:
        return enrol(log, safe, code, held, clock(), clock=clock)
    finally:
        log.close()


def status_once(unlocked: "Unlocked", clock: Callable[[], datetime]) -> Status:
    """How it stands, without asking the server."""
    log = open_log(unlocked, clock(), read_only=True)
    try:
        return status(log, clock())
    finally:
        log.close()
