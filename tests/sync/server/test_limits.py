"""Whatever comes, however slowly: it is refused by name, and everybody else is served meanwhile."""

import socket
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
import zstandard

from sync.archive.archive import Archive
from sync.protocol import BATCH, HEAD_HEADER, Head
from sync.server.settings import Limits
from tests.sync.laptops import Laptop
from tests.sync.server.conftest import asks, path_of
from tests.sync.serving import serving

HEADERS = {HEAD_HEADER: str(Head()), "Content-Type": BATCH, "Content-Encoding": "zstd"}


@contextmanager
def raw(server: str, *sent: bytes) -> Iterator[socket.socket]:
    host, port = server.removeprefix("http://").split(":")
    with closing(socket.create_connection((host, int(port)), timeout=20)) as connection:
        for piece in sent:
            connection.sendall(piece)
        yield connection


def all_of(connection: socket.socket) -> bytes:
    found = b""
    while piece := connection.recv(65536):
        found += piece
    return found


def test_a_bomb_is_refused_with_the_limit_it_broke(server: str, annas_laptop: Laptop) -> None:
    bomb = zstandard.ZstdCompressor(level=19).compress(bytes(1 << 28))
    with asks(server, annas_laptop) as client:
        answer = client.post(path_of(annas_laptop, "entries"), content=bomb, headers=HEADERS)

    assert (answer.status_code, answer.json()) == (413, {"error": "large", "limit": 1 << 20, "of": "push_bytes"})


def test_a_body_that_says_it_is_too_large_is_refused_before_it_comes(server: str, annas_laptop: Laptop) -> None:
    head = (
        f"POST {path_of(annas_laptop, 'entries')} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {annas_laptop.token}\r\n"
        f"Fieldlog-Protocol: 1\r\nIf-Head: {Head()}\r\nContent-Type: {BATCH}\r\nContent-Length: 999999999\r\n\r\n"
    )
    with raw(server, head.encode()) as connection:
        answer = all_of(connection)

    assert answer.startswith(b"HTTP/1.1 413")
    assert b'"limit":1048576' in answer


def test_a_body_without_a_length_is_stopped_at_the_limit(server: str, annas_laptop: Laptop) -> None:
    sent = 0

    def pieces() -> Iterator[bytes]:
        nonlocal sent
        for _piece in range(200):
            sent += 65536
            yield bytes(65536)

    with asks(server, annas_laptop) as client:
        answer = client.post(path_of(annas_laptop, "entries"), content=pieces(), headers=HEADERS)

    assert answer.status_code == 413


@pytest.mark.parametrize("how", ["as it says", "in pieces"])
def test_one_who_is_still_sending_what_is_too_large_hears_so_and_is_not_cut_off(archive: Archive, how: str) -> None:
    body = bytes(1 << 19)
    says, sent = f"Content-Length: {len(body)}", body
    if how == "in pieces":
        says, sent = "Transfer-Encoding: chunked", f"{len(body):x}\r\n".encode() + body + b"\r\n0\r\n\r\n"
    head = f"POST /v1/enrol HTTP/1.1\r\nHost: x\r\nFieldlog-Protocol: 1\r\n{says}\r\n\r\n"
    with serving(archive, Limits(enrolments_per_address="1000/minute")) as server:
        for _time in range(20):
            with raw(server, head.encode(), sent) as connection:
                assert all_of(connection).endswith(b'{"error":"large","limit":4096,"of":"enrol_bytes"}')


def test_one_who_asks_first_whether_to_send_what_is_too_large_is_told_not_to(archive: Archive) -> None:
    head = (
        "POST /v1/enrol HTTP/1.1\r\nHost: x\r\nFieldlog-Protocol: 1\r\nContent-Length: 5000\r\n"
        "Expect: 100-continue\r\n\r\n"
    )
    with serving(archive) as server, raw(server, head.encode()) as connection:
        assert all_of(connection).startswith(b"HTTP/1.1 413")


def test_more_entries_than_may_be_are_refused_with_their_number(archive: Archive, annas_laptop: Laptop) -> None:
    from sync.batch import Batch, compress, pack

    for _number in range(3):
        annas_laptop.observe()
    with serving(archive, Limits(entries=3)) as server, asks(server, annas_laptop) as client:
        body = compress(pack(Batch(annas_laptop.entries)))
        answer = client.post(path_of(annas_laptop, "entries"), content=body, headers=HEADERS)

    assert (answer.status_code, answer.json()) == (413, {"error": "large", "limit": 3, "of": "entries"})


def test_headers_that_never_end_are_closed_and_others_are_served(archive: Archive) -> None:
    begun = b"GET /health HTTP/1.1\r\nHost: x\r\n"
    with (
        serving(archive, Limits(header_seconds=1)) as server,
        raw(server, begun) as slow,
        raw(server) as silent,
        asks(server) as client,
    ):
        assert client.get("/health").status_code == 200
        said = all_of(slow)
        assert said.startswith(b"HTTP/1.1 408")
        assert said.endswith(b'"of":"header_seconds"}')
        assert all_of(silent).startswith(b"HTTP/1.1 408")


def test_a_second_request_on_a_connection_may_not_be_slower_than_the_first(archive: Archive) -> None:
    first = b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n"
    with serving(archive, Limits(header_seconds=1, idle_seconds=20)) as server, raw(server, first) as connection:
        answered = b""
        while b"alive" not in answered:
            answered += connection.recv(65536)
        connection.sendall(b"GET /health HTTP/1.1\r\n")
        assert all_of(connection).startswith(b"HTTP/1.1 408")


def test_a_connection_that_asks_nothing_more_is_closed(archive: Archive) -> None:
    whole = b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n"
    with serving(archive, Limits(idle_seconds=1)) as server, raw(server, whole) as connection:
        begun = time.monotonic()
        assert b"alive" in all_of(connection)
    assert time.monotonic() - begun < 10


def test_a_body_that_comes_byte_by_byte_is_told_to_come_faster(archive: Archive, annas_laptop: Laptop) -> None:
    head = (
        f"POST {path_of(annas_laptop, 'entries')} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {annas_laptop.token}\r\n"
        f"Fieldlog-Protocol: 1\r\nIf-Head: {Head()}\r\nContent-Type: {BATCH}\r\nContent-Length: 100\r\n\r\nx"
    )
    with serving(archive, Limits(body_seconds=1)) as server, raw(server, head.encode()) as connection:
        assert all_of(connection).endswith(b'{"error":"slow","limit":1,"of":"body_seconds"}')


@pytest.mark.parametrize("huge", [b"GET /" + b"x" * 100_000, b"GET / HTTP/1.1\r\nx: " + b"y" * 100_000])
def test_headers_that_grow_without_end_are_refused(server: str, huge: bytes) -> None:
    with raw(server) as connection:
        try:
            connection.sendall(huge)
            answer = all_of(connection)
        except ConnectionError:
            return
    assert answer.startswith(b"HTTP/1.1 431")
    assert answer.endswith(b'"of":"header_bytes"}')


def test_codes_are_not_guessed_from_one_address(archive: Archive) -> None:
    laptop = Laptop("OVB", "OV-12", "ov")
    with serving(archive, Limits(enrolments_per_address="5/minute")) as server, asks(server) as client:
        answers = [client.post("/v1/enrol", content=laptop.enrolment("AAAA").data()) for _try in range(8)]
        elsewhere = client.get("/health")

    assert [answer.status_code for answer in answers] == [403] * 5 + [429] * 3
    assert int(answers[-1].headers["retry-after"]) > 0
    assert answers[-1].json()["of"] == "enrolments_per_address"
    assert elsewhere.status_code == 200


def test_a_device_that_asks_without_end_is_told_when_to_come_back(archive: Archive, annas_laptop: Laptop) -> None:
    with serving(archive, Limits(per_device="3/minute")) as server, asks(server, annas_laptop) as client:
        codes = [client.get(path_of(annas_laptop, "head")).status_code for _try in range(5)]

    assert codes == [200, 200, 200, 429, 429]


def test_one_address_cannot_hold_every_connection(archive: Archive) -> None:
    with serving(archive, Limits(connections_per_address=2)) as server:
        with raw(server), raw(server), raw(server) as third:
            said = all_of(third)
            assert said.startswith(b"HTTP/1.1 503")
            assert said.endswith(b'"of":"connections_per_address"}')
        with asks(server) as client:
            assert client.get("/health").status_code == 200
