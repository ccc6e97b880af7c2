"""What can go wrong between a laptop and a server, each as one sentence; and what then leaves the laptop: nothing."""

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread

import httpx
import pytest
import trustme
from hypothesis import given
from hypothesis import strategies as st

from fieldlog.models.moment import STOCKHOLM
from fieldlog.models.refusal import Refusal, RuleBroken, TurnedAway, Unreachable
from sync.answers import HeadAnswer
from sync.batch import Batch, compress
from sync.client.talking import Talk
from sync.client.trust import read_ca, safe_address
from sync.protocol import BATCH, VERSION, Epoch, Head, Problem

DEVICE = "A" * 43
EPOCH = Epoch(1, "0" * 32)


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


PORTAL = b"<!doctype html><title>Valkommen</title>"
GOOD = HeadAnswer(EPOCH, Head()).data()

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


def push(address: str, ca: str) -> None:
    talk = Talk(address, clock=now, ca=ca, token="hemlig")
    try:
        talk.push("OVB", DEVICE, Head(), Batch(facts={"kanarie": "kanarie" * 1000}))
    finally:
        talk.close()


def pem(authority: trustme.CA) -> str:
    return authority.cert_pem.bytes().decode()


def served_by(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


@pytest.mark.parametrize(
    ("which", "sentence"),
    [("another authority", "litar inte"), ("expired", "Ställ klockan"), ("another host", "annan adress")],
)
def test_not_a_byte_of_a_push_leaves_for_a_server_that_is_not_believed(which: str, sentence: str) -> None:
    ours, theirs = trustme.CA(), trustme.CA()
    certificate = {
        "another authority": lambda: theirs.issue_cert("127.0.0.1"),
        "expired": lambda: ours.issue_cert("127.0.0.1", not_after=datetime(2020, 1, 1, tzinfo=STOCKHOLM)),
        "another host": lambda: ours.issue_cert("fieldlog.exempel.se"),
    }[which]()
    with wire(http("200 OK", GOOD), served_by(certificate)) as there:
        with pytest.raises(Unreachable, match=sentence) as told:
            push(f"https://127.0.0.1:{there.port}", pem(ours))

        assert len(there.heard) == 0
    assert "Inget är sänt" in str(told.value)


def test_without_an_authority_of_its_own_the_systems_store_is_asked() -> None:
    with wire(http("200 OK", GOOD), served_by(trustme.CA().issue_cert("127.0.0.1"))) as there:
        with pytest.raises(Unreachable, match="litar inte"):
            push(f"https://127.0.0.1:{there.port}", "")

        assert len(there.heard) == 0


def test_a_server_under_the_right_authority_is_spoken_to() -> None:
    authority = trustme.CA()
    with wire(http("200 OK", GOOD), served_by(authority.issue_cert("127.0.0.1"))) as there:
        assert ask(f"https://127.0.0.1:{there.port}", pem(authority)).head == Head()


def test_a_certificate_that_ran_out_names_the_day_that_the_laptop_believes_it_is() -> None:
    authority = trustme.CA()
    expired = authority.issue_cert("127.0.0.1", not_after=datetime(2020, 1, 1, tzinfo=STOCKHOLM))
    with wire(b"", served_by(expired)) as there, pytest.raises(Unreachable, match="gäller inte 2031-05-01"):
        ask(f"https://127.0.0.1:{there.port}", pem(authority), lambda: datetime(2031, 5, 1, tzinfo=STOCKHOLM))


def test_a_redirect_is_not_followed_and_least_of_all_to_plain_http() -> None:
    authority = trustme.CA()
    with wire(http("200 OK", GOOD)) as plain:
        away = http("307 Temporary Redirect", b"", "text/html", f"Location: http://127.0.0.1:{plain.port}/")
        context = served_by(authority.issue_cert("127.0.0.1"))
        with wire(away, context) as there, pytest.raises(Unreachable, match="Nätet svarar"):
            push(f"https://127.0.0.1:{there.port}", pem(authority))

        assert len(plain.heard) == 0


@pytest.mark.parametrize(
    "address", ["http://fieldlog.exempel.se", "http://10.0.0.1", "ftp://127.0.0.1", "http://localhost.se"]
)
def test_an_address_that_others_could_listen_to_is_refused(address: str) -> None:
    with pytest.raises(RuleBroken, match="https://"):
        Talk(address, clock=now)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("fieldlog.exempel.se", "https://fieldlog.exempel.se"),
        (" https://fieldlog.exempel.se:8443/ ", "https://fieldlog.exempel.se:8443"),
        ("https://exempel.se/logg/", "https://exempel.se/logg"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://[::1]:8080", "http://[::1]:8080"),
        ("http://localhost", "http://localhost"),
    ],
)
def test_an_address_is_kept_in_one_spelling(typed: str, kept: str) -> None:
    assert safe_address(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "https://",
        "https://anna:hemlig@exempel.se",
        "https://a b",
        "https://x:99999",
        "https://x?y",
        "https://" + "a" * 64 + ".se",
        "https://fältlogg.se",
        "https://a..se",
        "https://[::x]",
    ],
)
def test_what_is_no_address_is_refused_without_repeating_it(typed: str) -> None:
    with pytest.raises(RuleBroken, match="ingen adress"):
        safe_address(typed)


def test_a_file_without_a_certificate_is_refused(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.pem", tmp_path / "bad.pem"
    good.write_text(pem(trustme.CA()))
    bad.write_bytes(b"\xff\xfe not a certificate")

    assert read_ca(good).startswith("-----BEGIN")
    for path in (bad, tmp_path / "none.pem", tmp_path):
        with pytest.raises(RuleBroken, match="CA-fil"):
            read_ca(path)


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


def test_a_proxy_that_lets_nobody_through_gets_neither_token_nor_entries(monkeypatch: pytest.MonkeyPatch) -> None:
    with wire(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n") as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
        monkeypatch.delenv("NO_PROXY", raising=False)

        with pytest.raises(Unreachable, match="proxy"):
            push("https://fieldlog.exempel.se", "")

    assert bytes(proxy.heard).startswith(b"CONNECT fieldlog.exempel.se:443")
    assert b"hemlig" not in proxy.heard
    assert b"kanarie" not in proxy.heard


@given(st.text(max_size=60))
def test_whatever_is_typed_as_an_address_is_kept_or_refused_and_never_fails(typed: str) -> None:
    try:
        kept = safe_address(typed)
    except RuleBroken:
        return
    assert safe_address(kept) == kept
    assert httpx.URL(kept).host
