"""Whom a laptop speaks to: not a byte leaves for anybody else, and an address has one spelling."""

import ssl
from datetime import datetime
from pathlib import Path

import httpx
import pytest
import trustme
from hypothesis import given
from hypothesis import strategies as st

from fieldlog.models.moment import STOCKHOLM
from fieldlog.models.refusal import RuleBroken, Unreachable
from sync.client.talking import Talk
from sync.client.trust import read_ca, safe_address
from sync.protocol import Head
from tests.sync.client.wire import GOOD, ask, http, now, push, wire


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


def test_a_proxy_that_lets_nobody_through_gets_neither_token_nor_entries(monkeypatch: pytest.MonkeyPatch) -> None:
    with wire(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n") as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
        monkeypatch.delenv("NO_PROXY", raising=False)

        with pytest.raises(Unreachable, match="proxy"):
            push("https://fieldlog.exempel.se", "")

    assert bytes(proxy.heard).startswith(b"CONNECT fieldlog.exempel.se:443")
    assert b"hemlig" not in proxy.heard
    assert b"kanarie" not in proxy.heard


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


@given(st.text(max_size=60))
def test_whatever_is_typed_as_an_address_is_kept_or_refused_and_never_fails(typed: str) -> None:
    try:
        kept = safe_address(typed)
    except RuleBroken:
        return
    assert safe_address(kept) == kept
    assert httpx.URL(kept).host


def test_a_file_without_a_certificate_is_refused(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.pem", tmp_path / "bad.pem"
    good.write_text(pem(trustme.CA()))
    bad.write_bytes(b"\xff\xfe not a certificate")

    assert read_ca(good).startswith("-----BEGIN")
    for path in (bad, tmp_path / "none.pem", tmp_path):
        with pytest.raises(RuleBroken, match="CA-fil"):
            read_ca(path)
