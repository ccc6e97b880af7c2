"""What others wrote, on a supervisor's screens and where it comes back: it rules nothing, and Esc Esc hides it."""

import re
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from fieldlog.home import Home
from fieldlog.logbook import observations, told
from fieldlog.logbook.log import Log
from fieldlog.logbook.observations import new_observation
from fieldlog.models.moment import STOCKHOLM, written
from tests.conftest import PASSPHRASE
from tests.logbook.test_audit import Reader
from tests.logbook.test_where_it_is import returned
from tests.proof.rich import receive
from tests.screens.terminals import DRIVER, HOUSE, hide
from tests.supervising import Night, let_supervise
from tests.terminal import Terminal

MARKUP = "[/] [@click=app.quit]klicka[/]"
CODES = "\x1b]0;PWNED\x07\x9b2J\u202e"
HOSTILE = f"{MARKUP} 🚨{CODES}"
RULING = re.compile("[\x80-\x9f\u202a-\u202e\u2066-\u2069\u2028]|\x1b\\]0;PWNED")

QUEUE = [(" ", "MENY"), ("g", "granskning av nattens pass"), ("enter", "Natten i korthet"), ("enter", "g godkänn")]
EVAS: dict[str, list[tuple[str, str]]] = {
    "the night in short": QUEUE[:3],
    "the queue": QUEUE,
    "who may see it": [*QUEUE, ("v", "F5 lins")],
    "the lens": [*QUEUE, ("o", "POST"), ("v", "SOM ANDRA FÅR DET")],
    "the whole entry": [*QUEUE, ("o", "POST")],
    "a comment": [*QUEUE, ("k", "Vad ska kommentaren")],
    "warnings": [(" ", "MENY"), ("v", "SGG")],
    "the read log": [(" ", "MENY"), ("x", "LÄSLOGGEN")],
    "the exchange": [(" ", "MENY"), ("y", "SYNKA")],
}
"""Keys, and what stands there after each."""


@pytest.fixture
def now() -> datetime:
    return datetime.now(STOCKHOLM)


@pytest.fixture
def evas_screens(home: Home, eva: Log, now: datetime) -> Home:
    """Eva's log with hostile text in everything that others can write."""
    let_supervise(eva, "GL-01")
    night = Night(eva, began=now - timedelta(hours=10))
    night.see(HOSTILE, 10, severity=3, spot=MARKUP)
    night.end(HOSTILE)
    night.arrive()
    kim = Reader("FA-07", MARKUP)
    kim.write(
        "warning", {"at": written(now), "until": written(now + timedelta(hours=2)), "place": "SGG", "text": HOSTILE}
    )
    bo = Reader("OV-14", "OVB")
    bo.read(now.replace(day=1) - timedelta(days=3), next(iter(night.cores)), how="export", why=HOSTILE)
    receive(eva, [*kim.entries, *bo.entries])
    with eva.store.write() as connection:
        told.keep(connection, [HOSTILE], now)
    eva.close()
    return home


def hidden_from(term: Terminal, keys: list[tuple[str, str]], worker: str) -> str:
    """What stood there; then nothing of it does, half a second after Esc Esc."""
    for key, sign in keys:
        term.send(key)
        term.wait_for(sign)
        term.rest()
    shown = term.screen()
    blank = hide(term)
    term.wait_for(f"LÅST   {worker}")
    term.rest()

    assert blank < 0.5
    assert not {"klicka", "TRP", "SGG", "NH "} & set(re.findall(r"klicka|TRP|SGG|NH ", term.screen()))
    assert not RULING.search(term.raw.decode())
    return shown


@pytest.mark.parametrize("place", EVAS)
def test_on_a_supervisors_screens_it_is_text_and_nothing_is_left_of_it(
    evas_screens: Home, tmp_path: Path, place: str
) -> None:
    argv = [sys.executable, DRIVER, str(evas_screens.root), "--worker", "GL-01", "--passphrase", PASSPHRASE]
    with Terminal(argv, env={"PYTHONPATH": HOUSE, "HOME": str(tmp_path)}) as term:
        term.wait_for("GL-01")
        term.rest()
        shown = hidden_from(term, EVAS[place], "GL-01")

    assert MARKUP in shown


def test_what_came_back_is_text_where_it_is_read(home: Home, anna: Log, tmp_path: Path, now: datetime) -> None:
    mine = observations.save(anna, new_observation(at=now, category="SK", place="TRP", words={"note": "fasad"}), now)
    returned(anna, mine, {"reason": "place"}, {"reason": HOSTILE})
    anna.close()
    argv = [sys.executable, DRIVER, str(home.root), "--passphrase", PASSPHRASE]
    with Terminal(argv, env={"PYTHONPATH": HOUSE, "HOME": str(tmp_path)}) as term:
        term.wait_for("Väntar på svar: 1")
        term.rest()
        shown = hidden_from(term, [("tab", "▸"), ("enter", "Tillbaka från granskning")], "OV-12")

    assert MARKUP in shown
