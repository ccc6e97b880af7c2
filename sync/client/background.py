"""Entries travel by themselves where there is a network: a thread of its own that never blocks a key."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Event, Thread
from typing import TYPE_CHECKING

from fieldlog.logbook import delivery
from fieldlog.logbook.log import Log, open_log
from fieldlog.models.refusal import Refusal, TurnedAway, Unreachable
from sync.client.membership import found
from sync.client.ready import ready

if TYPE_CHECKING:
    from fieldlog.vault import Unlocked
    from sync.client.outcome import Outcome
    from sync.client.talking import Talk

FETCH_EVERY = timedelta(minutes=5)
"""How often it is asked for what others wrote, where there is nothing to send."""

FIRST_REST, LONGEST_REST = 5.0, 15 * 60.0
"""Seconds after a failure; twice as long after each further one, never longer, and never all laptops at once."""

TURNED_AWAY_REST = 30 * 60.0
"""Seconds after the server said no: somebody has to do something first."""

MARGIN = 0.5
"""Seconds after which what could be undone surely cannot be any more."""

Told = Callable[["Outcome | None", Refusal | None], None]


class Travelling:
    """Sends and fetches beside whoever writes; has a connection to the store of its own.

    `told` is called from its thread after each exchange: what it came to, or why it did not. Clock and waiting are
    arguments: `wait(event, seconds)` waits for the event, at most so long.
    """

    def __init__(
        self,
        unlocked: "Unlocked",
        clock: Callable[[], datetime],
        talk: Callable[[Log], "Talk"],
        told: Told,
        *,
        wait: Callable[[Event, float], object] = Event.wait,
        chance: Callable[[], float] = random.random,  # noqa: S311 - when to try again is no secret
    ) -> None:
        self._unlocked, self._clock, self._talk, self._told = unlocked, clock, talk, told
        self._wait, self._chance = wait, chance
        self._awake, self._stopping = Event(), Event()
        self._failures = 0
        self._fetched: datetime | None = None
        self._thread = Thread(target=self._run, name="travelling", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def look(self) -> None:
        """Something was saved or signed: see again what may leave. Costs nothing."""
        self._awake.set()

    def stop(self, seconds: float = 5.0) -> None:
        """Between two requests it ends; one that is under way is waited for so long, and what was taken in counts."""
        self._stopping.set()
        self._awake.set()
        if self._thread.is_alive():
            self._thread.join(seconds)

    @property
    def is_under_way(self) -> bool:
        return self._thread.is_alive()

    def _run(self) -> None:
        try:
            log = open_log(self._unlocked, self._clock())
        except Refusal as refusal:
            self._told(None, refusal)
            return
        try:
            while not self._stopping.is_set():
                self._awake.clear()
                rest, may_wake = self._turn(log)
                if not self._stopping.is_set():
                    self._wait(self._awake if may_wake else self._stopping, rest)
        finally:
            log.close()

    def _turn(self, log: Log) -> tuple[float, bool]:
        """Exchange if there is reason to; after how many seconds to look again, and whether sooner if asked to."""
        now = self._clock()
        try:
            rest = self._until_due(log, now)
            if rest > 0:
                return rest, True
            if self._exchange(log, now).revoked:
                return TURNED_AWAY_REST, False
            return max(1.0, self._until_due(log, now)), True
        except TurnedAway as no:
            self._told(None, no)
            return TURNED_AWAY_REST, False
        except Refusal as refusal:
            self._told(None, refusal)
            return self._after_failure(refusal), False

    def _exchange(self, log: Log, now: datetime) -> "Outcome":
        from sync.client.exchange import exchange  # httpx is loaded here, in this thread, not before the first paint

        talk = self._talk(log)
        try:
            outcome = exchange(log, now, talk, stop=self._stopping.is_set)
        finally:
            talk.close()
        self._failures, self._fetched = 0, now
        self._told(outcome, None)
        return outcome

    def _until_due(self, log: Log, now: datetime) -> float:
        """Seconds until something may leave or others are asked; 0 where that is now."""
        log.unlocked.refresh()
        if found(log) is None:
            return FETCH_EVERY.total_seconds()
        with log.store.read() as connection:
            after = delivery.delivered(connection, log.device).n
            leaves = ready(connection, log.device, after, now)
        if leaves.upto > after or self._fetched is None:
            return 0.0
        every = FETCH_EVERY.total_seconds()
        # A clock that was put back must not keep it waiting until it has caught up.
        fetch = min(every, every - (now - self._fetched).total_seconds())
        return max(0.0, min(fetch, leaves.seconds + MARGIN if leaves.waiting else fetch))

    def _after_failure(self, refusal: Refusal) -> float:
        rest = min(LONGEST_REST, FIRST_REST * float(1 << min(self._failures, 20)))
        self._failures += 1
        asked = refusal.retry_after if isinstance(refusal, Unreachable) else None
        # Between half and whole: a hundred laptops that lost the same server must not come back together.
        return max(asked or 0.0, rest * (0.5 + self._chance() / 2))
