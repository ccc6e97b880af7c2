"""The whole program in a real terminal: started, hidden, unlocked."""

import sys
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from fieldlog.home import Home
from fieldlog.screens.hide import EMPTY_SCREEN
from tests.conftest import PASSPHRASE
from tests.terminal import Terminal

DRIVER = str(Path(__file__).with_name("locking.py"))
HOUSE = str(Path(__file__).parents[2])
CANARY = "kanariefågel 4471"
Start = Callable[..., AbstractContextManager[Terminal]]


def driver_at(home: Home, outside: Path) -> Start:
    """Anna's log with its memory open to a test; `locked=True` gives no passphrase."""

    def begin(*args: str, locked: bool = False) -> Terminal:
        given = [] if locked else ["--passphrase", PASSPHRASE]
        argv = [sys.executable, DRIVER, str(home.root), *given, *args]
        return Terminal(argv, env={"PYTHONPATH": HOUSE, "HOME": str(outside)})

    return begin


def program_at(home: Home, outside: Path) -> Start:
    """The program as it is called, with the passphrase in a file."""

    def begin(*args: str) -> Terminal:
        file = outside / "passphrase"
        file.write_text(PASSPHRASE)
        argv = [sys.executable, "-m", "fieldlog", "--home", str(home.root), *args]
        environ = {"PYTHONPATH": HOUSE, "HOME": str(outside), "FIELDLOG_PASSPHRASE_FILE": str(file)}
        return Terminal(argv, env=environ)

    return begin


def ready(term: Terminal) -> Terminal:
    term.wait_for("PASS  OV-12")
    term.rest()
    return term


def hide(term: Terminal) -> float:
    """Esc Esc; seconds from the second until the terminal was told to be empty."""
    term.send("escape")
    threading.Event().wait(0.25)
    return press(term, "escape")


def press(term: Terminal, key: str) -> float:
    before = len(term.raw)
    begun = time.monotonic()
    term.send(key)
    while EMPTY_SCREEN.encode() not in term.raw[before:]:
        term.rest(0.002)
        assert time.monotonic() - begun < 5, term.screen()
    return time.monotonic() - begun


def unlock(term: Terminal) -> None:
    term.wait_for("LÅST   OV-12")
    term.send("enter")
    term.wait_for("Lösenfras:")
    term.send(PASSPHRASE, "enter")
    ready(term)
