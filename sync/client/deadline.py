"""The longest that one answer may take, however it trickles in: after that its connection is cut."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer
from typing import Any

CONNECTED = ("connection.connect_tcp.complete", "connection.start_tls.complete")
"""What httpx calls the moments at which there is a socket."""


class Deadline:
    """Watches the connection of a conversation, by what httpx tells as it goes (`told` is its `trace`).

    Its own time-outs are for one piece each: who sends a sign a minute would be listened to for ever.
    """

    def __init__(self) -> None:
        self._socket: socket.socket | None = None
        self.passed = False

    def told(self, event: str, info: dict[str, Any]) -> None:
        """Remember the socket."""
        if event in CONNECTED and "return_value" in info:
            self._socket = info["return_value"].get_extra_info("socket")

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """What is read in the block ends after so many seconds, as if the other side had gone; `passed` says so."""
        self.passed = False
        watch = Timer(seconds, self._cut)
        watch.daemon = True
        watch.start()
        try:
            yield
        finally:
            watch.cancel()

    def _cut(self) -> None:
        self.passed = True
        if self._socket is None:
            return
        try:
            # A name of its own for the same connection: the one in use belongs to the thread that waits in it.
            with socket.socket(fileno=os.dup(self._socket.fileno())) as other:
                other.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # closed meanwhile
