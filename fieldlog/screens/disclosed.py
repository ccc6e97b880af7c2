"""What other organisations have given out to this one, the latest first: their fields, and whose they were."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from textual.content import Content

from fieldlog.language import _
from fieldlog.logbook.desk import Desk
from fieldlog.models.vocabulary import Vocabulary
from fieldlog.screens.plain_page import PlainPage
from fieldlog.screens.say import refusals_said
from fieldlog.screens.status import title_row
from fieldlog.screens.text import content, rule

if TYPE_CHECKING:
    from fieldlog.models.disclosure import Disclosure


class DisclosedScreen(PlainPage):
    """A plain page. That it was read is written down."""

    def __init__(self, desk: Desk, now: Callable[[], datetime]) -> None:
        super().__init__(desk, now)
        self._found: Sequence[Disclosure] | None = None
        self._said = ""

    def on_mount(self) -> None:
        self.run_worker(self._look())

    def on_resize(self) -> None:
        self.speak()

    async def _look(self) -> None:
        with refusals_said(self):
            self._found = await self.desk.verb("disclosures.given_to_us")
        self.speak()

    def say(self, sentence: str) -> None:
        self._said = sentence
        self.speak()

    def speak(self) -> None:
        width = self.app.size.width
        self.show_around(title_row(_("UTLÄMNAT TILL OSS"), self.desk, self.now(), width))
        rows = [content(f" {self._said}")] if self._said else []
        if self._found is not None:
            rows += draw_disclosed(self._found, width - 1, self.desk.vocabulary)
        self.show_page(rows)


def draw_disclosed(found: Sequence["Disclosure"], width: int, vocabulary: Vocabulary) -> list[Content]:
    """A rule for each, its fields under it."""
    from fieldlog.logbook.decision_text import said_rows, when  # loads the linter: only who reads them waits for it

    rows: list[Content] = []
    for each in found:
        rows.append(content(rule(width, f"{when(each.at)}  {each.org}")))
        for row in said_rows(each.out, vocabulary):
            rows += [Content(" ") + part for part in content(row).wrap(width - 1)]
    return rows or [content(" " + _("Inget har lämnats ut till oss."))]
