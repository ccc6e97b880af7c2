"""What the app needs of the world outside its terminal: where drafts are written, and what it becomes when hidden."""

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from fieldlog.language import _


def _nothing() -> None:
    """For a hook that nobody gave."""


def _become(path: str, argv: list[str]) -> None:
    os.execv(path, argv)  # looked up as it happens: what forbids it to a process forbids it here  # noqa: S606 - itself


@dataclass(frozen=True, slots=True)
class Outside:
    """What lies outside the terminal, as functions.

    `flush` writes drafts and runs on every way out; `on_hide` also drops the key, and then the process becomes `again`,
    the locked program, by `execute`. `home` is the folder for the log of faults.
    """

    flush: Callable[[], None] = _nothing
    on_hide: Callable[[], None] = _nothing
    again: Sequence[str] = (sys.executable, "-m", "fieldlog")
    home: Path | None = None
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    execute: Callable[[str, list[str]], object] = _become


def why_no_screen() -> str:
    """The sentence for a place where the program can't be shown; empty in a terminal."""
    streams = (sys.stdin, sys.stdout, sys.__stderr__)  # Textual draws on the last
    if os.environ.get("TERM") != "dumb" and all(stream is not None and stream.isatty() for stream in streams):
        return ""
    return _("fieldlog behöver en terminal för att visas. Utan en: fieldlog --help visar kommandona.")
