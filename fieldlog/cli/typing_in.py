"""The lines that a command was given: as arguments, or one observation a line from stdin."""

import sys
from codecs import getincrementaldecoder
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from fieldlog.language import _
from fieldlog.models.refusal import RuleBroken
from fieldlog.models.text import why_binary

LONGEST = 128 * 1024
"""Bytes of one line that are read; a note is far shorter."""
AHEAD = 8 * 1024
"""Bytes of stdin that are judged before anything of it is saved."""


def lines_of(words: Sequence[str]) -> Iterator[str]:
    """The words as one line, or each line of stdin that is not blank. RuleBroken where there is nothing to read.

    What is no text but binary data (see `models.text.why_binary`) is RuleBroken: stdin is refused whole where its
    beginning shows it, else from that line on, so that no scrap of a picture becomes an event.
    """
    if words and list(words) != ["-"]:
        return iter([checked(" ".join(words))])
    if sys.stdin is None or (not words and sys.stdin.isatty()):
        raise RuleBroken(_("Skriv raden efter kommandot, eller skicka rader genom ett rör."))
    return _from_stdin(sys.stdin.buffer)


def _from_stdin(stream: BinaryIO) -> Iterator[str]:
    _look_ahead(stream)
    number = 0
    while raw := stream.readline(LONGEST + 1):
        number += 1
        ended = raw
        while not ended.endswith(b"\n") and len(ended) > LONGEST:  # the rest of a line that is too long to be one
            ended = stream.readline(LONGEST + 1)
        # What is cut off in the middle of a sign is no fault: such a line is refused for its length.
        line = _decoded(raw, whole=len(raw) <= LONGEST).strip("\ufeff\r\n")
        if why := why_binary(line):
            sentence = _("Rad {number} är inte text: {why}. Raderna före är lästa, resten inte.")
            raise RuleBroken(sentence.format(number=number, why=why))
        if line.strip():
            yield line


def _look_ahead(stream: BinaryIO) -> None:
    """Judge what has come so far before the first line of it is taken; a pipe that goes on slowly is not waited for."""
    peek = getattr(stream, "peek", None)
    beginning = peek(AHEAD)[:AHEAD] if peek is not None else b""
    if why := why_binary(_decoded(beginning, whole=False)):
        raise RuleBroken(
            _("Det som kom är inte text: {why}. Inget av det är läst. Skicka text i UTF-8.").format(why=why)
        )


def _decoded(raw: bytes, *, whole: bool) -> str:
    """As UTF-8; lone surrogates stand for bytes that are none, as in what the system hands to a program."""
    return getincrementaldecoder("utf-8")("surrogateescape").decode(raw, final=whole)


def checked(line: str) -> str:
    """The line, unless it is empty, too long or no text: RuleBroken."""
    if not line.strip():
        raise RuleBroken(_("Raden är tom. Skriv vad du såg."))
    if len(line.encode("utf-8", "replace")) > LONGEST:
        raise RuleBroken(_("Raden är för lång: högst {limit} kB.").format(limit=LONGEST // 1024))
    if why := why_binary(line):
        raise RuleBroken(_("Raden är inte text: {why}. Skriv den i UTF-8.").format(why=why))
    return line
