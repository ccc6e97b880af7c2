"""A window that is gone: noticed also where the signal of it reached another program only, as under make or sudo."""

import asyncio
import contextlib
import select
import signal
import threading
from collections.abc import Callable


def watch(terminal: int, loop: asyncio.AbstractEventLoop, tell: Callable[[int], object]) -> None:
    """Call `tell(SIGHUP)` in the loop when the terminal of that file descriptor hangs up."""
    if hasattr(select, "poll"):  # Windows ends the program itself
        threading.Thread(target=_wait, args=(terminal, loop, tell), name="window", daemon=True).start()


def _wait(terminal: int, loop: asyncio.AbstractEventLoop, tell: Callable[[int], object]) -> None:
    poll = select.poll()
    poll.register(terminal, 0)  # no event is asked for: only a hang-up or an error ends the wait
    if any(flags & select.POLLHUP for _descriptor, flags in poll.poll()):
        with contextlib.suppress(RuntimeError):  # the loop has ended, and so does the program
            loop.call_soon_threadsafe(tell, int(signal.SIGHUP))
