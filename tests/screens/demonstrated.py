"""The screens over the demonstration of `demo.py` in a real terminal."""

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.terminal import Terminal

DEMO = str(Path(__file__).with_name("demo.py"))
HOUSE = str(Path(__file__).parents[2])
Start = Callable[..., AbstractContextManager[Terminal]]


@pytest.fixture
def start(tmp_path: Path) -> Start:
    def begin(*args: str, env: dict[str, str] | None = None, size: tuple[int, int] = (80, 24)) -> Terminal:
        argv = [sys.executable, DEMO, str(tmp_path), *args]
        return Terminal(argv, size, {"PYTHONPATH": HOUSE, "HOME": str(tmp_path), **(env or {})})

    return begin


def ready(term: Terminal) -> Terminal:
    term.wait_for("Skriv vad du sett")
    term.rest()
    return term
