"""Whatever is sent: the right status, a body that names the error, nothing kept of it, and memory that stays flat."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
import zstandard

from fieldlog.models.entry import SIGNED, Entry, Part
from sync.answers import HeadAnswer, PushAnswer
from sync.archive.archive import Archive
from sync.batch import MAGIC, Batch, compress, pack
from sync.columns import NEVER
from sync.protocol import HEAD_HEADER, STATUS, Head
from sync.server.settings import Limits
from tests.sync.laptops import Laptop
from tests.sync.server.conftest import asks, path_of
from tests.sync.server.hostile import EVERYTHING, NO_JSON, NOT_STRICT, STRICT
from tests.sync.server.test_limits import HEADERS, all_of, raw
from tests.sync.serving import serving

MEBIBYTE = 1 << 20
GIBIBYTE = 1 << 30


def named(answer: httpx.Response) -> tuple[int, str]:
    """Status and error; that the one is the other's, and that the body says nothing but what a problem says."""
    said = answer.json()
    assert STATUS[said["error"]] == answer.status_code
    assert all(type(value) in (str, int) for value in said.values())
    return answer.status_code, said["error"]


def test_whatever_asks_to_enrol_is_refused_by_name(archive: Archive) -> None:
    with serving(archive, Limits(enrolments_per_address="1000/minute")) as server, asks(server) as client:
        for which, said in EVERYTHING.items():
            expected = (413, "large") if len(said) > 4096 else (422, "fields")
            assert named(client.post("/v1/enrol", content=said)) == expected, which


def test_whatever_stands_at_the_head_of_a_batch_is_no_batch(server: str, annas_laptop: Laptop) -> None:
    with asks(server, annas_laptop) as client:
        for which, said in EVERYTHING.items():
            for content in (said + b"\n", said.replace(b"{", b'{"batch":"%b",' % MAGIC.encode(), 1) + b"\n", said):
                answer = client.post(path_of(annas_laptop, "entries"), content=compress(content), headers=HEADERS)
                assert named(answer) == (400, "malformed"), which
        assert HeadAnswer.read(client.get(path_of(annas_laptop, "head")).content).head == Head()


@pytest.mark.parametrize("name", ["core", "words"])
def test_whatever_is_said_in_a_part_is_set_aside_or_kept_and_the_chain_goes_on(
    server: str, annas_laptop: Laptop, name: str
) -> None:
    annas_laptop.begin()
    hostile = EVERYTHING | {"a part that is too large": b'{"note":"' + b"x" * 65_536 + b'"}'}
    for said in hostile.values():
        parts = {"core": Part.of({"at": "2026-11-20T21:52:00.000+01:00", "class": "B", "severity": 1})}
        parts[name] = Part(os.urandom(16), said)
        at = "2026-11-20T21:52:00.000+01:00"
        annas_laptop.entries.append(annas_laptop.chain.add("observation", parts, at=at, sign=annas_laptop.sign))
    with asks(server, annas_laptop) as client:
        body = compress(pack(Batch(annas_laptop.entries)))
        answer = client.post(path_of(annas_laptop, "entries"), content=body, headers=HEADERS)

    assert answer.status_code == 200
    said_of = {n: run for run in PushAnswer.read(answer.content).verdicts for n in range(run.first, run.last + 1)}
    found = {which: said_of[n].code for n, which in enumerate(hostile, 2)}
    for which in NO_JSON.keys() | NOT_STRICT.keys():
        assert found[which] == "strict", which
    assert found["a part that is too large"] == "large"
    assert {found[which] for which in STRICT} <= {"", "schema"}
    assert PushAnswer.read(answer.content).head == annas_laptop.head


def test_whatever_is_signed_as_a_line_stops_the_push_before_it(server: str, annas_laptop: Laptop) -> None:
    annas_laptop.observe("ett")
    with asks(server, annas_laptop) as client:
        for which, said in EVERYTHING.items():
            line = b"x" + bytes(sign for sign in said if sign >= ord(" ")) if NEVER.search(said) else said or b"x"
            wrong = Entry(line, annas_laptop.sign(SIGNED + line))
            body = compress(pack(Batch([*annas_laptop.entries, wrong])))
            answer = client.post(path_of(annas_laptop, "entries"), content=body, headers=HEADERS)
            assert named(answer) == (409, "frame"), which
            assert answer.json()["fault"] == "line"
            assert (answer.json()["at"], answer.json()["head"]) == (3, str(annas_laptop.head))


def test_lengths_and_numbers_that_a_batch_only_promises_are_not_believed(server: str, annas_laptop: Laptop) -> None:
    def head(entries: object, *columns: object) -> bytes:
        return json.dumps({"batch": MAGIC, "entries": entries, "columns": columns, "facts": {}}).encode() + b"\n"

    hostile = [
        head(10**15, ["lines", 10**15]),
        head(10**15, ["lines", 0]),
        head(-1, ["lines", -1]),
        head(True, ["lines", 0]),
        head(0, ["lines", 0], ["lines", 2]) + b"\n\n",
        head(900_000, ["lines", 900_000]) + b"\n" * 900_000,
        head(1, ["lines", 1], ["names", 900_000]) + b"\n" + b" " * 899_999 + b"\n",
        head(1, ["lines", 3], ["names", 1], ["ids", 0], ["sigs", 64]) + b"\1\1\n\n" + bytes(64),
        head(1, ["lines", 9], ["names", 1], ["sigs", 64]) + b'"core":\5\n\n' + bytes(64),
        head(1, ["lines", 2], ["names", 6], ["lengths", 4], ["salts", 16]) + b"x\ncore\n" + b"\xff" * 4 + bytes(16),
        head(1, *(["x", 0] for _column in range(3_000))),
    ]
    with asks(server, annas_laptop) as client:
        for content in hostile:
            answer = client.post(path_of(annas_laptop, "entries"), content=compress(content), headers=HEADERS)
            assert named(answer)[0] in (400, 413)


def resident() -> int:
    """Bytes of this process, in which the server runs, that stand in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.fixture(scope="module")
def bombs() -> dict[str, bytes]:
    def zeros(size: int, **how: int) -> bytes:
        packer = zstandard.ZstdCompressor(level=3, **how).compressobj(size=size)
        piece = bytes(1 << 24)
        return b"".join([*(packer.compress(piece) for _at in range(size >> 24)), packer.flush()])

    one = zeros(GIBIBYTE)
    wide = zstandard.ZstdCompressionParameters(window_log=27, compression_level=1)
    frames = zstandard.ZstdCompressor(level=3).compress(bytes(1 << 24))
    return {
        "a gibibyte": one,
        "a bomb in a bomb": zstandard.compress(one),
        "a wide window": zstandard.ZstdCompressor(compression_params=wide).compressobj().compress(os.urandom(1 << 19)),
        "many frames": frames * 500,
        "cut short": one[: len(one) // 2],
        "a frame that promises little": one[:4] + bytes([one[4] & 0x1F]) + one[5:],
    }


def test_bombs_take_neither_memory_nor_the_server_from_others(
    server: str, annas_laptop: Laptop, bombs: dict[str, bytes]
) -> None:
    annas_laptop.observe("ett")
    with asks(server, annas_laptop) as client:
        client.get(path_of(annas_laptop, "head"))
        before = resident()
        for _time in range(5):
            for which, bomb in bombs.items():
                answer = client.post(path_of(annas_laptop, "entries"), content=bomb, headers=HEADERS)
                assert named(answer)[0] in (400, 413), which
        grown = resident() - before
        body = compress(pack(Batch(annas_laptop.entries)))
        good = client.post(path_of(annas_laptop, "entries"), content=body, headers=HEADERS)

    assert good.status_code == 200
    assert grown < 24 * MEBIBYTE


def oversized(laptop: Laptop) -> Iterator[tuple[str, Callable[[httpx.Client], httpx.Response], int]]:
    long = "x" * 8_000
    entries, head = path_of(laptop, "entries"), path_of(laptop, "head")
    yield "an organisation", lambda client: client.get(f"/v1/orgs/{long}/feed"), 404
    yield "a device", lambda client: client.get(f"/v1/orgs/OVB/devices/{long}/head"), 404
    yield "no text", lambda client: client.get("/v1/orgs/OVB/devices/%00%ff%fe/head"), 404
    yield "a path", lambda client: client.get("/" + "a/" * 4_000), 404
    yield "a token", lambda client: client.get(head, headers={"Authorization": f"Bearer {long}"}), 401
    yield "a version", lambda client: client.get(head, headers={"Fieldlog-Protocol": "1" * 8_000}), 400
    yield "a clock", lambda client: client.get(head, headers={"Fieldlog-Clock": long}), 400
    yield "a number", lambda client: client.get(head, headers={"Fieldlog-Unsent": "9" * 8_000}), 400
    yield "a head", lambda client: client.post(entries, headers={HEAD_HEADER: "9" * 8_000}, content=b"x"), 400
    yield "a cursor", lambda client: client.get(f"/v1/orgs/OVB/feed?after={long}"), 400
    yield "a page", lambda client: client.get(f"/v1/orgs/OVB/feed?limit={'9' * 8_000}"), 400
    yield "an enrolment", lambda client: client.post("/v1/enrol", content=b"x" * MEBIBYTE), 413
    yield "a successor", lambda client: client.post(path_of(laptop, "successor"), content=b"x" * MEBIBYTE), 413
    yield "a push", lambda client: client.post(entries, headers=HEADERS, content=bytes(2 * MEBIBYTE)), 413
    yield "a fork", lambda client: client.post(path_of(laptop, "forks"), headers=HEADERS, content=bytes(5 << 20)), 413
    yield "a header", lambda client: client.get(head, headers={"x": "y" * 70_000}), 431
    yield "headers", lambda client: client.get(head, headers={f"x-{at}": "y" * 50 for at in range(2_000)}), 431


def test_what_is_larger_than_anything_may_be_has_its_own_status(server: str, annas_laptop: Laptop) -> None:
    before = resident()
    for which, ask, status in oversized(annas_laptop):
        with asks(server, annas_laptop) as client:
            answer = ask(client)
        assert answer.status_code == status, which
        assert "error" in answer.json(), which
    assert resident() - before < 24 * MEBIBYTE


NO_HTTP = (
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    b"GET\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    b"POST /v1/enrol HTTP/1.1\r\nHost: x\r\nContent-Length: \xb2\r\n\r\n",
    b"POST /v1/enrol HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
    b"POST /v1/enrol HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"POST /v1/enrol HTTP/1.1\r\nHost: x\r\nFieldlog-Protocol: 1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"GET /health HTTP/1.1\r\nHost: x\r\nx y: z\r\n\r\n",
)


def test_what_is_no_http_is_answered_and_closed(server: str) -> None:
    for said in NO_HTTP:
        with raw(server, said) as connection:
            answer = all_of(connection)
        assert answer.startswith(b"HTTP/1.1 400"), said
        assert answer.endswith(b'{"error":"malformed"}')


def test_a_hundred_who_say_nothing_hold_up_nobody(server: str, annas_laptop: Laptop) -> None:
    from contextlib import ExitStack

    with ExitStack() as held:
        for number in range(100):
            held.enter_context(raw(server, b"POST /v1/enrol HTTP/1.1\r\nHost: x\r\n"[:number]))
        with asks(server, annas_laptop) as client:
            assert client.get(path_of(annas_laptop, "head")).status_code == 200
