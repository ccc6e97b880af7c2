"""No test ends the process that runs it, and with it all others."""

import os
import signal
import sys

import pytest

from fieldlog.screens.outside import Outside


def test_a_program_that_would_become_the_locked_one_fails_its_test() -> None:
    with pytest.raises(AssertionError, match=r"os\.execv.*would have ended the tests"):
        Outside().execute(sys.executable, [sys.executable, "-c", "raise SystemExit(0)"])


def test_neither_the_end_nor_a_signal_to_itself_gets_through() -> None:
    with pytest.raises(AssertionError, match=r"os\._exit"):
        os._exit(1)
    with pytest.raises(AssertionError, match=r"os\.kill"):
        os.kill(os.getpid(), signal.SIGKILL)


def test_a_child_may_become_what_it_likes() -> None:
    child = os.fork()
    if child == 0:
        os.execv(sys.executable, [sys.executable, "-c", "raise SystemExit(7)"])  # noqa: S606 - of our own
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
