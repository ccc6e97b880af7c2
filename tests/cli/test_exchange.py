"""fieldlog enrol, sync, status, bundle: as typed, against a real server over TLS."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import trustme

from fieldlog.cli import exchange as commands
from fieldlog.cli.call import Call
from fieldlog.cli.parser import read_arguments
from fieldlog.home import Home
from fieldlog.models.moment import STOCKHOLM
from sync.archive import people
from sync.archive.archive import Archive, create
from sync.archive.devices import devices, revoke
from tests.cli.conftest import Command
from tests.conftest import FRIDAY
from tests.sync.serving import serving

CONTACT = "08-123 45 67"


@dataclass
class Server:
    archive: Archive
    address: str
    ca: Path
    codes: list[str] = field(default_factory=list)

    def code(self, worker: str = "OV-12", role: str = "ov") -> str:
        return people.new_code(self.archive, "OVB", role, worker, datetime.now(STOCKHOLM))

    @property
    def entries(self) -> int:
        with self.archive.database.reading() as session:
            return int(session.rows("SELECT count(*) FROM entry WHERE org = 'OVB'", ())[0][0])


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    archive = create(tmp_path / "server", FRIDAY)
    people.add_organisation(archive, "OVB", "Ordningsvakterna", CONTACT, FRIDAY)
    people.add_worker(archive, "OVB", "OV-12", "ov", FRIDAY)
    authority = trustme.CA()
    certificate = authority.issue_cert("127.0.0.1")
    ca, cert, key = tmp_path / "ca.pem", tmp_path / "cert.pem", tmp_path / "key.pem"
    authority.cert_pem.write_to_path(ca)
    certificate.cert_chain_pems[0].write_to_path(cert)
    certificate.private_key_pem.write_to_path(key)
    with serving(archive, certificate=(cert, key)) as address:
        yield Server(archive, address, ca)
    archive.close()


def test_anna_joins_syncs_and_sees_how_it_stands(fieldlog: Command, server: Server) -> None:
    joined = fieldlog("enrol", server.address, server.code(), "--ca", str(server.ca), "--json")
    assert joined.code == 0, joined.err
    assert joined.object["org_name"] == "Ordningsvakterna"
    fieldlog("add", "nh pla 3 två langar vid trappan")

    synced = fieldlog("sync", "--json", now=FRIDAY + timedelta(seconds=61))

    assert synced.code == 0, synced.err
    assert (synced.object["sent"], synced.object["unsent"], server.entries) == (2, 0, 2)
    assert synced.object["receipt"]["n"] == 2
    assert len(synced.object["receipt"]["words"].split()) == 8
    status = fieldlog("status", "--json").object
    assert (status["unsent"], status["server"], status["contact"]) == (0, server.address, CONTACT)
    assert status["receipt"] == synced.object["receipt"]
    said = fieldlog("status").out
    assert f"Ring: {CONTACT}" in said
    assert synced.object["receipt"]["words"] in said


def test_enrol_makes_the_log_first_where_there_is_none(fieldlog: Command, server: Server, tmp_path: Path) -> None:
    words = ("enrol", server.address, server.code(), "--ca", str(server.ca), "--home", str(tmp_path / "new"))

    refused = fieldlog(*words)
    made = fieldlog(*words, "--json", "--org", "OVB", "--role", "ov", "--worker", "OV-12", "--no-keyring")

    assert (refused.code, refused.err) == (2, "Här finns ingen logg än. Ange --worker, så skapas den.\n")
    assert made.code == 0, made.err
    assert made.object["worker"] == "OV-12"
    assert [device.device for device in devices(server.archive)] == [made.object["device"]]


@pytest.mark.parametrize(
    ("wrong", "code", "sentence"),
    [
        ("the code", 6, "Be om en ny kod"),
        ("the authority", 5, "Datorn litar inte på"),
        ("the port", 5, "Servern svarar inte"),
        ("the scheme", 2, "https://"),
        ("the file", 2, "CA-fil"),
    ],
)
def test_what_is_wrong_is_one_sentence_and_an_exit_code(
    fieldlog: Command, server: Server, tmp_path: Path, wrong: str, code: int, sentence: str
) -> None:
    address, typed, ca = server.address, server.code(), str(server.ca)
    if wrong == "the code":
        typed = "AAAA-BBBB-CCCC"
    elif wrong == "the authority":
        trustme.CA().cert_pem.write_to_path(tmp_path / "other.pem")
        ca = str(tmp_path / "other.pem")
    elif wrong == "the port":
        address = "https://127.0.0.1:1"
    elif wrong == "the scheme":
        address = "http://fieldlog.exempel.se"
    else:
        ca = str(tmp_path / "none.pem")

    answer = fieldlog("enrol", address, typed, "--ca", ca)

    assert (answer.code, answer.out) == (code, "")
    assert sentence in answer.err
    assert len(answer.err.splitlines()) == 1
    assert typed not in answer.err


def test_a_blocked_laptop_is_told_whom_to_ring_and_ends_with_six(fieldlog: Command, server: Server) -> None:
    device = fieldlog("enrol", server.address, server.code(), "--ca", str(server.ca), "--json").object["device"]
    revoke(server.archive, device, FRIDAY)

    answer = fieldlog("sync", "--json")

    assert answer.code == 6
    assert answer.object["revoked"] is True
    assert f"Ring {CONTACT}." in answer.err


def test_in_english_too(fieldlog: Command, server: Server) -> None:
    answer = fieldlog("sync", "--lang", "en")

    assert answer.err == "This computer has joined no server. Ask for a code: fieldlog enrol ADDRESS CODE\n"


def test_wait_sends_what_could_still_be_undone(
    fieldlog: Command, server: Server, anna_at: Path, environ: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    fieldlog("enrol", server.address, server.code(), "--ca", str(server.ca))
    fieldlog("add", "nh pla 3 två langar vid trappan")
    passed: list[float] = []
    options = read_arguments(["sync", "--wait", "--json", "--passphrase-file", environ["FIELDLOG_PASSPHRASE_FILE"]])
    call = Call(options, Home(anna_at), lambda: FRIDAY + timedelta(seconds=sum(passed)), environ)
    capsys.readouterr()

    code = commands.run_sync(call, passed.append)

    said = json.loads(capsys.readouterr().out)
    assert (code, said["sent"], said["unsent"], said["waiting"]) == (0, 2, 0, 0)
    assert passed == [pytest.approx(60.1, abs=0.2)]


def test_a_stick_is_written_for_the_server_alone(fieldlog: Command, server: Server, tmp_path: Path) -> None:
    fieldlog("enrol", server.address, server.code(), "--ca", str(server.ca))
    fieldlog("add", "nh pla 3 kanariefågel")
    file = tmp_path / "monday.bundle"

    out = fieldlog("bundle", "out", str(file), "--json", now=FRIDAY + timedelta(seconds=61))
    back = fieldlog("bundle", "in", str(file))

    assert out.code == 0, out.err
    assert out.object == {"file": str(file), "bytes": file.stat().st_size}
    assert file.stat().st_mode & 0o777 == 0o600
    assert b"kanarie" not in file.read_bytes()
    assert (back.code, back.err) == (
        2,
        "Filen är inget svar från servern till den här loggen. Ta den fil som servern skrev.\n",
    )


def test_how_it_stands_is_told_without_loading_what_speaks_to_servers(process: Command) -> None:
    answer = process("status", "--json", env={"PYTHONPROFILEIMPORTTIME": "1"})

    assert answer.code == 0, answer.err
    loaded = {row.rpartition("|")[2].strip() for row in answer.err.splitlines()}
    assert "sync.client.status" in loaded
    assert loaded & {"httpx", "zstandard", "textual", "fastapi"} == set()
