"""How long things are kept, what must not go, and the lost laptop, from the command line."""

import json
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from fieldlog.models.strict import decode
from sync.archive import devices, retention
from sync.archive.archive import open_archive
from sync.archive.enrolling import enrol
from sync.archive.pushing import push
from sync.archive.verifying import verify
from sync.batch import Batch
from tests.conftest import FRIDAY
from tests.sync.archive.exchanging import caller_of
from tests.sync.laptops import Laptop
from tests.sync.server.test_command import do

CANARY = "kanariefågel i bur"
LONG_AGO = datetime.now(UTC) - timedelta(days=100)


@pytest.fixture
def home(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    home = tmp_path / "server"
    for words in (
        ("init",),
        ("org", "add", "OVB", "--name", "The guards"),
        ("worker", "add", "OV-12", "--org", "OVB", "--role", "ov"),
    ):
        assert do(home, *words, capsys=capsys)[0] == 0
    return home


def filled(
    home: Path, capsys: pytest.CaptureFixture[str], classes: str = "ABC", received: datetime = LONG_AGO
) -> Laptop:
    """Anna's laptop, which sent an observation of each class a hundred days ago."""
    _code, [said], _told = do(home, "code", "new", "--org", "OVB", "--role", "ov", "--worker", "OV-12", capsys=capsys)
    laptop = Laptop("OVB", "OV-12", "ov")
    archive = open_archive(home)
    laptop.token = enrol(archive, laptop.enrolment(str(said["code"])), datetime.now(UTC)).token
    for class_ in classes:
        laptop.observe(CANARY, class_)
    for at in range(0, len(laptop.entries), 1000):
        push(
            archive,
            caller_of(laptop),
            laptop.device,
            laptop.head_at(at),
            Batch(laptop.entries[at : at + 1000]),
            received,
        )
    archive.close()
    return laptop


def test_periods_are_shown_and_decided(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, [said], told = do(home, "policy", "show", capsys=capsys)
    assert (code, said["archive"], said["decision"]) == (0, {"A": 730, "B": 365, "C": 90, "audit": 1826}, None)
    assert "Nobody has decided" in told

    for words in (
        ("C", "30"),
        ("audit", "2000"),
        ("laptop-C", "3"),
        ("laptop-A", "14", "--role", "ov"),
        ("laptop-B", "-"),
    ):
        code, [said], told = do(home, "policy", "set", *words, capsys=capsys)
        assert (code, told.count("Nobody")) == (0, 0)

    assert said["archive"] == {"A": 730, "B": 365, "C": 30, "audit": 2000}
    assert said["laptops"] == {"A": {"ov": 14}, "B": {}, "C": 3, "own_c_words": 1}
    archive = open_archive(home)
    with archive.database.reading() as session:
        sql = "SELECT data FROM entry JOIN part ON part.id = entry.id WHERE kind = 'policy' ORDER BY n"
        cores = [decode(row[0]) for row in session.rows(sql)]
    archive.close()
    assert [core["of"] for core in cores if core["of"] != "workers"] == [
        "retention",
        "archive",
        "archive",
        *["retention"] * 3,
    ]


@pytest.mark.parametrize(
    "words",
    [("C", "29"), ("C", "91"), ("audit", "10"), ("A", "-"), ("laptop-C", "-"), ("C", "x"), ("C", "60", "--role", "ov")],
)
def test_what_cannot_be_decided_is_refused_and_nothing_is_changed(
    home: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    assert do(home, "policy", "set", *words, capsys=capsys)[0] == 2
    assert do(home, "policy", "show", capsys=capsys)[1][0]["decision"] is None


def test_what_is_due_goes_and_what_is_held_does_not(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    laptop = filled(home, capsys, "ACC")
    held = laptop.entries[-1].fields.id
    code, [hold], _told = do(home, "hold", "add", "--entry", held, "--why", "police", "--case", "K 17", capsys=capsys)
    assert (code, hold["which"]) == (0, held)
    wanted = {"org": "OVB", "rule": "C", "days": 90, "entries": 1, "parts": 2, "counted": 0, "held": 1}
    assert do(home, "retention", "--dry-run", capsys=capsys)[:2] == (0, [wanted | {"dry": True}])
    assert do(home, "retention", capsys=capsys)[:2] == (0, [wanted | {"dry": False}])
    assert do(home, "hold", "list", capsys=capsys)[1] == [hold]
    assert do(home, "hold", "lift", "K 17", capsys=capsys)[0] == 0
    assert do(home, "hold", "list", capsys=capsys)[:2] == (1, [])
    assert do(home, "retention", capsys=capsys)[1] == [wanted | {"held": 0, "dry": False}]
    assert do(home, "retention", capsys=capsys)[2] == "Nothing to destroy.\n"
    [verified] = do(home, "verify", capsys=capsys)[1]
    assert (verified["ok"], verified["erased"]) == (True, 4)
    assert CANARY.encode() in files(home)  # class A


@pytest.mark.parametrize(
    "words",
    [
        ("--why", "police", "--case", "K 1"),
        ("--entry", "x", "--shift", "y", "--why", "police", "--case", "K 1"),
        ("--entry", "nobody", "--why", "police", "--case", "K 1"),
        ("--place", "PLA", "--why", "police", "--case", "K 1"),
        ("--place", "PLA", "--from", "2026-11-21", "--until", "2026-11-20", "--why", "police", "--case", "K 1"),
        ("--place", "PLA", "--from", "igår", "--until", "2026-11-20", "--why", "police", "--case", "K 1"),
        ("--place", "PLA", "--from", "2026-11-20", "--until", "2026-11-20", "--why", "police", "--case", " "),
    ],
)
def test_a_hold_on_nothing_is_refused(home: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]) -> None:
    code, answers, told = do(home, "hold", "add", *words, capsys=capsys)
    assert (code in (1, 2), answers, told.count("\n")) == (True, [], 1)
    assert do(home, "hold", "list", capsys=capsys)[0] == 1


def test_a_lost_laptop_is_shut_out_and_the_report_is_begun(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    laptop = filled(home, capsys)

    code, [said], _told = do(home, "lost", "--", laptop.device[:12], capsys=capsys)

    assert (code, said["worker"], len(said["entries"])) == (0, "OV-12", 4)  # type: ignore[arg-type]  # JSON
    assert said["observations"] == [{"class": class_, "own": True, "words": True, "count": 1} for class_ in "ABC"]
    [swedish, english, entries] = [Path(file) for file in said["files"]]  # type: ignore[attr-defined]  # JSON
    assert "Anmälan, om den behövs, senast" in swedish.read_text()
    assert "no later than" in english.read_text()
    assert "OV-12" in english.read_text()
    assert {json.loads(line)["id"] for line in entries.read_text().splitlines()} == {
        entry.fields.id for entry in laptop.entries
    }
    assert all(file.stat().st_mode & 0o077 == 0 for file in (swedish, english, entries))
    assert CANARY not in swedish.read_text() + english.read_text() + entries.read_text()
    archive = open_archive(home)
    assert devices.find(archive, laptop.device).state == devices.REVOKED
    archive.close()


def files(home: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(home.rglob("*")) if file.is_file())


KILLED = """
import os, signal, sys
from datetime import timedelta
from pathlib import Path
from sync.archive import retention
from sync.archive.archive import open_archive
from tests.conftest import FRIDAY

left = int(sys.argv[2])

def pause(_seconds):
    global left
    left -= 1
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)

retention.AT_ONCE = 10
retention.run(open_archive(Path(sys.argv[1])), FRIDAY + timedelta(days=400), pause=pause)
"""


@pytest.mark.parametrize("after", [1, 3, 7])
def test_killed_in_the_middle_it_goes_on_and_loses_nothing_else(
    home: Path, capsys: pytest.CaptureFixture[str], after: int
) -> None:
    filled(home, capsys, "BC" * 40 + "A" * 5, FRIDAY)

    killed = subprocess.run([sys.executable, "-c", KILLED, str(home), str(after)], check=False)

    assert killed.returncode == -signal.SIGKILL
    archive = open_archive(home)
    found = verify(archive)
    assert (found.fault, found.erased) == ("", 20 * after)
    report = retention.run(archive, FRIDAY + timedelta(days=400), pause=lambda _seconds: None)
    assert sum(row.entries for row in report.rows) == 80 - 10 * after
    found = verify(archive)
    assert (found.fault, found.erased, count(archive, "A")) == ("", 160, 5)
    archive.close()


def count(archive: Any, class_: str) -> int:
    with archive.database.reading() as session:
        sql = "SELECT count(*) FROM matter JOIN part ON part.id = matter.id AND name = 'core' WHERE class = ?"
        return int(session.rows(sql, (class_,))[0][0])
