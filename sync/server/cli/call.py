"""One use of the server's command line: what was asked, of which archive, and the one way to answer."""

import argparse
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fieldlog.cli.call import answer, tell
from fieldlog.language import _
from fieldlog.models.moment import STOCKHOLM
from fieldlog.models.refusal import RuleBroken

if TYPE_CHECKING:
    from sync.archive.archive import Archive


@dataclass(frozen=True, slots=True)
class Call:
    """What every command takes. Answers go to stdout, as JSON or as text; sentences go to stderr."""

    options: argparse.Namespace
    home: Path
    database: str | None

    @property
    def now(self) -> datetime:
        return datetime.now(UTC)

    @contextmanager
    def archive(self) -> Iterator["Archive"]:
        """The archive, closed afterwards. Refused("restored") if it is not the one that was here."""
        from sync.archive.archive import open_archive

        archive = open_archive(self.home, self.database)
        try:
            yield archive
        finally:
            archive.close()

    def answer(self, value: Mapping[str, Any], text: str = "") -> None:
        """One JSON object on a line with `--json`, else the text, made harmless for a terminal."""
        answer(value, text, as_json=self.options.json)

    def say(self, sentence: str) -> None:
        """A message to the person; never part of the answer."""
        tell(sentence)


def read_day(text: str | None, *, last: bool) -> datetime | None:
    """The first or the last moment of a day that was typed as 2026-11-20. RuleBroken for what is no day."""
    if text is None:
        return None
    try:
        day = datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=STOCKHOLM)
    except ValueError:
        raise RuleBroken(_("Skriv dagen som 2026-11-20.")) from None
    return day.replace(hour=23, minute=59, second=59, microsecond=999_000) if last else day
