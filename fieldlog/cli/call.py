"""One use of the command line: what was asked, when, of which home; and the one way to answer."""

import json
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TextIO

from fieldlog.home import Home
from fieldlog.language import _
from fieldlog.models.refusal import Refusal
from fieldlog.models.text import HARMFUL, plain

if TYPE_CHECKING:
    import argparse

DONE, NO, MISTAKEN = 0, 1, 2
"""Exit codes that scripts rely on; 3 and 4 come with the refusals of `fieldlog.models.refusal`."""


class Unheard(Refusal):
    """The answer could not be written where it was to go; what was done is done."""

    exit_code = 1


def _clock() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Call:
    """What every command takes. Answers go to stdout, as JSON or as text; sentences go to stderr."""

    options: "argparse.Namespace"
    home: Home
    clock: Callable[[], datetime] = _clock
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)

    @property
    def now(self) -> datetime:
        return self.clock()

    def answer(self, value: Mapping[str, Any], text: str = "") -> None:
        """One JSON object on a line with `--json`, else the text, made harmless for a terminal."""
        answer(value, text, as_json=self.options.json)

    def say(self, sentence: str) -> None:
        """A message to the person; never part of the answer."""
        tell(sentence)


def answer(value: Mapping[str, Any], text: str, *, as_json: bool) -> None:
    """On stdout: one JSON object on a line, or else the text, made harmless for a terminal."""
    if as_json:
        write(sys.stdout, as_line(value))
    elif text:
        write(sys.stdout, plain(text))


def tell(sentence: str) -> None:
    """One message on stderr. Where nobody can read it, nothing more can be done."""
    try:
        write(sys.stderr, plain(sentence))
    except (Unheard, BrokenPipeError):
        return


def as_line(value: Mapping[str, Any]) -> str:
    """JSON on one line. What could rule a terminal stands escaped, and so do all letters where stdout lacks them."""
    letters = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("-", "") == "utf8"
    text = json.dumps(value, ensure_ascii=not letters)
    return HARMFUL.sub(lambda found: json.dumps(found[0])[1:-1], text)


def write(stream: TextIO | None, text: str) -> None:
    """One line, at once: whoever reads the pipe acts on it. A closed stream takes nothing."""
    if stream is None:
        return
    try:
        print(text, file=stream, flush=True)
    except BrokenPipeError:
        raise
    except OSError:
        raise Unheard(_("Svaret gick inte att skriva ut. Det som är sparat finns kvar.")) from None
