"""The process that runs the tests stays itself: what would replace or end it fails the test that did so, by name."""

import os
from collections.abc import Callable
from typing import Any

import pytest

ENDS = ("execv", "execve", "execvp", "execvpe", "execl", "execle", "execlp", "execlpe", "_exit", "abort")


def stay_alive(patch: pytest.MonkeyPatch) -> None:
    """A program under a pilot that hides itself would become the locked program, and with it the worker of pytest."""
    for name in ENDS:
        patch.setattr(os, name, _forbidden(name, os.getpid()))
    kill, here = os.kill, os.getpid()

    def another(pid: int, number: int) -> None:
        assert number == 0 or pid not in (0, -1, here), f"os.kill({pid}, {number}) would have ended the tests"
        kill(pid, number)

    patch.setattr(os, "kill", another)


def _forbidden(name: str, here: int) -> Callable[..., Any]:
    real: Callable[..., Any] = getattr(os, name)

    def call(*given: Any) -> Any:
        if os.getpid() == here:  # a child between fork and exec is another
            raise AssertionError(f"os.{name}{given} would have ended the tests")
        return real(*given)

    return call
