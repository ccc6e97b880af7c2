"""What happens between a laptop and the server: each request meets what was foreseen for it."""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final

import httpx
from nacl.signing import SigningKey

from fieldlog.models.strict import encode
from sync.answers import PushAnswer
from sync.archive.spelling import spelled
from sync.batch import decompress, unpack
from sync.protocol import VERSION_HEADER, Head
from tests.sync.proof.server import Died, Server

FINE: Final = "fine"
FAULTS: Final = (
    "lost", "answer lost", "late", "twice", "laptop dies before", "laptop dies after", "server dies", "server restarts",
    "portal", "cut", "impostor", "busy",
)  # fmt: skip
"""Of a request: it never comes; its answer never comes; it comes much later; it comes twice; the laptop or the server
ends; a captive portal or another server answers; the answer is cut; the server has no time."""

DISK: Final = "disk"
"""The laptop ends before it writes to its own disk: `disk 3` before the third time from now."""


class Crash(BaseException):
    """The laptop's program ended: nothing in it goes on, and nothing catches this."""


@dataclass(slots=True)
class Sent:
    """A request as it was on the wire."""

    method: str
    url: str
    headers: list[tuple[bytes, bytes]]
    body: bytes

    def request(self) -> httpx.Request:
        return httpx.Request(self.method, self.url, headers=self.headers, content=self.body)


@dataclass(slots=True)
class Wire(httpx.BaseTransport):
    """Of one laptop: `ahead` says what the next requests meet; all of them after that are fine."""

    server: Server
    late: list[Sent]
    """Requests of everybody that are still on their way."""
    ahead: deque[str] = field(default_factory=deque)
    speaks: str = ""
    """Another version than the program's own."""
    served: Callable[[httpx.Request, int], None] = lambda _request, _status: None
    """Told of every answer that the server gave."""
    requests: int = 0
    met: dict[str, int] = field(default_factory=dict)

    def foresee(self, faults: Iterable[str]) -> None:
        self.ahead = deque(faults)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        self.requests += 1
        if self.speaks:
            request.headers[VERSION_HEADER] = self.speaks
        fault = self.ahead.popleft() if self.ahead else FINE
        self.met[fault] = self.met.get(fault, 0) + 1
        return self._before(fault, request)

    def _before(self, fault: str, request: httpx.Request) -> httpx.Response:
        match fault:
            case "lost":
                raise httpx.ConnectError("lost")
            case "late":
                self.late.append(_sent(request))
                raise httpx.ReadTimeout("late")
            case "laptop dies before":
                raise Crash
            case "portal":
                return httpx.Response(200, headers={"content-type": "text/html"}, stream=httpx.ByteStream(b"<html>"))
            case "busy":
                return _problem(503, "busy")
            case "impostor" if request.method == "POST" and request.url.path.endswith(("/entries", "/forks")):
                return _impostor(request)
            case "server dies":
                try:
                    return self._ask(request, dying=True)  # nothing was to be written: it lives on
                except Died:
                    raise httpx.ReadError("died") from None
            case _:
                return self._after(fault, request)

    def _after(self, fault: str, request: httpx.Request) -> httpx.Response:
        if fault == "twice":
            self._ask(_sent(request).request())
        answer = self._ask(request)
        match fault:
            case "answer lost":
                raise httpx.ReadError("lost")
            case "laptop dies after":
                raise Crash
            case "server restarts":
                self.server.restart()
                raise httpx.RemoteProtocolError("Server disconnected")
            case "cut":
                data = answer.read()
                return httpx.Response(answer.status_code, headers=answer.headers, stream=httpx.ByteStream(data[:-3]))
        return answer

    def _ask(self, request: httpx.Request, *, dying: bool = False) -> httpx.Response:
        answer = self.server.ask(request, dying=dying)
        assert answer.status_code < 500, f"the server's own fault: {answer.read()!r}"
        self.served(request, answer.status_code)
        return answer

    def deliver_late(self, which: int) -> None:
        """One that was on its way comes; nobody waits for the answer any more."""
        self._ask(self.late.pop(which % len(self.late)).request())


def _sent(request: httpx.Request) -> Sent:
    return Sent(request.method, str(request.url), request.headers.raw, request.content)


def _problem(status: int, code: str) -> httpx.Response:
    return httpx.Response(
        status, headers={"content-type": "application/json"}, stream=httpx.ByteStream(encode({"error": code}))
    )


def _impostor(request: httpx.Request) -> httpx.Response:
    """Somebody else says that he has all of it."""
    entries = unpack(decompress(request.content, 8 << 20)).entries
    last = entries[-1].fields
    head, epoch = Head(last.n, entries[-1].hash), f"99-{'0' * 32}"
    said: dict[str, Any] = {
        "at": last.at, "count": len(entries), "device": last.device, "epoch": epoch, "head": str(head),
    }  # fmt: skip
    receipt = encode(said)
    sig = SigningKey(b"\7" * 32).sign(b"fieldlog receipt\0" + receipt).signature
    answer = encode({
        "epoch": epoch, "head": str(head), "verdicts": [[entries[0].fields.n, last.n, "stored"]],
        "receipt": receipt.decode(), "sig": spelled(sig),
    })  # fmt: skip
    PushAnswer.read(answer)
    return httpx.Response(200, headers={"content-type": "application/json"}, stream=httpx.ByteStream(answer))
