"""What others wrote, in a real terminal: lists and pages show every text as text, and nothing in it acts."""

import sys
import unicodedata
from datetime import datetime, timedelta
from pathlib import Path

from fieldlog.home import Home
from fieldlog.logbook import observations, shifts
from fieldlog.logbook.log import Log
from fieldlog.logbook.observations import new_observation
from fieldlog.models.moment import STOCKHOLM
from tests.conftest import PASSPHRASE
from tests.terminal import Terminal

PROGRAM = str(Path(__file__).with_name("locking.py"))
HOUSE = str(Path(__file__).parents[2])
HOSTILE = [
    "\x1b]52;c;UFdORUQ=\x07\x1b]0;PWNED\x07 urklipp och titel",
    "\x9b2J\x1b[2J\x1b[H skärmen rensad",
    "vänster\u202eregöh till \u2066isolerad\u2069",
    "[/] [/tid] [red]röd[/red] slut",
    "[@click=app.quit]klicka här[/]",
    "emoji 🙂 🚨 och 日本語, hopsatt a\u030aa\u0308",
    "långt " * 650 + "SLUT",
]


def write_all(anna: Log) -> None:
    now = datetime.now(STOCKHOLM)
    shift = shifts.start(anna, shifts.manning([]), now - timedelta(hours=1))
    for number, note in enumerate(HOSTILE):
        at = now - timedelta(minutes=len(HOSTILE) - number)
        new = new_observation(shift=shift, at=at, category="TO", place="TRP", spot="[/x]", words={"note": note})
        observations.save(anna, new, now)


def test_hostile_texts_are_text_in_list_page_and_correction(home: Home, anna: Log) -> None:
    write_all(anna)
    argv = [sys.executable, PROGRAM, str(home.root), "--passphrase", PASSPHRASE]
    with Terminal(argv, (120, 40), env={"PYTHONPATH": HOUSE, "HOME": str(home.root)}) as term:
        term.wait_for("PASS")
        term.wait_for("Ikväll: 7")
        term.send(" ", "s")
        term.wait_for("Hela loggen: 7")
        term.wait_for("urklipp och titel")
        rows = term.screen()
        for shown in ("[@click=app.quit]klicka här[/]", "[/] [/tid] [red]röd[/red] slut", "skärmen rensad", "regöh"):
            assert shown in rows
        assert "SÖK I LOGGEN" in rows

        term.send("up")
        term.wait_for("▸")
        for note in reversed(HOSTILE):
            term.send("enter")
            term.wait_for("5 vem har läst")
            term.wait_for("skriven")
            term.rest()
            page = term.screen()
            assert "POST" in page.splitlines()[0]
            assert "[/x]" in page
            last = unicodedata.normalize("NFC", note.split()[-1].strip("\u2066\u2069"))
            assert last in unicodedata.normalize("NFC", page) or last == "SLUT"
            term.send("escape")
            term.wait_for("Hela loggen: 7")
            term.send("down")

        # 3,900 characters are read to their end by the arrow keys, and stand whole on the line that corrects them.
        term.send("långt")
        term.wait_for("Träffar: 1")
        term.send("enter")
        term.wait_for("5 vem har läst")
        term.rest()
        term.send("end")
        term.wait_for("SLUT")
        term.send("1")
        term.wait_for("RÄTTA")
        term.rest()
        assert "långt långt" in term.screen()

    for sequence in (
        b"]52;c;UFdORUQ=",
        b"]0;PWNED",
        b"\x1b[2J\x1b[H sk",
        "\u202e".encode(),
        "\u2066".encode(),
        b"\x9b2J",
    ):
        assert b"\x1b" + sequence not in term.raw if sequence.startswith(b"]") else sequence not in term.raw
