"""`fieldlog-server` as real processes: from an empty folder to a server that several processes keep up."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from sync.archive.archive import open_archive
from sync.archive.devices import caller
from sync.archive.enrolling import enrol
from sync.archive.pushing import push
from sync.batch import Batch
from sync.protocol import Head
from sync.server.cli import run
from tests.conftest import FRIDAY
from tests.sync.laptops import Laptop

ENVIRONMENT = {**os.environ, "FIELDLOG_LANG": "en"}


def do(home: Path, *words: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[dict[str, object]], str]:
    """Exit code, the answers, and what was said to the person."""
    code = run(["--home", str(home), "--json", *words], {"FIELDLOG_LANG": "en"})
    said = capsys.readouterr()
    return code, [json.loads(line) for line in said.out.splitlines()], said.err


@pytest.fixture
def home(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    home = tmp_path / "server"
    for words in (
        ("init",),
        ("org", "add", "OVB", "--name", "The guards", "--contact", "08-123 00 00"),
        ("worker", "add", "ov-12", "--org", "OVB", "--role", "ov"),
    ):
        assert do(home, *words, capsys=capsys)[0] == 0
    return home


def test_a_server_is_made_and_filled_from_the_command_line(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert do(home, "org", "list", capsys=capsys)[1] == [
        {"org": "OVB", "name": "The guards", "contact": "08-123 00 00"}
    ]
    assert do(home, "worker", "list", capsys=capsys)[1] == [{"org": "OVB", "worker": "OV-12", "role": "ov"}]
    code, [said], _told = do(home, "code", "new", "--org", "OVB", "--role", "ov", "--worker", "OV-12", capsys=capsys)
    assert (code, len(str(said["code"]))) == (0, 14)
    assert do(home, "devices", capsys=capsys)[:2] == (1, [])
    code, [verified], _told = do(home, "verify", capsys=capsys)
    assert (code, verified["ok"]) == (0, True)


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("init",), 2, "already"),
        (("org", "add", "OVB", "--name", "x"), 2, "already"),
        (("worker", "add", "OV-12", "--org", "XYZ", "--role", "ov"), 1, "org add"),
        (("code", "new", "--org", "OVB", "--role", "gl", "--worker", "OV-12"), 2, "role"),
        (("code", "new", "--org", "OVB", "--role", "ov", "--worker", "OV-99"), 1, "worker add"),
        (("revoke", "nobody"), 1, "devices"),
        (("serv",), 2, "serve"),
        (("restore", "nowhere"), 2, "--accept"),
        (("serve", "--workers", "0"), 2, "process"),
        (("serve", "--tls-cert", "nowhere.pem"), 2, "certificate"),
    ],
)
def test_each_refusal_is_one_sentence_that_says_what_to_do(
    home: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], code: int, told: str
) -> None:
    found, answers, said = do(home, *words, capsys=capsys)

    assert (found, answers) == (code, [])
    assert told in said
    assert said.count("\n") == 1


def test_without_a_home_nothing_is_done(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["verify"], {}) == 2
    assert "--home" in capsys.readouterr().err


def test_a_backup_comes_back_as_a_new_life_of_the_archive(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(tmp_path / "copy")
    _code, [made], _told = do(home, "backup", file, capsys=capsys)
    do(home, "worker", "add", "OV-14", "--org", "OVB", "--role", "ov", capsys=capsys)

    _code, [back], _told = do(home, "restore", file, "--accept", capsys=capsys)

    assert int(str(back["epoch"]).partition("-")[0]) == int(str(made["epoch"]).partition("-")[0]) + 1
    assert [each["worker"] for each in do(home, "worker", "list", capsys=capsys)[1]] == ["OV-12"]


def test_doctor_says_that_the_recovery_key_lies_where_it_should_not(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, found, _told = do(home, "doctor", capsys=capsys)
    assert code == 1
    assert [each["name"] for each in found if not each["well"]] == ["recovery.key"]
    (home / "recovery.key").unlink()
    assert do(home, "doctor", capsys=capsys)[0] == 0


@contextmanager
def process(home: Path, *words: str) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "sync.server", "serve", "--home", str(home), "--port", str(port), *words]
    running = subprocess.Popen(command, stderr=subprocess.PIPE, env=ENVIRONMENT)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address)
        yield running, address
    finally:
        running.terminate()
        _out, err = running.communicate(timeout=30)
        for line in err.decode().splitlines():
            json.loads(line)  # every line of the log is JSON
            assert "Bearer" not in line


def _wait_for(address: str) -> None:
    late = time.monotonic() + 30
    while time.monotonic() < late:
        try:
            if httpx.get(address + "/ready", trust_env=False).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError(address)


def test_a_server_stops_when_it_is_told_to(home: Path) -> None:
    with process(home) as (running, address):
        assert httpx.get(address + "/health", trust_env=False).json() == {"alive": True}
        running.send_signal(signal.SIGTERM)
        assert running.wait(20) in (0, -signal.SIGTERM)


def test_two_processes_share_their_figures_and_one_that_dies_is_replaced(home: Path) -> None:
    with process(home, "--workers", "2") as (running, address):
        for _time in range(20):
            httpx.get(address + "/health", trust_env=False)
        page = httpx.get(address + "/metrics", trust_env=False).text
        counted = sum(
            float(line.rpartition(" ")[2])
            for line in page.splitlines()
            if line.startswith('fieldlog_requests_total{route="/health"')
        )
        assert counted == 20
        pages = {httpx.get(address + "/metrics", trust_env=False).text for _time in range(8)}  # of both processes
        for page in pages:
            assert sum(line.startswith("fieldlog_entries") for line in page.splitlines()) == 1
        children = Path(f"/proc/{running.pid}/task/{running.pid}/children")
        if children.exists():
            workers = [int(pid) for pid in children.read_text().split()]
            os.kill(workers[-1], signal.SIGKILL)
        late = time.monotonic() + 30
        while time.monotonic() < late:
            try:
                if httpx.get(address + "/health", trust_env=False).status_code == 200:
                    break
            except httpx.TransportError:
                continue
        assert httpx.get(address + "/health", trust_env=False).status_code == 200


def test_nothing_waits_in_the_quarantine_of_a_new_server(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert do(home, "quarantine", "list", capsys=capsys)[:2] == (1, [])
    for word in ("show", "accept", "reject"):
        code, _answers, told = do(home, "quarantine", word, "abc", capsys=capsys)
        assert (code, "quarantine list" in told) == (1, True)


def test_what_a_stolen_laptop_sends_waits_until_it_is_let_in(
    home: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    _code, [said], _told = do(home, "code", "new", "--org", "OVB", "--role", "ov", "--worker", "OV-12", capsys=capsys)
    laptop = Laptop("OVB", "OV-12", "ov")
    laptop.observe("två langar")
    archive = open_archive(home)
    laptop.token = enrol(archive, laptop.enrolment(str(said["code"])), datetime.now(UTC)).token
    do(home, "revoke", "--", laptop.device[:8], capsys=capsys)
    known = caller(archive, "OVB", laptop.device, laptop.token, FRIDAY)
    push(archive, known, laptop.device, Head(), Batch(laptop.entries), FRIDAY)
    archive.close()

    _code, waiting, _told = do(home, "quarantine", "list", capsys=capsys)
    assert [(each["n"], each["code"], each["worker"]) for each in waiting] == [
        (1, "revoked", "OV-12"),
        (2, "revoked", "OV-12"),
    ]
    assert "langar" not in json.dumps(waiting)
    _code, [shown], _told = do(
        home, "quarantine", "show", str(waiting[1]["hash"]), "--content", "--why", "felsökning", capsys=capsys
    )
    assert shown["content"]["words"] == {"note": "två langar"}  # type: ignore[index]  # an object it is
    code, [decided], _told = do(home, "quarantine", "accept", "--", laptop.device[:8], capsys=capsys)
    assert (code, decided["accepted"]) == (0, 2)
    assert do(home, "quarantine", "list", capsys=capsys)[0] == 1


def test_a_file_that_no_laptop_wrote_is_refused(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x").write_bytes(b"nothing")
    for file in ("x", "y"):
        code, _answers, told = do(home, "bundle", "in", str(tmp_path / file), capsys=capsys)
        assert (code, told.count("\n")) == (2, 1)
    assert do(home, "bundle", "out", str(tmp_path / "z"), capsys=capsys)[0] == 1


def test_who_looked_at_the_server_is_in_its_own_list_with_why(
    home: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert do(home, "audit", "list", capsys=capsys)[:2] == (1, [])
    _code, [said], _told = do(home, "code", "new", "--org", "OVB", "--role", "ov", "--worker", "OV-12", capsys=capsys)
    laptop = Laptop("OVB", "OV-12", "ov")
    seen = laptop.observe("två langar").fields.id
    archive = open_archive(home)
    laptop.token = enrol(archive, laptop.enrolment(str(said["code"])), datetime.now(UTC)).token
    do(home, "lost", "--as", "sys-1", "--why", "stulen på tåget", "--", laptop.device[:8], capsys=capsys)
    known = caller(archive, "OVB", laptop.device, laptop.token, FRIDAY)
    push(archive, known, laptop.device, Head(), Batch(laptop.entries), FRIDAY)
    archive.close()
    waiting = do(home, "quarantine", "list", capsys=capsys)[1]
    code, answers, told = do(home, "quarantine", "show", str(waiting[1]["hash"]), "--content", capsys=capsys)
    assert (code, answers, "--why" in told) == (2, [], True)
    do(home, "quarantine", "show", str(waiting[1]["hash"]), "--content", "--why", "felsökning", capsys=capsys)

    code, found, _told = do(home, "audit", "list", capsys=capsys)
    assert code == 0
    assert [(each["of"], each["reason"]) for each in found] == [("content", "felsökning"), ("quarantine", "")] + [
        ("lost", "stulen på tåget") for each in found if each["of"] == "lost"
    ]
    assert found[0]["ids"] == [seen]
    assert "langar" not in json.dumps(found)
    again = do(home, "audit", "list", "--org", "OVB", capsys=capsys)[1]
    assert (again[0]["how"], again[0]["of"]) == ("audit", "list")
