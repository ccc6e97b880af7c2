"""When a program under a pilot has done all that a key asked of it: no turn waits in its loop, no verb in a thread."""

import asyncio
from asyncio.base_events import BaseEventLoop
from collections.abc import Callable
from math import inf
from time import monotonic, process_time
from typing import Any

import textual.app
import textual.pilot

_RESTS = 0.02
"""Seconds in which a thread that takes no time of the processor is taken to wait for something else than this one."""
_SOON = 0.02
"""Seconds within which a timer belongs to the key: a frame is drawn at the latest a sixtieth of a second after it."""
_TURNS = 3
"""In a row in which nothing else was due: what a turn writes to a socket of this process comes back in the next."""
_running: set[asyncio.Future[Any]] = set()
_run_in_executor = BaseEventLoop.run_in_executor


def _counted(loop: BaseEventLoop, executor: Any, function: Callable[..., Any], *args: Any) -> asyncio.Future[Any]:
    done = _run_in_executor(loop, executor, function, *args)
    _running.add(done)
    done.add_done_callback(_running.discard)
    return done


async def settled(min_sleep: float = 0.0, max_sleep: float = 1.0) -> None:
    """Return as soon as the loop has nothing due soon and its threads are done; after `max_sleep` seconds in any case.

    Textual's own waits 20 ms and looks whether the processor rests: twice for each key, nearly all of a test's time.
    """
    loop: Any = asyncio.get_running_loop()
    await asyncio.sleep(min_sleep)
    end = monotonic() + max_sleep
    while monotonic() < end:
        empty = 0
        while empty < _TURNS and monotonic() < end:
            await asyncio.sleep(0)
            empty = 0 if loop._ready else empty + 1
        here = {each for each in _running if each.get_loop() is loop}
        if not here:
            due = min((each.when() for each in loop._scheduled if not each.cancelled()), default=inf) - loop.time()
            if due > _SOON:
                return
            await asyncio.sleep(max(due, 0))
            continue
        worked = process_time()
        done, _left = await asyncio.wait(here, timeout=_RESTS, return_when=asyncio.FIRST_COMPLETED)
        if not done and process_time() - worked < _RESTS / 20:
            return


def install() -> None:
    """From here on every pilot of this process waits in this way."""
    BaseEventLoop.run_in_executor = _counted  # type: ignore[method-assign, assignment]  # counted, and nothing else
    for module in (textual.app, textual.pilot):
        vars(module)["wait_for_idle"] = settled
