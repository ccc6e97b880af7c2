"""Each trouble at each request of an exchange: one sentence, the right exit code; the next exchange mends it."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event, Thread

import httpx
import pytest

from fieldlog.models.moment import STOCKHOLM
from fieldlog.models.refusal import Refusal, TurnedAway, Unreachable
from sync.answers import HeadAnswer, PushAnswer
from sync.batch import Batch, compress, pack
from sync.client import talking
from sync.client.talking import Talk
from sync.protocol import BATCH, STATUS, VERSION, Epoch, Head, Problem
from sync.server.settings import Limits
from tests.sync.client.conftest import Laptop, Server, told

JSON, HTML = "application/json", "text/html"
PORTAL = b"<!doctype html><title>Logga in</title>"


def answered(status: int, body: bytes = b"", kind: str = JSON, **headers: str) -> Callable[[], httpx.Response]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda: httpx.Response(status, headers={"content-type": kind, **named}, stream=httpx.ByteStream(body))


def refused(code: str, **facts: str | int) -> Callable[[], httpx.Response]:
    return answered(STATUS[code], Problem(code, facts).data())


def failed(error: type[httpx.TransportError], said: str = "") -> Callable[[], httpx.Response]:
    def fail() -> httpx.Response:
        raise error(said)

    return fail


@dataclass(frozen=True)
class Trouble:
    """What the laptop is given instead of the server's answer, and what that means to it."""

    answer: Callable[[], httpx.Response]
    refusal: type[Refusal] = Unreachable
    does_not_matter_to: tuple[str, ...] = field(default=())
    """Requests, by the end of their path, to which it is a good answer or another matter."""


OTHER = Epoch(1, "f" * 32)
TROUBLES = {
    "nobody there": Trouble(failed(httpx.ConnectError)),
    "a name that nobody has": Trouble(failed(httpx.ConnectError, "getaddrinfo failed")),
    "no answer in time": Trouble(failed(httpx.ReadTimeout)),
    "an answer cut short": Trouble(
        failed(httpx.RemoteProtocolError, "peer closed connection without sending complete message body")
    ),
    "a cable that is pulled": Trouble(failed(httpx.ReadError)),
    "a proxy that says no": Trouble(failed(httpx.ProxyError)),
    "a portal": Trouble(answered(200, PORTAL, HTML)),
    "a portal that redirects": Trouble(answered(302, b"", HTML, location="http://portal.exempel.se/")),
    "a portal that says so": Trouble(answered(511, PORTAL, HTML)),
    "a proxy that wants to know who": Trouble(answered(407, b"", HTML)),
    "a proxy without a server": Trouble(answered(502, b"<h1>Bad gateway</h1>", HTML)),
    "a proxy that waited": Trouble(answered(504, b"", HTML)),
    "a proxy's limit": Trouble(answered(413, b"<h1>Too large</h1>", HTML), TurnedAway, ("entries",)),
    "too often": Trouble(refused("rate", limit="1/minute", seconds=9)),
    "a full server": Trouble(refused("busy", limit=400)),
    "a restored server": Trouble(refused("restored")),
    "a server with a fault": Trouble(refused("fault")),
    "too large, alone as well": Trouble(refused("large", limit=1), TurnedAway, ("entries",)),
    "an older server": Trouble(refused("version", oldest=VERSION, newest=VERSION - 1), TurnedAway),
    "a newer server": Trouble(refused("version", oldest=VERSION + 1, newest=VERSION + 3), TurnedAway),
    "an unknown log": Trouble(refused("unknown"), TurnedAway),
    "JSON of something else": Trouble(answered(200, b'{"status":"ok"}')),
    "half an answer": Trouble(answered(200, HeadAnswer(OTHER, Head()).data()[:-9])),
    "half a page": Trouble(answered(200, pack(Batch(facts={"epoch": str(OTHER)}))[:-9], BATCH)),
    "a bomb": Trouble(answered(200, compress(bytes(80 << 20)), JSON, content_encoding="zstd")),
    "another server": Trouble(
        answered(200, PushAnswer(OTHER, Head(), (), "{}", "A" * 86).data()), Refusal, ("head", "feed", "shared")
    ),
}
REQUESTS = ("head", "entries", "feed", "shared")


@pytest.mark.parametrize("which", TROUBLES)
def test_it_is_one_sentence_wherever_it_comes_and_the_next_exchange_brings_everything(
    annas: Laptop, server: Server, which: str
) -> None:
    trouble = TROUBLES[which]
    for request in REQUESTS:
        if request in trouble.does_not_matter_to:
            continue
        annas.see(f"före {which}")
        annas.later()
        there = server.lines(annas.log.device)

        with in_the_way(server, request, trouble), pytest.raises(trouble.refusal) as said:
            annas.exchange()

        assert said.value.exit_code == (5 if isinstance(said.value, Unreachable) else 6), request
        assert one_sentence(str(said.value)), str(said.value)
        assert annas.lines()[: len(there)] == there
        annas.exchange()
        assert server.lines(annas.log.device) == annas.lines(), request


@contextmanager
def in_the_way(server: Server, request: str, trouble: Trouble) -> Iterator[None]:
    """The server does what it is asked to; what the laptop hears of it is the trouble."""

    def after(asked: httpx.Request, answer: httpx.Response) -> httpx.Response:
        return trouble.answer() if asked.url.path.endswith(f"/{request}") else answer

    server.wire.after = after
    try:
        yield
    finally:
        server.wire.after = None


def one_sentence(said: str) -> bool:
    """Short, whole, for a person: no code, no name of a class, no address of a library."""
    return (
        30 < len(said) < 200
        and said[0].isupper()
        and said.endswith(".")
        and not any(sign in said for sign in "{}<>\n")
        and "Error" not in said
    )


def test_a_server_that_takes_one_entry_at_a_time_still_gets_all(annas: Laptop, server: Server) -> None:
    for number in range(5):
        annas.see(f"nummer {number}")
    annas.later()

    program = server.wire.program
    program.state.limits = Limits(entries=1)
    annas.exchange()

    assert server.lines(annas.log.device) == annas.lines()


@pytest.mark.parametrize("years", [-9, 14])
def test_a_clock_that_is_off_by_years_is_said_and_changes_nothing(annas: Laptop, server: Server, years: int) -> None:
    annas.now += timedelta(days=365 * years)
    annas.see("klockan går fel")
    annas.later()

    outcome = annas.exchange()

    assert server.lines(annas.log.device) == annas.lines()
    assert [notice for notice in outcome.notices if "klocka" in notice and f"{abs(years)} år" in notice]
    assert told(outcome) == []


def test_who_accepts_and_says_nothing_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(talking, "PATIENCE", httpx.Timeout(0.3))
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(Unreachable, match="inte i tid"):
        _head(silent.getsockname()[1])


def test_who_says_the_headers_sign_by_sign_is_left_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(talking, "LONGEST", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as slow:
        Thread(target=_trickle, args=(slow,), daemon=True).start()

        with pytest.raises(Unreachable, match="inte i tid"):
            _head(slow.getsockname()[1])


def _head(port: int) -> None:
    talk = Talk(f"http://127.0.0.1:{port}", clock=lambda: datetime.now(STOCKHOLM), token="hemlig")
    try:
        talk.head("OVB", "A" * 43)
    finally:
        talk.close()


def _trickle(listening: socket.socket) -> None:
    connection, _address = listening.accept()
    with connection:
        try:
            connection.sendall(b"HTTP/1.1 200 OK\r\nx: ")
            while not Event().wait(0.05):
                connection.sendall(b"y")
        except OSError:
            return  # the laptop has gone, which is what is tested
