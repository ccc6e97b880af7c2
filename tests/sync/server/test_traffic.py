"""Entries over real HTTP: what is pushed is there, what may be read is given, and nobody learns what is not hers."""

import httpx
import pytest

from sync.answers import HeadAnswer, PushAnswer, Verdict
from sync.archive.archive import Archive
from sync.archive.devices import revoke
from sync.archive.sqlite import SqliteDatabase
from sync.batch import Batch, compress, decompress, pack, unpack
from sync.protocol import BATCH, HEAD_HEADER, Head
from tests.conftest import FRIDAY
from tests.sync.laptops import Laptop
from tests.sync.server.conftest import asks, path_of


def push(server: str, laptop: Laptop, start: int = 0, **headers: str) -> httpx.Response:
    """Everything from number `start` + 1 on."""
    said = {HEAD_HEADER: str(laptop.head_at(start)), "Content-Type": BATCH, "Content-Encoding": "zstd"} | headers
    with asks(server, laptop) as client:
        return client.post(
            path_of(laptop, "entries"), content=compress(pack(Batch(laptop.entries[start:]))), headers=said
        )


def test_annas_evening_is_stored_and_the_head_says_so(server: str, annas_laptop: Laptop) -> None:
    for number in range(20):
        annas_laptop.observe(f"nummer {number}")

    said = PushAnswer.read(push(server, annas_laptop).content)

    assert said.verdicts == (Verdict(1, 21, "stored"),)
    assert said.head == annas_laptop.head
    with asks(server, annas_laptop) as client:
        assert HeadAnswer.read(client.get(path_of(annas_laptop, "head")).content).head == annas_laptop.head


def test_the_same_push_again_is_the_same_again(server: str, annas_laptop: Laptop) -> None:
    annas_laptop.observe("ett")
    push(server, annas_laptop)

    again = PushAnswer.read(push(server, annas_laptop).content)

    assert again.verdicts == (Verdict(1, 2, "have"),)
    assert again.head == annas_laptop.head


def test_entries_that_are_missing_before_are_asked_for(server: str, annas_laptop: Laptop) -> None:
    annas_laptop.observe("ett")
    annas_laptop.observe("två")

    answer = push(server, annas_laptop, 2)

    assert (answer.status_code, answer.json()) == (409, {"error": "gap", "head": str(Head())})


def test_eva_reads_what_anna_wrote_as_anna_signed_it(server: str, annas_laptop: Laptop, evas_laptop: Laptop) -> None:
    seen = annas_laptop.observe("två langar")
    push(server, annas_laptop)

    with asks(server, evas_laptop, **{"Accept-Encoding": "zstd"}) as client:
        with client.stream("GET", "/v1/orgs/OVB/feed") as answer:
            raw = b"".join(answer.iter_raw())
        batch = unpack(decompress(raw, 1 << 20) if answer.headers.get("content-encoding") == "zstd" else raw)

        assert [entry for entry in batch.entries if entry.line == seen.line] == [seen]
        assert answer.headers["etag"] == f'"{batch.facts["cursor"]}"'
        cursor = str(batch.facts["cursor"])
        unchanged = client.get("/v1/orgs/OVB/feed", params={"after": cursor}, headers={"If-None-Match": f'"{cursor}"'})
        assert (unchanged.status_code, unchanged.content) == (304, b"")


def test_a_wrong_id_and_a_forbidden_one_are_answered_alike(
    server: str, annas_laptop: Laptop, bos_laptop: Laptop
) -> None:
    annas_laptop.observe("ett")
    push(server, annas_laptop)
    nobody = Laptop("OVB", "OV-99", "ov")
    with asks(server, bos_laptop) as client:
        for what in ("head", "status"):
            forbidden = client.get(path_of(annas_laptop, what))
            absent = client.get(path_of(nobody, what))
            assert (
                (forbidden.status_code, forbidden.content)
                == (absent.status_code, absent.content)
                == (404, b'{"error":"unknown"}')
            )
        assert (
            client.get("/v1/orgs/OVB/feed").content == client.get("/v1/orgs/XYZ/feed").content == b'{"error":"unknown"}'
        )


def test_without_a_token_nobody_is_told_anything(server: str, annas_laptop: Laptop) -> None:
    for token in ("", "Bearer", "Basic x", "Bearer " + "x" * 300, "Bearer å".encode()):
        with httpx.Client(base_url=server, trust_env=False) as client:
            answer = client.get(
                path_of(annas_laptop, "head"), headers={"Authorization": token, "Fieldlog-Protocol": "1"}
            )
        assert (answer.status_code, answer.content) == (401, b'{"error":"token"}')


def test_a_laptop_that_speaks_another_version_keeps_its_queue(server: str, annas_laptop: Laptop) -> None:
    with asks(server, annas_laptop, **{"Fieldlog-Protocol": "2-3"}) as client:
        answer = client.get(path_of(annas_laptop, "head"))

    assert (answer.status_code, answer.json()) == (426, {"error": "version", "oldest": 1, "newest": 1})


def test_a_stolen_laptop_reads_nothing_and_is_told_whom_to_ring(
    server: str, archive: Archive, annas_laptop: Laptop
) -> None:
    annas_laptop.observe("ett")
    revoke(archive, annas_laptop.device, FRIDAY)
    with asks(server, annas_laptop) as client:
        answer = client.get("/v1/orgs/OVB/feed")

    assert (answer.status_code, answer.json()["error"]) == (403, "revoked")
    assert answer.json()["contact"].startswith("vakthavande")
    assert PushAnswer.read(push(server, annas_laptop).content).verdicts == (Verdict(1, 2, "quarantined", "revoked"),)


@pytest.mark.parametrize(
    ("headers", "status", "error"),
    [
        ({"Content-Type": "application/json"}, 415, "encoding"),
        ({"Content-Encoding": "gzip"}, 415, "encoding"),
        ({"Content-Encoding": "identity"}, 400, "malformed"),
        ({HEAD_HEADER: "x"}, 400, "malformed"),
        ({"Fieldlog-Clock": "yesterday"}, 400, "malformed"),
        ({"Fieldlog-Unsent": "-1"}, 400, "malformed"),
        ({"Fieldlog-Protocol": ""}, 400, "malformed"),
    ],
)
def test_what_is_not_of_the_protocol_is_refused_and_changes_nothing(
    server: str, annas_laptop: Laptop, headers: dict[str, str], status: int, error: str
) -> None:
    annas_laptop.observe("ett")

    answer = push(server, annas_laptop, **headers)

    assert (answer.status_code, answer.json()["error"]) == (status, error)
    with asks(server, annas_laptop) as client:
        assert HeadAnswer.read(client.get(path_of(annas_laptop, "head")).content).head == Head()


def test_without_its_database_the_server_is_alive_and_not_ready(server: str, archive: Archive) -> None:
    assert isinstance(archive.database, SqliteDatabase)
    path = archive.database.path
    with asks(server) as client:
        assert client.get("/ready").status_code == 200
        path.rename(path.with_suffix(".away"))
        gone = client.get("/ready")
        alive = client.get("/health")
        path.with_suffix(".away").rename(path)
        back = client.get("/ready")

    assert (gone.status_code, gone.json(), alive.status_code, back.status_code) == (503, {"error": "busy"}, 200, 200)
    assert gone.headers["retry-after"]


def test_no_answer_of_the_server_may_be_kept_framed_or_sniffed(server: str) -> None:
    with asks(server) as client:
        for path in ("/health", "/ready", "/v1/versions", "/nowhere"):
            headers = client.get(path).headers
            assert headers["cache-control"] == "no-store"
            assert headers["x-content-type-options"] == "nosniff"
            assert "frame-ancestors 'none'" in headers["content-security-policy"]
            assert "server" not in headers
