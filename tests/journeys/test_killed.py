"""Killed in the middle of a sentence: the real program, started again, has the text on its line."""

import signal
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from fieldlog.home import Home
from fieldlog.logbook.log import Log
from tests.screens.terminals import program_at, ready
from tests.terminal import Terminal

Start = Callable[..., AbstractContextManager[Terminal]]
SENTENCE = "nh trp 3 två som langar vid trappan och en som står vakt"


@pytest.fixture
def start(anna: Log, on_shift: str, tmp_path: Path) -> Start:
    anna.close()
    return program_at(Home(anna.folder.path.parent), tmp_path)


def type_and_kill(term: Terminal, text: str) -> None:
    """As a person types; killed a second after the last letter, which is as much as may be lost."""
    for letter in text:
        term.send(letter)
        threading.Event().wait(0.03)
    term.rest(1.0)
    term.signal(signal.SIGKILL)
    assert term.exit_code() == -signal.SIGKILL


def test_what_was_typed_before_a_kill_stands_on_the_line_again(start: Start) -> None:
    with start() as term:
        type_and_kill(ready(term), SENTENCE)
    with start() as term:
        ready(term)
        term.wait_for(f"> {SENTENCE}")
        type_and_kill(term, " av")
    with start() as term:
        ready(term)
        term.wait_for(f"> {SENTENCE} av")
        term.send("enter")
        term.wait_for("Sparat")
        term.send("ctrl+q")

        assert term.exit_code() == 0
    with start() as term:
        ready(term)
        term.wait_for("två som langar")
        assert "> nh" not in term.screen()


def test_an_emergency_that_was_begun_before_a_kill_waits_for_its_writer(start: Start) -> None:
    with start() as term:
        ready(term).send("f2")
        term.wait_for("112")
        type_and_kill(term, "1")
    with start() as term:
        ready(term)
        term.wait_for("Väntar på svar: 1")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_told_to_stop_it_keeps_the_sentence_and_leaves_the_terminal_as_it_was(start: Start, number: int) -> None:
    with start() as term:
        ready(term).send(SENTENCE)
        term.wait_for(f"> {SENTENCE}")
        term.signal(number)

        assert term.exit_code() == 128 + number
        assert not term.leftovers()
    with start() as term:
        ready(term)
        term.wait_for(f"> {SENTENCE}")


def test_a_window_that_is_closed_keeps_the_sentence(start: Start) -> None:
    with start() as term:
        ready(term).send(SENTENCE)
        term.wait_for(f"> {SENTENCE}")
        term.hang_up()
        term.exit_code()
    with start() as term:
        ready(term)
        term.wait_for(f"> {SENTENCE}")
