"""Hide and lock: blank the terminal, forget the key, and begin anew as a locked program.

The program is replaced by itself (exec) rather than emptied: nothing of what was read stays in its memory.
"""

import contextlib
import os
from collections.abc import Callable, Sequence
from typing import Protocol

EMPTY_SCREEN = "\x1b[H\x1b[2J\x1b[3J"
"""Cursor home, screen, then scrollback: some terminals move what 2J clears into the scrollback."""


class Terminal(Protocol):
    """What hiding needs of a Textual driver."""

    def write(self, data: str) -> None: ...
    def stop_application_mode(self) -> None: ...
    def close(self) -> None: ...


def hide(
    terminal: Terminal,
    argv: Sequence[str],
    on_hide: Callable[[], None],
    execute: Callable[[str, list[str]], object],
) -> None:
    """Blank at once, then `on_hide()` (write the draft, drop the key), then become `argv` (a path and its arguments).

    Does not return. A hook that fails does not keep the screen open, and a program that can't be started ends this one
    with exit code 3.
    """
    terminal.write(EMPTY_SCREEN)
    # Whatever is wrong with the disk, somebody is looking at this screen.
    with contextlib.suppress(Exception):
        on_hide()
    terminal.stop_application_mode()
    terminal.write(EMPTY_SCREEN)
    terminal.close()
    try:
        execute(argv[0], list(argv))
    except OSError:
        os._exit(3)
