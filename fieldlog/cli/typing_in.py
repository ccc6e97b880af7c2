"""The lines that a command was given: as arguments, or one observation a line from stdin."""

import sys
from collections.abc import Iterator, Sequence

from fieldlog.language import _
from fieldlog.models.refusal import RuleBroken

LONGEST = 128 * 1024
"""Bytes of one line that are read; a note is far shorter."""


def lines_of(words: Sequence[str]) -> Iterator[str]:
    """The words as one line, or each line of stdin that is not blank. RuleBroken where there is nothing to read."""
    if words and list(words) != ["-"]:
        return iter([checked(" ".join(words))])
    if sys.stdin is None or (not words and sys.stdin.isatty()):
        raise RuleBroken(_("Skriv raden efter kommandot, eller skicka rader genom ett rör."))
    return _from_stdin()


def _from_stdin() -> Iterator[str]:
    # As bytes: whatever a pipe brings is read, and what is no UTF-8 is replaced rather than refused.
    while raw := sys.stdin.buffer.readline(LONGEST + 1):
        ended = raw
        while not ended.endswith(b"\n") and len(ended) > LONGEST:  # the rest of a line that is too long to be one
            ended = sys.stdin.buffer.readline(LONGEST + 1)
        line = raw.decode("utf-8", "replace").strip("\ufeff\r\n")
        if line.strip():
            yield line


def checked(line: str) -> str:
    """The line, unless it is empty or too long: RuleBroken."""
    if not line.strip():
        raise RuleBroken(_("Raden är tom. Skriv vad du såg."))
    if len(line.encode("utf-8", "replace")) > LONGEST:
        raise RuleBroken(_("Raden är för lång: högst {limit} kB.").format(limit=LONGEST // 1024))
    return line
