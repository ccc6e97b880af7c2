"""A crash in a real terminal: one sentence, and not a word of what was written."""

from pathlib import Path

import pytest

from fieldlog.screens.crash import FILE
from tests.screens.demonstrated import Start, ready, start
from tests.terminal import Terminal

__all__ = ["start"]


def wordless(term: Terminal, faults: Path) -> None:
    assert b"19900101" not in term.raw
    assert b"Traceback" not in term.raw
    assert "RuntimeError" in faults.read_text()
    assert "demo.py" not in faults.read_text()
    assert " fail" in faults.read_text()
    assert "19900101" not in faults.read_text()


@pytest.mark.parametrize("where", ["krascha", "krascha i en arbetare"])
def test_a_crash_is_one_sentence_without_a_word_of_what_was_written(start: Start, tmp_path: Path, where: str) -> None:
    with start() as term:
        ready(term).send(where, "enter")

        assert term.exit_code() == 1
        assert not term.leftovers()
        assert term.screen().count("Något gick fel i fieldlog") == 1
        assert (tmp_path / "draft").exists()
        wordless(term, tmp_path / FILE)


def test_a_screen_that_can_not_be_made_is_a_sentence_too(start: Start, tmp_path: Path) -> None:
    with start("--broken") as term:
        assert term.exit_code() == 1
        assert not term.leftovers()
        assert term.screen().count("Något gick fel i fieldlog") == 1
        wordless(term, tmp_path / FILE)


def test_a_fault_in_a_thread_aside_writes_nothing_on_the_screen(start: Start, tmp_path: Path) -> None:
    with start() as term:
        ready(term).send("krascha i en tråd", "enter")
        term.wait_for("<krascha i en tråd>")
        term.send("lugnt")
        term.wait_for("> lugnt")

        wordless(term, tmp_path / FILE)
