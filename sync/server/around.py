"""What stands around every route: the number at once, the rates, the headers, the log line, the figures."""

import time
import traceback
from typing import TYPE_CHECKING

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sync.protocol import Refused
from sync.server import logs

if TYPE_CHECKING:
    from sync.server.metrics import Metrics
    from sync.server.settings import Limits

_HEADERS = (
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
)
_SECURE = ((b"strict-transport-security", b"max-age=63072000"),)

_AGAIN_SECONDS = 5


def answer(refused: Refused) -> Response:
    """A refusal as it is sent."""
    problem = refused.problem
    status = refused.status
    headers = {"connection": "close"} if status in (408, 413) else {}
    if status in (429, 503):
        headers["retry-after"] = str(problem.facts.get("seconds", _AGAIN_SECONDS))
    return Response(problem.data(), status, headers, "application/json")


class Rates:
    """How often one may come: by device and by address, within this process."""

    def __init__(self, limits: "Limits") -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._device, self._address = parse(limits.per_device), parse(limits.per_address)
        self._enrolment = parse(limits.enrolments_per_address)

    def of_address(self, address: str, route: str) -> None:
        """Refused if it comes too often; enrolment is counted apart, and strictly."""
        if route == "/v1/enrol":
            self._hit(self._enrolment, "enrolments_per_address", address)
        self._hit(self._address, "per_address", address)

    def of_device(self, device: str) -> None:
        self._hit(self._device, "per_device", device)

    def _hit(self, rate: object, of: str, who: str) -> None:
        if not self._limiter.hit(rate, of, who):  # type: ignore[arg-type]  # parse gives what hit takes
            reset, _left = self._limiter.get_window_stats(rate, of, who)  # type: ignore[arg-type]  # as above
            seconds = max(1, round(reset - time.time()))
            raise Refused("rate", limit=str(rate), of=of, seconds=min(seconds, 60))


class Around:
    """An ASGI layer; nothing that comes out of it names what was in a request."""

    def __init__(self, app: ASGIApp, *, limits: "Limits", rates: Rates, metrics: "Metrics") -> None:
        self._app = app
        self._limits, self._rates, self._metrics = limits, rates, metrics
        self._inside = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = time.perf_counter()
        seen = {"status": 0, "sent": 0}

        async def send_on(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen["status"] = message["status"]
                message["headers"] = [*message["headers"], *_HEADERS, *(_SECURE if scope["scheme"] == "https" else ())]
            elif message["type"] == "http.response.body":
                seen["sent"] += len(message.get("body", b""))
            await send(message)

        self._inside += 1
        try:
            await self._let_in(scope, receive, send_on)
        except Exception as error:  # noqa: BLE001 - the last door: whatever it is, it is told without its content
            where = traceback.extract_tb(error.__traceback__)[-1]
            logs.fault(type(error).__name__, f"{where.name}:{where.lineno}")
            if not seen["status"]:
                await answer(Refused("fault"))(scope, receive, send_on)
        finally:
            self._inside -= 1
            self._tell(scope, seen, time.perf_counter() - begun)

    async def _let_in(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            self._admit(scope)
        except Refused as refused:
            await answer(refused)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _admit(self, scope: Scope) -> None:
        if self._inside > self._limits.requests_at_once:
            raise Refused("busy", limit=self._limits.requests_at_once, of="requests_at_once")
        client = scope.get("client")
        self._rates.of_address(client[0] if client else "", scope["path"])

    def _tell(self, scope: Scope, seen: dict[str, int], seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "-")
        self._metrics.requests.labels(route, str(seen["status"])).inc()
        self._metrics.seconds.labels(route).observe(seconds)
        if route not in ("/health", "/ready", "/metrics"):
            logs.note(
                "request",
                route=route,
                method=scope["method"],
                status=seen["status"],
                ms=round(seconds * 1000, 1),
                sent=seen["sent"],
            )
