"""A program in a pty, watched from outside: every chunk it writes with its time, and every key with its own."""

import os
import pty
import select
import signal
import struct
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

import pyte

SIZE = (80, 24)


@dataclass(slots=True)
class Watched:
    """`with Watched(argv, env) as it:` starts it. Times are seconds since the start of the process."""

    argv: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)
    chunks: list[tuple[float, bytes]] = field(default_factory=list)
    pid: int = 0
    fd: int = -1
    began: float = 0.0
    peak_kib: int = 0

    def __enter__(self) -> Self:
        environ = {
            "PATH": os.environ["PATH"],
            "HOME": os.environ.get("HOME", "/"),
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "LANG": "C.UTF-8",
            **self.env,
        }
        self.began = time.perf_counter()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            import fcntl
            import termios

            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", SIZE[1], SIZE[0], 0, 0))
            os.execvpe(self.argv[0], list(self.argv), environ)  # noqa: S606 - our own command
        return self

    def __exit__(self, *_exc: object) -> None:
        self.peak_kib = peak(self.pid)
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.fd)

    def listen(self, seconds: float, *, until: str | None = None) -> None:
        """Take what it writes for so long; stop early soon after `until` stands in what was written."""
        end = time.perf_counter() + seconds
        while (rest := end - time.perf_counter()) > 0:
            if select.select([self.fd], [], [], min(rest, 0.05))[0]:
                try:
                    data = os.read(self.fd, 1 << 16)
                except OSError:
                    return
                self.chunks.append((time.perf_counter() - self.began, data))
            elif until is not None and self.seen(until) is not None:
                return

    def press(self, text: str) -> float:
        os.write(self.fd, text.encode())
        return time.perf_counter() - self.began

    def seen(self, text: str, after: float = 0.0) -> float | None:
        """When the screen first showed the text, or None. Drawn afterwards, so it costs the program nothing."""
        screen = pyte.Screen(*SIZE)
        stream = pyte.ByteStream(screen)
        for at, data in self.chunks:
            stream.feed(data)
            if at >= after and text in "\n".join(screen.display):
                return at
        return None

    def seen_each(self, asked: Sequence[tuple[float, Sequence[str]]]) -> list[float | None]:
        """For each (after, texts), in the order of time: when the screen first showed all of them; in one replay."""
        screen = pyte.Screen(*SIZE)
        stream = pyte.ByteStream(screen)
        found: list[float | None] = []
        for at, data in self.chunks:
            stream.feed(data)
            while len(found) + 1 < len(asked) and at >= asked[len(found) + 1][0]:
                found.append(None)  # the next was asked for before this one came
            if len(found) < len(asked) and at >= asked[len(found)][0]:
                shown = "\n".join(screen.display)
                if all(text in shown for text in asked[len(found)][1]):
                    found.append(at)
        return found + [None] * (len(asked) - len(found))

    def answered(self, pressed: float) -> float | None:
        """Seconds from a key until the next thing it wrote."""
        return next((at - pressed for at, _data in self.chunks if at > pressed), None)


def peak(pid: int) -> int:
    """The most memory the process has had, in KiB."""
    with open(f"/proc/{pid}/status", encoding="ascii") as status:  # noqa: PTH123 - not a file with a path of ours
        return next(int(row.split()[1]) for row in status if row.startswith("VmHWM"))
