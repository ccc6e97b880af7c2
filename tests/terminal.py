"""A real terminal for tests: a program in a pty, its screen drawn by pyte, its keys pressed as bytes."""

import contextlib
import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Self

import pyte

KEYS = {
    "enter": "\r",
    "escape": "\x1b",
    "tab": "\t",
    "backspace": "\x7f",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "f1": "\x1bOP",
    "f2": "\x1bOQ",
    "f12": "\x1b[24~",
    "ctrl+o": "\x0f",
    "ctrl+p": "\x10",
    "ctrl+q": "\x11",
}
PATIENCE = 10.0


class Terminal:
    """`with Terminal([sys.executable, "app.py"]) as term:` runs it; what still runs at the end is killed."""

    def __init__(
        self, argv: Sequence[str], size: tuple[int, int] = (80, 24), env: Mapping[str, str] | None = None
    ) -> None:
        self.columns, self.rows = size
        self.raw = b""
        """Everything that the program wrote."""
        self._screen = pyte.Screen(self.columns, self.rows)
        self._stream = pyte.ByteStream(self._screen)
        self._status: int | None = None
        environ = {
            "PATH": os.environ["PATH"],
            "HOME": os.environ.get("HOME", "/"),
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "LANG": "C.UTF-8",
            **(env or {}),
        }
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            os.execvpe(argv[0], list(argv), environ)  # noqa: S606 - a test starts what it was told to
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", self.rows, self.columns, 0, 0))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._status is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
            self.exit_code()
        with contextlib.suppress(OSError):
            os.close(self._fd)

    def send(self, *keys: str) -> None:
        """Press keys by name (`enter`), or type a text as it is."""
        os.write(self._fd, "".join(KEYS.get(key, key) for key in keys).encode())

    def paste(self, text: str) -> None:
        """Paste, bracketed; a long text goes as fast as the program reads."""
        left = f"\x1b[200~{text}\x1b[201~".encode()
        while left:
            self._read(0)
            if select.select([], [self._fd], [], 1)[1]:
                left = left[os.write(self._fd, left[:2000]) :]

    def screen(self) -> str:
        """What stands on the screen now, row by row."""
        self._read(0)
        return "\n".join(self._screen.display)

    def wait_for(self, text: str, *, gone: bool = False, seconds: float = PATIENCE) -> float:
        """Seconds until the screen shows the text, or no longer does; AssertionError with the screen otherwise."""
        start = time.monotonic()
        while (text in "\n".join(self._screen.display)) == gone:
            self._read(0.02)
            assert time.monotonic() - start < seconds, f"{'still' if gone else 'no'} {text!r}\n{self.screen()}"
        return time.monotonic() - start

    def rest(self, seconds: float = 0.15) -> None:
        """Wait until nothing was written for so long."""
        while self._read(seconds):
            pass

    def signal(self, number: int) -> None:
        os.kill(self.pid, number)

    def hang_up(self) -> None:
        """Close the window."""
        os.close(self._fd)

    def exit_code(self, seconds: float = PATIENCE) -> int:
        """Wait for the end; minus the signal when one killed it."""
        until = time.monotonic() + seconds
        while self._status is None:
            self._read(0.02)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self._status = os.waitstatus_to_exitcode(status)
            assert time.monotonic() < until, f"still running\n{self.screen()}"
        self._read(0.05)
        return self._status

    def leftovers(self) -> list[str]:
        """What the program left switched on: the alternate screen, a hidden cursor, the mouse, bracketed paste."""
        modes = {"1049": False, "25": True, "1000": False, "1003": False, "1006": False, "2004": False}
        return [
            mode
            for mode, is_on in modes.items()
            if (self.raw.rfind(f"\x1b[?{mode}h".encode()) > self.raw.rfind(f"\x1b[?{mode}l".encode())) != is_on
            and f"\x1b[?{mode}".encode() in self.raw
        ]

    def _read(self, seconds: float) -> bool:
        """Take what the program wrote within so many seconds; whether there was anything."""
        try:
            if not select.select([self._fd], [], [], seconds)[0]:
                return False
            data = os.read(self._fd, 65536)
        except OSError:  # the program closed its side
            return False
        self.raw += data
        self._stream.feed(data)
        return bool(data)
