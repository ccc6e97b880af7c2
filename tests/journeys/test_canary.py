"""A number that was typed and masked is found nowhere: files, decrypted pages, write-ahead log, notes, error texts."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldlog.home import Home
from fieldlog.logbook.log import Log
from tests.conftest import PASSPHRASE
from tests.proof.pages import pages
from tests.terminal import Terminal

HOUSE = str(Path(__file__).parents[2])
FIELDLOG = [sys.executable, "-m", "fieldlog"]
CANARY = "19121212-1212"
SPELLINGS = tuple(text.encode() for text in ("121212-1212", "1212121212", "121212 1212"))
KEPT = 0.45
"""Seconds of quiet after which what stands on the line is in the store, number and all."""


@pytest.fixture
def environ(anna: Log, on_shift: str, tmp_path: Path) -> dict[str, str]:
    """Anna's home, on shift; whatever a program writes elsewhere lands in the same folder."""
    anna.close()
    for name in ("tmp", "run"):
        (tmp_path / name).mkdir()
    folders = {"HOME": tmp_path, "TMPDIR": tmp_path / "tmp", "XDG_RUNTIME_DIR": tmp_path / "run"}
    home = {"PYTHONPATH": HOUSE, "FIELDLOG_HOME": str(tmp_path / "home")}
    return home | {name: str(folder) for name, folder in folders.items()}


@pytest.fixture
def term(environ: dict[str, str], tmp_path: Path) -> Iterator[Terminal]:
    with Terminal(FIELDLOG, env=environ) as terminal:
        unlock(terminal)
        yield terminal


def unlock(term: Terminal) -> None:
    term.wait_for("Lösenfras:")
    term.send(PASSPHRASE, "enter")
    term.wait_for("PASS  OV-12")
    term.rest()


def where(home: Home, log: Log) -> list[str]:
    """Every place under the home and beside it that holds the number."""
    files = [file for file in home.root.parent.rglob("*") if file.is_file()]
    found = [str(file) for file in files if any(each in file.read_bytes() for each in SPELLINGS)]
    opened = pages(log.folder.database, log.unlocked.database_key)
    return found + [name for name, content in opened if any(each in content for each in SPELLINGS)]


def typed(term: Terminal, text: str, sign: str = "Ser ut som ett personnummer") -> None:
    """On the line for so long that it is kept as a draft."""
    term.send(text)
    term.wait_for(sign)
    term.rest(KEPT)


def saved(term: Terminal) -> None:
    term.send("enter")
    term.wait_for("Sparat")
    term.rest(KEPT)


def test_the_draft_holds_it_while_it_is_on_the_line(term: Terminal, home: Home, anna: Log) -> None:
    """Else the other tests would look in the wrong places."""
    typed(term, f"st gbr {CANARY} glas")

    assert where(home, anna)


def test_typed_and_masked_it_is_nowhere(term: Terminal, home: Home, anna: Log) -> None:
    typed(term, f"st gbr {CANARY} glas")
    term.send("tab")
    term.wait_for("[personnummer]")
    saved(term)
    assert where(home, anna) == []

    typed(term, f"ug pla {CANARY} gäng")  # masked by the saving
    saved(term)
    assert where(home, anna) == []

    typed(term, f"uk pla {CANARY} samtal")  # class C asks
    term.send("enter")
    term.wait_for("Ett personnummer står i texten.")
    term.send("1")
    term.wait_for("Sparat")
    term.rest(KEPT)
    assert where(home, anna) == []

    typed(term, f"in vas +LOB {CANARY} full")  # an open event
    term.send("enter")
    term.wait_for("Ett personnummer står i texten.")
    term.send("2")
    term.wait_for("Väntar på svar: 1")
    term.rest(KEPT)
    assert where(home, anna) == []

    term.send("ctrl+q")
    assert term.exit_code() == 0
    assert where(home, anna) == []
    assert not list(home.root.rglob("faults.log"))


def test_put_away_and_dropped_it_is_nowhere(term: Terminal, home: Home, anna: Log) -> None:
    typed(term, f"nb {CANARY}")
    term.send("escape")
    term.wait_for("Väntar på svar: 1")
    term.send("tab")
    term.rest()
    term.send("enter")
    term.wait_for(f"> nb {CANARY}")
    term.rest(KEPT)
    term.send(*["backspace"] * 20)
    term.wait_for(CANARY, gone=True)
    term.rest(KEPT)
    assert where(home, anna) == []

    term.send("ctrl+q")
    assert term.exit_code() == 0
    assert where(home, anna) == []


def test_written_locked_and_masked_it_is_nowhere(term: Terminal, home: Home, anna: Log) -> None:
    typed(term, f"nb pla {CANARY}")
    term.send("tab")
    term.wait_for("[personnummer]")
    term.send("f12")
    term.wait_for("LÅST   OV-12")
    term.rest()
    typed(term, f" vid {CANARY}")
    term.send("tab")
    term.wait_for(CANARY, gone=True)
    term.send("enter")
    term.rest(KEPT)
    term.signal(15)
    term.exit_code()

    assert where(home, anna) == []


def test_no_error_text_repeats_it(environ: dict[str, str], home: Home, anna: Log, tmp_path: Path) -> None:
    file = tmp_path / "passphrase"
    file.write_text(PASSPHRASE)
    given = environ | {"FIELDLOG_PASSPHRASE_FILE": str(file), "PATH": "/usr/bin:/bin"}
    for words in (
        ["add", f"ug pla {CANARY} gäng", "--at", "2099-01-01"],
        ["add", f"ug pla {CANARY}" + " x" * 3000],
        ["amend", "ffffffff", f"note={CANARY}"],
        ["shift", "end", "--handover", CANARY, "--felt-safe", "4"],
        ["search", CANARY],
    ):
        done = subprocess.run([*FIELDLOG, *words], capture_output=True, check=False, env=given, timeout=60)
        assert not any(each in done.stdout + done.stderr for each in SPELLINGS), words

    assert where(home, anna) == []
