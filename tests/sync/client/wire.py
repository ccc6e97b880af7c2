"""A server of bytes for the tests: says what it is told to, whatever it is asked, and counts what came."""

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from threading import Thread

from fieldlog.models.moment import STOCKHOLM
from sync.answers import HeadAnswer
from sync.batch import Batch
from sync.client.talking import Talk
from sync.protocol import Epoch, Head, Problem

DEVICE = "A" * 43
EPOCH = Epoch(1, "0" * 32)
GOOD = HeadAnswer(EPOCH, Head()).data()


def now() -> datetime:
    return datetime.now(STOCKHOLM)


class Wire:
    """A server of bytes: says what it is told to, whatever it is asked, and counts what came."""

    def __init__(self, said: bytes, context: ssl.SSLContext | None = None) -> None:
        self.said, self.context = said, context
        self.heard = bytearray()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._thread = Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self._socket.getsockname()[1])

    def _serve(self) -> None:
        try:
            while True:
                connection, _address = self._socket.accept()
                with connection:
                    self._answer(connection)
        except OSError:
            return  # closed

    def _answer(self, connection: socket.socket) -> None:
        connection.settimeout(5)
        try:
            if self.context is not None:
                connection = self.context.wrap_socket(connection, server_side=True)
            self._hear(connection)
            connection.sendall(self.said)
        except OSError:
            return  # a laptop that goes away is what is tested
        finally:
            connection.close()

    def _hear(self, connection: socket.socket) -> None:
        heard = bytearray()
        while b"\r\n\r\n" not in heard:
            piece = connection.recv(65536)
            if not piece:
                return
            heard += piece
            self.heard += piece
        head, _blank, body = bytes(heard).partition(b"\r\n\r\n")
        length = next(
            (int(row.split(b":")[1]) for row in head.split(b"\r\n") if row.lower().startswith(b"content-length")), 0
        )
        while len(body) < length:
            piece = connection.recv(65536)
            body += piece
            self.heard += piece

    def close(self) -> None:
        self._socket.close()


@contextmanager
def wire(said: bytes, context: ssl.SSLContext | None = None) -> Iterator[Wire]:
    made = Wire(said, context)
    yield made
    made.close()


def ask(address: str, ca: str = "", clock: Callable[[], datetime] = now) -> HeadAnswer:
    talk = Talk(address, clock=clock, ca=ca, token="hemlig")
    try:
        return talk.head("OVB", DEVICE)
    finally:
        talk.close()


def http(status: str, body: bytes, kind: str = "application/json", *more: str) -> bytes:
    rows = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}", *more, "Connection: close"]
    return "\r\n".join(rows).encode() + b"\r\n\r\n" + body


def problem(code: str, **facts: str | int) -> bytes:
    return Problem(code, facts).data()


def push(address: str, ca: str) -> None:
    talk = Talk(address, clock=now, ca=ca, token="hemlig")
    try:
        talk.push("OVB", DEVICE, Head(), Batch(facts={"kanarie": "kanarie" * 1000}))
    finally:
        talk.close()
