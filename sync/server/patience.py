"""Connections that say nothing, or say it byte by byte: they are closed, and everybody else is served meanwhile."""

import asyncio
from collections import Counter
from typing import ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from sync.protocol import Problem
from sync.server.settings import Limits

_TOO_LARGE = 431


class PatientProtocol(HttpToolsProtocol):
    """The protocol of the server with time-outs and sizes for the headers, and a number of connections."""

    limits: ClassVar[Limits] = Limits()
    """Set before the server starts: uvicorn makes the protocols itself."""
    open_by_address: ClassVar[Counter[str]] = Counter()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        self._address = self.client[0] if self.client else ""
        self._head = 0
        self._waiting: asyncio.TimerHandle | None = None
        self.open_by_address[self._address] += 1
        for of, count in (
            ("connections", self.open_by_address.total()),
            ("connections_per_address", self.open_by_address[self._address]),
        ):
            if count > getattr(self.limits, of):
                self._say_and_close(503, Problem("busy", {"limit": getattr(self.limits, of), "of": of}))
                return
        self._wait_for_headers()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        self.open_by_address[self._address] -= 1
        if not self.open_by_address[self._address]:
            del self.open_by_address[self._address]
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._waiting is not None or self.cycle is None or self.cycle.response_complete:
            self._head += len(data)
            if self._waiting is None:
                self._wait_for_headers()
            if self._head > self.limits.header_bytes and self._waiting is not None and not self._has_headers(data):
                self._say_and_close(
                    _TOO_LARGE, Problem("large", {"limit": self.limits.header_bytes, "of": "header_bytes"})
                )
                return
        super().data_received(data)

    def _has_headers(self, data: bytes) -> bool:
        # A first packet may hold short headers and much of the body.
        end = data.find(b"\r\n\r\n")
        return end >= 0 and self._head - len(data) + end <= self.limits.header_bytes

    def send_400_response(self, msg: str) -> None:
        """What came is no HTTP."""
        self._say_and_close(400, Problem("malformed"))

    def on_headers_complete(self) -> None:
        self._stop_waiting()
        super().on_headers_complete()

    def _wait_for_headers(self) -> None:
        self._waiting = self.loop.call_later(self.limits.header_seconds, self._too_slow)

    def _stop_waiting(self) -> None:
        self._head = 0
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _too_slow(self) -> None:
        self._waiting = None
        if self.cycle is None or self.cycle.response_complete:
            self._say_and_close(408, Problem("slow", {"limit": self.limits.header_seconds, "of": "header_seconds"}))

    def _say_and_close(self, status: int, problem: Problem) -> None:
        self._stop_waiting()
        if self.transport.is_closing():
            return
        body = problem.data()
        head = (
            f"HTTP/1.1 {status} -\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\nconnection: close"
        )
        self.transport.write(head.encode() + b"\r\n\r\n" + body)
        self.transport.close()
