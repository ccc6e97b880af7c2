"""What can go wrong between a laptop and a server, each as one sentence; and what then leaves the laptop: nothing."""

import socket
from datetime import timedelta

import httpx
import pytest

from fieldlog.models.refusal import Refusal, TurnedAway, Unreachable
from sync.answers import HeadAnswer
from sync.batch import compress
from sync.client.talking import Talk
from sync.protocol import BATCH, VERSION, Head
from tests.sync.client.wire import DEVICE, EPOCH, GOOD, ask, http, now, problem, wire

PORTAL = b"<!doctype html><title>Valkommen</title>"

ANSWERS: list[tuple[str, bytes, type[Refusal], str]] = [
    ("a captive portal", http("200 OK", PORTAL, "text/html"), Unreachable, "logga in på nätet"),
    ("a portal that redirects", http("302 Found", b"", "text/html", "Location: http://portal/"), Unreachable, "logga"),
    ("a portal that says so", http("511 Network Authentication Required", b"", "text/html"), Unreachable, "logga in"),
    (
        "a proxy that wants to know who",
        http("407 Proxy Authentication Required", b"", "text/html"),
        Unreachable,
        "prox",
    ),
    ("a proxy without a server", http("502 Bad Gateway", b"<h1>", "text/html"), Unreachable, "framför servern"),
    ("a proxy that waited", http("504 Gateway Timeout", b"", "text/html"), Unreachable, "framför servern"),
    ("a full server", http("503 Service Unavailable", problem("busy")), Unreachable, "hinner inte"),
    ("a restored server", http("503 Service Unavailable", problem("restored")), Unreachable, "återställd"),
    ("a server with a fault", http("500 Internal Server Error", problem("fault")), Unreachable, "hinner inte"),
    ("too often", http("429 Too Many Requests", problem("rate", limit="1/minute")), Unreachable, "hinner inte"),
    ("a proxy's limit", http("413 Payload Too Large", b"<h1>", "text/html"), TurnedAway, "så mycket på en gång"),
    ("nobody's token", http("401 Unauthorized", problem("token")), TurnedAway, "fieldlog enrol"),
    ("a code that does not hold", http("403 Forbidden", problem("code")), TurnedAway, "ny kod"),
    ("a revoked device", http("403 Forbidden", problem("revoked", contact="08-123")), TurnedAway, "Ring 08-123."),
    ("an unknown log", http("404 Not Found", problem("unknown")), TurnedAway, "fieldlog enrol"),
    (
        "an older server",
        http("426 Upgrade Required", problem("version", newest=VERSION - 1)),
        TurnedAway,
        "äldre än prog",
    ),
    ("a newer server", http("426 Upgrade Required", problem("version", newest=9)), TurnedAway, "uppdatera fieldlog"),
    ("a word of a newer protocol", http("422 Unprocessable", problem("fields", field="x")), TurnedAway, "fields"),
    ("a web server", http("404 Not Found", b"<h1>Not found", "text/html"), Unreachable, "ingen fieldlog-server"),
    ("JSON of something else", http("200 OK", b'{"status":"ok"}'), Unreachable, "ingen fieldlog-server"),
    ("another program", b"220 mail.exempel.se ESMTP\r\n\r\n", Unreachable, "ingen fieldlog-server"),
    ("an answer cut short", http("200 OK", GOOD)[:-5], Unreachable, "inte fram helt"),
    ("no answer at all", b"", Unreachable, "inte fram helt"),
    ("an answer that never ends", http("200 OK", b"x" * 300_000), Unreachable, "ingen fieldlog-server"),
    (
        "a bomb",
        http("200 OK", compress(b"\0" * (64 << 20)), "application/json", "Content-Encoding: zstd"),
        Unreachable,
        "ingen fieldlog-server",
    ),
]


@pytest.mark.parametrize(("said", "refused", "sentence"), [row[1:] for row in ANSWERS], ids=[row[0] for row in ANSWERS])
def test_each_wrong_answer_is_one_sentence_that_says_what_to_do(
    said: bytes, refused: type[Refusal], sentence: str
) -> None:
    with wire(said) as there, pytest.raises(refused, match=sentence) as told:
        ask(f"http://127.0.0.1:{there.port}")

    assert type(told.value) is refused
    assert told.value.exit_code == (5 if refused is Unreachable else 6)
    assert "hemlig" not in str(told.value)


def test_a_right_answer_is_taken() -> None:
    with wire(http("200 OK", GOOD)) as there:
        assert ask(f"http://127.0.0.1:{there.port}") == HeadAnswer(EPOCH, Head())


def test_nobody_there_and_a_name_that_nobody_has_are_told_apart() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    with pytest.raises(Unreachable, match="Servern svarar inte"):
        ask(f"http://127.0.0.1:{port}")
    with pytest.raises(Unreachable, match=r"Serverns namn fieldlog\.invalid hittas inte"):
        ask("https://fieldlog.invalid")


def test_a_server_that_does_not_answer_in_time_is_not_waited_for() -> None:
    def slow(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("", request=request)

    talk = Talk("https://fieldlog.exempel.se", clock=now, transport=httpx.MockTransport(slow))

    with pytest.raises(Unreachable, match="inte i tid"):
        talk.head("OVB", DEVICE)


def test_an_answer_that_trickles_is_given_up_after_two_minutes() -> None:
    ticks = iter(range(0, 10_000, 50))
    with wire(http("200 OK", GOOD)) as there:
        talk = Talk(f"http://127.0.0.1:{there.port}", clock=now, seconds=lambda: float(next(ticks)) * 3)

        with pytest.raises(Unreachable, match="inte i tid"):
            talk.head("OVB", DEVICE)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("7", 7.0), ("9999999", 3600.0), ("snart", None), ("", None), ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0)],
)
def test_how_long_to_leave_the_server_alone_is_what_it_said(header: str, seconds: float | None) -> None:
    said = http("503 Service Unavailable", problem("busy"), "application/json", f"Retry-After: {header}")
    with wire(said) as there, pytest.raises(Unreachable) as told:
        ask(f"http://127.0.0.1:{there.port}")

    assert told.value.retry_after == seconds


def test_what_the_laptop_says_of_itself_goes_with_every_request() -> None:
    with wire(http("200 OK", GOOD)) as there:
        talk = Talk(f"http://127.0.0.1:{there.port}", clock=now, token="hemlig")
        talk.unsent = 7
        talk.head("Ordning & vakt", DEVICE)
        talk.close()

    rows = bytes(there.heard).decode().lower().split("\r\n")
    assert rows[0] == f"get /v1/orgs/ordning%20%26%20vakt/devices/{DEVICE}/head http/1.1".lower()
    assert "authorization: bearer hemlig" in rows
    assert "fieldlog-unsent: 7" in rows
    assert f"fieldlog-protocol: 1-{VERSION}" in rows
    assert any(row.startswith("fieldlog-clock: 20") for row in rows)
    assert "accept-encoding: zstd" in rows


def test_a_page_of_a_feed_that_is_something_else_is_no_page() -> None:
    with wire(http("200 OK", b"fieldlog batch 9", BATCH)) as there:
        talk = Talk(f"http://127.0.0.1:{there.port}", clock=now)

        with pytest.raises(Unreachable, match="ingen fieldlog-server"):
            talk.pull("OVB", "feed", "")
        talk.close()


def test_a_year_is_not_waited_for_because_a_server_says_so() -> None:
    until = (now() + timedelta(days=365)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    said = http("503 Service Unavailable", b"", "text/html", f"Retry-After: {until}")
    with wire(said) as there, pytest.raises(Unreachable) as told:
        ask(f"http://127.0.0.1:{there.port}")

    assert told.value.retry_after == 3600.0
