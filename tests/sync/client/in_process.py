"""The real server in this process: an ASGI program behind httpx's own interface, with faults if asked for."""

import asyncio
from collections.abc import Callable, Coroutine
from threading import Thread
from typing import Any, TypeVar

import httpx

_Said = TypeVar("_Said")


class InProcess(httpx.BaseTransport):
    """Requests go to the program in a loop of its own thread; bytes come back as they would on a wire."""

    def __init__(self, app: Any) -> None:
        self.program = app
        self._transport = httpx.ASGITransport(app)
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.requests: list[tuple[str, str, int]] = []
        """Method, path and bytes of each request."""
        self.before: Callable[[httpx.Request], None] | None = None
        """Called with each request before it reaches the server: raises what a lost request would."""
        self.after: Callable[[httpx.Request, httpx.Response], httpx.Response] | None = None
        """Called with each answer before the laptop has it: returns another one, or raises what a lost answer would."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        body = request.read()
        self.requests.append((request.method, request.url.path, len(body)))
        if self.before is not None:
            self.before(request)
        response = self._wait(self._ask(request))
        return self.after(request, response) if self.after is not None else response

    async def _ask(self, request: httpx.Request) -> httpx.Response:
        sent = httpx.Request(request.method, request.url, headers=request.headers, content=request.content)
        response = await self._transport.handle_async_request(sent)
        assert isinstance(response.stream, httpx.AsyncByteStream)
        data = b"".join([piece async for piece in response.stream])
        return httpx.Response(response.status_code, headers=response.headers, stream=httpx.ByteStream(data))

    def _wait(self, work: Coroutine[Any, Any, _Said]) -> _Said:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=30)

    def close(self) -> None:
        """A conversation that ends does not end the server: see `stop`."""

    def stop(self) -> None:
        """End the server; once is enough."""
        if self._loop.is_closed():
            return
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=10)
        self._loop.close()
