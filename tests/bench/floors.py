"""What nothing of this kind can be faster than: bare Textual apps, one raw encrypted insert, one signature."""

import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

FRAME = """
from textual.app import App
from textual.widgets import Footer, Header, Static
class Bare(App):
    TITLE = "bare"
    BINDINGS = [("q", "quit", "Quit")]
    def compose(self):
        yield Header()
        yield Static("ready to look at")
        yield Footer()
Bare().run()
"""
"""The floor of a start: a Textual app with Header and Footer."""

LINE = """
from textual.app import App
from textual.widgets import Input
class Bare(App):
    def compose(self):
        yield Input(placeholder="ready to type")
Bare().run()
"""
"""The floor of a key: a Textual app with an Input."""


def python(script: str) -> list[str]:
    return [sys.executable, "-c", script]


def program(name: str) -> list[str]:
    """A program as it is installed beside this Python, called by its name."""
    return [str(Path(sys.executable).with_name(name))]


def durable_insert(folder: Path, times: int = 60) -> float:
    """Milliseconds of one raw durable insert into an encrypted store, median."""
    from fieldlog.cipher import connect

    connection = connect(folder / "floor.db", os.urandom(32))
    connection.execute("CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT)")
    return median_ms(lambda: connection.execute("INSERT INTO note (text) VALUES (?)", ("x" * 300,)), times)


def signature_seconds(times: int = 20_000) -> float:
    """Seconds of one Ed25519 signature over a line's worth of bytes."""
    from nacl.signing import SigningKey

    key, line = SigningKey.generate(), b"fieldlog line\0" + b"x" * 420
    begun = time.perf_counter()
    for _each in range(times):
        key.sign(line)
    return (time.perf_counter() - begun) / times


def median_ms(do: Callable[[], object], times: int) -> float:
    return statistics.median(each_ms(do, times))


def p95_ms(do: Callable[[], object], times: int) -> float:
    return sorted(each_ms(do, times))[int(times * 0.95)]


def each_ms(do: Callable[[], object], times: int) -> list[float]:
    taken = []
    for _each in range(times):
        begun = time.perf_counter()
        do()
        taken.append((time.perf_counter() - begun) * 1000)
    return taken
